"""Counts right turns by split and group, and shows them: a table, then each turn that is not right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.conversation.judging import Verdict

ALL = "all"  # of every group
SPLITS = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Count:
    """Right turns of those asked."""

    right: int
    asked: int

    @property
    def share(self) -> float:
        return self.right / self.asked


Counts = Mapping[str, Mapping[str, Count]]  # split → group → count


def count(verdicts: Sequence[Verdict]) -> Counts:
    """The counts of each split that was asked: its groups in the set's order, all of them at the end."""
    return {split: by_group(own) for split in SPLITS if (own := [v for v in verdicts if v.turn.split == split])}


def by_group(verdicts: Sequence[Verdict]) -> dict[str, Count]:
    groups = dict.fromkeys(verdict.turn.group for verdict in verdicts)
    members = {group: [v for v in verdicts if v.turn.group == group] for group in groups} | {ALL: list(verdicts)}
    return {group: Count(sum(v.right for v in own), len(own)) for group, own in members.items()}


def to_json(counts: Counts) -> dict[str, dict[str, dict[str, int]]]:
    """The object of `eval chat --json`: {"dev": {"overview": {"right": 9, "asked": 12}, …, "all": …}, "test": …}."""
    return {
        split: {group: {"right": each.right, "asked": each.asked} for group, each in groups.items()}
        for split, groups in counts.items()
    }


def chat_table(counts: Counts) -> Iterator[str]:
    """A line a group: right of asked in each split."""
    groups = list(dict.fromkeys(group for found in counts.values() for group in found if group != ALL))
    yield f"{'group':<18}" + "".join(f"{split:>10}" for split in counts)
    for group in (*groups, ALL):
        cells = [found.get(group) for found in counts.values()]
        yield f"{group:<18}" + "".join(f"{f'{cell.right}/{cell.asked}' if cell else '-':>10}" for cell in cells)


def failed_lines(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """A line for each turn that is not right: id, group, question, what is wrong with its answer."""
    for verdict in verdicts:
        if not verdict.right:
            turn = verdict.turn
            asked = " → ".join((*turn.history, turn.question))
            yield f"{turn.id}  {turn.group}  {asked}  ({'; '.join(verdict.faults)})"
