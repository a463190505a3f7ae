"""Puts a question set to a system and keeps all that comes back, so that an interrupted run goes on where it stopped.

    baipishu eval run --questions eval/questions/shenzhen-2024.jsonl --out runs/today
"""
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ir_measures import Qrel

from eval.asking import Answering, AskAll, Asked, Asker
from eval.judge import judge
from eval.manifest import Origin, identity, make_manifest, show_identity
from eval.page.report import write_report
from eval.questions import Question
from eval.record import Record, RecordError, Timing, corpus_passages, read_record, to_json, write_record
from eval.results import Result, write_result
from index.atomic import write_file

Progress = Callable[[int, int], None]  # (questions done, questions in all)
Relevance = Mapping[str, Mapping[str, int]]  # question id → document id → relevance
UNFINISHED = "unfinished.jsonl"  # what is answered so far: the identity of the run, then a line an answer


def run_questions(answerer: Answering, questions: Sequence[Question], out: Path,
                  progress: Progress = lambda done, total: None, origin: Origin | None = None,
                  ask_all: AskAll | None = None, qrels: Relevance | None = None) -> Result:
    """Ask every question, write the record of the run, judge it and write what follows.

    A run of the same questions, index and code that was interrupted in `out` goes on; one of others is a RecordError.
    `ask_all` asks by another way than one after the other in this process. `qrels` are relevant documents, for a
    dataset that brings its own; else relevance follows from the evidence of the questions.
    """
    started, wall = datetime.now(UTC), time.perf_counter()
    done = list(resume(out, identity(answerer.index, questions)))
    asked = {each.question_id: each for each in done}
    missing = [question for question in questions if question.id not in asked]
    progress(len(asked), len(questions))
    with journal(out, identity(answerer.index, questions), done) as note:
        for each in (ask_all or Asker(answerer).all)(missing):
            note(each)
            asked[each.question_id] = each
            progress(len(asked), len(questions))
    in_order = [asked[question.id] for question in questions]
    spent = (time.perf_counter() - wall, sum(each.timing.cpu for each in in_order) / 1000)
    manifest = make_manifest(answerer.index, questions, origin or Origin("questions"), started, *spent, len(done))
    record = Record(manifest, tuple(questions), tuple(each.response for each in in_order),
                    tuple(each.timing for each in in_order), corpus_passages(answerer.index.documents),
                    None if qrels is None else tuple(judgements(questions, qrels)))
    write_record(record, out)
    (out / UNFINISHED).unlink()
    return write_judged(out)


def judgements(questions: Sequence[Question], qrels: Relevance) -> Iterator[Qrel]:
    return (Qrel(question.id, doc_id, relevance) for question in questions
            for doc_id, relevance in qrels.get(question.id, {}).items())


def write_judged(out: Path) -> Result:
    """Judge the record in `out` and write what follows from it, the report too."""
    result = judge(read_record(out))
    write_result(result, out)
    write_report(result, out / "report.html")
    return result


@contextmanager
def journal(out: Path, found: Mapping[str, Any], done: Sequence[Asked]) -> Iterator[Callable[[Asked], None]]:
    """Yield a function that keeps one answer: each is on disk before the next is asked."""
    lines = [show_identity(found), *(to_json(asdict(asked)) for asked in done)]
    write_file(out / UNFINISHED, "".join(f"{line}\n" for line in lines).encode())
    with (out / UNFINISHED).open("a", encoding="utf-8") as file:
        def note(asked: Asked) -> None:
            file.write(to_json(asdict(asked)) + "\n")
            file.flush()

        yield note


def resume(out: Path, wanted: Mapping[str, Any]) -> Iterator[Asked]:
    """Yield what an interrupted run in `out` has answered; a last line cut off by the interruption is asked again."""
    path = out / UNFINISHED
    if not path.exists():
        return
    head, *lines = path.read_text("utf-8").split("\n")
    if head != show_identity(wanted):
        raise RecordError(f"{out} holds an interrupted run of another set, index or version; finish it with those, "
                          f"or delete {path} to start anew")
    for number, line in enumerate(lines[:-1], 2):
        try:
            row = json.loads(line)
            yield Asked(row["question_id"], row["response"], Timing(**row["timing"]))
        except (ValueError, LookupError, TypeError) as error:
            raise RecordError(f"{path}, line {number}: damaged ({error}); delete the line, or the file to start anew"
                              ) from error
