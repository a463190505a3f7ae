"""Makes a library of many reports out of a few: the same passages of other places, in other years, with other figures.

Terms are changed one by one. The vectors of a copy are those of the real passage turned by as much as the real encoder
turns them when place, year and figures are changed in the text; beyond a few thousand passages embedding them all would
take days.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from corpus.document import Document, Passage
from index.encoders import Encoder
from index.engines.contract import Entry
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
    """Yield the real passages, then those of each copy; reading order goes on."""
    own = np.stack([entry.vector for entry in entries])
    inside = np.concatenate([entry.sentences for entry in entries])
    ends = np.cumsum([len(entry.sentences) for entry in entries])[:-1]
    places = {entry.place for entry in entries if entry.place}
    named = {term for entry in entries for term in entry.terms if len(term) > 1 and any(term in p for p in places)}
    variable = [[n for n, term in enumerate(e.terms) if term[0].isdigit() or term in named] for e in entries]
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
                terms=changed_terms(entry.terms, variable[n], copy, name),
                vector=vectors[n],
                sentences=sentences[n],
            )
            for n, entry in enumerate(entries)
        ]


def changed_terms(terms: tuple[str, ...], variable: Sequence[int], copy: int, name: str) -> tuple[str, ...]:
    """The terms of a copy: other figures, another place; every other word as it is."""
    changed = list(terms)
    for n in variable:
        figure = terms[n][0].isdigit()
        changed[n] = DIGITS.sub(lambda found: str(int(found[0]) + copy), terms[n], count=1) if figure else name
    return tuple(changed)
