"""Two cited figures that a question compares: side by side, and as 推算 their difference or ratio with both sources."""

import re
from itertools import combinations

import numpy as np

from retrieval.answers import CheckedFigure, Citation
from retrieval.coverage import Coverage
from retrieval.figurecheck import plain
from retrieval.figures import Figure
from retrieval.keyfigures import NamedFigure, named_figures
from retrieval.question import Question

DIFFERENCE = re.compile(
    r"差(?:了)?(?:多少|几)|相差|差距|多(?:了|出)?(?:多少|几)(?!倍)|少(?:了)?(?:多少|几)|difference|"
    r"how (?:much|many) (?:more|fewer|less)|gap"
)
RATIO = re.compile(r"几倍|多少倍|倍数|how many times|times as|ratio")
OVER_TIME = re.compile("比(?:上年|上一年|去年|前年|年初|同期)|同比|环比|较(?:上年|去年|年初)|分别|各自?(?:是|为|有|多)")
MULTIPLES = ((1_000_000_000_000, "万亿"), (100_000_000, "亿"), (10_000, "万"))
NAMED = 0.8  # coverage from which the words before a figure say a term of the question

Sourced = tuple[int, NamedFigure]  # number of the citation, figure


def derive(
    question: Question, coverage: Coverage, parts: list[tuple[Citation, str]]
) -> tuple[CheckedFigure, str] | None:
    """Return the derived figure and the formula to show; None unless two figures of one unit are compared."""
    wants_ratio = RATIO.search(question.plain) is not None
    if OVER_TIME.search(question.plain) or not (wants_ratio or DIFFERENCE.search(question.plain)):
        return None  # a change over time stands in the report or not at all
    pair = compared_pair(question, coverage, parts)
    return None if pair is None else compute(wants_ratio, *((n, named.figure) for n, named in pair))


def side_by_side(question: Question, coverage: Coverage, parts: list[tuple[Citation, str]]) -> str | None:
    """Return two compared figures of different sentences with the words before them; None when nothing is compared."""
    if not question.wants.comparison or len(parts) < 2:
        return None
    pair = compared_pair(question, coverage, parts)
    if pair is None or pair[0][0] == pair[1][0]:
        return None
    return "；".join(f"{named.label}{named.figure.text}[{n}]" for n, named in pair)


def compute(ratio: bool, first: tuple[int, Figure], second: tuple[int, Figure]) -> tuple[CheckedFigure, str] | None:
    """Ratio or difference of two figures of one unit, each with the number of its citation; None when there is none."""
    (large_n, large), (small_n, small) = sorted((first, second), key=lambda sourced: -sourced[1].value)
    if large.unit != small.unit or large.value == small.value or (ratio and not small.value):
        return None
    sources = tuple(dict.fromkeys((large_n, small_n)))
    marks = "".join(f"[{n}]" for n in sources)
    if ratio:
        value = round(large.value / small.value, 2)
        return derived(f"{value:g} 倍", value, "倍", sources), f"{large.text} ÷ {small.text} ≈ {value:g} 倍{marks}"
    value = round(large.value - small.value, 6)
    unit = "个百分点" if large.unit == "%" else large.unit
    text = f"{spoken(value)}{unit or ''}"
    return derived(text, value, unit, sources), f"{large.text} − {small.text} = {text}{marks}"


def derived(text: str, value: float, unit: str | None, sources: tuple[int, ...]) -> CheckedFigure:
    return CheckedFigure(text, plain(value), unit, sources[0], False, sources)


def compared_pair(
    question: Question, coverage: Coverage, parts: list[tuple[Citation, str]]
) -> tuple[Sourced, Sourced] | None:
    """The best two figures of one unit and different value, each named by a term of the question the other lacks."""
    found = [(citation.n, named) for citation, text in parts for named in named_figures(question, coverage, text)]
    pairs = [
        (first, second)
        for first, second in combinations(found, 2)
        if first[1].figure.unit == second[1].figure.unit
        and first[1].figure.value != second[1].figure.value
        and distinct(first[1].named, second[1].named)
    ]
    return max(pairs, key=lambda pair: pair[0][1].score + pair[1][1].score, default=None)


def distinct(first: np.ndarray, second: np.ndarray) -> bool:
    """Each of two figures is named by a term that does not name the other."""
    return bool(((first >= NAMED) & (second < NAMED)).any() and ((second >= NAMED) & (first < NAMED)).any())


def spoken(value: float) -> str:
    """Write a number with 万 or 亿 as reports do.

    >>> spoken(286000), spoken(1234)
    ('28.6 万', '1234 ')
    """
    for size, word in MULTIPLES:
        if abs(value) >= size:
            return f"{round(value / size, 4):g} {word}"
    return f"{value:g} "
