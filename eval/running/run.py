"""Puts a question set to a system, keeps all that comes back and judges it.

    baipishu eval run --questions eval/questions/shenzhen-2024.jsonl --out runs/today
"""
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ir_measures import Qrel

from eval.judge import judge
from eval.page.report import write_report
from eval.record import UNFINISHED, Record, corpus_passages, read_record, write_record
from eval.results import Result, write_result
from eval.running.asking import Answering, AskAll, Asker
from eval.running.journal import Clock, journal, read_kept
from eval.running.manifest import Origin, identity, make_manifest
from eval.sets.questions import Question

Progress = Callable[[int, int], None]  # (questions done, questions in all)
Relevance = Mapping[str, Mapping[str, int]]  # question id → document id → relevance


def run_questions(answerer: Answering, questions: Sequence[Question], out: Path,
                  progress: Progress = lambda done, total: None, origin: Origin | None = None,
                  ask_all: AskAll | None = None, qrels: Relevance | None = None) -> Result:
    """Ask every question, write the record of the run, judge it and write what follows."""
    with recorded(answerer, questions, out, progress, origin, ask_all, qrels):
        return write_judged(out)


def record_questions(answerer: Answering, questions: Sequence[Question], out: Path,
                     origin: Origin | None = None) -> None:
    """Ask every question and write the record of the run; nobody judges it yet."""
    with recorded(answerer, questions, out, origin=origin):
        pass


@contextmanager
def recorded(answerer: Answering, questions: Sequence[Question], out: Path,
             progress: Progress = lambda done, total: None, origin: Origin | None = None,
             ask_all: AskAll | None = None, qrels: Relevance | None = None) -> Iterator[None]:
    """Ask every question and write the record of the run, which is finished once the block is left.

    A run of the same questions, index and code that was interrupted in `out` goes on; one of others is a RecordError.
    `ask_all` asks by another way than one after the other in this process. `qrels` are relevant documents, for a
    dataset that brings its own; else relevance follows from the evidence of the questions.
    """
    writer = {"writer": name} if (name := getattr(answerer, "writer_name", None)) else {}
    about = {**identity(answerer.index, questions), **writer}
    kept = read_kept(out, about)
    clock = Clock(kept.wall_s)
    asked = {each.question_id: each for each in kept.answers}
    missing = [question for question in questions if question.id not in asked]
    progress(len(asked), len(questions))
    with journal(out, about, len(questions), kept, clock) as note:
        for each in (ask_all or Asker(answerer).all)(missing):
            note(each)
            asked[each.question_id] = each
            progress(len(asked), len(questions))
    in_order = [asked[question.id] for question in questions]
    spent = (clock(), sum(each.timing.cpu for each in in_order) / 1000)
    manifest = make_manifest(answerer.index, questions, origin or Origin("questions"), kept.started, *spent,
                             len(kept.answers))
    record = Record({**manifest, **writer}, tuple(questions), tuple(each.response for each in in_order),
                    tuple(each.timing for each in in_order), corpus_passages(answerer.index.documents),
                    None if qrels is None else tuple(judgements(questions, qrels)))
    write_record(record, out)
    yield
    (out / UNFINISHED).unlink()  # last: until then the folder may hold the results of an earlier run


def judgements(questions: Sequence[Question], qrels: Relevance) -> Iterator[Qrel]:
    return (Qrel(question.id, doc_id, relevance) for question in questions
            for doc_id, relevance in qrels.get(question.id, {}).items())


def write_judged(out: Path) -> Result:
    """Judge the record in `out` and write what follows from it, the report too."""
    result = judge(read_record(out))
    write_result(result, out)
    write_report(result, out / "report.html")
    return result
