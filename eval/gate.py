"""Holds a run against its thresholds, and against another run that must have the same answers.

    must_pass = ["q001", "q017"]
    [retrieval]
    "evidence_recall@1" = { min = 0.82 }
    [refusal]
    false_refusal = { max = 0.08 }
    [by_language.en.answers]
    all_facts = { min = 0.8 }
"""
import csv
import json
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.definitions import METRICS

BOUNDS = ("min", "max")
RATES = {metric.key for metric in METRICS if metric.is_rate}
MUST_PASS = "must_pass"  # ids of questions that have to be right


class GateError(ValueError):
    """Thresholds or results that cannot be compared; the message lists every mistake."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A threshold that was missed."""
    metric: str  # "retrieval.evidence_recall@1"
    value: float | None  # None: the run had nothing to judge, as a system that never refuses has no precision of it
    bound: str  # min or max
    threshold: float

    def __str__(self) -> str:
        value = "nothing to judge" if self.value is None else self.value
        return f"{self.metric} = {value}, {self.bound} {self.threshold}"


@dataclass(frozen=True, slots=True)
class Lost:
    """Questions that had to be right and are not, or whose answers differ from those of the other run."""
    what: str
    ids: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.what}: {', '.join(self.ids)}"


def gate(run: Path, thresholds: Path, twin: Path | None = None) -> list[Failure | Lost]:
    """Return what the run in the folder `run` misses; raise GateError when the thresholds make no sense.

    A metric without a threshold, an unknown one, an unknown question and a file without any threshold are mistakes:
    they would always pass. A metric for which the run had nothing to judge misses its threshold.
    """
    results, wanted = read_results(run), read_thresholds(thresholds)
    wanted_ids = wanted.pop(MUST_PASS, [])
    mistakes = [f"{twin} is the run itself; name another"] if twin and twin.resolve() == run.resolve() else []
    failures: list[Failure | Lost] = []
    for path, rule in leaves(wanted, results):
        name, value = ".".join(path), look_up(results, path)
        if isinstance(value, str):
            mistakes.append(f"{name}: {value}")
        elif wrong := wrong_rule(rule) or idle_rule(path, rule):
            mistakes.append(f"{name}: {wrong}")
        else:
            failures += [Failure(name, value, bound, rule[bound]) for bound in BOUNDS
                         if bound in rule and missed(value, bound, rule[bound])]
    verdicts = read_verdicts(run)
    mistakes += wrong_ids(wanted_ids, verdicts)
    if mistakes:
        raise GateError(f"{thresholds}:\n" + "\n".join(mistakes))
    if lost := tuple(name for name in wanted_ids if not verdicts[name]):
        failures.append(Lost(MUST_PASS, lost))
    if twin and (different := different_answers(run, twin)):
        failures.append(Lost(f"answers differ from {twin}", different))
    return failures


def read_verdicts(run: Path) -> dict[str, bool]:
    """Return {question id: is right} of a run."""
    try:
        with (run / "per_question.csv").open(encoding="utf-8-sig", newline="") as file:
            return {row["id"]: row["right"] == "1.0" for row in csv.DictReader(file)}
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise not_a_run(run, error) from error


def wrong_ids(ids: Any, verdicts: Mapping[str, bool]) -> list[str]:
    """Say what is wrong with a must-pass list; nothing when it is a list of ids of the run."""
    if not isinstance(ids, list) or not all(isinstance(name, str) for name in ids):
        return [f"{MUST_PASS}: {ids!r} is no list of question ids"]
    return [f"{MUST_PASS}: the run has no question {name!r}" for name in ids if name not in verdicts]


def different_answers(run: Path, twin: Path) -> tuple[str, ...]:
    """Return the ids of the questions whose answers are not the same bytes in both runs, or stand in one only."""
    here, there = (answer_lines(folder) for folder in (run, twin))
    return tuple(name for name in here | there if here.get(name) != there.get(name))


def answer_lines(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / "answers.jsonl").read_text("utf-8").split("\n")
        return {json.loads(line)["id"]: line for line in lines if line}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise not_a_run(folder, error) from error


def read_results(run: Path) -> dict[str, Any]:
    try:
        results = json.loads((run / "metrics.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise not_a_run(run, error) from error
    if not isinstance(results, dict):
        raise GateError(f"{run / 'metrics.json'} holds no object; run `baipishu eval run --out {run}`")
    return results


def not_a_run(folder: Path, error: Exception) -> GateError:
    return GateError(f"{folder} is not the folder of a run: {error!r}; run `baipishu eval run --out {folder}`")


def read_thresholds(path: Path) -> dict[str, Any]:
    try:
        thresholds = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise GateError(f"{path} cannot be read as TOML: {error}") from error
    if thresholds in ({}, {MUST_PASS: []}):
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
    """Return the figure at the path, None where there was nothing to judge, or a sentence that says what is wrong."""
    node: Any = results
    for name in path:
        if not isinstance(node, dict) or name not in node:
            known = ", ".join(node) if isinstance(node, dict) else "nothing below it"
            return f"unknown metric; at {name!r} the run has {known}"
        node = node[name]
    if node is None or node != node:  # NaN differs from itself
        return None
    return node if isinstance(node, (int, float)) else "a group, not a metric"


def wrong_rule(rule: Any) -> str | None:
    """Say what is wrong with a rule; None when it is a sound one."""
    if not isinstance(rule, dict) or not rule or set(rule) - set(BOUNDS):
        return f"{rule!r} is no threshold; write {{ min = 0.8 }} or {{ max = 0.1 }}"
    unsound = [value for value in rule.values()
               if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value)]
    return f"{unsound[0]!r} is not a number" if unsound else None


def idle_rule(path: Sequence[str], rule: Mapping[str, float]) -> str | None:
    """Say that a bound of a rate lies beyond 0 and 1, where it always or never holds: 8 % is 0.08."""
    beyond = [value for value in rule.values() if ".".join(path[-2:]) in RATES and not 0 <= value <= 1]
    return f"{beyond[0]} is no share; a rate lies between 0 and 1" if beyond else None


def missed(value: float | None, bound: str, threshold: float) -> bool:
    return value is None or (value < threshold if bound == "min" else value > threshold)
