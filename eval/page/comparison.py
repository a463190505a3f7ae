"""Renders two runs side by side as one HTML page, Chinese and English, that opens without a network.

    baipishu eval compare runs/yesterday runs/today --html difference.html
"""
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eval.compare import Comparison, Difference
from eval.definitions import METRICS, RIGHT, Metric
from eval.labels import CAUSES, KINDS, LANGUAGES, Names, in_order
from eval.page.rendering import Pair, named, say, write_page
from eval.page.tables import Filter
from eval.page.views import QuestionView, passages_by_id, question_view
from eval.record import Record
from eval.table import show

Judgement = Literal["better", "worse", "unclear", "same", "no_interval"]
Change = Literal["regressed", "fixed", "answer_changed"]
MARKS = {"better": "▲", "worse": "▼", "unclear": "~", "same": "=", "no_interval": ""}
DECIDING = (("set", "questions"), ("set_hash", "questions_sha256"), ("index", "index"), ("encoder", "encoder"),
            ("commit", "commit"), ("code", "code_sha256"), ("date", "finished"))  # (text, key of the manifest)
ALPHA = 0.05
CHANGES = ("regressed", "fixed", "answer_changed")


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
    change: Change
    a: QuestionView
    b: QuestionView


def write_comparison(comparison: Comparison, a: Record, b: Record, path: Path,
                     names: tuple[str, str] | None = None) -> None:
    """Write the page of a comparison and of the two records behind it; `names` are those of their folders."""
    write_page("comparison.html", path, comparison_content(comparison, a, b, names or (finished(a), finished(b))))


def comparison_content(comparison: Comparison, a: Record, b: Record, names: tuple[str, str]) -> dict[str, Any]:
    """Collect what the template shows, in its order."""
    found = (comparison.differences[-1], *comparison.differences[:-1])  # RIGHT, the last, leads
    rows = [MetricRow(metric, one, judge_difference(metric, one))
            for metric, one in zip((RIGHT, *METRICS), found, strict=True)]
    changed = changed_views(comparison, a, b)
    groups = [(change, [view for view in changed if view.change == change]) for change in CHANGES]
    return {"names": names, "rows": [row for row in rows if (row.found.a, row.found.b) != (None, None)],
            "right": rows[0], "marks": MARKS, "comparison": comparison,
            "changed": changed, "groups": [group for group in groups if group[1]], "runs": runs_table(a, b),
            "transitions": Counter((view.a.cause, view.b.cause) for view in changed
                                   if view.change != "answer_changed").most_common(),
            "filters": changed_filters(changed), "show": show,
            "common": len(comparison.regressed) + len(comparison.fixed) + len(comparison.same),
            "same_set": not comparison.only_a and not comparison.only_b}


def finished(record: Record) -> str:
    return in_manifest(record, "finished")


def judge_difference(metric: Metric, found: Difference) -> Judgement:
    """Better or worse only where the interval leaves out 0 and p is small; the same where nothing differs."""
    if found.a is None or found.b is None:
        return "no_interval"
    if found.a == found.b and not found.low and not found.high:
        return "same"
    if found.low is None or found.high is None or found.p is None:
        return "no_interval"
    if found.low <= 0 <= found.high or found.p >= ALPHA:
        return "unclear"
    return "better" if (found.b > found.a) == (metric.better == "higher") else "worse"


def changed_views(comparison: Comparison, a: Record, b: Record) -> list[ChangedView]:
    """The questions whose verdict changed, regressed ones first, then those with only another answer."""
    places_a, places_b = ({question.id: place for place, question in enumerate(run.questions)} for run in (a, b))
    texts_a, texts_b = passages_by_id(a), passages_by_id(b)
    other = [name for name in comparison.same
             if a.responses[places_a[name]]["answer"] != b.responses[places_b[name]]["answer"]]
    changes = zip(CHANGES, (comparison.regressed, comparison.fixed, other), strict=True)
    return [ChangedView(change, question_view(a, places_a[name], texts_a), question_view(b, places_b[name], texts_b))
            for change, names in changes for name in names]


def runs_table(a: Record, b: Record) -> list[tuple[Pair, str, str, bool]]:
    """(name, in a, in b, whether they differ) of what decides the answers."""
    found = [(say(text), in_manifest(a, key), in_manifest(b, key)) for text, key in DECIDING]
    return [(name, was, now, was != now) for name, was, now in found]


def in_manifest(record: Record, key: str) -> str:
    value = (record.manifest.get("questions") or {}).get("name") if key == "questions" else record.manifest.get(key)
    return "–" if value is None else str(value)


def changed_filters(changed: Sequence[ChangedView]) -> list[Filter]:
    """The choices that tell changed questions apart."""
    changes: Names = {name: say(name) for name in CHANGES}
    causes: Names = {"": say("none_cause"), **CAUSES}
    wanted = (("change", say("change"), changes, [view.change for view in changed]),
              ("was", say("cause_was"), causes, [view.a.cause for view in changed if view.a.cause]),
              ("now", say("cause_now"), causes, [view.b.cause for view in changed if view.b.cause]),
              ("kind", say("kind"), KINDS, [view.b.question.kind for view in changed]),
              ("language", say("language"), LANGUAGES, [view.b.question.lang for view in changed]))
    return [Filter(name, label, [(value, named(names, value), values.count(value))
                                 for value in in_order(values, names)])
            for name, label, names, values in wanted if len(set(values)) > 1]
