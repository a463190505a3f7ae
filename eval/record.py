"""The record of a run: what was asked of what, and all that came back. Reads and writes files, judges nothing.

    manifest.json    set, index, encoder, settings, versions, commit, times and memory
    questions.jsonl  the questions, as they were asked
    corpus.jsonl     every passage that could be found, in BEIR's layout with offsets
    answers.jsonl    a line a question; the same index and set give the same bytes
    timings.csv      what each answer took, apart from the answers since no two runs agree on it
    judgements.trec  relevance of whole documents, for a dataset that brings its own

`eval judge` needs nothing else: neither the index nor the reports.
"""
import csv
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

import ir_measures
from ir_measures import Qrel

from corpus.document import Document
from corpus.spreadsheets import harmless, restored
from eval.lines import DAMAGE, named_line, read_lines, to_json, write_lines
from eval.sets.questions import Question, frozen
from index.core import searched_passages

T = TypeVar("T")
Response = Mapping[str, Any]  # the `ask --json` object without `timings_ms`
FORMAT = 1
JUDGEMENTS = "judgements.trec"
UNFINISHED = "unfinished.jsonl"  # what is answered of a run that is not at its end
MANIFEST_KEYS = ("documents", "index", "encoder", "questions")
RESPONSE_KEYS = ("status", "answer", "citations", "passages", "figures")  # what no response may lack


class RecordError(ValueError):
    """A folder that is not the record of a run; the message names the cure."""


@dataclass(frozen=True, slots=True)
class CorpusPassage:
    """A passage that could be found; offsets are code points of its document's text."""
    passage_id: str
    doc_id: str
    start: int
    end: int
    title: str  # section titles and box, from the top
    text: str


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds that one answer took: by the clock, of the processor, and the stages that the answerer tells."""
    wall: float
    cpu: float
    encode: float = 0.0
    search: float = 0.0
    answer: float = 0.0
    cached: bool = False  # asked before in the same process: left out of the latencies


@dataclass(frozen=True, slots=True)
class Record:
    """One run; questions, responses and timings in the same order."""
    manifest: Mapping[str, Any]
    questions: tuple[Question, ...]
    responses: tuple[Response, ...]
    timings: tuple[Timing, ...]
    passages: tuple[CorpusPassage, ...]
    judgements: tuple[Qrel, ...] | None = None  # None: relevance follows from the evidence

    @property
    def titles(self) -> list[str]:
        """Titles of the reports that were asked about."""
        return [document["title"] for document in self.manifest["documents"]]


def corpus_passages(documents: Sequence[Document]) -> tuple[CorpusPassage, ...]:
    return tuple(CorpusPassage(p.passage_id, p.doc_id, p.start, p.end,
                               " · ".join((*p.section_path, *([p.box] if p.box else ()))), p.text)
                 for p in searched_passages(tuple(documents)))


def write_record(record: Record, folder: Path) -> None:
    """Write the files of the record into `folder`, which is made when absent; the manifest goes first and comes last,
    so that a folder with one is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("manifest.json", JUDGEMENTS):
        (folder / name).unlink(missing_ok=True)
    write_lines(folder / "questions.jsonl", (to_json(question_row(question)) for question in record.questions))
    write_lines(folder / "corpus.jsonl", (to_json(passage_row(passage)) for passage in record.passages))
    write_lines(folder / "answers.jsonl", (
        to_json({"id": question.id, "response": response})
        for question, response in zip(record.questions, record.responses, strict=True)))
    with (folder / "timings.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", *Timing.__slots__])
        writer.writerows([harmless(question.id), *timing_cells(timing)]
                         for question, timing in zip(record.questions, record.timings, strict=True))
    if record.judgements is not None:
        write_lines(folder / JUDGEMENTS, map(qrel_line, record.judgements))
    (folder / "manifest.json").write_text(json.dumps(record.manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")


def read_record(folder: Path) -> Record:
    """Read the record of a finished run. Raises RecordError with the file and line that is absent or damaged."""
    manifest = read_part(folder / "manifest.json", read_manifest)
    questions = read_part(folder / "questions.jsonl", lambda path: tuple(read_lines(path, read_question)))
    responses = read_part(folder / "answers.jsonl", lambda path: in_order(questions, read_lines(path, read_answer)))
    timings = read_part(folder / "timings.csv", lambda path: in_order(questions, read_timings(path)))
    passages = read_part(folder / "corpus.jsonl", lambda path: tuple(read_lines(path, read_passage)))
    judgements = read_part(folder / JUDGEMENTS, read_judgements) if (folder / JUDGEMENTS).exists() else None
    return Record(manifest, questions, responses, timings, passages, judgements)


def read_finished(folder: Path) -> Record:
    """Read a record that no later run has begun to replace; an interrupted run in the folder is a RecordError, since
    whoever names the folder may mean that one."""
    if (folder / UNFINISHED).exists():
        raise RecordError(f"{folder} holds an interrupted run; repeat its `baipishu eval run` to finish it, or delete "
                          f"{folder / UNFINISHED} to keep what the folder held before")
    return read_record(folder)


def read_part(path: Path, read: Callable[[Path], T]) -> T:
    """Read one file of a record. Raises RecordError when it is absent or holds something else."""
    try:
        return read(path)
    except OSError as error:
        raise RecordError(f"{path.parent} holds no finished run: {path.name} cannot be read ({error.strerror}); "
                          "repeat `baipishu eval run`") from error
    except DAMAGE as error:
        raise RecordError(f"{path} is damaged ({error}); repeat `baipishu eval run`") from error


def read_manifest(path: Path) -> dict[str, Any]:
    manifest = json.loads(path.read_text("utf-8"))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError(f"not of format {FORMAT}")
    if absent := [name for name in MANIFEST_KEYS if name not in manifest]:
        raise ValueError(f"without {', '.join(absent)}")
    return manifest


def read_judgements(path: Path) -> tuple[Qrel, ...]:
    return tuple(ir_measures.read_trec_qrels(StringIO(path.read_text("utf-8"))))


def read_question(row: Mapping[str, Any]) -> Question:
    return Question(**{name: frozen(value) for name, value in row.items()})


def read_answer(row: Mapping[str, Any]) -> tuple[str, Response]:
    question_id, response = row["id"], row["response"]
    if absent := [name for name in RESPONSE_KEYS if name not in response]:
        raise ValueError(f"a response without {', '.join(absent)}")
    return question_id, response


def in_order(questions: Sequence[Question], rows: Sequence[tuple[str, T]]) -> tuple[T, ...]:
    """The rows of the questions, in their order. Raises ValueError unless each question has one, and nothing else."""
    found, names = dict(rows), {question.id for question in questions}
    if absent := [question.id for question in questions if question.id not in found]:
        raise ValueError(f"nothing about {some(absent)}")
    if strange := [name for name in found if name not in names]:
        raise ValueError(f"no question {some(strange)} in questions.jsonl")
    if twice := [name for name, count in Counter(name for name, _ in rows).items() if count > 1]:
        raise ValueError(f"more than one line about {some(twice)}")
    return tuple(found[question.id] for question in questions)


def some(names: Sequence[str]) -> str:
    return f"{', '.join(names[:5])}{' …' * (len(names) > 5)}"


def question_row(question: Question) -> dict[str, Any]:
    """The question as a line of a set: fields that say nothing are left out."""
    return {name: value for name, value in asdict(question).items() if value not in ((), None)}


def passage_row(passage: CorpusPassage) -> dict[str, Any]:
    return {"_id": passage.passage_id, "title": passage.title, "text": passage.text,
            "metadata": {"doc_id": passage.doc_id, "start": passage.start, "end": passage.end}}


def read_passage(row: Mapping[str, Any]) -> CorpusPassage:
    place = row["metadata"]
    return CorpusPassage(row["_id"], place["doc_id"], place["start"], place["end"], row["title"], row["text"])


def timing_cells(timing: Timing) -> list[float | int]:
    return [int(value) if isinstance(value, bool) else value for value in asdict(timing).values()]


def read_timings(path: Path) -> list[tuple[str, Timing]]:
    rows = csv.DictReader(path.read_text("utf-8").splitlines())
    return [read_timing(rows.line_num, row) for row in rows]


def read_timing(line: int, row: Mapping[str, str]) -> tuple[str, Timing]:
    with named_line(line):
        wall, cpu, encode, search, answer = (float(row[name]) for name in Timing.__slots__[:-1])
        return restored(row["id"]), Timing(wall, cpu, encode, search, answer, cached=row["cached"] == "1")


def qrel_line(qrel: Qrel) -> str:
    return f"{qrel.query_id} {qrel.iteration} {qrel.doc_id} {qrel.relevance}"
