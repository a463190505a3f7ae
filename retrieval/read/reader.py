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
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import rjieba

from corpus.digits import close_digits_in_place
from index.encoders import MODELS
from index.onnx import open_model
from index.pieces import Encoded, Pieces
from retrieval.question.completer import Held
from retrieval.read.pairing import QUESTION, SENTENCE, Pair, pair
from retrieval.read.verifier import Verifier, states_of

THREADS = min(os.cpu_count() or 1, 4)
NOT_FUSED = ("SkipLayerNormFusion",)  # with it a pair takes a tenth longer; logits differ by .05, weights are fitted so
INSIDE = 0.5  # probability from which a character of the sentence belongs to the answering words
GAP, BETWEEN = 3, 0.2  # most characters between two runs of one stretch, and the least probability of each
REMEMBERED = 20_000  # texts whose pieces are kept
READ_PAIRS = 5_000  # pairs that are kept with what was said of them, 7 MB: what a page suggests is asked often
TWINS = {"“": "”", "‘": "’", "《": "》", "（": "）", "(": ")", "「": "」", "『": "』", "〈": "〉"}
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
    inside: np.ndarray  # probability of each character's being part of the answer, shape (len(sentence),); shared
    verified: float  # log odds that the question is answered there, see verifier.py

    @property
    def p(self) -> float:
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.logit))))

    def with_mean(self, other: "Said") -> "Said":
        """The same of the sentence on the same question in other words: the words of the surer, at the mean of both."""
        surer = self if self.logit >= other.logit else other
        return replace(surer, logit=(self.logit + other.logit) / 2, verified=(self.verified + other.verified) / 2)

    def beside(self, other: "Said") -> "Said":
        """What is said of the same sentence on two questions: the words that answer either, in reading order."""
        more = [w for w in other.words if not any(w.start < own.end and own.start < w.end for own in self.words)]
        words = tuple(sorted((*self.words, *more), key=lambda w: w.start))
        return replace(self, words=words, inside=np.maximum(self.inside, other.inside))


class ReaderModel(Protocol):
    """What retrieval asks of a model that reads; threads may share it."""

    def read(self, question: str, places: Sequence[Place]) -> list[Said]:
        """Return what is said of each sentence, in their order."""
        ...

    def read_pairs(self, pairs: Sequence[tuple[str, Place]]) -> list[Said]:
        """Return what is said of each sentence on the question beside it, in their order."""
        ...

    def stands_alone(self, question: str, history: Sequence[str]) -> float:
        """Probability that a question is understood without those before it (`history`, oldest first)."""
        ...

    def held(self, question: str, previous: str) -> Held:
        """Return what the layers hold of a question and the one before it."""
        ...


class Reader:
    """The model in the house. Reads pairs side by side; safe to share between threads."""

    def __init__(self, folder: Path = MODELS, read_pairs: int = READ_PAIRS):
        """`read_pairs`: how many pairs are remembered with what was said of them; 0: each is read anew."""
        self.folder = folder
        self.encode = lru_cache(REMEMBERED)(self.encode_anew)
        self.read_one = lru_cache(read_pairs)(self.read_anew)

    @cached_property
    def pieces(self) -> Pieces:
        return Pieces(self.folder / "tokenizer.json")

    @cached_property
    def model(self) -> Any:
        return open_model(self.folder / "reader.onnx", NOT_FUSED)

    @cached_property
    def verifier(self) -> Verifier:
        return Verifier.load(self.folder)

    @cached_property
    def pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(THREADS, "read")

    def open(self) -> None:
        """Open models and tokeniser, which the first question waits for otherwise."""
        self.model, self.verifier, self.pieces  # noqa: B018

    def encode_anew(self, text: str) -> Encoded:
        """The pieces of a text whose numbers are read closed (1 9 9 7 年); offsets of the text as it is."""
        closed, places = close_digits_in_place(text)
        found = self.pieces.encode(closed)
        return Encoded(found.ids, [(places[start], places[end - 1] + 1) for start, end in found.offsets])

    def read(self, question: str, places: Sequence[Place]) -> list[Said]:
        """Return what is said of each sentence, in their order."""
        return self.read_pairs([(question, place) for place in places])

    def read_pairs(self, pairs: Sequence[tuple[str, Place]]) -> list[Said]:
        """Return what is said of each sentence on the question beside it, in their order."""
        self.open()  # before the threads, which would open it twice
        return list(self.pool.map(lambda one: self.read_one(*one), pairs))

    def read_anew(self, question: str, place: Place) -> Said:
        sentence = self.encode(place.sentence)
        given = pair(
            self.encode(question).ids[:QUESTION],
            self.encode(place.document).ids,
            self.encode(place.heading).ids,
            self.encode(place.before).ids,
            sentence.ids,
        )
        answer, words, _, layers = self.run(given)
        said = words[given.sentence_start : given.sentence_start + given.sentence_length]
        p = 1 / (1 + np.exp(-said.astype(np.float64)))
        return Said(
            answer,
            find_words(place.sentence, sentence.offsets[:SENTENCE], p),
            by_character(len(place.sentence), sentence.offsets[:SENTENCE], p[:, 0]),
            self.verifier.verified(states_of(given, layers), answer),
        )

    def stands_alone(self, question: str, history: Sequence[str]) -> float:
        """Probability that a question is understood without those before it (`history`, oldest first)."""
        given = pair(self.encode(question).ids, (), (), (), self.encode(" ".join(history[-2:])).ids)
        alone = self.run(given)[2]
        return 1 / (1 + math.exp(-alone))

    def held(self, question: str, previous: str) -> Held:
        """Return what the layers hold of a question and the one before it, those of a piece side by side."""
        asked, before = self.encode(question), self.encode(previous)
        given = pair(asked.ids, (), (), (), before.ids)
        states = np.concatenate(self.run(given)[3], axis=1)
        own = slice(1, 1 + given.question_length)
        said = slice(given.sentence_start, given.sentence_start + given.sentence_length)
        return Held(states[0], states[own], asked.offsets[:QUESTION], states[said], before.offsets[:SENTENCE])

    def run(self, given: Pair) -> tuple[float, np.ndarray, float, tuple[np.ndarray, ...]]:
        """Logits of one pair: answer, words of shape (pieces, 2), stands alone; and its states in some layers, each of
        shape (pieces, width)."""
        ids = np.array([given.ids], dtype=np.int64)
        kinds = np.array([given.kinds], dtype=np.int64)
        answer, words, alone, *layers = self.model.run(None, {"ids": ids, "mask": np.ones_like(ids), "kinds": kinds})
        return float(answer[0]), words[0], float(alone[0]), tuple(layer[0] for layer in layers)


def find_words(sentence: str, offsets: Sequence[tuple[int, int]], p: np.ndarray) -> tuple[Words, ...]:
    """Runs of pieces that are probably inside, as whole words, small gaps closed; `p`: shape (pieces, 2)."""
    inside = by_character(len(sentence), offsets, p[:, 0])
    found: list[Words] = []
    for start, end in runs_of(inside):
        start, end = whole_words(sentence, start, end)
        start, end = bare(sentence, start, end)
        if end > start and (not found or start >= found[-1].end):
            found.append(Words(start, end, float(inside[start:end].mean())))
    return tuple(found)


def runs_of(inside: np.ndarray) -> list[tuple[int, int]]:
    """Stretches of characters from INSIDE up; two with no more than GAP likely enough characters between are one.

    >>> runs_of(np.array([0.9, 0.3, 0.8, 0.0, 0.7]))
    [(0, 3), (4, 5)]
    """
    runs: list[tuple[int, int]] = []
    for i in np.flatnonzero(inside >= INSIDE).tolist():
        if runs and i - runs[-1][1] <= GAP and (inside[runs[-1][1] : i] >= BETWEEN).all():
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    return runs


def whole_words(sentence: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to the borders of the words in which it begins and ends."""
    borders = list(accumulate((len(word) for word in rjieba.cut(sentence)), initial=0))
    return max(b for b in borders if b <= start), min(b for b in borders if b >= end)


def bare(sentence: str, start: int, end: int) -> tuple[int, int]:
    """Drop marks at the edges, and a bracket or quotation mark whose twin is not inside."""
    before = None
    while before != (start, end):
        before = (start, end)
        while start < end and sentence[start] in EDGES:
            start += 1
        while end > start and sentence[end - 1] in EDGES:
            end -= 1
        words = sentence[start:end]
        if words and words[0] in TWINS and TWINS[words[0]] not in words:
            start += 1
        elif words and words[-1] in TWINS.values() and not any(o in words for o, c in TWINS.items() if c == words[-1]):
            end -= 1
    return start, end


def by_character(length: int, offsets: Sequence[tuple[int, int]], p: np.ndarray) -> np.ndarray:
    """Probabilities of pieces spread over their characters; 0 where no piece stands."""
    spread = np.zeros(length, dtype=np.float32)
    for (start, end), value in zip(offsets, p, strict=True):
        spread[start:end] = value
    return spread
