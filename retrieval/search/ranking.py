"""Ranks passages for one query: dense scores at two granularities, fused with BM25 on scores scaled per query.

Only the candidates of the two searches are scored. Fusing by rank (RRF) lost 1 to 4 points against fusing scaled scores
(docs/decisions.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.core import SAMPLE, Index
from index.engines.contract import Candidates, Query
from index.engines.selector import EVERYTHING, Selector
from index.scores import Scores, vectors_of
from index.tokens import tokenise

CANDIDATES = SAMPLE  # passages that each search gives; a library of so few is ranked whole
LEXICAL_WEIGHT = 0.5  # of BM25 beside the dense score; 0.3–0.8 within two questions of each other on the dev set


@dataclass(frozen=True, slots=True, eq=False)  # arrays have no truth value
class Wanted:
    """What passages are ranked for."""

    question: str
    allowed: Selector | None = None  # which passages may be found; None for all
    vector: np.ndarray | None = None  # the question embedded, shape (dimensions,); None embeds it here


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates of one query, and their scores by position."""

    fused: Mapping[int, float]  # scaled dense + LEXICAL_WEIGHT · scaled BM25
    dense: Scores  # inner product with any row, passages first, then sentences
    lexical: Mapping[int, float]  # BM25
    order: np.ndarray  # passage positions, best first; ties in reading order


def scale(scores: np.ndarray, low: float = np.inf, high: float = -np.inf) -> np.ndarray:
    """Map scores linearly to 0–1; a single or constant positive score maps to 1, all-zero scores to 0.

    `low`, `high`: scores known beside these.

    >>> scale(np.array([2.0, 4.0, 3.0])).tolist(), scale(np.zeros(2)).tolist()
    ([0.0, 1.0, 0.5], [0.0, 0.0])
    >>> scale(np.array([2.0, 4.0]), low=0).tolist()
    [0.5, 1.0]
    """
    low, high = float(scores.min(initial=low)), float(scores.max(initial=high))
    if high > low:
        return (scores - low) / (high - low)
    return np.full_like(scores, 1.0 if high > 0 else 0.0)


def dense_passage_scores(rows: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Of each passage its own score, the first of its rows, plus its best sentence's, or its own again when it has
    none; shape (passages,). `starts`: where the rows of each begin."""
    own = rows[starts]
    inside = rows.copy()
    inside[starts] = -np.inf
    best = np.maximum.reduceat(inside, starts) if len(starts) else own
    return own + np.where(np.isinf(best), own, best)


def rank(
    index: Index,
    question: str,
    allowed: Selector | None = None,
    vector: np.ndarray | None = None,
    k: int = CANDIDATES,
) -> Ranking:
    """Rank the passages that are nearest to a question and those that share its rarest words, `k` of each.

    For `allowed` and `vector` see Wanted. Raises EngineUnavailable.
    """
    return rank_all(index, [Wanted(question, allowed, vector)], k)[0]


def rank_all(index: Index, wanted: Sequence[Wanted], k: int = CANDIDATES) -> list[Ranking]:
    """Rank for each of several questions as `rank` does, in two trips to the engine for all of them."""
    queries = [
        Query(
            index.encoder.encode_query(each.question) if each.vector is None else each.vector,
            tokenise(each.question),
            each.allowed or EVERYTHING,
        )
        for each in wanted
    ]
    found = index.engine.candidates(queries, k) if queries else []
    placed = [index.positions.all([one.passage_id for one in (*each.text, *each.dense)]) for each in found]
    matrices = vectors_of(index.engine, index.ids, sorted(set().union(*placed)))
    return [
        fuse(index, query.vector, each, at, matrices) for query, each, at in zip(queries, found, placed, strict=True)
    ]


def fuse(
    index: Index, query: np.ndarray, found: Candidates, at: Sequence[int], matrices: Mapping[int, np.ndarray]
) -> Ranking:
    """One ranking of what both searches found. `at`: positions of the passages found by words, then by vectors;
    `matrices`: the vectors of these and perhaps of others."""
    words = {position: each.score for position, each in zip(at, found.text, strict=False)}
    positions = sorted(set(at))
    dense = index.dense_scores(query)
    dense.keep(positions, matrices)
    rows, starts = dense.rows_of(positions)
    near = dense_passage_scores(rows, starts)
    lexical = np.array([words.get(position, 0.0) for position in positions], dtype=np.float32)
    held, begins = index.sample
    far = dense_passage_scores(held @ query, begins)
    scaled = scale(near, float(far.min()), float(far.max()))
    fused = scaled + LEXICAL_WEIGHT * scale(lexical, 0.0 if len(positions) < len(index.ids) else np.inf)
    order = np.array(positions, dtype=np.int64)[np.argsort(-fused, kind="stable")]
    return Ranking(dict(zip(positions, fused.tolist(), strict=True)), dense, words, order)
