"""Sets two runs side by side, question by question.

    baipishu eval compare runs/yesterday runs/today
"""
import csv
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.definitions import COLUMNS, METRICS, POOLED, RIGHT, Metric
from eval.intervals import percentile_interval, resampled_ratios, sign_flip_p
from eval.measures.score import NOTHING, Score
from eval.metrics import ScoreTable, score_table, value_of
from eval.results import weight
from eval.table import show

Row = Mapping[str, str]


class CompareError(ValueError):
    """Folders that do not hold two runs over the same questions."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric in two runs; the interval and p are of b - a, None where the metric is no ratio."""
    metric: str
    a: float | None
    b: float | None
    low: float | None
    high: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run b against run a, over the questions that both hold."""
    differences: tuple[Difference, ...]
    regressed: tuple[str, ...]  # right in a, wrong in b
    fixed: tuple[str, ...]  # wrong in a, right in b
    same: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def compare(dir_a: Path, dir_b: Path) -> Comparison:
    """Pair the questions of two runs by id; differences are resampled by section, as the intervals of a run are."""
    rows_a, rows_b = read_rows(dir_a), read_rows(dir_b)
    common = [name for name in rows_a if name in rows_b]
    if not common:
        raise CompareError(f"{dir_a} and {dir_b} have no question in common")
    clusters = [rows_a[name]["cluster"] for name in common]
    table_a, table_b = (score_table([scores(folder, rows[name]) for name in common], clusters)
                        for folder, rows in ((dir_a, rows_a), (dir_b, rows_b)))
    was, now = ([rows[name][RIGHT.column] == "1.0" for name in common] for rows in (rows_a, rows_b))

    def changed(before: bool, after: bool) -> tuple[str, ...]:
        return tuple(name for name, a, b in zip(common, was, now, strict=True) if (a, b) == (before, after))

    return Comparison(differences(table_a, table_b), changed(True, False), changed(False, True),
                      tuple(name for name, a, b in zip(common, was, now, strict=True) if a == b),
                      tuple(name for name in rows_a if name not in rows_b),
                      tuple(name for name in rows_b if name not in rows_a))


def differences(a: ScoreTable, b: ScoreTable) -> tuple[Difference, ...]:
    both = resampled_ratios(np.hstack([a.numerators, b.numerators]), np.hstack([a.denominators, b.denominators]),
                            a.clusters)
    deltas = both[:, len(COLUMNS):] - both[:, :len(COLUMNS)]

    def difference(metric: Metric) -> Difference:
        values = value_of(metric, a), value_of(metric, b)
        if metric.how != "ratio" or None in values:
            return Difference(metric.key, *values, None, None, None)
        low, high = percentile_interval(deltas[:, COLUMNS.index(metric.column)]) or (None, None)
        p = sign_flip_p(a.column(metric.column), b.column(metric.column), a.clusters)
        return Difference(metric.key, *values, low, high, p)

    return tuple(difference(metric) for metric in (*METRICS, RIGHT))


def read_rows(folder: Path) -> dict[str, Row]:
    """Read per_question.csv as {question id: row}."""
    path = folder / "per_question.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = {row["id"]: row for row in csv.DictReader(file)}
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise CompareError(f"{folder} is not the folder of a run: {error!r}; run `baipishu eval run`") from error
    absent = [name for name in (*COLUMNS, *map(weight, POOLED), "cluster")
              if any(row.get(name) is None for row in rows.values())]
    if absent or not rows:
        raise CompareError(f"{path} has no {', '.join(absent) or 'question'}; repeat `baipishu eval run`")
    return rows


def scores(folder: Path, row: Row) -> dict[str, Score]:
    """Undo the division of the CSV: (value · n, n), where n is 1 but for pooled columns, and 0 for an empty cell."""
    try:
        weights = {name: float(row[weight(name)]) for name in POOLED}
        return {name: (float(row[name]) * weights.get(name, 1.0), weights.get(name, 1.0)) if row[name] else NOTHING
                for name in COLUMNS}
    except ValueError as error:
        raise CompareError(f"{folder / 'per_question.csv'}, question {row['id']}: {error}; "
                           f"run `baipishu eval judge {folder}`") from error


def comparison_text(comparison: Comparison) -> str:
    """Render a comparison as Markdown, in Chinese."""
    lines = ["| 指标 | 之前 | 现在 | 差 | 差的 95% 区间 | p |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for metric, found in zip((*METRICS, RIGHT), comparison.differences, strict=True):
        delta = "–" if found.a is None or found.b is None else f"{found.b - found.a:+.3f}"
        interval = "–" if found.low is None or found.high is None else f"{found.low:+.3f} … {found.high:+.3f}"
        p = "–" if found.p is None else f"{found.p:.4f}"
        cells = (metric.label, show(metric, found.a), show(metric, found.b), delta, interval, p)
        lines.append(f"| {' | '.join(cells)} |")
    lists = (("退步", comparison.regressed), ("改好", comparison.fixed), ("只在之前", comparison.only_a),
             ("只在现在", comparison.only_b))
    lines += ["", *(f"{label}（{len(ids)}）：{'、'.join(ids) or '无'}" for label, ids in lists),
              f"对错不变：{len(comparison.same)} 题"]
    return "\n".join(lines) + "\n"
