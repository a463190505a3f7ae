"""The default engine: arrays in this process. Exact nearest passages up to a size, then inverted lists; BM25."""

import threading
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.present import present
from index.engines import nearest
from index.engines.arrays import Arrays, ArraysBuilder, changed
from index.engines.contract import Candidates, Entry, Found, Health, Query, Stamp
from index.engines.selector import EVERYTHING, Selector


class EmbeddedEngine:
    """One generation as arrays, which a change replaces in one step: a search under way ends on those it began with."""

    def __init__(self, stamp: Stamp, arrays: Arrays):
        self.stamp, self.arrays = stamp, arrays
        self.changing = threading.Lock()

    @classmethod
    def of(cls, stamp: Stamp, entries: Sequence[Entry] = ()) -> "EmbeddedEngine":
        builder = ArraysBuilder(stamp.dimensions)
        builder.add(entries)
        return cls(stamp, builder.finish(stamp.mean_length))

    def dense_search(self, vectors: np.ndarray, k: int, selector: Selector = EVERYTHING) -> list[list[Found]]:
        held = self.arrays
        passing = held.columns.passing(selector)
        found = (nearest.nearest(held.vectors, held.lists, query, k, passing) for query in np.atleast_2d(vectors))
        return [named(held, each) for each in found]

    def text_search(self, terms: Sequence[str], k: int, selector: Selector = EVERYTHING) -> list[Found]:
        held = self.arrays
        return named(held, nearest.best(*held.postings.scores(terms, held.columns.passing(selector)), k))

    def text_searches(
        self, asked: Sequence[Sequence[str]], k: int, selector: Selector = EVERYTHING
    ) -> list[list[Found]]:
        return [self.text_search(terms, k, selector) for terms in asked]

    def candidates(self, queries: Sequence[Query], k: int) -> list[Candidates]:
        return [
            Candidates(
                tuple(self.dense_search(query.vector, k, query.selector)[0]),
                tuple(self.text_search(query.terms, k, query.selector)),
            )
            for query in queries
        ]

    def sentences(self, passage_ids: Sequence[str]) -> list[np.ndarray]:
        held = self.arrays
        return [held.matrix(place) for place in held.places(passage_ids)]

    def count(self, selector: Selector = EVERYTHING) -> int:
        passing = self.arrays.columns.passing(selector)
        return len(self.arrays) if passing is None else int(passing.sum())

    def health(self) -> Health:
        return Health(True, len(self.arrays))

    def close(self) -> None:
        """Nothing to do: mapped files are let go with the arrays."""

    def upsert(self, entries: Sequence[Entry]) -> None:
        new = np.array([entry.passage_id.encode() for entry in entries], dtype="S")
        with self.changing:
            kept = np.flatnonzero(~np.isin(self.arrays.columns.ids, new))
            self.become(changed(self.arrays, kept, entries, self.stamp.mean_length))

    def delete(self, doc_id: str) -> int:
        with self.changing:
            gone = present(self.arrays.columns.passing(Selector(doc_ids=frozenset((doc_id,)))))
            if gone.any():
                self.become(changed(self.arrays, np.flatnonzero(~gone), (), self.stamp.mean_length))
            return int(gone.sum())

    def become(self, arrays: Arrays) -> None:
        self.arrays, self.stamp = arrays, replace(self.stamp, passages=len(arrays))


def named(held: Arrays, found: tuple[np.ndarray, np.ndarray]) -> list[Found]:
    """Positions and scores by passage id."""
    places, scores = found
    ids = held.columns.ids[places].tolist()
    return [Found(name.decode(), score) for name, score in zip(ids, scores.tolist(), strict=True)]
