"""What every engine does, and what its ids, filters and scores mean. One test suite holds all of them to it.

An engine holds one *generation* of a library: the passages of one build. A rebuild fills a new generation that nobody
searches, and then it is published in one step; see `Shelf`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.engines.errors import EngineUnavailable
from index.engines.selector import EVERYTHING, Selector

FORMAT = 1  # of what engines store; raise it when terms, weights or vectors change their meaning


@dataclass(frozen=True, slots=True, eq=False)  # arrays have no truth value
class Entry:
    """A passage as an engine stores it."""

    passage_id: str  # unique in a generation: the report's id and the passage's offsets
    doc_id: str
    order: int  # reading order in the library; of equal scores the lower one comes first
    titles: tuple[str, ...]  # of the sections it stands in
    kind: str
    year: int | None  # of its report
    place: str | None  # that its report is about
    first_page: int | None
    last_page: int | None
    terms: tuple[str, ...]  # as `index.tokens.tokenise` gives them, repeated as often as they occur
    vector: np.ndarray  # of the passage: unit length, shape (dimensions,)
    sentences: np.ndarray  # of its sentences, in their order, shape (sentences, dimensions)


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """One question as both searches read it."""

    vector: np.ndarray  # shape (dimensions,)
    terms: Sequence[str]
    selector: Selector = EVERYTHING


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that a search found, and its score: comparable within one search only."""

    passage_id: str
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What the two searches of one question found; a passage may be in both."""

    dense: tuple[Found, ...]
    text: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a generation was made of; kept in the engine, compared before it is searched."""

    generation: str  # its name: letters, digits and _
    encoder: str  # of the vectors
    dimensions: int
    passages: int  # that are stored, fewer than it was published with if some were lost; given to `stage`: to come
    mean_length: float  # terms of a passage; the same for all passages of a generation
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Health:
    """What an engine says of itself."""

    ready: bool
    passages: int  # that can be searched
    detail: str = ""  # why it is not ready


class Engine(Protocol):
    """One generation; safe to share between threads.

    Scores: dense is the inner product of the query's vector and the passage's; text is BM25 (Lucene's variant, k1 and b
    of `index.bm25`) with the counts of the whole generation, whatever the selector. A list is sorted by falling score,
    ties in reading order. Methods raise EngineUnavailable when nothing can be said: an empty answer means that there
    is nothing.
    """

    stamp: Stamp

    def upsert(self, entries: Sequence[Entry]) -> None:
        """Store entries; one with an id that is there takes its place. All are searched when this returns."""
        ...

    def delete(self, doc_id: str) -> int:
        """Remove the passages of a report; return how many there were."""
        ...

    def dense_search(self, vectors: np.ndarray, k: int, selector: Selector = EVERYTHING) -> list[list[Found]]:
        """The `k` nearest passages to each vector, shape (queries, dimensions); fewer when fewer pass the selector."""
        ...

    def text_search(self, terms: Sequence[str], k: int, selector: Selector = EVERYTHING) -> list[Found]:
        """The `k` passages of the highest BM25 that hold a term at all; one given twice counts twice."""
        ...

    def text_searches(
        self, asked: Sequence[Sequence[str]], k: int, selector: Selector = EVERYTHING
    ) -> list[list[Found]]:
        """The same for each of several lists of terms, all of them in one trip where the engine can."""
        ...

    def candidates(self, queries: Sequence[Query], k: int) -> list[Candidates]:
        """Both searches for each of several queries, all of them in one trip where the engine can."""
        ...

    def sentences(self, passage_ids: Sequence[str]) -> list[np.ndarray]:
        """The vectors of passages, of each a matrix: its own first, then those of its sentences.

        Raises KeyError for an id that is not there.
        """
        ...

    def count(self, selector: Selector = EVERYTHING) -> int:
        """How many passages pass."""
        ...

    def health(self) -> Health:
        """Look whether it can be searched. Raises nothing."""
        ...

    def close(self) -> None: ...


class Shelf(Protocol):
    """The generations that an engine's server holds; one of them is published, the others wait or are kept."""

    def stage(self, stamp: Stamp) -> Engine:
        """Make an empty generation, which nobody searches before it is published.

        `stamp.passages` tells how many are to come; those of the engine that is returned count what is stored. One
        that was left half filled is opened by its name and goes on after as many passages as its stamp counts.
        """
        ...

    def publish(self, generation: str) -> None:
        """Put a generation in use in one step; searches under way end on the one before."""
        ...

    def open(self, generation: str | None = None) -> Engine:
        """Open a generation, or the published one. Raises EngineUnavailable when it is not there."""
        ...

    def generations(self) -> list[str]:
        """The names of all that are there, whether they are filled or not."""
        ...

    def drop(self, generation: str) -> None:
        """Remove a generation; one that is not there is no error."""
        ...

    def close(self) -> None: ...


def check_stamp(stamp: Stamp, wanted: Stamp, where: str) -> None:
    """Raise EngineUnavailable when a generation was made by another program version or encoder."""
    there, here = ((each.format, each.encoder, each.dimensions) for each in (stamp, wanted))
    if there != here or stamp.format != FORMAT:
        raise EngineUnavailable(
            f"{where}: generation {stamp.generation} has format, encoder and dimensions {there}, not {here}; "
            "run `baipishu index build`",
            seconds=60,
        )
