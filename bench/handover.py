"""Tells from measured points at how many rows HNSW takes over from Flat. Knows numbers, no FAISS."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any


def best_setting(point: Mapping[str, Any], least_recall: float) -> Mapping[str, Any] | None:
    """The fastest setting of HNSW at one size that keeps the recall; None when none does.

    >>> best_setting({"hnsw": [{"ef": 16, "recall": 0.9, "ms": 1}, {"ef": 64, "recall": 0.96, "ms": 2}]}, 0.95)["ef"]
    64
    """
    return min((s for s in point["hnsw"] if s["recall"] >= least_recall), key=lambda s: s["ms"], default=None)


def hand_over(points: Sequence[Mapping[str, Any]], least_recall: float) -> dict[str, Any]:
    """Find the number of rows from which HNSW, at the recall wanted, is faster at every measured size.

    `between` are the two measured sizes around it, `rows` the crossing of the two straight lines between them on
    logarithmic axes; None where HNSW is never faster, or was so at the smallest size already (then only `between`).
    """
    faster = [bool(s := best_setting(p, least_recall)) and s["ms"] < p["flat_ms"] for p in points]
    if not faster or not faster[-1]:
        return {"least_recall": least_recall, "between": None, "rows": None}
    first = max((i + 1 for i, is_faster in enumerate(faster) if not is_faster), default=0)
    if first == 0:
        return {"least_recall": least_recall, "between": [0, points[0]["rows"]], "rows": None}
    before, after = points[first - 1], points[first]
    return {
        "least_recall": least_recall,
        "between": [before["rows"], after["rows"]],
        "rows": crossing(before, after, least_recall),
    }


def pays_after(point: Mapping[str, Any], least_recall: float) -> int | None:
    """Queries after which the time saved by HNSW makes up for building it; None when it saves none.

    >>> hnsw = [{"ef": 64, "recall": 0.96, "ms": 1.0}]
    >>> pays_after({"hnsw_build_s": 2.1, "flat_build_s": 0.1, "flat_ms": 5.0, "hnsw": hnsw}, 0.95)
    500
    """
    setting = best_setting(point, least_recall)
    if setting is None or setting["ms"] >= point["flat_ms"]:
        return None
    return round((point["hnsw_build_s"] - point["flat_build_s"]) * 1000 / (point["flat_ms"] - setting["ms"]))


def slow_from(points: Sequence[Mapping[str, Any]], milliseconds: float) -> int | None:
    """Rows at which Flat takes so many milliseconds, by straight lines on logarithmic axes; None when it never does.

    >>> slow_from([{"rows": 100, "flat_ms": 1.0}, {"rows": 10_000, "flat_ms": 100.0}], 10)
    1000
    """
    for before, after in pairwise(points):
        if before["flat_ms"] < milliseconds <= after["flat_ms"]:
            share = math.log(milliseconds / before["flat_ms"]) / math.log(after["flat_ms"] / before["flat_ms"])
            return round(before["rows"] * (after["rows"] / before["rows"]) ** share)
    return None


def crossing(before: Mapping[str, Any], after: Mapping[str, Any], least_recall: float) -> int | None:
    """Rows at which the two times are equal, by straight lines on logarithmic axes; None without a setting before."""
    settings = [best_setting(point, least_recall) for point in (before, after)]
    if None in settings:
        return None
    gaps = [math.log(s["ms"] / p["flat_ms"]) for s, p in zip(settings, (before, after), strict=True)]
    share = gaps[0] / (gaps[0] - gaps[1])
    return round(before["rows"] * (after["rows"] / before["rows"]) ** share)
