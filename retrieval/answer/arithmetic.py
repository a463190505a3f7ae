"""Two cited figures that a question compares: side by side, and as 推算 their difference or ratio with both sources."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from index.tokens import fold
from retrieval.answer.answers import CheckedFigure, plain
from retrieval.answer.ticks import CHANGED, REACHED
from retrieval.question.question import Question
from retrieval.question.several import LEAST, MOST
from retrieval.text.bigrams import bigrams
from retrieval.text.quantities import Quantity, find_quantities

SIDES = re.compile(r"比(?!例|重|率|如)|和|与|跟|同(?!比)|、|较(?!上年|去年)|,|還是|还是")  # between what is compared
OVER_YEARS = re.compile("年均|累计|平均每年|五年|期间")  # tells more than one year
WORDS = re.compile("[一-龥A-Za-z]")
GROWTH = re.compile("增长|增速|[增涨降跌]幅")
MULTIPLES = ((1_000_000_000_000, "万亿"), (100_000_000, "亿"), (10_000, "万"))


@dataclass(frozen=True, slots=True)
class Sourced:
    """A figure that answers, the number of its citation, and the words before it: 2024 年新增新能源汽车."""

    citation: int
    figure: Quantity
    label: str
    place: str = ""  # that the report of its sentence is about
    year: int | None = None  # that its sentence is of


def label_of(sentence: str, figure: Quantity) -> str:
    """The words before a figure, back to the comma or the figure before it.

    >>> text = "2024 年新增新能源汽车 32 万辆，渗透率达 76.9%。"
    >>> label_of(text, find_quantities(text)[1])
    '2024 年新增新能源汽车 '
    """
    ends = [other.end for other in find_quantities(sentence) if other.end <= figure.start and other.kind != "date"]
    ends += [match.end() for match in re.finditer("[、，,；;：:]", sentence[: figure.start])]
    return sentence[max(ends, default=0) : figure.start].lstrip()


def derive(question: Question, pointed: list[Sourced]) -> tuple[CheckedFigure, str] | None:
    """Return the derived figure and the formula to show; None unless two figures of one unit are compared."""
    wants = question.wants
    if not (wants.difference or wants.ratio):
        return None
    pair = compared_pair(question, pointed)
    return None if pair is None else compute(wants.ratio, *pair)


def side_by_side(question: Question, pointed: list[Sourced]) -> str | None:
    """Return two compared figures of different sentences with the words before them; None when nothing is compared."""
    pair = compared_pair(question, pointed) if question.wants.comparison or question.wants.difference else None
    if pair is None or pair[0].citation == pair[1].citation:
        return None
    return "；".join(f"{one.label}{one.figure.text}[{one.citation}]" for one in pair)


def outstanding(question: Question, pointed: list[Sourced], places: int) -> Sourced | None:
    """Of the figures of several places the one that is asked for, the highest or the lowest; None when none stands out:
    a place without a figure, other units, a yearly mean beside a year's own, a change beside a level, another year, or
    two that are equal."""
    lowest = LEAST.search(question.plain)
    if not (lowest or MOST.search(question.plain)):
        return None
    figures = sorted(of_each_place(pointed), key=lambda sourced: sourced.figure.value, reverse=not lowest)
    alike = {(s.figure.unit, s.figure.kind, bool(OVER_YEARS.search(s.label))) for s in figures}
    alike_told = {is_change(s.label) for s in figures if WORDS.search(s.label)}  # the end of a range has no label
    if len(figures) < max(2, places) or max(len(alike), len(alike_told)) > 1 or figures[0].figure.kind != "quantity":
        return None
    if not of_one_year(question, figures):
        return None
    return figures[0] if figures[0].figure.value != figures[1].figure.value else None


def is_change(label: str) -> bool:
    """Tell a change from a level by the words before a figure.

    >>> [is_change(label) for label in ("粮食增产", "粮食总产量达到", "增长目标为", "覆盖率提高到")]
    [True, False, True, False]
    """
    return bool(GROWTH.search(label) or (CHANGED.search(label) and not REACHED.search(label)))


def of_each_place(pointed: Sequence[Sourced]) -> list[Sourced]:
    """The first figure of each place."""
    return list({sourced.place: sourced for sourced in reversed(pointed) if sourced.place}.values())


def are_of_other_years(question: Question, pointed: Sequence[Sourced]) -> bool:
    """Tell whether places are to be held against each other whose figures are of different years."""
    compares = question.wants.comparison or question.wants.difference or MOST.search(question.plain)
    return bool(compares) and not of_one_year(question, of_each_place(pointed))


def of_one_year(question: Question, figures: Sequence[Sourced]) -> bool:
    """Figures of several places can be held against each other: their sentences meet the year that the question names,
    or are of the same."""
    return bool(question.years) or len({sourced.year for sourced in figures}) <= 1


def compute(ratio: bool, first: Sourced, second: Sourced) -> tuple[CheckedFigure, str] | None:
    """Ratio or difference of two figures of one unit, each with the number of its citation; None when there is none."""
    large, small = sorted((first, second), key=lambda sourced: -sourced.figure.value)
    if large.figure.unit != small.figure.unit or large.figure.value == small.figure.value:
        return None
    if ratio and not small.figure.value:
        return None
    sources = tuple(dict.fromkeys((large.citation, small.citation)))
    marks = "".join(f"[{n}]" for n in sources)
    if ratio:
        value = round(large.figure.value / small.figure.value, 2)
        formula = f"{large.figure.text} ÷ {small.figure.text} ≈ {value:g} 倍{marks}"
        return derived(f"{value:g} 倍", value, "倍", sources), formula
    value = round(large.figure.value - small.figure.value, 6)
    unit = "个百分点" if large.figure.unit == "%" else large.figure.unit
    text = f"{spoken(value)}{unit or ''}"
    return derived(text, value, unit, sources), f"{large.figure.text} − {small.figure.text} = {text}{marks}"


def derived(text: str, value: float, unit: str | None, sources: tuple[int, ...]) -> CheckedFigure:
    return CheckedFigure(text, plain(value), unit, sources[0], False, sources)


def compared_pair(question: Question, pointed: list[Sourced]) -> tuple[Sourced, Sourced] | None:
    """The first two figures of one unit and different value, each for its own side of the comparison, else None."""
    for first, second in combinations(pointed, 2):
        same = first.figure.unit == second.figure.unit and first.figure.kind == second.figure.kind == "quantity"
        if same and first.figure.value != second.figure.value and on_two_sides(question, first, second):
            return first, second
    return None


def on_two_sides(question: Question, first: Sourced, second: Sourced) -> bool:
    """Each figure's own words are nearer to another side of 甲比乙多多少; of two places, each has its own report."""
    if len(question.places) > 1 and first.citation != second.citation:
        return first.place == second.place or of_one_year(question, (first, second))
    sides = [bigrams(side) for side in SIDES.split(question.plain, maxsplit=1)]
    if len(sides) < 2:
        return False
    leaning = [side_of(bigrams(fold(sourced.label)), sides) for sourced in (first, second)]
    return None not in leaning and leaning[0] != leaning[1]


def side_of(label: set[str], sides: list[set[str]]) -> int | None:
    """Number of the side that shares more character pairs with the label; None when both share as many."""
    one, other = (len(label & side) for side in sides)
    return None if one == other else int(other > one)


def spoken(value: float) -> str:
    """Write a number with 万 or 亿 as reports do.

    >>> spoken(286000), spoken(1234)
    ('28.6 万', '1234 ')
    """
    for size, word in MULTIPLES:
        if abs(value) >= size:
            return f"{round(value / size, 4):g} {word}"
    return f"{value:g} "
