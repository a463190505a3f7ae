"""95 % intervals for ratios. Knows arrays, nothing of what was counted.

Every figure is a ratio of two sums over questions: a mean has denominator 1 for each question, a share of citations
has the number of citations. One resampling serves both.
"""
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
RESAMPLES = 10_000
CHUNK = 1_000  # resamples drawn at once: keeps memory small for large sets
SEED = 20240423
LEVEL = (2.5, 97.5)  # percentiles of the 95 % interval
SMALL = 30  # below this many observations the bootstrap is too narrow; Wilson's interval is used for rates
Z = 1.959963984540054  # 97.5 % point of the normal distribution


def cluster_sums(values: Array, clusters: NDArray[np.int64]) -> Array:
    """Sum the rows of `values` (questions × columns) by cluster → (clusters × columns)."""
    sums = np.zeros((int(clusters.max()) + 1, values.shape[1]))
    np.add.at(sums, clusters, values)
    return sums


@lru_cache(maxsize=1)  # every figure of a table is resampled by the same draws
def draws(clusters: int) -> NDArray[np.int16]:
    """Draw whole clusters with replacement → how often each was drawn (RESAMPLES × clusters)."""
    rng, shares = np.random.default_rng(SEED), np.full(clusters, 1 / clusters)
    drawn = np.concatenate([rng.multinomial(clusters, shares, size=CHUNK).astype(np.int16)
                            for _ in range(0, RESAMPLES, CHUNK)])
    drawn.flags.writeable = False
    return drawn


def resampled_ratios(numerators: Array, denominators: Array, clusters: NDArray[np.int64]) -> Array:
    """Resample whole clusters; return the ratios of sums (RESAMPLES × columns), NaN where nothing counts.

    The draws are the same for all columns, so differences between columns are paired.
    """
    tops, bottoms = cluster_sums(numerators, clusters), cluster_sums(denominators, clusters)
    drawn, parts = draws(len(tops)), []
    for start in range(0, RESAMPLES, CHUNK):
        times_drawn = drawn[start:start + CHUNK].astype(np.float64)
        below = times_drawn @ bottoms
        parts.append(np.divide(times_drawn @ tops, below, out=np.full_like(below, np.nan), where=below > 0))
    return np.concatenate(parts)


def resampled_sums(values: Array, clusters: NDArray[np.int64]) -> Array:
    """Resample whole clusters; return the sums of one value a question (RESAMPLES)."""
    sums = cluster_sums(values[:, None], clusters)[:, 0]
    return draws(len(sums)) @ sums


def resampled_percentiles(values: Array, counts: Array, clusters: NDArray[np.int64],
                          percents: Sequence[float]) -> Array:
    """Resample whole clusters; return percentiles of the values that count (RESAMPLES × percents), NaN where none does.

    values, counts: one a question; a value with count 0 is left out. Percentiles are interpolated linearly, as
    np.percentile does and as the figures themselves are.
    """
    keep = np.flatnonzero(counts > 0)
    keep = keep[np.argsort(values[keep], kind="stable")]
    ordered, cluster_of = values[keep], clusters[keep]
    if not len(keep):
        return np.full((RESAMPLES, len(percents)), np.nan)
    drawn, parts = draws(int(clusters.max()) + 1), []
    for start in range(0, RESAMPLES, CHUNK):
        ends = drawn[start:start + CHUNK, cluster_of].cumsum(axis=1, dtype=np.int32)  # of each value in the resample
        parts.append(np.column_stack([interpolated(ordered, ends, percent) for percent in percents]))
    return np.concatenate(parts)


def interpolated(ordered: Array, ends: NDArray[np.int32], percent: float) -> Array:
    """Percentile of each resample; `ends` tells how many of its values stand no later than each of `ordered`."""
    size = ends[:, -1]
    place = np.maximum(size - 1, 0) * (percent / 100)
    low = np.floor(place + 1e-9)
    below, above = (ordered[np.minimum((ends <= rank[:, None]).sum(axis=1), len(ordered) - 1)]
                    for rank in (low, np.minimum(low + 1, size - 1)))
    return np.where(size > 0, below + np.maximum(place - low, 0) * (above - below), np.nan)


def percentile_interval(samples: Array) -> tuple[float, float] | None:
    """Return the 95 % percentile interval of the samples that exist; None when none does."""
    samples = samples[~np.isnan(samples)]
    if not samples.size:
        return None
    low, high = np.percentile(samples, LEVEL)
    return float(low), float(high)


def wilson(hits: float, trials: float) -> tuple[float, float]:
    """Wilson score interval of a rate (Wilson 1927).

    >>> low, high = wilson(10, 10); (round(low, 4), high)
    (0.7225, 1.0)
    """
    rate, slack = hits / trials, Z * Z / trials
    centre = (rate + slack / 2) / (1 + slack)
    half = Z / (1 + slack) * math.sqrt(rate * (1 - rate) / trials + slack / (4 * trials))
    low = 0.0 if hits == 0 else centre - half
    return low, 1.0 if hits == trials else centre + half


def use_wilson(hits: float, trials: float) -> bool:
    """Few observations, or a rate of exactly 0 or 1, where resampling shows no spread."""
    return trials < SMALL or hits in (0, trials)


def sign_flip_p(first: tuple[Array, Array], second: tuple[Array, Array], clusters: NDArray[np.int64]) -> float:
    """Two-sided p of the difference of two ratios when each cluster may swap its two runs at random.

    Each argument is (numerators, denominators), one value a question. The observed labelling counts as one draw,
    so p is never 0 (Phipson & Smyth 2010).
    """
    sums = cluster_sums(np.column_stack([*first, *second]), clusters)

    def difference(swap: Array) -> Array:
        kept, moved = sums.sum(axis=0) - swap @ sums, swap @ sums
        a_top, a_below, b_top, b_below = (kept[:, here] + moved[:, there] for here, there in enumerate((2, 3, 0, 1)))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.abs(np.nan_to_num(b_top / b_below) - np.nan_to_num(a_top / a_below))

    size = len(sums)
    observed = difference(np.zeros((1, size)))[0]
    return share_as_extreme(observed, (difference(swap.astype(np.float64)) for swap in swaps(size)))


def sign_flip_percentiles_p(first: tuple[Array, Array], second: tuple[Array, Array], clusters: NDArray[np.int64],
                            percents: Sequence[float]) -> list[float]:
    """The same of the difference of each percentile; a value with count 0 is left out."""
    values, counts = (np.concatenate(both) for both in zip(first, second, strict=True))
    keep = np.flatnonzero(counts > 0)
    keep = keep[np.argsort(values[keep], kind="stable")]
    ordered, cluster_of = values[keep], np.concatenate([clusters, clusters])[keep]
    is_second = keep >= len(first[0])

    def differences(swap: NDArray[np.int8]) -> Array:
        in_second = swap[:, cluster_of].astype(bool) ^ is_second
        ends = in_second.cumsum(axis=1, dtype=np.int32)
        others = np.arange(1, len(keep) + 1, dtype=np.int32) - ends
        return np.array([np.abs(np.nan_to_num(interpolated(ordered, ends, percent))
                                - np.nan_to_num(interpolated(ordered, others, percent))) for percent in percents])

    size = int(clusters.max()) + 1
    observed = differences(np.zeros((1, size), dtype=np.int8))[:, 0]
    found = np.hstack([differences(swap) for swap in swaps(size)])
    return [share_as_extreme(seen, [drawn]) for seen, drawn in zip(observed, found, strict=True)]


def share_as_extreme(observed: float, found: Iterable[Array]) -> float:
    """Share of the draws, the observed one among them, that are no smaller than the observed one."""
    extreme = sum(int(np.sum(differences >= observed - 1e-9)) for differences in found)
    return (extreme + 1) / (RESAMPLES + 1)


@lru_cache(maxsize=1)
def swaps(clusters: int) -> tuple[NDArray[np.int8], ...]:
    """Which clusters swap their two runs: RESAMPLES rows in chunks."""
    rng = np.random.default_rng(SEED)
    return tuple(rng.integers(0, 2, (CHUNK, clusters)).astype(np.int8) for _ in range(0, RESAMPLES, CHUNK))
