"""The budgets, and the table of what was measured beside them. Knows numbers, not how they were come by."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BUSY = 20  # users at once


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table: all values of one quantity, and the budget for their median."""

    what: str
    unit: str
    values: tuple[float, ...]
    budget: float | None = None
    at_least: bool = False  # the budget is a floor (questions per second), not a ceiling

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def kept(self) -> bool | None:
        """Whether the median keeps the budget; None where there is no budget."""
        if self.budget is None:
            return None
        return self.median >= self.budget if self.at_least else self.median <= self.budget

    def to_dict(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "unit": self.unit,
            "n": len(self.values),
            "min": round(min(self.values), 3),
            "median": round(self.median, 3),
            "max": round(max(self.values), 3),
            "budget": self.budget,
            "at_least": self.at_least,
            "kept": self.kept,
        }


def held_against_budgets(size: Mapping[str, Any], rebuilt: Mapping[str, float]) -> list[Measured]:
    """The lines of the table: `size` is what was measured on the real corpus, `rebuilt` the builds from nothing."""
    return [*of_ask(size), *of_builds(rebuilt), *of_server(size)]


def of_ask(size: Mapping[str, Any]) -> Iterator[Measured]:
    if "ask" in size:
        yield Measured("ask: whole process", "s", tuple(size["ask"]["seconds"]), 3)
        yield Measured("ask: peak memory", "MB", (size["peak_mb"]["ask"],), 400)


def of_builds(rebuilt: Mapping[str, float]) -> Iterator[Measured]:
    for key, what, unit, budget in (
        ("from_nothing_s", "index: build from nothing", "s", 40),
        ("peak_mb", "index: build, peak memory", "MB", None),
        ("after_a_change_s", "index: rebuild after one added sentence", "s", 3),
    ):
        if key in rebuilt:
            yield Measured(what, unit, (rebuilt[key],), budget)


def of_server(size: Mapping[str, Any]) -> Iterator[Measured]:
    if "start" in size:
        yield Measured("serve: start to page", "s", (size["start"]["page_s"],))
        yield Measured("serve: start to page, and the first answer", "s", (size["start"]["answer_s"],), 8)
    for load in size.get("users", ()):
        users, at = load["users"], f"{load['users']} user{'s' if load['users'] > 1 else ''}"
        for share, budget in (("p50", 60), ("p95", 120)):
            if (value := load["inside_ms"][share]) is not None:
                yield Measured(f"serve: {at}, in the server, {share}", "ms", (value,), budget if users == 1 else None)
        for share in ("p50", "p95"):
            if (value := load["round_trip_ms"][share]) is not None:
                yield Measured(f"serve: {at}, round trip, {share}", "ms", (value,))
        floor = 15 if users == BUSY else None
        yield Measured(f"serve: {at}", "questions/s", (load["per_second"],), floor, at_least=True)
        yield Measured(f"serve: {at}, errors of {load['asked']}", "", (load["errors"],), 0)


def table(rows: Sequence[Measured]) -> str:
    """Write the rows as a Markdown table."""
    lines = ["| what | unit | n | min | median | max | budget | |", "|---|---|--:|--:|--:|--:|--:|---|"]
    for row in rows:
        numbers = map(rounded, (min(row.values), row.median, max(row.values)))
        budget = "" if row.budget is None else f"{'≥' if row.at_least else '≤'} {row.budget:g}"
        verdict = {True: "kept", False: "**missed**", None: ""}[row.kept]
        lines.append("| " + " | ".join((row.what, row.unit, str(len(row.values)), *numbers, budget, verdict)) + " |")
    return "\n".join(lines)


def rounded(value: float) -> str:
    """Two decimals below ten, none above.

    >>> rounded(1.555), rounded(312.9), rounded(0)
    ('1.55', '313', '0')
    """
    return f"{value:.2f}" if 0 < value < 10 else f"{value:.0f}"
