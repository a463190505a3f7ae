"""How much of each term of a question a text says: by its very words, by a synonym, or by a word of near meaning."""

import re
from copy import copy
from functools import lru_cache

import numpy as np

from index.core import Index
from index.lexicon import text_words
from index.tokens import fold
from retrieval.terms import HOMOPHONE_WEIGHT, Term

NEAR_FROM, NEAR_TO, NEAR_MAX = 0.45, 0.95, 0.85  # word-vector cosines between which nearness grows from 0 to NEAR_MAX


class Coverage:
    """Compares the terms of one question with texts of the reports."""

    def __init__(self, index: Index, terms: tuple[Term, ...], vectors: np.ndarray, focus: tuple[int, ...] = ()):
        self.index, self.terms, self.focus = index, terms, focus
        self.weights = np.array([term.weight for term in terms], dtype=np.float32)
        self.seen: dict[str, np.ndarray] = {}
        known = index.lexicon.vectors
        if terms and known.shape[1]:
            self.near = near(known @ vectors.T)
        else:
            self.near = np.zeros((len(index.lexicon.words), len(terms)), dtype=np.float32)

    def of(self, text: str) -> np.ndarray:
        """Coverage of each term by `text`, shape (terms,), 0 to 1."""
        if text not in self.seen:
            self.seen[text] = self.compare(text)
        return self.seen[text]

    def compare(self, text: str) -> np.ndarray:
        folded = squeeze(text)
        rows = lexicon_rows(text, self.index)
        soft = self.near[rows].max(axis=0) if rows and len(self.terms) else np.zeros(len(self.terms), dtype=np.float32)
        exact = np.array([form_coverage(term, folded) for term in self.terms], dtype=np.float32)
        return np.maximum(soft, exact)

    def for_part(self, part: str) -> "Coverage":
        """The same comparison, counting only the terms that stand in one part of the question."""
        inside = [term.forms[0] in part for term in self.terms]
        other = copy(self)
        other.weights = self.weights * np.array(inside, dtype=np.float32)
        other.focus = tuple(i for i in self.focus if inside[i])
        return other

    def share(self, covered: np.ndarray) -> float:
        """Weighted share of the question that is covered; 1 when the question has no term."""
        total = float(self.weights.sum())
        return float(covered @ self.weights) / total if total > 0 else 1.0

    def focus_share(self, covered: np.ndarray) -> float:
        """Mean coverage of the terms that are asked for; 1 when the question names none."""
        return float(np.mean(covered[list(self.focus)])) if self.focus else 1.0


def near(cosines: np.ndarray) -> np.ndarray:
    return np.clip((cosines - NEAR_FROM) / (NEAR_TO - NEAR_FROM), 0, 1) * NEAR_MAX


def form_coverage(term: Term, folded: str) -> float:
    """1 where a form stands in the text, HOMOPHONE_WEIGHT where only a homophone does."""
    if any(holds(form, folded) for form in term.forms):
        return 1.0
    return HOMOPHONE_WEIGHT if any(form in folded for form in term.guessed) else 0.0


def holds(form: str, folded: str) -> bool:
    """A Latin form must stand as a word of its own; a Chinese one anywhere."""
    if form.isascii():
        return form in folded and word_pattern(form).search(folded) is not None
    return form in folded


@lru_cache(maxsize=1_000)
def word_pattern(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){re.escape(form)}(?![a-z0-9])")


@lru_cache(maxsize=20_000)
def squeeze(text: str) -> str:
    """Fold a text and drop white space between Chinese characters."""
    return re.sub(r"(?<=[^a-z0-9])\s+|\s+(?=[^a-z0-9])", "", fold(text))


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    return tuple(text_words(text))


def lexicon_rows(text: str, index: Index) -> list[int]:
    position = index.lexicon.position
    return [position[word] for word in words_of(text) if word in position]
