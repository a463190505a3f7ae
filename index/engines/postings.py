"""BM25 over passages as arrays that lie on disk: for each term the passages that hold it, and what each gives to it.

The terms are kept sorted, so that a search finds its own by bisection: opening reads nothing, however many there are.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.engines.weights import EAGER, K1, B, rarity, stored

PACKED = 1_000_000  # postings that are counted before they become arrays
RESCORED = 4096  # passages to which the commoner terms are then added


@dataclass(frozen=True, eq=False)
class Postings:
    """Shapes: terms (terms,), starts (terms + 1,), passages and weights (postings,), lengths (passages,)."""

    terms: np.ndarray  # bytes, sorted
    starts: np.ndarray  # of each term's postings, and their end
    passages: np.ndarray  # positions, rising within a term
    weights: np.ndarray  # `weights.saturated`
    lengths: np.ndarray  # terms of each passage
    mean_length: float

    def span(self, term: str) -> slice | None:
        """Where a term's postings lie; None for a term that no passage holds."""
        key = encoded(term)
        at = int(np.searchsorted(self.terms, key))
        if at == len(self.terms) or self.terms[at] != key:
            return None
        return slice(int(self.starts[at]), int(self.starts[at + 1]))

    def holding(self, term: str) -> int:
        """How many passages hold a term."""
        span = self.span(term)
        return span.stop - span.start if span else 0

    def scores(
        self, terms: Sequence[str], inside: np.ndarray | None = None, eager: int = EAGER
    ) -> tuple[np.ndarray, np.ndarray]:
        """Positions that hold a term, rising, and their BM25; only those where `inside` (passages,) holds.

        Where the terms have more than `eager` postings, passages that hold but the commonest terms are left out, and
        the commonest count for the RESCORED best only.
        """
        asked = [(span, times) for term, times in Counter(terms).items() if (span := self.span(term))]
        asked.sort(key=lambda pair: pair[0].stop - pair[0].start)
        total, added = np.zeros(len(self.lengths), np.float32), 0
        late: list[tuple[slice, int]] = []
        for span, times in asked:
            added += span.stop - span.start
            if late or (added > eager and added > span.stop - span.start):
                late.append((span, times))
            else:
                total[self.passages[span]] += self.asked(span, times) * self.weights[span]
        if inside is not None:
            total *= inside
        positions = np.flatnonzero(total)
        if late and len(positions) > RESCORED:
            positions = np.sort(positions[np.argpartition(-total[positions], RESCORED)[:RESCORED]])
        for span, times in late:
            there = self.passages[span]
            at = np.minimum(np.searchsorted(there, positions), len(there) - 1)
            held = there[at] == positions
            total[positions[held]] += self.asked(span, times) * self.weights[span][at[held]]
        return positions, total[positions]

    def taken(self, places: np.ndarray) -> "Postings":
        """The postings of the passages at these positions, in this order."""
        moved = np.full(len(self.lengths), -1, np.int32)
        moved[places] = np.arange(len(places), dtype=np.int32)
        old = counted(self)
        at = moved[old.passages]
        stays = at >= 0
        kept = by_passage(old.terms[stays], at[stays], old.counts[stays])
        return arranged(self.terms, [kept], self.lengths[places], self.mean_length)

    def asked(self, span: slice, times: int) -> np.float32:
        return np.float32(times * rarity(span.stop - span.start, len(self.lengths)))


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Rows of what was counted, by rising passage; `terms` are positions in a list of names."""

    terms: np.ndarray  # int32
    passages: np.ndarray  # int32
    counts: np.ndarray  # uint16


class PostingsBuilder:
    """Counts terms passage by passage, in the order of their positions."""

    def __init__(self) -> None:
        self.known: dict[bytes, int] = {}
        self.lengths: list[int] = []
        self.packed: list[Counts] = []
        self.few: list[tuple[int, int, int]] = []

    def add(self, terms: Sequence[str]) -> None:
        place = len(self.lengths)
        self.lengths.append(len(terms))
        known = self.known
        self.few += [
            (known.setdefault(encoded(term), len(known)), place, count) for term, count in Counter(terms).items()
        ]
        if len(self.few) > PACKED:
            self.pack()

    def pack(self) -> None:
        rows = np.array(self.few, dtype=np.int32).reshape(-1, 3)
        self.packed.append(Counts(rows[:, 0].copy(), rows[:, 1].copy(), rows[:, 2].astype(np.uint16)))
        self.few = []

    def finish(self, mean_length: float | None = None) -> Postings:
        """Put the postings in the order of their terms. `mean_length`: None takes that of these passages."""
        self.pack()
        names = np.array(list(self.known), dtype="S")
        self.known = {}
        return arranged(names, self.packed, np.array(self.lengths, np.int32), mean_length)


def arranged(
    names: np.ndarray, packed: list[Counts], lengths: np.ndarray, mean_length: float | None = None
) -> Postings:
    """Postings of what was counted, whose passages rise from one pack to the next; a term that none holds goes.

    Takes the packs out of the list one by one: at a million passages they are gigabytes.
    """
    mean = float(lengths.mean() if len(lengths) else 1.0) if mean_length is None else mean_length
    norm = (K1 * (1 - B + B * lengths.astype(np.float64) / mean)).astype(np.float32)
    order = np.argsort(names)
    rank = np.empty(len(names), np.int32)
    rank[order] = np.arange(len(names), dtype=np.int32)
    held = np.zeros(len(names), np.int64)
    for each in packed:
        np.add.at(held, rank[each.terms], 1)
    starts = np.concatenate([[0], np.cumsum(held)]).astype(np.int64)
    passages, weights = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.float32)
    free = starts[:-1].copy()  # where the next posting of each term goes
    packed.reverse()
    while packed:
        each = packed.pop()
        key = rank[each.terms]
        by_term = np.argsort(key, kind="stable")
        key = key[by_term]
        first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.zeros(0, np.int64)
        sizes = np.diff(np.concatenate([first, [len(key)]]))
        to = free[key] + np.arange(len(key)) - np.repeat(first, sizes)
        passages[to] = each.passages[by_term]
        counts = each.counts[by_term].astype(np.float32)
        weights[to] = counts / (norm[passages[to]] + counts)
        free[key[first]] += sizes
    kept = held > 0
    return Postings(names[order][kept], np.append(starts[:-1][kept], starts[-1]), passages, weights, lengths, mean)


def counted(postings: Postings) -> Counts:
    """What postings were arranged from, by rising passage; the names are `Postings.terms`."""
    passages = np.asarray(postings.passages)
    norm = K1 * (1 - B + B * postings.lengths.astype(np.float64) / postings.mean_length)
    weights = np.asarray(postings.weights, np.float64)
    counts = np.rint(weights * norm[passages] / (1 - weights)).astype(np.uint16)
    terms = np.repeat(np.arange(len(postings.terms), dtype=np.int32), np.diff(postings.starts))
    return by_passage(terms, passages, counts)


def by_passage(terms: np.ndarray, passages: np.ndarray, counts: np.ndarray) -> Counts:
    order = np.argsort(passages, kind="stable")
    return Counts(terms[order], passages[order], counts[order])


def joined(first: Postings, second: Postings) -> Postings:
    """Postings of the passages of both, those of the second behind; the mean length stays that of the first."""
    one, two = counted(first), counted(second)
    names, at = np.unique(np.concatenate([first.terms, second.terms]), return_inverse=True)
    at = at.astype(np.int32)
    shifted = Counts(at[len(first.terms) :][two.terms], two.passages + np.int32(len(first.lengths)), two.counts)
    packed = [Counts(at[: len(first.terms)][one.terms], one.passages, one.counts), shifted]
    return arranged(names, packed, np.concatenate([first.lengths, second.lengths]), first.mean_length)


def encoded(term: str) -> bytes:
    return stored(term).encode()
