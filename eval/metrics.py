"""Sums the scores of many questions into the reported figures. Knows columns of numbers, nothing of questions."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.definitions import COLUMNS, METRICS, RIGHT, Metric
from eval.intervals import Array, percentile_interval, resampled_ratios, use_wilson, wilson
from eval.scores import Score


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval and the number of observations behind it."""
    value: float | None  # None when there is nothing to judge
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Scores of many questions: two arrays (questions × COLUMNS) and the cluster of each question."""
    numerators: Array
    denominators: Array
    clusters: NDArray[np.int64]

    def column(self, name: str) -> tuple[Array, Array]:
        place = COLUMNS.index(name)
        return self.numerators[:, place], self.denominators[:, place]

    def rows(self, keep: Sequence[int]) -> "ScoreTable":
        """Return the table of the given questions only."""
        kept = np.asarray(keep, dtype=np.int64)
        return ScoreTable(self.numerators[kept], self.denominators[kept], self.clusters[kept])


def score_table(scores: Sequence[Mapping[str, Score]], clusters: Sequence[str]) -> ScoreTable:
    """Stack the scores of each question; clusters are numbered in order of appearance."""
    pairs = np.array([[row[name] for name in COLUMNS] for row in scores], dtype=np.float64)
    pairs = pairs.reshape(len(scores), len(COLUMNS), 2)
    number = {cluster: place for place, cluster in enumerate(dict.fromkeys(clusters))}
    return ScoreTable(pairs[..., 0], pairs[..., 1], np.array([number[c] for c in clusters], dtype=np.int64))


def value_of(metric: Metric, table: ScoreTable) -> float | None:
    """Compute one figure over all rows of the table; None when no row has anything to judge."""
    tops, bottoms = table.column(metric.column)
    if metric.how == "sum":
        return int(tops.sum())
    if not bottoms.sum():
        return None
    if metric.how == "ratio":
        return float(tops.sum() / bottoms.sum())
    return float(np.percentile(tops[bottoms > 0], {"p50": 50, "p95": 95}[metric.how]))


def summarise(table: ScoreTable) -> dict[str, Any]:
    """Return all figures in the nested shape of results.json, with the number of questions."""
    summary: dict[str, Any] = {"questions": len(table.clusters)}
    for metric in METRICS:
        summary.setdefault(metric.group, {})[metric.name] = value_of(metric, table)
    return summary


def estimates(table: ScoreTable) -> dict[str, Estimate]:
    """Return {metric key: Estimate}. Ratios get an interval: clustered percentile bootstrap, or Wilson's for rates
    with few observations or of exactly 0 or 1. Sums and percentiles get none."""
    samples = resampled_ratios(table.numerators, table.denominators, table.clusters)
    return {metric.key: estimate(metric, table, samples) for metric in (*METRICS, RIGHT)}


def estimate(metric: Metric, table: ScoreTable, samples: Array) -> Estimate:
    value = value_of(metric, table)
    tops, bottoms = table.column(metric.column)
    observations = int(bottoms.sum())
    if metric.how != "ratio" or value is None:
        return Estimate(value, None, None, observations)
    hits = float(tops.sum())
    interval = wilson(hits, observations) if metric.is_rate and use_wilson(hits, observations) else \
        percentile_interval(samples[:, COLUMNS.index(metric.column)])
    low, high = interval or (None, None)
    return Estimate(value, low, high, observations)
