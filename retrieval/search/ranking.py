"""Ranks passages for one query: dense scores at two granularities, fused with BM25 on scores scaled per query.

Fusing by rank (RRF) lost 1 to 4 points against fusing scaled scores (docs/decisions.md).
"""

from dataclasses import dataclass

import numpy as np

from index.core import Index
from index.tokens import tokenise

LEXICAL_WEIGHT = 0.5  # of BM25 beside the dense score; 0.3–0.8 within two questions of each other on the dev set


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores of one query. Shapes: (passages,), (rows,), (passages,), (passages,)."""

    fused: np.ndarray  # scaled dense + LEXICAL_WEIGHT · scaled BM25
    dense: np.ndarray  # inner product with every row, passages first, then sentences
    lexical: np.ndarray  # BM25
    order: np.ndarray  # passage positions, best first; ties in reading order


def scale(scores: np.ndarray) -> np.ndarray:
    """Map scores linearly to 0–1; a single or constant positive score maps to 1, all-zero scores to 0.

    >>> scale(np.array([2.0, 4.0, 3.0])).tolist(), scale(np.zeros(2)).tolist()
    ([0.0, 1.0, 0.5], [0.0, 0.0])
    """
    low, high = float(scores.min(initial=np.inf)), float(scores.max(initial=-np.inf))
    if high > low:
        return (scores - low) / (high - low)
    return np.full_like(scores, 1.0 if high > 0 else 0.0)


def dense_passage_scores(index: Index, dense: np.ndarray) -> np.ndarray:
    """A passage's own score plus that of its best sentence, or its own again when it has none; shape (passages,)."""
    starts = index.sentence_starts
    own, has_sentences = dense[: starts[0]], np.diff(starts) > 0
    best = own.copy()
    if has_sentences.any():
        best[has_sentences] = np.maximum.reduceat(dense, starts[:-1][has_sentences])
    return own + best


def rank(
    index: Index, question: str, allowed: np.ndarray | None = None, vector: np.ndarray | None = None
) -> Ranking:
    """Rank all passages, or those where `allowed` (shape (passages,), bool) holds.

    `vector`: the question embedded, shape (dimensions,); None embeds it here.
    """
    dense = index.dense_scores(index.encoder.encode_query(question) if vector is None else vector)
    lexical = index.bm25.scores(tokenise(question))
    fused = scale(dense_passage_scores(index, dense)) + LEXICAL_WEIGHT * scale(lexical)
    order = np.argsort(-fused, kind="stable")
    if allowed is not None:
        order = order[allowed[order]]
    return Ranking(fused, dense, lexical, order)
