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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

import ir_measures
from ir_measures import Qrel

from corpus.document import Document
from eval.questions import Question, frozen
from index.core import searched_passages

T = TypeVar("T")
Response = Mapping[str, Any]  # the `ask --json` object without `timings_ms`
FORMAT = 1
JUDGEMENTS = "judgements.trec"
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
        writer.writerows([question.id, *timing_cells(timing)]
                         for question, timing in zip(record.questions, record.timings, strict=True))
    if record.judgements is not None:
        write_lines(folder / JUDGEMENTS, map(qrel_line, record.judgements))
    (folder / "manifest.json").write_text(json.dumps(record.manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")


def read_record(folder: Path) -> Record:
    """Read the record of a finished run. Raises RecordError with the file that is absent or damaged."""
    manifest = read_part(folder / "manifest.json", read_manifest)
    questions = read_part(folder / "questions.jsonl", lambda path: tuple(map(read_question, read_lines(path))))
    responses = read_part(folder / "answers.jsonl", lambda path: in_order(questions, (
        (row["id"], read_response(row["response"])) for row in read_lines(path))))
    timings = read_part(folder / "timings.csv", lambda path: in_order(questions, (
        (row["id"], read_timing(row)) for row in csv.DictReader(path.read_text("utf-8").splitlines()))))
    passages = read_part(folder / "corpus.jsonl", lambda path: tuple(map(read_passage, read_lines(path))))
    judgements = read_part(folder / JUDGEMENTS, read_judgements) if (folder / JUDGEMENTS).exists() else None
    return Record(manifest, questions, responses, timings, passages, judgements)


def read_part(path: Path, read: Callable[[Path], T]) -> T:
    """Read one file of a record. Raises RecordError when it is absent or holds something else."""
    try:
        return read(path)
    except OSError as error:
        raise RecordError(f"{path.parent} holds no finished run: {path.name} cannot be read ({error.strerror}); "
                          "repeat `baipishu eval run`") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
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


def read_response(response: Response) -> Response:
    if absent := [name for name in RESPONSE_KEYS if name not in response]:
        raise ValueError(f"a response without {', '.join(absent)}")
    return response


def in_order(questions: Sequence[Question], rows: Iterable[tuple[str, T]]) -> tuple[T, ...]:
    """The rows of the questions, in their order. Raises ValueError when one has none."""
    found = dict(rows)
    if absent := [question.id for question in questions if question.id not in found]:
        raise ValueError(f"nothing about {', '.join(absent[:5])}{' …' * (len(absent) > 5)}")
    return tuple(found[question.id] for question in questions)


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


def read_timing(row: Mapping[str, str]) -> Timing:
    return Timing(*(float(row[name]) for name in Timing.__slots__[:-1]), cached=row["cached"] == "1")


def qrel_line(qrel: Qrel) -> str:
    return f"{qrel.query_id} {qrel.iteration} {qrel.doc_id} {qrel.relevance}"


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def write_lines(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
