"""The trained reader: does a sentence answer a question, and with which words? Knows texts, no index.

    reader = Reader()
    reader.read("深圳有多少辆电动车？", [Place("深圳市…白皮书", "三、交通…", "", "保有量达 126.9 万辆。")])

A cross-encoder (models/reader.onnx, trained by `training/`). Each pair is read alone, so that what is said of one
sentence does not depend on which others were found.
"""

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from index.encoders import MODELS
from index.onnx import open_model
from index.pieces import Encoded, Pieces
from retrieval.read.pairing import QUESTION, SENTENCE, pair

THREADS = min(os.cpu_count() or 1, 4)
INSIDE = 0.5  # probability from which a piece of the sentence belongs to the answering words
REMEMBERED = 20_000  # texts whose pieces are kept
EDGES = " \t\u3000，。；：、,;:!?！？"  # marks that are no part of answering words


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence with what stands around it."""

    document: str  # title line of the report, see pairing.document_line
    heading: str
    before: str  # the sentence before it in its passage; "" for the first
    sentence: str


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a sentence that answers; offsets of the sentence."""

    start: int
    end: int
    p: float  # mean probability of its pieces


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What the reader says of one sentence."""

    logit: float  # of its answering the question
    words: tuple[Words, ...]  # in reading order; empty when nothing stands out
    inside: np.ndarray  # probability of each character's being part of the answer, shape (len(sentence),)

    @property
    def p(self) -> float:
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.logit))))


class Reader:
    """Reads pairs side by side; safe to share between threads."""

    def __init__(self, folder: Path = MODELS):
        self.folder = folder
        self.encode = lru_cache(REMEMBERED)(self.encode_anew)

    @cached_property
    def pieces(self) -> Pieces:
        return Pieces(self.folder / "tokenizer.json")

    @cached_property
    def model(self):
        return open_model(self.folder / "reader.onnx")

    @cached_property
    def pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(THREADS, "read")

    def encode_anew(self, text: str) -> Encoded:
        return self.pieces.encode(text)

    def read(self, question: str, places: Sequence[Place]) -> list[Said]:
        """Return what is said of each sentence, in their order."""
        asked = self.encode(question).ids[:QUESTION]
        self.model, self.pieces  # opened before the threads, which would open it twice  # noqa: B018
        return list(self.pool.map(lambda place: self.read_one(asked, place), places))

    def read_one(self, asked: list[int], place: Place) -> Said:
        sentence = self.encode(place.sentence)
        given = pair(
            asked,
            self.encode(place.document).ids,
            self.encode(place.heading).ids,
            self.encode(place.before).ids,
            sentence.ids,
        )
        answer, words, _ = self.run(given.ids, given.kinds)
        said = words[given.sentence_start : given.sentence_start + given.sentence_length]
        p = 1 / (1 + np.exp(-said.astype(np.float64)))
        return Said(
            float(answer),
            find_words(place.sentence, sentence.offsets[:SENTENCE], p),
            by_character(len(place.sentence), sentence.offsets[:SENTENCE], p[:, 0]),
        )

    def stands_alone(self, question: str, history: Sequence[str]) -> float:
        """Probability that a question is understood without those before it (`history`, oldest first)."""
        given = pair(self.encode(question).ids, (), (), (), self.encode(" ".join(history[-2:])).ids)
        *_, alone = self.run(given.ids, given.kinds)
        return 1 / (1 + math.exp(-float(alone)))

    def run(self, ids: list[int], kinds: list[int]) -> tuple[float, np.ndarray, float]:
        """Logits of one pair: answer, words of shape (pieces, 2), stands alone."""
        given = np.array([ids], dtype=np.int64)
        answer, words, alone = self.model.run(
            None, {"ids": given, "mask": np.ones_like(given), "kinds": np.array([kinds], dtype=np.int64)}
        )
        return float(answer[0]), words[0], float(alone[0])


def find_words(sentence: str, offsets: Sequence[tuple[int, int]], p: np.ndarray) -> tuple[Words, ...]:
    """Runs of pieces that are probably inside, parted where another begins; `p`: (inside, start), shape (pieces, 2)."""
    found: list[Words] = []
    run: list[int] = []

    def close() -> None:
        if run:
            start, end = offsets[run[0]][0], offsets[run[-1]][1]
            while start < end and sentence[start] in EDGES:
                start += 1
            while end > start and sentence[end - 1] in EDGES:
                end -= 1
            if end > start:
                found.append(Words(start, end, float(p[run, 0].mean())))
            run.clear()

    for i, (inside, start) in enumerate(p):
        if inside < INSIDE:
            close()
            continue
        if run and start >= INSIDE and offsets[i][1] > offsets[i][0]:
            close()
        if offsets[i][1] > offsets[i][0]:
            run.append(i)
    close()
    return tuple(found)


def by_character(length: int, offsets: Sequence[tuple[int, int]], p: np.ndarray) -> np.ndarray:
    """Probabilities of pieces spread over their characters; 0 where no piece stands."""
    spread = np.zeros(length, dtype=np.float32)
    for (start, end), value in zip(offsets, p, strict=True):
        spread[start:end] = value
    return spread
