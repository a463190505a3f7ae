"""Reads thresholds and says which of them hold nothing: names without a metric, and bounds that always hold.

    [retrieval]
    "evidence_recall@1" = { min = 0.82 }
    [by_reason.other_year]
    recall = { min = 0.7 }
"""
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.present import present
from eval.definitions import METRICS

BOUNDS = ("min", "max")
MUST_PASS = "must_pass"  # ids of questions that have to be right
SLICINGS = ("by_language", "by_kind", "by_split")  # each holds all groups of metrics again, under a name
RATE, AMOUNT = (0.0, 1.0), (0.0, math.inf)  # floor and ceiling; a count, a length or a time has no ceiling
RANGES = {**{metric.key: RATE if metric.is_rate else AMOUNT for metric in METRICS}, "right.value": RATE,
          "risk_coverage.area": RATE, "refusal_curve.average_precision": RATE, "calibration.error": RATE}

Keys = tuple[str, ...]  # the way to a figure in metrics.json: ("by_language", "en", "answers", "all_facts")


class GateError(ValueError):
    """Thresholds or a run that cannot be held against each other; `mistakes` are all those of the file `source`."""

    def __init__(self, source: str, mistakes: Sequence[str] = ()):
        super().__init__("\n".join([source, *mistakes]))
        self.source, self.mistakes = source, tuple(mistakes)


def read_thresholds(path: Path) -> dict[str, Any]:
    try:
        thresholds = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise GateError(f"{path} cannot be read as TOML: {error}") from error
    if thresholds in ({}, {MUST_PASS: []}):
        raise GateError(f"{path} holds no threshold")
    return thresholds


def leaves(wanted: Mapping[str, Any], results: Mapping[str, Any], keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Yield (keys, rule), going down wherever the thresholds and the results both have a group."""
    for name, value in wanted.items():
        group = results.get(name)
        if isinstance(value, dict) and value and isinstance(group, dict):
            yield from leaves(value, group, (*keys, name))
        else:
            yield (*keys, name), value


def mistake(keys: Keys, rule: Any, results: Mapping[str, Any]) -> str | None:
    """Say why a threshold holds nothing; None when it is a sound one."""
    return wrong_name(keys, results) or wrong_rule(rule) or idle_rule(present(range_of(keys)), rule)


def wrong_name(keys: Keys, results: Mapping[str, Any]) -> str | None:
    node: Any = results
    for name in keys:
        if not isinstance(node, dict) or name not in node:
            known = ", ".join(node) if isinstance(node, dict) else "nothing below it"
            return f"unknown metric; at {name!r} the run has {known}"
        node = node[name]
    if isinstance(node, dict):
        return "a group, not a metric"
    return None if range_of(keys) else "no metric of the system; docs/evaluation.md lists those"


def range_of(keys: Keys) -> tuple[float, float] | None:
    """Return floor and ceiling of the metric; None for what tells nothing of the system: n, intervals, trivial …

    >>> range_of(("by_kind", "fact", "answers", "mean_chars")), range_of(("trivial", "refuse_all", "precision"))
    ((0.0, inf), None)
    """
    if keys[0] == "by_reason" and keys[2:] == ("recall",):
        return RATE
    return RANGES.get(".".join(keys[2:] if keys[0] in SLICINGS else keys))


def wrong_rule(rule: Any) -> str | None:
    """Say what is wrong with a rule; None when it is a sound one."""
    if not isinstance(rule, dict) or not rule or set(rule) - set(BOUNDS):
        return f"{rule!r} is no threshold; write {{ min = 0.8 }} or {{ max = 0.1 }}"
    unsound = [value for value in rule.values()
               if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value)]
    return f"{unsound[0]!r} is not a number" if unsound else None


def idle_rule(limits: tuple[float, float], rule: Mapping[str, float]) -> str | None:
    """Say that a bound lies where it always or never holds: beyond the range of its metric (8 % is 0.08), or a min at
    its floor and a max at its ceiling."""
    floor, ceiling = limits
    for bound, value in rule.items():
        if not floor <= value <= ceiling:
            return (f"{value} is no share; a rate lies between 0 and 1" if limits == RATE else
                    f"{value} is below 0, where no count, length or time lies")
        if value == (floor if bound == "min" else ceiling):
            return f"{bound} {value} always holds; name a {'higher' if bound == 'min' else 'lower'} one"
    return None
