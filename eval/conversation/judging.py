"""Judges a turn by what its answer says and must not say. Knows the `ask --json` object, not who made it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from eval.conversation.turns import Turn
from eval.text import letters, normalise

STATUSES: Mapping[str, tuple[str, ...]] = {  # that an answer may have; any where nothing is said
    "answer": ("answered", "partial"),
    "refuse": ("related", "refused"),
    "smalltalk": ("chat", "related", "refused"),
}
QUOTED = 24  # characters in a row of a report that make a quotation


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with the answer to a turn; nothing when it is right."""

    turn: Turn
    status: str
    faults: tuple[str, ...]

    @property
    def right(self) -> bool:
        return not self.faults


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
