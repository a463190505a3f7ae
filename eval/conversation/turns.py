"""Reads a set of turns. Knows the format, nothing of the system that answers.

    baipishu eval chat --chats eval/chats/shenzhen-2024.jsonl --out eval/runs/chat

A set is JSON Lines: id, group, lang, history, question, expect, must, must_not, min_must. `must` holds a list of forms
for each thing that the answer must say, `min_must` how many of them are enough (all when null). Turns whose number is
even are *test*: only reported, never tuned on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eval.lines import read_lines

Expect = Literal["answer", "refuse", "overview", "about", "smalltalk"]
Split = Literal["dev", "test"]
EXPECTED = ("answer", "refuse", "overview", "about", "smalltalk")


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
    def split(self) -> Split:
        return "test" if int(re.findall(r"\d+", self.id)[-1]) % 2 == 0 else "dev"


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


def part_of(turns: Sequence[Turn], split: str) -> list[Turn]:
    """The turns of a split, all of them for "all". Raises ValueError when none is left."""
    if split not in ("dev", "test", "all"):
        raise ValueError(f"--split {split!r} is none of dev, test, all")
    chosen = [turn for turn in turns if split in ("all", turn.split)]
    if not chosen:
        raise ValueError(f"--split {split}: the set of {len(turns)} turns has none")
    return chosen
