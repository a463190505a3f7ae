"""95 % intervals for ratios. Knows arrays, nothing of what was counted.

Every figure is a ratio of two sums over questions: a mean has denominator 1 for each question, a share of citations
has the number of citations. One resampling serves both.
"""
import math

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


def resampled_ratios(numerators: Array, denominators: Array, clusters: NDArray[np.int64]) -> Array:
    """Draw whole clusters with replacement; return the ratios of sums (RESAMPLES × columns), NaN where nothing counts.

    The draws are the same for all columns, so differences between columns are paired.
    """
    tops, bottoms = cluster_sums(numerators, clusters), cluster_sums(denominators, clusters)
    rng, size = np.random.default_rng(SEED), len(tops)
    parts = []
    for _ in range(0, RESAMPLES, CHUNK):
        times_drawn = rng.multinomial(size, np.full(size, 1 / size), size=CHUNK).astype(np.float64)
        below = times_drawn @ bottoms
        parts.append(np.divide(times_drawn @ tops, below, out=np.full_like(below, np.nan), where=below > 0))
    return np.concatenate(parts)


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
        a_top, a_below, b_top, b_below = (
            swap @ sums[:, there] + (1 - swap) @ sums[:, here] for here, there in ((0, 2), (1, 3), (2, 0), (3, 1)))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.abs(np.nan_to_num(b_top / b_below) - np.nan_to_num(a_top / a_below))

    rng, size = np.random.default_rng(SEED), len(sums)
    observed = difference(np.zeros((1, size)))[0]
    extreme = sum(int(np.sum(difference(rng.integers(0, 2, (CHUNK, size)).astype(np.float64)) >= observed - 1e-12))
                  for _ in range(0, RESAMPLES, CHUNK))
    return (extreme + 1) / (RESAMPLES + 1)
