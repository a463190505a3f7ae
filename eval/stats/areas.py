"""Areas under curves that pass the questions in order of a score, and their intervals. Knows arrays only.

Both areas average the share of hits among all passed so far: at every question it is the risk under the coverage
(Geifman and El-Yaniv 2017), at every hit the average precision.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eval.stats.intervals import CHUNK, RESAMPLES, SMALL, Array, draws, percentile_interval

Over = Literal["questions", "hits"]  # what the share of hits is averaged over


@dataclass(frozen=True, slots=True)
class Ordering:
    """Questions by score, highest first; equal scores are passed together."""
    places: NDArray[np.int64]  # of the questions among all
    hits: Array  # 1.0 or 0.0, one a place
    last: NDArray[np.int64]  # position of the last question of each score
    clusters: NDArray[np.int64]  # of all questions


def order_by(scores: Sequence[float | None], hits: Sequence[bool | None], clusters: NDArray[np.int64]) -> Ordering:
    """Order the questions; those without a score (None) are left out."""
    known = np.array([place for place, score in enumerate(scores) if score is not None], dtype=np.int64)
    values = np.array([scores[place] for place in known], dtype=np.float64)
    order = np.argsort(-values, kind="stable")
    places, values = known[order], values[order]
    last = np.append(np.flatnonzero(np.diff(values)), len(values) - 1) if len(values) else known
    return Ordering(places, np.array([bool(hits[place]) for place in places], dtype=np.float64), last, clusters)


def shares_of_hits(ordering: Ordering) -> Array:
    """The share of hits among all passed, after each score."""
    return np.cumsum(ordering.hits)[ordering.last] / (ordering.last + 1)


def area(ordering: Ordering, over: Over) -> float | None:
    """The share of hits averaged; None where nothing is averaged over."""
    [found] = areas(ordering, np.ones((1, len(ordering.places))), over)
    return None if np.isnan(found) else float(found)


def areas(ordering: Ordering, counts: Array, over: Over) -> Array:
    """The area with each question counted so often (… × questions in order); NaN where nothing is averaged over."""
    if not len(ordering.places):
        return np.full(len(counts), np.nan)
    passed = counts.cumsum(axis=1)[:, ordering.last]
    hits = (counts * ordering.hits).cumsum(axis=1)[:, ordering.last]
    shares = np.divide(hits, passed, out=np.zeros_like(hits), where=passed > 0)
    averaged = passed if over == "questions" else hits
    total = averaged[:, -1]
    above = (np.diff(averaged, axis=1, prepend=0) * shares).sum(axis=1)
    return np.divide(above, total, out=np.full(len(counts), np.nan), where=total > 0)


def area_interval(ordering: Ordering, over: Over) -> list[float] | None:
    """The 95 % interval by resampling whole clusters; None for few questions, one cluster, or hits that are all alike:
    resampling shows too little spread there, and Wilson's interval is of a rate, which an area is not."""
    own = ordering.clusters[ordering.places]
    if len(own) < SMALL or len(np.unique(own)) < 2 or len(np.unique(ordering.hits)) < 2:
        return None
    drawn = draws(int(ordering.clusters.max()) + 1)
    samples = np.concatenate([areas(ordering, drawn[start:start + CHUNK, own].astype(np.float64), over)
                              for start in range(0, RESAMPLES, CHUNK)])
    interval = percentile_interval(samples)
    return list(interval) if interval else None
