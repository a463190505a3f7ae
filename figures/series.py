"""The same subject over several years of one body: 2020 … 2024."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.document import Document
from figures.indicator import Indicator
from figures.prose import simplified
from retrieval.text.places import home_place

NOT_TOLD_APART = re.compile(r"[\s·“”\"（）()]|^(?:全[市省国]|[我本][市省府])")

NUMBER = re.compile(r"^\D?\d[\d.,]*\s*")  # with which a figure begins


@dataclass(frozen=True, slots=True)
class Series:
    """One subject of one body in one unit, a figure a year, the earliest first."""

    subject: str
    unit: str | None
    scope: str | None
    points: tuple[Indicator, ...]

    @property
    def shown_unit(self) -> str | None:
        """The unit in which all of its figures are shown (万吨); None where they differ or have none."""
        written = {NUMBER.sub("", point.shown) for point in self.points}
        unit = written.pop() if len(written) == 1 else ""
        return unit if unit and not re.search(r"\d", unit) else None


@dataclass(frozen=True, slots=True)
class Key:
    """What figures must share to be compared over the years."""

    body: str
    subject: str
    unit: str | None
    scope: str | None
    aim: bool
    change: bool


def key_of(indicator: Indicator, bodies: Mapping[str, str]) -> Key:
    """`bodies`: the body that each report speaks for."""
    subject = NOT_TOLD_APART.sub("", unicodedata.normalize("NFKC", simplified(indicator.subject))).lower()
    body = bodies.get(indicator.doc_id, indicator.doc_id)
    return Key(body, subject, indicator.unit, indicator.scope, indicator.kind == "target", indicator.change)


def bodies_of(documents: Iterable[Document]) -> dict[str, str]:
    """The body that each report speaks for: its place, else who published it, else the report itself."""
    return {d.doc_id: home_place(d) or d.publisher or d.doc_id for d in documents}


def find_series(indicators: Sequence[Indicator], bodies: Mapping[str, str]) -> list[Series]:
    """Every subject with figures of two years or more.

    Of several figures for one year that of the report named last counts, and in a report the first.
    """
    groups: dict[Key, dict[int, Indicator]] = defaultdict(dict)
    for indicator in indicators:
        if indicator.year is not None and indicator.upper is None:
            group = groups[key_of(indicator, bodies)]
            if indicator.year not in group or group[indicator.year].doc_id != indicator.doc_id:
                group[indicator.year] = indicator
    return [
        Series(points[0].subject, key.unit, key.scope, points)
        for key, by_year in groups.items()
        if len(by_year) > 1
        for points in [tuple(by_year[year] for year in sorted(by_year))]
    ]


def series_by_id(indicators: Sequence[Indicator], bodies: Mapping[str, str]) -> dict[str, Series]:
    """The series to which each figure belongs, by the figure's id."""
    found = find_series(indicators, bodies)
    by_key = {key_of(series.points[0], bodies): series for series in found}
    return {i.figure_id: by_key[key] for i in indicators if (key := key_of(i, bodies)) in by_key}
