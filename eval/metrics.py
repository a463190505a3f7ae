"""Sums the scores of many questions into the reported figures. Knows columns of numbers, nothing of questions."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.definitions import COLUMNS, METRICS, RIGHT, Metric
from eval.measures.score import Score
from eval.stats.intervals import (
    Array,
    percentile_interval,
    resampled_percentiles,
    resampled_ratios,
    use_wilson,
    wilson,
)


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
        """Return the table of the given questions only; a cluster of which none is left is no cluster of it."""
        kept = np.asarray(keep, dtype=np.int64)
        clusters = np.unique(self.clusters[kept], return_inverse=True)[1].astype(np.int64)
        return ScoreTable(self.numerators[kept], self.denominators[kept], clusters)


def score_table(scores: Sequence[Mapping[str, Score]], clusters: Sequence[str]) -> ScoreTable:
    """Stack the scores of each question; clusters are numbered in order of appearance."""
    pairs = np.array([[row[name] for name in COLUMNS] for row in scores], dtype=np.float64)
    pairs = pairs.reshape(len(scores), len(COLUMNS), 2)
    number = {cluster: place for place, cluster in enumerate(dict.fromkeys(clusters))}
    return ScoreTable(pairs[..., 0], pairs[..., 1], np.array([number[c] for c in clusters], dtype=np.int64))


PERCENTS = {"p50": 50, "p95": 95}


def value_of(metric: Metric, table: ScoreTable) -> float | None:
    """Compute one figure over all rows of the table; None when no row has anything to judge."""
    tops, bottoms = table.column(metric.column)
    if metric.how == "sum":
        return int(tops.sum())
    if not bottoms.sum():
        return None
    if metric.how == "ratio":
        return float(tops.sum() / bottoms.sum())
    return float(np.percentile(tops[bottoms > 0], PERCENTS[metric.how]))


def summarise(table: ScoreTable, found: Mapping[str, Estimate] | None = None) -> dict[str, Any]:
    """Return all figures in the nested shape of metrics.json, with n and interval of each beside them."""
    found = found or estimates(table)
    summary: dict[str, Any] = {"questions": len(table.clusters)}
    for metric in METRICS:
        summary.setdefault(metric.group, {})[metric.name] = found[metric.key].value
    return {**summary, "n": {metric.key: found[metric.key].n for metric in METRICS},
            "intervals": {metric.key: [found[metric.key].low, found[metric.key].high] for metric in METRICS
                          if found[metric.key].low is not None}}


def estimates(table: ScoreTable) -> dict[str, Estimate]:
    """Return {metric key: Estimate}. Ratios and percentiles get a clustered percentile bootstrap interval; rates with
    few observations or of exactly 0 or 1 get Wilson's. Counts are no estimates and get none, nor does a length or time
    of a single cluster, which has nothing to resample."""
    ratios = resampled_ratios(table.numerators, table.denominators, table.clusters)
    percentiles = {column: resampled_percentiles(*table.column(column), table.clusters, tuple(PERCENTS.values()))
                   for column in dict.fromkeys(metric.column for metric in METRICS if metric.how in PERCENTS)}

    def samples(metric: Metric) -> Array:
        if metric.how in PERCENTS:
            return percentiles[metric.column][:, list(PERCENTS).index(metric.how)]
        return ratios[:, COLUMNS.index(metric.column)]

    return {metric.key: estimate(metric, table, samples(metric)) for metric in (*METRICS, RIGHT)}


def estimate_of(key: str, table: ScoreTable) -> Estimate:
    """Return the Estimate of one ratio alone."""
    [metric] = [metric for metric in (*METRICS, RIGHT) if metric.key == key]
    tops, bottoms = table.column(metric.column)
    samples = resampled_ratios(tops[:, None], bottoms[:, None], table.clusters)
    return estimate(metric, table, samples[:, 0])


def estimate(metric: Metric, table: ScoreTable, samples: Array) -> Estimate:
    value = value_of(metric, table)
    tops, bottoms = table.column(metric.column)
    hits, observations = float(tops.sum()), int(bottoms.sum())
    if metric.how == "sum" or value is None:
        return Estimate(value, None, None, observations)
    alone = len(np.unique(table.clusters[bottoms > 0])) < 2
    if metric.is_rate and (alone or use_wilson(hits, observations)):
        return Estimate(value, *wilson(hits, observations), observations)
    low, high = (None if alone else percentile_interval(samples)) or (None, None)
    return Estimate(value, low, high, observations)
