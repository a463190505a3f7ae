"""Holds a run against its thresholds.

    [retrieval]
    "evidence_recall@1" = { min = 0.82 }
    [refusal]
    false_refusal = { max = 0.08 }
    [by_language.en.answers]
    all_facts = { min = 0.8 }
"""
import json
import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BOUNDS = ("min", "max")


class GateError(ValueError):
    """Thresholds or results that cannot be compared; the message lists every mistake."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A threshold that was missed."""
    metric: str  # "retrieval.evidence_recall@1"
    value: float | None  # None when the run had nothing to judge
    bound: str  # min or max
    threshold: float

    def __str__(self) -> str:
        return f"{self.metric} = {self.value}, {self.bound} {self.threshold}"


def gate(run: Path, thresholds: Path) -> list[Failure]:
    """Return the thresholds that the run in the folder `run` misses; raise GateError when they make no sense.

    A metric without a threshold, an unknown metric and a file without any are mistakes: they would always pass.
    """
    results, wanted = read_results(run), read_thresholds(thresholds)
    mistakes: list[str] = []
    failures: list[Failure] = []
    for path, rule in leaves(wanted, results):
        name, value = ".".join(path), look_up(results, path)
        if isinstance(value, str):
            mistakes.append(f"{name}: {value}")
        elif wrong := wrong_rule(rule):
            mistakes.append(f"{name}: {wrong}")
        else:
            failures += [Failure(name, value, bound, rule[bound]) for bound in BOUNDS
                         if bound in rule and missed(value, bound, rule[bound])]
    if mistakes:
        raise GateError(f"{thresholds}:\n" + "\n".join(mistakes))
    return failures


def read_results(run: Path) -> dict[str, Any]:
    try:
        results = json.loads((run / "results.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise GateError(f"{run} is not the folder of a run: {error}; run `baipishu eval run --out {run}`") from error
    if not isinstance(results, dict):
        raise GateError(f"{run / 'results.json'} holds no object; run `baipishu eval run --out {run}`")
    return results


def read_thresholds(path: Path) -> dict[str, Any]:
    try:
        thresholds = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise GateError(f"{path} cannot be read as TOML: {error}") from error
    if not thresholds:
        raise GateError(f"{path} holds no threshold")
    return thresholds


def leaves(wanted: Mapping[str, Any], results: Mapping[str, Any],
           path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield (path, rule), going down wherever the thresholds and the results both have a group."""
    for name, value in wanted.items():
        group = results.get(name)
        if isinstance(value, dict) and value and isinstance(group, dict):
            yield from leaves(value, group, (*path, name))
        else:
            yield (*path, name), value


def look_up(results: Mapping[str, Any], path: tuple[str, ...]) -> float | str | None:
    """Return the figure at the path, or a sentence that says why there is none."""
    node: Any = results
    for name in path:
        if not isinstance(node, dict) or name not in node:
            known = ", ".join(node) if isinstance(node, dict) else "nothing below it"
            return f"unknown metric; at {name!r} the run has {known}"
        node = node[name]
    return node if node is None or isinstance(node, (int, float)) else "a group, not a metric"


def wrong_rule(rule: Any) -> str | None:
    """Say what is wrong with a rule; None when it is a sound one."""
    if not isinstance(rule, dict) or not rule or set(rule) - set(BOUNDS):
        return f"{rule!r} is no threshold; write {{ min = 0.8 }} or {{ max = 0.1 }}"
    unsound = [value for value in rule.values()
               if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value)]
    return f"{unsound[0]!r} is not a number" if unsound else None


def missed(value: float | None, bound: str, threshold: float) -> bool:
    return value is None or (value < threshold if bound == "min" else value > threshold)
