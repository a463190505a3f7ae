"""Holds right turns against floors by split and group.

    [dev]
    all = { min = 0.75 }
    overview = { min = 0.8 }

A floor of a split or group that no turn belongs to, and one that always holds, are mistakes: they would always pass.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.bounds import BOUNDS, RATE, GateError, idle_rule, read_thresholds, wrong_rule
from eval.conversation.counts import ALL, SPLITS, Counts
from eval.conversation.turns import Turn
from eval.failures import Failure, missed


@dataclass(frozen=True, slots=True)
class Floor:
    """Bounds of the share of right turns of a group, {"min": 0.8}."""

    split: str
    group: str
    rule: Mapping[str, float]


def read_floors(path: Path, turns: Sequence[Turn]) -> list[Floor]:
    """Read the floors of the splits that these turns belong to; those of another split are passed over.

    Raises GateError for floors that make no sense, and where none is left.
    """
    wanted = read_thresholds(path)
    groups = {split: {ALL, *(turn.group for turn in turns if turn.split == split)} for split in SPLITS}
    strange = [split for split in wanted if not sound(split, wanted)]
    mistakes = [f"{split}: write [dev] or [test], and floors of groups in it" for split in strange]
    floors = [
        Floor(split, group, rule)
        for split in SPLITS
        if len(groups[split]) > 1 and sound(split, wanted)
        for group, rule in wanted.get(split, {}).items()
    ]
    mistakes += [f"{f.split}.{f.group}: {wrong}" for f in floors if (wrong := mistake(f, groups[f.split]))]
    if not floors and not mistakes:
        mistakes = [f"holds no floor for the {len(turns)} turns that are asked"]
    if mistakes:
        raise GateError(str(path), mistakes)
    return floors


def sound(split: str, wanted: Mapping[str, Any]) -> bool:
    return split in SPLITS and isinstance(wanted.get(split, {}), dict)


def mistake(floor: Floor, groups: set[str]) -> str | None:
    """Say why a floor holds nothing; None when it is a sound one."""
    if floor.group not in groups:
        return f"no turn of this group; there are {', '.join(sorted(groups))}"
    return wrong_rule(floor.rule) or idle_rule(RATE, floor.rule)


def missed_floors(floors: Sequence[Floor], counts: Counts) -> list[Failure]:
    """The floors that the turns miss."""
    return [
        Failure(f"{floor.split}.{floor.group}", share, bound, floor.rule[bound])
        for floor in floors
        for share in [counts[floor.split][floor.group].share]
        for bound in BOUNDS
        if bound in floor.rule and missed(share, bound, floor.rule[bound])
    ]
