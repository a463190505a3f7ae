"""The hand-written rows of `training/data/` as values: documents, questions, follow-ups, utterances.

Formats are told in `training/README.md`. A row that is not as described stops the reading with its file and line.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
LABELS = ("Y", "N-year", "N-place", "N-metric", "N-detail", "N-part", "N-kind", "N-claim")
PIECE = " | "  # between the pieces of an answer


class BadRow(ValueError):
    """A row that is not as described; the message names file, line and fault."""


@dataclass(frozen=True, slots=True)
class TrainingDocument:
    """A public document as headed sentences."""

    doc: str
    title: str
    kind: str
    year: str
    place: str
    sentences: tuple[tuple[str, str], ...]  # (heading, sentence)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question, the sentences that answer it or tempt, and the words that answer."""

    doc: str
    language: str  # s, t, e
    style: str  # f formal, c colloquial, v short or vague
    label: str
    sentences: tuple[int, ...]
    question: str
    answer: tuple[str, ...]  # verbatim words of the sentences; empty for a near miss

    @property
    def answerable(self) -> bool:
        return self.label == "Y"


@dataclass(frozen=True, slots=True)
class Edit:
    """A small change to a sentence after which it answers a question that it did not answer, or the other way round."""

    doc: str
    language: str
    question: str
    sentence: int
    edited: str  # the sentence after the change
    answers: bool  # after the change


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question in a conversation, and the question that stands alone."""

    doc: str
    language: str
    kind: str
    history: tuple[str, ...]
    question: str
    standalone: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something that a person types, and what kind of thing it is."""

    language: str
    kind: str
    text: str


@cache
def read_documents() -> dict[str, TrainingDocument]:
    documents: dict[str, TrainingDocument] = {}
    for path in sorted(DATA.glob("documents*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            raw = json.loads(line)
            documents[raw["doc"]] = TrainingDocument(
                raw["doc"],
                raw["title"],
                raw.get("kind", ""),
                str(raw.get("year", "")),
                raw.get("place", ""),
                tuple((heading, sentence) for heading, sentence in raw["sentences"]),
            )
    return documents


def lines_of(pattern: str, fields: int) -> Iterator[tuple[str, list[str]]]:
    """(place, fields) of each row of the matching files, which begin with a header."""
    for path in sorted(DATA.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
                where = f"{path.name}:{number}"
                if len(row) != fields:
                    raise BadRow(f"{where}: {len(row)} fields, not {fields}")
                if number > 1:
                    yield where, row


@cache
def read_questions(files: str = "questions*.tsv") -> tuple[QuestionRow, ...]:
    """Raises BadRow for a label, document, sentence or answer that does not exist."""
    documents = read_documents()
    found = []
    for where, (doc, language, style, label, numbers, question, answer) in lines_of(files, 7):
        if label not in LABELS or doc not in documents:
            raise BadRow(f"{where}: label {label!r} of document {doc!r}")
        sentences = tuple(int(number) for number in numbers.split(","))
        if max(sentences) >= len(documents[doc].sentences):
            raise BadRow(f"{where}: {doc} has no sentence {max(sentences)}")
        pieces = tuple(answer.split(PIECE)) if label == "Y" and answer else ()
        texts = [documents[doc].sentences[i][1] for i in sentences]
        if lost := [piece for piece in pieces if not any(piece in text for text in texts)]:
            raise BadRow(f"{where}: not in the sentences: {lost}")
        found.append(QuestionRow(doc, language, style, label, sentences, question, pieces))
    return tuple(found)


@cache
def read_edits() -> tuple[Edit, ...]:
    """Raises BadRow for an edit of another question or sentence, and for one that turns nothing round."""
    documents, rows = read_documents(), {(row.doc, row.question): row for row in read_questions()}
    found = []
    for where, (doc, language, question, number, old, new, label) in lines_of("edits*.tsv", 7):
        row = rows.get((doc, question))
        if row is None or int(number) not in row.sentences:
            raise BadRow(f"{where}: {doc} has no such question on sentence {number}")
        sentence = documents[doc].sentences[int(number)][1]
        if old not in sentence or old == new:
            raise BadRow(f"{where}: {old!r} is not in sentence {number}, or does not change")
        if (label == "Y") == row.answerable:
            raise BadRow(f"{where}: labelled {label}, as the sentence is without the change")
        found.append(Edit(doc, language, question, int(number), sentence.replace(old, new, 1), label == "Y"))
    return tuple(found)


@cache
def read_followups() -> tuple[FollowUp, ...]:
    return tuple(
        FollowUp(doc, language, kind, tuple(part.strip() for part in history.split("||")), question, standalone)
        for _, (doc, language, kind, history, question, standalone) in lines_of("followups*.tsv", 6)
    )


@cache
def read_utterances() -> tuple[Utterance, ...]:
    return tuple(Utterance(*row) for _, row in lines_of("utterances*.tsv", 3))


@cache
def read_gathers() -> tuple[tuple[str, bool], ...]:
    """(question, whether all that there is on a matter is asked for)."""
    return tuple((question, label == "list") for _, (_, label, question) in lines_of("gathers.tsv", 3))


@cache
def held_out() -> frozenset[str]:
    """Documents that no training sees: every tenth by the hash of its id, of every kind."""
    import hashlib

    return frozenset(
        doc for doc in read_documents() if int(hashlib.sha256(f"held {doc}".encode()).hexdigest(), 16) % 10 == 0
    )
