"""Passages that every engine is tested with: a real report and two small ones, and real questions about it."""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from retrieval_index import CACHE, QUESTIONS, REPORT, SMALL, embed_shenzhen, encoder

from index.build import build_index
from index.core import Index
from index.engines.contract import Entry
from index.engines.entries import entries_of
from index.tokens import tokenise

ASKED = 50  # dev questions


@cache
def library() -> Index:
    """The three reports on the embedded engine."""
    embed_shenzhen()
    with TemporaryDirectory() as folder:
        for name, (card, text) in SMALL.items():
            (Path(folder) / f"{name}.txt").write_text(text, "utf-8")
            (Path(folder) / f"{name}.toml").write_text(card, "utf-8")
        return build_index([REPORT, Path(folder)], encoder(), CACHE)


@cache
def entries() -> list[Entry]:
    index = library()
    return list(entries_of(index.documents, index.engine.sentences(index.ids)))


@cache
def questions() -> list[tuple[str, np.ndarray, list[str]]]:
    """Dev questions with their vectors and terms."""
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    dev = [row["question"] for row in rows if int(row["id"][1:]) % 3 and not row.get("history")]
    return [(text, encoder().encode_query(text), tokenise(text)) for text in dev[:: len(dev) // ASKED][:ASKED]]
