"""The numbers behind the plots. Knows judged runs, draws nothing."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from eval.measures.score import is_given
from eval.results import Result

DEPTH = 10  # ranks of the recall curve
QUANTILES = (5, 25, 50, 75, 90, 95, 99)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recall:
    """What the first k passages hold, as means over the judged questions."""
    k: int
    evidence: float  # share of the snippets (subtopic recall); of the relevant documents where the set judges those
    hit: float  # share of questions with any


def recall_curve(result: Result, depth: int = DEPTH) -> list[Recall]:
    """Recall at every k up to `depth`, over the judged questions; at the cutoffs of the metrics it equals them."""
    judged, by_document = {qrel.query_id for qrel in result.qrels}, result.record.judgements is not None
    asked = [question.id for question in result.questions if question.answerable and question.id in judged]
    rank_of = ranks(result)
    snippets: dict[str, dict[str, float]] = {name: {} for name in asked}
    for qrel in result.qrels:
        if qrel.query_id in snippets and qrel.relevance > 0:
            found, rank = snippets[qrel.query_id], rank_of.get((qrel.query_id, qrel.doc_id), np.inf)
            wanted = qrel.doc_id if by_document else qrel.iteration
            found[wanted] = min(rank, found.get(wanted, np.inf))
    firsts = [list(found.values()) for found in snippets.values()]
    return [Recall(k, mean([mean([float(rank <= k) for rank in found]) for found in firsts]),
                   mean([float(min(found, default=np.inf) <= k) for found in firsts]))
            for k in range(1, depth + 1)] if asked else []


def ranks(result: Result) -> dict[tuple[str, str], int]:
    """Return {(question id, passage id): rank}, 1-based."""
    found: dict[tuple[str, str], int] = {}
    seen: dict[str, int] = {}
    for hit in result.run:
        seen[hit.query_id] = seen.get(hit.query_id, 0) + 1
        found[hit.query_id, hit.doc_id] = seen[hit.query_id]
    return found


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def answer_lengths(result: Result) -> list[int]:
    """Characters of the answers that were given, markers included, shortest first."""
    return sorted(len(response["answer"].strip()) for response in result.responses if is_given(response))


def latencies(result: Result) -> tuple[list[float], list[float]]:
    """(wall, processor) milliseconds of the answers that were not cached, each in rising order."""
    timings = [timing for timing in result.record.timings if not timing.cached]
    return sorted(timing.wall for timing in timings), sorted(timing.cpu for timing in timings)


def quantiles(values: Sequence[float]) -> list[float]:
    """The percentiles of QUANTILES, interpolated as the metrics are, then the greatest value."""
    return [*map(float, np.percentile(values, QUANTILES)), float(max(values))]


def thin(points: Sequence[T], most: int = 12) -> list[T]:
    """Keep at most so many points, evenly spaced, the first and the last among them.

    >>> thin(list(range(100)), 4)
    [0, 33, 66, 99]
    """
    if len(points) <= most:
        return list(points)
    return [points[round(place * (len(points) - 1) / (most - 1))] for place in range(most)]
