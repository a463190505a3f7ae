"""Holds a run against its thresholds, and against another run that must have the same answers.

    must_pass = ["q001", "q017"]
    [retrieval]
    "evidence_recall@1" = { min = 0.82 }
    [refusal]
    false_refusal = { max = 0.08 }
    [by_language.en.answers]
    all_facts = { min = 0.8 }
"""
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.bounds import BOUNDS, MUST_PASS, GateError, Keys, leaves, mistake, read_thresholds
from eval.failures import Failure, Lost, missed
from eval.judge import judge
from eval.record import Record, RecordError, read_finished


def gate(run: Path, thresholds: Path, twin: Path | None = None) -> list[Failure | Lost]:
    """Return what the run in the folder `run` misses; raise GateError when the thresholds make no sense.

    The record is judged anew: files that follow from it may be of an earlier one. A metric without a threshold, an
    unknown one, an unknown question, a bound that always holds and a file without any threshold are mistakes: they
    would always pass. A metric for which the run had nothing to judge misses its threshold.
    """
    record, wanted = finished(run), read_thresholds(thresholds)
    result = judge(record)
    figures, wanted_ids = result.summary(), wanted.pop(MUST_PASS, [])
    mistakes = [f"{twin} is the run itself; name another"] if twin and twin.resolve() == run.resolve() else []
    failures: list[Failure | Lost] = []
    for keys, rule in leaves(wanted, figures):
        name = ".".join(keys)
        if wrong := mistake(keys, rule, figures):
            mistakes.append(f"{name}: {wrong}")
        else:
            value = look_up(figures, keys)
            failures += [Failure(name, value, bound, rule[bound]) for bound in BOUNDS
                         if bound in rule and missed(value, bound, rule[bound])]
    verdicts = {question.id: right for question, right in zip(record.questions, result.right, strict=True)}
    mistakes += wrong_ids(wanted_ids, verdicts)
    if mistakes:
        raise GateError(str(thresholds), mistakes)
    if lost := tuple(name for name in wanted_ids if not verdicts[name]):
        failures.append(Lost(MUST_PASS, lost))
    if twin and (different := different_answers(run, twin)):
        failures.append(Lost(f"answers differ from {twin}", different))
    return failures


def finished(folder: Path) -> Record:
    try:
        return read_finished(folder)
    except RecordError as error:
        raise GateError(str(error)) from error


def look_up(figures: Mapping[str, Any], keys: Keys) -> float | None:
    node: Any = figures
    for name in keys:
        node = node[name]
    return node


def wrong_ids(ids: Any, verdicts: Mapping[str, bool | None]) -> list[str]:
    """Say what is wrong with a must-pass list; nothing when it is a list of ids of the run."""
    if not isinstance(ids, list) or not all(isinstance(name, str) for name in ids):
        return [f"{MUST_PASS}: {ids!r} is no list of question ids"]
    return [f"{MUST_PASS}: the run has no question {name!r}" for name in ids if name not in verdicts]


def different_answers(run: Path, twin: Path) -> tuple[str, ...]:
    """Return the ids of the questions whose answers are not the same bytes in both runs, or stand in one only."""
    finished(twin)  # else its answers are not those of the run that is meant
    here, there = (answer_lines(folder) for folder in (run, twin))
    return tuple(name for name in here | there if here.get(name) != there.get(name))


def answer_lines(folder: Path) -> dict[str, str]:
    lines = (folder / "answers.jsonl").read_text("utf-8").split("\n")
    return {json.loads(line)["id"]: line for line in lines if line}
