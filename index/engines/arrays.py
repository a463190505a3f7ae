"""The passages of an embedded generation as arrays, and how some go and others come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import faiss
import numpy as np

from index.engines import nearest
from index.engines.columns import Columns, ColumnsBuilder
from index.engines.contract import Entry
from index.engines.postings import Postings, PostingsBuilder, joined


def nothing() -> np.ndarray:
    return np.zeros(0, np.int32)


@dataclass(frozen=True, eq=False)
class Arrays:
    """Passages in reading order; passage n has the sentences starts[n]…starts[n + 1] - 1."""

    columns: Columns
    vectors: np.ndarray  # of passages, shape (passages, dimensions)
    sentences: np.ndarray  # shape (sentences, dimensions)
    starts: np.ndarray  # shape (passages + 1,)
    postings: Postings
    lists: faiss.Index | None  # inverted lists over `vectors`; None while they are few
    by_id: np.ndarray = field(default_factory=nothing)  # positions by rising id; sorted here when it holds nothing

    def __post_init__(self) -> None:
        if len(self.by_id) != len(self.columns):
            object.__setattr__(self, "by_id", np.argsort(self.columns.ids).astype(np.int32))

    def __len__(self) -> int:
        return len(self.columns)

    def matrix(self, place: int) -> np.ndarray:
        """A passage's vector, and below it those of its sentences."""
        inside = self.sentences[self.starts[place] : self.starts[place + 1]]
        return np.concatenate([self.vectors[place : place + 1], inside], dtype=np.float32)

    def places(self, passage_ids: Sequence[str]) -> list[int]:
        """Positions of passages. Raises KeyError for one that is not there."""
        ids = self.columns.ids
        wanted = np.array([name.encode() for name in passage_ids], dtype="S")
        at = np.searchsorted(ids, wanted, sorter=self.by_id)
        places = []
        for name, n in zip(passage_ids, at.tolist(), strict=True):
            place = int(self.by_id[n]) if n < len(ids) else None
            if place is None or ids[place].decode() != name:
                raise KeyError(name)
            places.append(place)
        return places


class ArraysBuilder:
    """Takes entries, in any order, and lays them in reading order."""

    def __init__(self, dimensions: int, tables: Columns | None = None):
        self.dimensions = dimensions
        self.columns, self.postings = ColumnsBuilder(tables), PostingsBuilder()
        self.matrices: list[np.ndarray] = []

    def add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self.columns.add(entry)
            self.postings.add(entry.terms)
            self.matrices.append(np.concatenate([entry.vector[None, :], entry.sentences], dtype=np.float32))

    def finish(self, mean_length: float) -> Arrays:
        columns = self.columns.finish()
        postings = self.postings.finish(mean_length)
        return arranged(columns, self.matrices, postings, self.dimensions)


def arranged(columns: Columns, matrices: Sequence[np.ndarray], postings: Postings, dimensions: int) -> Arrays:
    """Arrays in reading order of passages that stand in any."""
    order = np.argsort(columns.order, kind="stable")
    if (np.diff(order) != 1).any():
        columns, postings = columns.taken(order), postings.taken(order)
        matrices = [matrices[place] for place in order.tolist()]
    none = np.zeros((0, dimensions), np.float32)
    vectors = np.concatenate([none, *(each[:1] for each in matrices)])
    sentences = np.concatenate([none, *(each[1:] for each in matrices)])
    starts = np.cumsum([0, *(len(each) - 1 for each in matrices)]).astype(np.int64)
    return Arrays(columns, vectors, sentences, starts, postings, nearest.build(vectors))


def changed(arrays: Arrays, kept: np.ndarray, coming: Sequence[Entry], mean_length: float) -> Arrays:
    """Arrays of the passages at the positions `kept` and of those that come."""
    dimensions = arrays.vectors.shape[1]
    new = ArraysBuilder(dimensions, arrays.columns)
    new.add(coming)
    columns, old = new.columns.finish(), arrays.columns.taken(kept)
    joint: dict[str, Any] = {
        f.name: np.concatenate([getattr(old, f.name), value]) if isinstance(value, np.ndarray) else value
        for f in fields(Columns)
        if (value := getattr(columns, f.name)) is not None
    }
    both = Columns(**joint)
    postings = joined(arrays.postings.taken(kept), new.postings.finish(mean_length))
    return arranged(both, [arrays.matrix(place) for place in kept.tolist()] + new.matrices, postings, dimensions)
