"""Documents and passages as plain data, as the store saves them, and back."""

from dataclasses import asdict, fields
from typing import Any

from corpus.document import Box, Caption, Cell, Document, PageSpan, Passage, Section, Sentence, Table, TableRow

BODY = ("text", "pages", "sections", "boxes", "figures", "tables")  # of a document: what is long, beside its passages


def card_of(document: Document) -> dict[str, Any]:
    """What is short of a document: title, place, year and whatever else is known of it as a whole."""
    short = [f.name for f in fields(Document) if f.name not in (*BODY, "passages")]
    return {name: getattr(document, name) for name in short}


def body_of(document: Document) -> dict[str, Any]:
    """What is long of a document, its passages left out."""
    values = {name: getattr(document, name) for name in BODY}
    return {name: [*map(asdict, v)] if isinstance(v, tuple) else v for name, v in values.items()}


def document_from(card: dict[str, Any], body: dict[str, Any], passages: tuple[Passage, ...] = ()) -> Document:
    """Put a Document together again after a round trip through JSON (tuples came back as lists)."""
    return Document(
        **{
            **card,
            "unread_pages": tuple(card["unread_pages"]),
            "text": body["text"],
            "pages": tuple(PageSpan(**span) for span in body["pages"]),
            "sections": tuple(section_from_dict(section) for section in body["sections"]),
            "boxes": tuple(Box(**{**box, "section_path": tuple(box["section_path"])}) for box in body["boxes"]),
            "figures": tuple(Caption(**figure) for figure in body["figures"]),
            "tables": tuple(table_from_dict(table) for table in body["tables"]),
            "passages": passages,
        }
    )


def section_from_dict(data: dict) -> Section:
    return Section(**{**data, "children": tuple(section_from_dict(child) for child in data["children"])})


def table_from_dict(data: dict) -> Table:
    rows = tuple(TableRow(**{**row, "cells": tuple(Cell(**cell) for cell in row["cells"])}) for row in data["rows"])
    return Table(
        **{**data, "columns": tuple(data["columns"]), "section_path": tuple(data["section_path"]), "rows": rows}
    )


def passage_record(passage: Passage) -> dict[str, Any]:
    """A passage; of a sentence that is a stretch of it, as nearly all are, only where it begins and ends."""
    told = {f.name: getattr(passage, f.name) for f in fields(Passage)}
    return {**told, "sentences": [sentence_record(sentence, passage) for sentence in passage.sentences]}


def sentence_record(sentence: Sentence, passage: Passage) -> list[Any]:
    span = [sentence.start, sentence.end]
    return span if stretch(passage.text, passage.start, *span) == sentence.text else [*span, sentence.text]


def passage_from_record(told: dict[str, Any]) -> Passage:
    text, start = told["text"], told["start"]
    sentences = tuple(Sentence(own[0] if own else stretch(text, start, a, b), a, b) for a, b, *own in told["sentences"])
    return Passage(**{**told, "section_path": tuple(told["section_path"]), "sentences": sentences})


def stretch(text: str, begins: int, start: int, end: int) -> str:
    """Characters `start` to `end` of a text of which this begins at `begins`."""
    return text[max(0, start - begins) : max(0, end - begins)]
