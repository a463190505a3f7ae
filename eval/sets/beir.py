"""Makes a corpus and questions of a folder in BEIR's layout: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv.

    baipishu eval run --dataset beir:covid-retrieval#dev --out runs/covid
"""
import csv
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.document import Document
from eval.sets.articles import Article, make_document
from eval.sets.dataset import Dataset
from eval.sets.mistakes import DatasetError, QuestionSetError
from eval.sets.questions import Question
from eval.sets.rows import read_json_lines
from retrieval.text.language import detect_language

DEFAULT_SPLIT = "test"
COLUMNS = ("query-id", "corpus-id", "score")


class Folder:
    """Reads the three files of a folder and notes every mistake with its file and line."""

    def __init__(self, path: Path):
        self.path = path
        self.mistakes: list[str] = []

    def texts(self, name: str, required: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        """Return the rows of a JSON Lines file by their `_id`."""
        found: dict[str, dict[str, Any]] = {}
        try:
            for row in read_json_lines(self.path / name):
                place, values = f"{name} {row.place}", with_text_id(row.values or {})
                wrong = list(row.mistakes) or list(row_mistakes(values, required))
                self.mistakes += [f"{place}: {mistake}" for mistake in wrong]
                if not wrong and values["_id"] in found:
                    self.mistakes.append(f"{place}: _id {values['_id']!r} stands already above")
                elif not wrong:
                    found[values["_id"]] = values
        except QuestionSetError as error:
            self.mistakes += [f"{name}: {mistake}" for mistake in error.mistakes]
        return found

    def qrels(self, split: str) -> Iterator[tuple[str, str, str, int]]:
        """Yield (place, query id, document id, relevance) of every line."""
        path, name = self.path / "qrels" / f"{split}.tsv", f"qrels/{split}.tsv"
        try:
            rows = list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
        except (OSError, UnicodeDecodeError):
            there = ", ".join(sorted(file.stem for file in path.parent.glob("*.tsv"))) or "none"
            self.mistakes.append(f"{name}: no file that can be read; splits in this folder: {there}")
            return
        for number, row in enumerate(rows, start=1):
            if not row or (number == 1 and tuple(row) == COLUMNS):
                continue
            if len(row) != 3 or not re.fullmatch(r"-?\d+(?:\.0+)?", row[2].strip()):
                self.mistakes.append(f"{name} line {number}: {row!r} is not query-id, corpus-id and a whole score")
            else:
                yield f"{name} line {number}", row[0], row[1], int(float(row[2]))


def read_beir(path: Path, split: str = DEFAULT_SPLIT) -> Dataset:
    """Read a folder; questions are those of its queries that the split judges.

    Raises DatasetError with every mistake and its place; then nothing is imported. An entry without any text is left
    out with a warning.
    """
    folder = Folder(path)
    entries, queries = folder.texts("corpus.jsonl", ()), folder.texts("queries.jsonl", ("text",))
    qrels: dict[str, dict[str, int]] = {}
    for place, query, document, relevance in folder.qrels(split):
        folder.mistakes += [f"{place}: {kind} {name!r} is not in {file}" for kind, name, known, file in (
            ("query", query, queries, "queries.jsonl"), ("document", document, entries, "corpus.jsonl"))
            if name not in known]
        if document in qrels.setdefault(query, {}):
            folder.mistakes.append(f"{place}: {query} and {document} are judged above already")
        qrels[query][document] = relevance
    if not folder.mistakes and not qrels:
        folder.mistakes.append(f"qrels/{split}.tsv judges nothing")
    if folder.mistakes:
        raise DatasetError(path, folder.mistakes)
    blank = [name for name, entry in entries.items() if not words_of(entry)]
    documents = tuple(entry_document(name, entry, path) for name, entry in entries.items() if words_of(entry))
    questions = tuple(Question(name, text, detect_language(text), "fact", True)
                      for name, query in queries.items() if name in qrels for text in [query["text"].strip()])
    return Dataset(path.resolve().name, documents, questions, qrels,
                   tuple(f"corpus.jsonl: {name!r} holds no text; it is left out" for name in blank))


def with_text_id(values: dict[str, Any]) -> dict[str, Any]:
    """Some folders number their rows; the qrels know numbers and texts alike."""
    name = values.get("_id")
    return {**values, "_id": str(name)} if isinstance(name, int) and not isinstance(name, bool) else values


def row_mistakes(values: dict[str, Any], required: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with a row; TREC files are parted by blanks, so an id holds none."""
    name = values.get("_id")
    if not isinstance(name, str) or not re.fullmatch(r"\S+", name):
        yield f"_id is {name!r}; it must be a text without white space"
    for column in ("title", "text"):
        value = values.get(column)
        if value is not None and not isinstance(value, str):
            yield f"{column} is {value!r}, not a text"
        elif column in required and not (value or "").strip():
            yield f"{column} is missing or blank"


def words_of(entry: dict[str, Any]) -> str:
    return f"{entry.get('title') or ''}{entry.get('text') or ''}".strip()


def entry_document(name: str, entry: dict[str, Any], folder: Path) -> Document:
    """One entry as a document; its title heads its text, and is the text where there is none."""
    title, text = " ".join((entry.get("title") or "").split()), (entry.get("text") or "").strip()
    article = Article(title if title and text else None, (text or title,))
    checksum = hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()
    return make_document(name, title or name, folder / "corpus.jsonl", checksum, [article])
