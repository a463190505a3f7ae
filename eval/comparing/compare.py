"""Sets two runs side by side, question by question.

    baipishu eval compare runs/yesterday runs/today
"""
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from eval.comparing.changes import Change, changes
from eval.comparing.pairing import Pairing, pair
from eval.definitions import COLUMNS, METRICS, RIGHT, Metric
from eval.judge import judge
from eval.metrics import PERCENTS, ScoreTable, value_of
from eval.stats.intervals import (
    Array,
    percentile_interval,
    resampled_percentiles,
    resampled_ratios,
    resampled_sums,
    sign_flip_p,
    sign_flip_percentiles_p,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric in two runs; the interval and p are of b - a, None where there is nothing to resample."""
    metric: str
    a: float | None
    b: float | None
    low: float | None
    high: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run b against run a, over the questions that both hold."""
    runs: Pairing
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]  # of every question

    @property
    def regressed(self) -> tuple[str, ...]:
        """Right in a, wrong in b."""
        return tuple(each.id for each in self.changes if each.was_right and not each.is_right)

    @property
    def fixed(self) -> tuple[str, ...]:
        """Wrong in a, right in b."""
        return tuple(each.id for each in self.changes if each.is_right and not each.was_right)

    @property
    def same(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.changes if bool(each.was_right) == bool(each.is_right))

    @property
    def unsupported(self) -> tuple[str, ...]:
        """Questions whose answer says something without support that it did not say in a, whatever their verdicts."""
        return tuple(each.id for each in self.changes if each.unsupported)


def compare(dir_a: Path, dir_b: Path) -> Comparison:
    """Pair the questions of two runs by id and judge both records anew, with the questions of b; differences are
    resampled by section, as the intervals of a run are. Raises CompareError for folders that cannot be paired."""
    runs = pair(dir_a, dir_b)
    a, b = judge(runs.a), judge(runs.b)
    return Comparison(runs, differences(a.table, b.table), tuple(changes(runs.a, runs.b, a.right, b.right)))


def differences(a: ScoreTable, b: ScoreTable) -> tuple[Difference, ...]:
    """Return the difference of every metric, RIGHT last; a single section leaves nothing to resample."""
    both = resampled_ratios(np.hstack([a.numerators, b.numerators]), np.hstack([a.denominators, b.denominators]),
                            a.clusters)
    ratios = both[:, len(COLUMNS):] - both[:, :len(COLUMNS)]

    @cache  # several percentiles of one column are found in one pass
    def percentiles(column: str) -> dict[str, tuple[Array, float]]:
        one, other = a.column(column), b.column(column)
        was, now = (resampled_percentiles(*scores, a.clusters, tuple(PERCENTS.values())) for scores in (one, other))
        p = sign_flip_percentiles_p(one, other, a.clusters, tuple(PERCENTS.values()))
        return dict(zip(PERCENTS, zip((now - was).T, p, strict=True), strict=True))

    def tested(metric: Metric) -> tuple[Array, float]:
        """Return the resampled differences of a metric, and p."""
        if metric.how in PERCENTS:
            return percentiles(metric.column)[metric.how]
        one, other = a.column(metric.column), b.column(metric.column)
        samples = (resampled_sums(other[0] - one[0], a.clusters) if metric.how == "sum" else
                   ratios[:, COLUMNS.index(metric.column)])
        return samples, sign_flip_p(one, other, a.clusters)  # below a sum every question counts 1, in both runs

    def difference(metric: Metric) -> Difference:
        values = value_of(metric, a), value_of(metric, b)
        judged = (a.column(metric.column)[1] > 0) | (b.column(metric.column)[1] > 0)
        if None in values or len(np.unique(a.clusters[judged])) < 2:
            return Difference(metric.key, *values, None, None, None)
        samples, p = tested(metric)
        low, high = percentile_interval(samples) or (None, None)
        return Difference(metric.key, *values, low, high, p)

    return tuple(difference(metric) for metric in (*METRICS, RIGHT))
