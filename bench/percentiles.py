"""Percentiles of measured times by nearest rank: always a value that was measured."""

from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` percent of the values do not exceed. Raises ValueError for no values.

    >>> percentile([3.0, 1.0, 4.0, 2.0], 50), percentile([3.0, 1.0, 4.0, 2.0], 95)
    (2.0, 4.0)
    """
    if not values:
        raise ValueError("no values, so no percentile; measure something first")
    return sorted(values)[max(0, -int(-len(values) * share // 100) - 1)]


def p50_p95(values: Sequence[float]) -> dict[str, float | None]:
    """Both percentiles, rounded to a tenth; None where nothing was measured.

    >>> p50_p95([10.04, 20.0]), p50_p95([])
    ({'p50': 10.0, 'p95': 20.0}, {'p50': None, 'p95': None})
    """
    return {f"p{share}": round(percentile(values, share), 1) if values else None for share in (50, 95)}
