"""Makes a library of many reports out of a few: the same passages of other places, in other years, with other figures.

Terms are changed one by one. The vectors of a copy are those of the real passage, turned as the real encoder turns
vectors when place, year and figures are changed in the text: how far and in which directions is told from a sample that
is embedded. Embedding a million passages with their sentences would take days.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench.vectors import normalised
from corpus.document import Document
from index.core import row_texts, searched_passages
from index.encoders import Encoder
from index.engines.contract import Entry
from index.engines.postings import Counts, PostingsBuilder, encoded
from retrieval.text.places import home_place

SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"  # of which names of places are made
DIGITS = re.compile(r"\d+")
SEED = 2024
PROBED = 300  # rows that are changed in their text and embedded, to tell how a copy lies to its original
POOL = 16384  # directions in which vectors are turned, each mixed from two that were seen


def changed_text(text: str, copy: int, place: str | None) -> str:
    """A text of another place, with other years and figures.

    >>> changed_text("深圳2023年建成126.9公里", 3, "深圳")
    '甲丁县2026年建成129.12公里'
    """
    other = DIGITS.sub(lambda found: str(int(found[0]) + copy), text)
    return other.replace(place, place_name(copy)) if place else other


def place_name(copy: int) -> str:
    """The name of the place that a copy is about: one of its own.

    >>> place_name(3), place_name(1200)
    ('甲丁县', '丙子寅县')
    """
    high, low = divmod(copy, len(SIGNS))
    return (place_name(high)[:-1] if high >= len(SIGNS) else SIGNS[high]) + f"{SIGNS[low]}县"


@dataclass(frozen=True, slots=True, eq=False)
class Turns:
    """How the real encoder turns vectors when their texts are changed: one row for each text of a sample."""

    cosines: np.ndarray  # between old and new, shape (rows,)
    asides: np.ndarray  # unit vectors across the old ones, towards the new, shape (rows, dimensions)


def turns_seen(encoder: Encoder, documents: Sequence[Document], entries: Sequence[Entry]) -> Turns:
    """Change the texts of rows from all over the library and embed them. A text that has nothing to change is left."""
    passages = searched_passages(documents)
    places = {document.doc_id: home_place(document) for document in documents}
    every = [p.doc_id for p in passages] + [p.doc_id for p in passages for _ in p.sentences]
    rows = list(zip(row_texts(passages), every, strict=True))
    vectors = np.concatenate([[entry.vector for entry in entries], *(entry.sentences for entry in entries)])
    spread = range(0, len(rows), max(1, len(rows) // PROBED))
    texts = {n: changed_text(rows[n][0], 7 + n, places[rows[n][1]]) for n in spread}
    changed = [n for n in spread if texts[n] != rows[n][0]]
    new, old = encoder.encode_texts([texts[n] for n in changed]), vectors[changed]
    cosines = (new * old).sum(axis=1)
    return Turns(cosines, normalised(new - cosines[:, None] * old))


class Turner:
    """Turns unit vectors as others were seen turned: each by an angle that was seen, in a direction mixed from two."""

    def __init__(self, seen: Turns):
        self.random = np.random.default_rng(SEED)
        pairs = self.random.integers(len(seen.asides), size=(2, POOL))
        weights = self.random.standard_normal((2, POOL, 1), dtype=np.float32)
        self.pool = normalised((weights * seen.asides[pairs]).sum(axis=0))
        self.cosines = seen.cosines.astype(np.float32)

    def turn(self, vectors: np.ndarray) -> np.ndarray:
        aside = self.pool[self.random.integers(POOL, size=len(vectors))]
        aside -= np.einsum("ij,ij->i", aside, vectors)[:, None] * vectors
        cosine = self.cosines[self.random.integers(len(self.cosines), size=len(vectors))][:, None]
        return cosine * vectors + np.sqrt(1 - cosine**2) * normalised(aside)


def copies(entries: Sequence[Entry], times: int, turner: Turner) -> Iterator[list[Entry]]:
    """Yield the real passages, then those of each copy without their terms; reading order goes on."""
    own = np.stack([entry.vector for entry in entries])
    inside = np.concatenate([entry.sentences for entry in entries])
    ends = np.cumsum([len(entry.sentences) for entry in entries])[:-1]
    yield list(entries)
    for copy in range(1, times):
        vectors, sentences = turner.turn(own), np.split(turner.turn(inside), ends)
        name = place_name(copy)
        yield [
            replace(
                entry,
                passage_id=f"{entry.doc_id}-{copy}:{entry.passage_id.rpartition(':')[2]}",
                doc_id=f"{entry.doc_id}-{copy}",
                order=entry.order + copy * len(entries),
                year=None if entry.year is None else entry.year + copy % 20,
                place=name if entry.place else None,
                terms=(),
                vector=vectors[n],
                sentences=sentences[n],
            )
            for n, entry in enumerate(entries)
        ]


class CopiedTerms:
    """Counts the terms of copies: other figures, another place, every other word as it is, counted once for all."""

    def __init__(self, entries: Sequence[Entry], builder: PostingsBuilder):
        self.builder, self.passages = builder, len(entries)
        self.lengths = [len(entry.terms) for entry in entries]
        places = {entry.place for entry in entries if entry.place}
        rows, self.variable = [], []
        for n, entry in enumerate(entries):
            for term, count in Counter(entry.terms).items():
                if term[0].isdigit() or (len(term) > 1 and any(term in place for place in places)):
                    self.variable.append((n, term, count))
                else:
                    rows.append((self.number(term), n, count))
        self.fixed = np.array(rows, np.int32)

    def number(self, term: str) -> int:
        return self.builder.known.setdefault(encoded(term), len(self.builder.known))

    def add(self, copy: int) -> None:
        """Count the passages of one copy; of copy 0, the real ones."""
        name, first = place_name(copy), len(self.builder.lengths)
        changed = Counter()
        for n, term, count in self.variable:
            changed[self.number(changed_term(term, copy, name) if copy else term), n] += count
        others = np.array([(term, n, count) for (term, n), count in changed.items()], np.int32).reshape(-1, 3)
        rows = np.concatenate([self.fixed, others])
        rows = rows[np.argsort(rows[:, 1], kind="stable")]
        counts = Counts(rows[:, 0].copy(), rows[:, 1] + np.int32(first), rows[:, 2].astype(np.uint16))
        self.builder.packed.append(counts)
        self.builder.lengths += self.lengths


def changed_term(term: str, copy: int, name: str) -> str:
    return DIGITS.sub(lambda found: str(int(found[0]) + copy), term, count=1) if term[0].isdigit() else name
