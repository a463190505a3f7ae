"""Checks the figures and years of a statement against its sources: value, unit, year. Knows no reader."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.tokens import fold
from retrieval.text.quantities import Quantity, find_quantities, read_chinese_number, widths_kept, years_in
from retrieval.text.times import time_of
from retrieval.text.vocabulary import unit_of
from writing.faults import Fault
from writing.sources import Source

SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
ENGLISH = re.compile(
    r"(?<![\w.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)[\s-]?(?P<scale>hundred|thousand|million|billion|"
    r"trillion)?\s?(?P<percent>%|per ?cent|percentage)?",
    re.IGNORECASE,
)
SPELLED = re.compile(  # a number in words, which find_quantities reads before units only
    r"[零〇一二两三四五六七八九十百千万亿]{2,}|[壹贰叁肆伍陆柒捌玖拾佰仟萬]{2,}|"
    r"[一二两三四五六七八九十几数]+(?:成|倍)|分之|[一过近大]半|翻番|翻[一两三]番"
)
SPELLED_ENGLISH = re.compile(
    r"(?<!\d )(?<!\d)\b(?:three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|double[ds]?|triple[ds]?)\b",
    re.IGNORECASE,
)
WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class StatedQuantity:
    """A figure of a statement with the sentences that hold it."""

    quantity: Quantity
    held_by: tuple[tuple[Source, Quantity], ...]  # where a source has the same value, and unit where both name one


def figures_of(statement: str, sources: Sequence[Source], english: bool) -> list[StatedQuantity]:
    """The figures of a statement, years and days aside, each with where it stands in the sources."""
    return [
        StatedQuantity(figure, tuple((s, q) for s in sources for q in quantities(s.text) if equal(figure, q, english)))
        for figure in quantities(statement, english)
        if not is_year(figure)
    ]


def quantities(text: str, english: bool = False) -> list[Quantity]:
    """The figures of a text; in English `1.2 million` is one."""
    if english:
        return english_quantities(text)
    return find_quantities(text) + (english_quantities(text) if has_scale(text) else [])


def has_scale(text: str) -> bool:
    return re.search(r"\d\s?(?:hundred|thousand|million|billion|trillion)\b", text, re.IGNORECASE) is not None


def english_quantities(text: str) -> list[Quantity]:
    """Figures of an English text; the unit is % or unknown.

    >>> [(q.value, q.unit) for q in english_quantities("1.269 million cars, up 18.2%, in 2,803 blocks, two towers")]
    [(1269000.0, None), (18.2, '%'), (2803.0, None), (2.0, None)]
    """
    found = []
    for match in ENGLISH.finditer(text):
        value = float(match["number"].replace(",", "")) * SCALES.get((match["scale"] or "").lower(), 1)
        unit = "%" if match["percent"] else None
        found.append(Quantity(match.group().strip(), round(value, 6), unit, "bare", match.start(), match.end()))
    for word in re.finditer(r"\b(?:two|three|four|five|six|seven|eight|nine|ten)\b", text, re.IGNORECASE):
        value = float(WORDS[word.group().lower()])
        found.append(Quantity(word.group(), value, None, "bare", word.start(), word.end()))
    return sorted(found, key=lambda q: q.start)


def is_year(figure: Quantity) -> bool:
    """A year by its unit, or a bare number that can be one."""
    if figure.unit == "年":
        return figure.kind == "date"
    return figure.kind == "bare" and figure.unit is None and figure.value in YEARS and len(figure.text.strip()) == 4


def equal(said: Quantity, told: Quantity, english: bool = False) -> bool:
    """The same value, and the same unit where the statement names one; tonnes are not kilograms, nor % points."""
    if not math.isclose(said.value, told.value, rel_tol=1e-9):
        return False
    if english:
        return said.unit is None or (told.unit or "") in ("%", "％", "百分点", "个百分点")
    if said.unit is None or said.unit == told.unit:
        return True
    return told.unit is not None and fold(said.unit) == fold(told.unit)


def figure_faults(
    statement: str, figures: Sequence[StatedQuantity], sources: Sequence[Source], english: bool
) -> Iterator[Fault]:
    """Figures that stand in none of the sources, or there with another unit; numbers in words likewise."""
    told = [q for source in sources for q in quantities(source.text)]
    for figure in figures:
        if figure.held_by or is_named(figure.quantity, statement, sources):
            continue
        same = converted(figure.quantity, told)
        known = same or any(math.isclose(figure.quantity.value, q.value, rel_tol=1e-9) for q in told)
        if not same:
            yield Fault("unit" if known else "figure", figure.quantity.text.strip())
    spelled = SPELLED_ENGLISH if english else SPELLED
    taken = [(f.quantity.start, f.quantity.end) for f in figures]
    plain, texts = widths_kept(statement), "".join(fold(source.text) + fold(source.around) for source in sources)
    for found in spelled.finditer(plain):
        if any(a < found.end() and found.start() < b for a, b in taken) or fold(found.group()) in texts:
            continue
        numeral = not english and re.fullmatch(r"[零〇一二两三四五六七八九十百千万亿]+", found.group())
        value = read_chinese_number(found.group()) if numeral else None
        if value is None or not any(value == q.value for q in told):
            yield Fault("figure", found.group())


def converted(said: Quantity, told: Sequence[Quantity]) -> bool:
    """The same quantity in another unit of the family: 1.5 公里 for 1500 米."""
    unit = unit_of(said.unit) if said.unit else None
    if unit is None or unit.factor is None:
        return False
    others = ((q, unit_of(q.unit)) for q in told if q.unit)
    return any(
        other is not None
        and other.family == unit.family
        and other.factor is not None
        and math.isclose(said.value * unit.factor, q.value * other.factor, rel_tol=1e-9)
        for q, other in others
    )


def is_named(figure: Quantity, statement: str, sources: Sequence[Source]) -> bool:
    """The figure is part of a name that the sources or their titles hold with it: 5G, 第二阶段, C919, “十四五”."""
    name = squeeze(statement[max(0, figure.start - 1) : figure.end + 2])
    return figure.kind in ("bare", "ordinal", "date") and any(
        name in squeeze(source.text) or name in squeeze(source.around) for source in sources
    )


def year_faults(statement: str, figures: Sequence[StatedQuantity], sources: Sequence[Source]) -> Iterator[Fault]:
    """Years of which no source speaks, and a figure given to another year than its source does."""
    named = years_in(statement)
    known = {year for source in sources for year in source.years | years_in(source.text) | years_in(source.around)}
    for year in sorted(named - known):
        yield Fault("year", str(year))
    if named - known:
        return
    for figure in figures:
        here = years_before(statement, figure.quantity)
        if not here or not figure.held_by:
            continue
        there = [years_before(source.text, told) or source.years for source, told in figure.held_by]
        if all(years and not years & here for years in there):
            yield Fault("year", figure.quantity.text.strip())


def years_before(text: str, figure: Quantity) -> frozenset[int]:
    """The years of the last clause up to a figure that names one as its own time."""
    clauses = re.split(r"[，,；;。]", text[: figure.start])
    return next(
        (years for clause in reversed(clauses) if (years := frozenset(time_of(clause).dates(None)))), frozenset()
    )


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", fold(text))
