"""Tells on how many real questions an engine finds the first ten that the embedded one finds, in a whole library.

    python -m bench.agreement postgresql://user@host/database [--reports PATH]… [--asked 200] [--cache FOLDER]

The rows go to a generation of their own, which is dropped at the end; nothing is published that was not before.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.questions import read_questions
from index.build import build_index
from index.core import Index
from index.encoders import BUNDLED, make_encoder
from index.engines.addresses import open_shelf, without_password
from index.engines.contract import Engine, Query, Shelf
from index.engines.entries import entries_of
from index.engines.selector import Selector
from index.tokens import tokenise
from retrieval.search.ranking import CANDIDATES, rank

FIRST = 10
GENERATION = "agreement"
BATCH = 1000  # passages that are given to the engine at a time


def agreement(index: Index, engine: Engine, asked: int) -> dict:
    """The shares of questions of which both engines find the same first ten, each by its way of searching."""
    other = replace(index, engine=engine)
    reports = [document.doc_id for document in index.documents]
    ways: dict[str, list[bool]] = {}
    seconds: list[float] = []
    for number, (question, _) in enumerate(read_questions()[:asked]):
        vector, terms = index.encoder.encode_query(question), tokenise(question)
        inside = Selector(doc_ids=frozenset([reports[number % len(reports)]]))
        begun = time.perf_counter()
        engine.candidates([Query(vector, terms)], CANDIDATES)
        seconds.append(time.perf_counter() - begun)
        one, two = (found_by(each, vector, terms, inside) for each in (index, other))
        one["as retrieval ranks"], two["as retrieval ranks"] = (
            rank(each, question, None, vector).order[:FIRST].tolist() for each in (index, other)
        )
        for way, found in one.items():
            ways.setdefault(way, []).append(found == two[way])
    return {
        "passages": engine.count(),
        "questions": len(seconds),
        "the same first ten": {way: round(float(np.mean(same)), 4) for way, same in ways.items()},
        "search_ms": {f"p{p}": round(1000 * float(np.percentile(seconds, p)), 1) for p in (50, 95)},
    }


def found_by(index: Index, vector: np.ndarray, terms: Sequence[str], inside: Selector) -> dict[str, list]:
    """The first ten of each way of searching."""
    found = {
        "dense": index.engine.dense_search(vector, FIRST)[0],
        "words": index.engine.text_search(terms, FIRST),
        "dense, inside a report": index.engine.dense_search(vector, FIRST, inside)[0],
        "words, inside a report": index.engine.text_search(terms, FIRST, inside),
    }
    return {way: [each.passage_id for each in hits] for way, hits in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.agreement", description=__doc__.splitlines()[0])
    parser.add_argument("address", help="of the engine: milvus://… or postgresql://…")
    parser.add_argument("--reports", type=Path, action="append", help="files or folders (default corpus/)")
    parser.add_argument("--asked", type=int, default=200, help="real questions (default 200)")
    parser.add_argument("--cache", type=Path, help="folder of vectors that were embedded before")
    chosen = parser.parse_args()
    root = Path(__file__).parent.parent / "corpus"
    reports = chosen.reports or [root / "reports", root / "holdout"]
    index = build_index(reports, make_encoder(BUNDLED), chosen.cache)
    shelf = open_shelf(chosen.address)
    shelf.drop(GENERATION)
    begun = time.perf_counter()
    try:
        engine = filled(shelf, index)
        told = {"engine": without_password(chosen.address), "filled_s": round(time.perf_counter() - begun, 1)}
        print(json.dumps(told | agreement(index, engine, chosen.asked), ensure_ascii=False))
    finally:
        shelf.drop(GENERATION)
        shelf.close()


def filled(shelf: Shelf, index: Index) -> Engine:
    """A generation with the rows of an index, indexed as one in use."""
    staged = shelf.stage(replace(index.engine.stamp, generation=GENERATION))
    entries = list(entries_of(index.documents, index.engine.sentences(index.ids)))
    for start in range(0, len(entries), BATCH):
        staged.upsert(entries[start : start + BATCH])
    shelf.publish(GENERATION)
    return shelf.open(GENERATION)


if __name__ == "__main__":
    main()
