"""Renders two runs side by side as one HTML page, Chinese and English, that opens without a network.

    baipishu eval compare runs/yesterday runs/today --html difference.html
"""
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eval.comparing.changes import Change
from eval.comparing.compare import Comparison, Difference
from eval.comparing.conditions import CONDITIONS, conditions
from eval.comparing.verdict import Judgement, judge_difference, show_change
from eval.definitions import METRICS, RIGHT, Metric
from eval.labels import CAUSES, KINDS, LANGUAGES, Names, in_order
from eval.page.rendering import Pair, in_both, named, write_page
from eval.page.tables import Filter
from eval.page.views import QuestionView, passages_by_id, question_view
from eval.record import Record
from eval.table import show

Sort = Literal["regressed", "fixed", "lost_support", "answer_changed"]
MARKS = {"better": "▲", "worse": "▼", "unclear": "~", "same": "=", "no_interval": ""}
SORTS: tuple[Sort, ...] = ("regressed", "fixed", "lost_support", "answer_changed")


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A metric in both runs."""
    metric: Metric
    found: Difference
    judgement: Judgement

    @property
    def delta(self) -> float | None:
        return None if self.found.a is None or self.found.b is None else self.found.b - self.found.a


@dataclass(frozen=True, slots=True)
class ChangedView:
    """A question that the two runs answered differently."""
    sort: Sort
    change: Change
    a: QuestionView
    b: QuestionView


def write_comparison(comparison: Comparison, path: Path, names: tuple[str, str] | None = None) -> None:
    """Write the page of a comparison; `names` are those of the folders of its runs, else when they finished."""
    runs = comparison.runs
    write_page("comparison.html", path, comparison_content(comparison, names or (finished(runs.a), finished(runs.b))))


def comparison_content(comparison: Comparison, names: tuple[str, str]) -> dict[str, Any]:
    """Collect what the template shows, in its order."""
    found = (comparison.differences[-1], *comparison.differences[:-1])  # RIGHT, the last, leads
    rows = [MetricRow(metric, one, judge_difference(metric, one))
            for metric, one in zip((RIGHT, *METRICS), found, strict=True)]
    changed = changed_views(comparison)
    groups = [(sort, [view for view in changed if view.sort == sort]) for sort in SORTS]
    runs = comparison.runs
    return {"names": names, "rows": [row for row in rows if (row.found.a, row.found.b) != (None, None)],
            "right": rows[0], "marks": MARKS, "comparison": comparison,
            "changed": changed, "groups": [group for group in groups if group[1]], "runs": runs_table(runs.a, runs.b),
            "transitions": Counter((view.a.cause, view.b.cause) for view in changed
                                   if view.sort in ("regressed", "fixed")).most_common(),
            "filters": changed_filters(changed), "show": show, "show_change": show_change,
            "common": len(comparison.changes), "same_set": not runs.only_a and not runs.only_b}


def finished(record: Record) -> str:
    return str(record.manifest.get("finished", "–"))


def changed_views(comparison: Comparison) -> list[ChangedView]:
    """The questions whose verdict changed, then those that say something else, each with what lacks support now."""
    a, b = comparison.runs.a, comparison.runs.b
    texts_a, texts_b = passages_by_id(a), passages_by_id(b)
    found = [ChangedView(sort, change, question_view(a, place, texts_a), question_view(b, place, texts_b))
             for place, change in enumerate(comparison.changes)
             if (sort := sort_of(change, a.responses[place]["answer"] != b.responses[place]["answer"]))]
    return sorted(found, key=lambda view: SORTS.index(view.sort))


def sort_of(change: Change, says_else: bool) -> Sort | None:
    if bool(change.was_right) != bool(change.is_right):
        return "fixed" if change.is_right else "regressed"
    return "lost_support" if change.unsupported else "answer_changed" if says_else else None


def runs_table(a: Record, b: Record) -> list[tuple[Pair, str, str, bool]]:
    """(name, in a, in b, whether they differ) of what decides the answers, and when the runs finished."""
    found = conditions(a.manifest, b.manifest)
    return [*((CONDITIONS[key], was, now, was != now) for key, (was, now) in found.items()),
            (in_both("date"), finished(a), finished(b), finished(a) != finished(b))]


def changed_filters(changed: Sequence[ChangedView]) -> list[Filter]:
    """The choices that tell changed questions apart."""
    sorts: Names = {name: in_both(name) for name in SORTS}
    causes: Names = {"": in_both("none_cause"), **CAUSES}
    wanted: tuple[tuple[str, Pair, Names, list[str]], ...] = (
        ("change", in_both("change"), sorts, [view.sort for view in changed]),
        ("was", in_both("cause_was"), causes, [view.a.cause for view in changed if view.a.cause]),
        ("now", in_both("cause_now"), causes, [view.b.cause for view in changed if view.b.cause]),
        ("kind", in_both("kind"), KINDS, [view.b.question.kind for view in changed]),
        ("language", in_both("language"), LANGUAGES, [view.b.question.lang for view in changed]))
    return [Filter(name, label, [(value, named(names, value), values.count(value))
                                 for value in in_order(values, names)])
            for name, label, names, values in wanted if len(set(values)) > 1]
