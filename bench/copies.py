"""Makes a library of many reports out of a few: the same passages of other places, in other years, with other figures.

Terms are changed one by one. The vectors of a copy are those of the real passage turned by as much as the real encoder
turns them when place, year and figures are changed in the text; beyond a few thousand passages embedding them all would
take days.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from corpus.document import Document, Passage
from index.encoders import Encoder
from index.engines.contract import Entry
from index.engines.postings import Counts, PostingsBuilder, encoded
from retrieval.text.places import home_place

DIGITS = re.compile(r"\d+")
SEED = 2024
PROBED = 120  # passages that are changed in their text and embedded, to tell how far a copy lies from its original
POOL = 32768  # directions in which vectors are turned


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
    signs = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    high, low = divmod(copy, len(signs))
    return (place_name(high)[:-1] if high >= len(signs) else signs[high]) + f"{signs[low]}县"


def turned_by(encoder: Encoder, documents: Sequence[Document], entries: Sequence[Entry]) -> float:
    """Median cosine between the vector of a passage and that of its text changed, by the real encoder."""
    passages = {p.passage_id: (p, home_place(d)) for d in documents for p in d.passages}
    spread = entries[:: max(1, len(entries) // PROBED)]
    pairs: list[tuple[Passage, str | None]] = [passages[entry.passage_id] for entry in spread]
    texts = [changed_text(p.embedding_text, 7 + n, place) for n, (p, place) in enumerate(pairs)]
    cosines = (encoder.encode_texts(texts) * np.stack([entry.vector for entry in spread])).sum(axis=1)
    return float(np.median(cosines))


class Turner:
    """Turns unit vectors by one angle, each in a direction drawn from a pool."""

    def __init__(self, dimensions: int, cosine: float):
        self.random = np.random.default_rng(SEED)
        pool = self.random.standard_normal((POOL, dimensions), dtype=np.float32)
        self.pool = pool / np.linalg.norm(pool, axis=1, keepdims=True)
        self.cosine, self.sine = np.float32(cosine), np.float32(np.sqrt(1 - cosine**2))

    def turn(self, vectors: np.ndarray) -> np.ndarray:
        aside = self.pool[self.random.integers(POOL, size=len(vectors))]
        turned = self.cosine * vectors + self.sine * aside
        return turned / np.linalg.norm(turned, axis=1, keepdims=True)


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
