"""Turns of conversations as people type them: reads a set, asks it, judges each turn by what its answer must hold.

    baipishu eval chat --chats eval/chats/shenzhen-2024.jsonl --out eval/runs/chat

A set is JSON Lines: id, group, lang, history, question, expect, must, must_not, min_must. `must` holds a list of forms
for each thing that the answer must say, `min_must` how many of them are enough (all when null). Turns whose number is
even are *test*: only reported, never tuned on.
"""
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from eval.lines import read_lines
from eval.text import letters, normalise

Expect = Literal["answer", "refuse", "overview", "about", "smalltalk"]
EXPECTED = ("answer", "refuse", "overview", "about", "smalltalk")
STATUSES: Mapping[str, tuple[str, ...]] = {  # that an answer may have; any where nothing is said
    "answer": ("answered", "partial"),
    "refuse": ("related", "refused"),
    "smalltalk": ("chat", "related", "refused"),
}
QUOTED = 24  # characters in a row of a report that make a quotation
ALL = "all"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn and what its answer must hold."""

    id: str
    group: str
    lang: str
    question: str
    expect: Expect
    history: tuple[str, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    min_must: int | None = None

    @property
    def is_test(self) -> bool:
        return int(re.findall(r"\d+", self.id)[-1]) % 2 == 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with the answer to a turn; nothing when it is right."""

    turn: Turn
    status: str
    faults: tuple[str, ...]


def read_turns(path: Path) -> list[Turn]:
    """Raises ValueError with the number of a line that is not as described."""
    try:
        turns = read_lines(path, turn_of)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    if not turns:
        raise ValueError(f"{path}: holds no turn; write one JSON object a line")
    return turns


def turn_of(row: dict[str, Any]) -> Turn:
    if row["expect"] not in EXPECTED:
        raise ValueError(f"expect {row['expect']!r} is none of {', '.join(EXPECTED)}")
    if not re.search(r"\d", row["id"]):
        raise ValueError(f"id {row['id']!r} holds no number, by which it belongs to dev or test")
    return Turn(
        row["id"], row["group"], row["lang"], row["question"], row["expect"], tuple(row.get("history") or ()),
        tuple(tuple(forms) for forms in row.get("must") or ()), tuple(row.get("must_not") or ()), row.get("min_must"),
    )  # fmt: skip


def judge(turn: Turn, response: Mapping[str, Any], reports: Sequence[str] = ()) -> Verdict:
    """Judge an `ask --json` object; `reports`: texts of which small talk may quote nothing."""
    answer, status = normalise(response["answer"]), response["status"]
    faults: list[str] = []
    if status not in STATUSES.get(turn.expect, (status,)):
        faults.append(f"status {status}")
    if turn.expect != "refuse":
        told = sum(any(holds(answer, form) for form in forms) for forms in turn.must)
        needed = len(turn.must) if turn.min_must is None else turn.min_must
        if told < needed:
            faults.append(f"tells {told} of {needed}")
    faults += [f"says {form}" for form in turn.must_not if holds(answer, form)]
    if turn.expect == "smalltalk" and (response["citations"] or quotes(response["answer"], reports)):
        faults.append("quotes the report")
    if turn.expect in ("refuse", "smalltalk") and response["citations"]:
        faults.append("cites")
    return Verdict(turn, status, tuple(dict.fromkeys(faults)))


def holds(text: str, form: str) -> bool:
    """The normalised text holds the form, not inside a longer number.

    >>> holds(normalise("达 126.9 万辆"), "26.9万辆"), holds(normalise("达 126.9 万辆"), "126.9万辆")
    (False, True)
    """
    plain = re.escape(normalise(form))
    before = r"(?<!\d)(?<!\d\.)" if form[:1].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if form[-1:].isdigit() else ""
    return re.search(f"{before}{plain}{after}", text) is not None


def quotes(answer: str, reports: Sequence[str]) -> bool:
    """The answer holds QUOTED letters in a row of a report, titles in 《》 left out."""
    plain = letters(re.sub(r"《[^》]*》", "", answer))
    texts = [lettered(report) for report in reports]
    return any(plain[at : at + QUOTED] in text for at in range(len(plain) - QUOTED + 1) for text in texts)


@cache
def lettered(report: str) -> str:
    return letters(report)


def by_group(verdicts: Sequence[Verdict]) -> dict[str, tuple[int, int]]:
    """(right, asked) of each group in the set's order, of all at the end."""
    groups = dict.fromkeys(verdict.turn.group for verdict in verdicts)
    counted = {group: [v for v in verdicts if v.turn.group == group] for group in groups} | {ALL: list(verdicts)}
    return {group: (sum(not v.faults for v in own), len(own)) for group, own in counted.items()}


def chat_table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """A line a group: right of asked, dev and test."""
    halves = [[v for v in verdicts if v.turn.is_test == test] for test in (False, True)]
    scores = [by_group(half) for half in halves]
    yield f"{'group':<18}{'dev':>10}{'test':>10}"
    for group in by_group(verdicts):
        cells = [score.get(group) for score in scores]
        yield f"{group:<18}" + "".join(f"{f'{c[0]}/{c[1]}' if c else '-':>10}" for c in cells)
