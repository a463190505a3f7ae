"""Difference and ratio of two cited figures, shown as 推算 with both sources, and only when the question asks for them."""

import re

from retrieval.answers import CheckedFigure
from retrieval.question import Question

DIFFERENCE = re.compile(
    r"差(?:了)?(?:多少|几)|相差|差距|多(?:了|出)?(?:多少|几)(?!倍)|少(?:了)?(?:多少|几)|difference|how (?:much|many) (?:more|fewer|less)|gap"
)
RATIO = re.compile(r"几倍|多少倍|倍数|how many times|times as|ratio")
MULTIPLES = ((100_000_000, "亿"), (10_000, "万"))


def derive(question: Question, figures: tuple[CheckedFigure, ...]) -> tuple[tuple[CheckedFigure, ...], str | None]:
    """Return the derived figures and the formula to show; ((), None) unless exactly two key figures share a unit."""
    wants_difference, wants_ratio = DIFFERENCE.search(question.plain), RATIO.search(question.plain)
    keys = [figure for figure in figures if figure.key]
    if (
        not (wants_difference or wants_ratio)
        or len(keys) != 2
        or keys[0].unit != keys[1].unit
        or keys[0].value == keys[1].value
    ):
        return (), None
    large, small = sorted(keys, key=lambda figure: -figure.value)
    sources = (large.citation, small.citation)
    marks = f"[{large.citation}][{small.citation}]" if large.citation != small.citation else f"[{large.citation}]"
    if wants_ratio and small.value:
        value = round(large.value / small.value, 2)
        return (
            CheckedFigure(f"{value:g} 倍", value, "倍", sources[0], False, sources),
        ), f"{large.text} ÷ {small.text} ≈ {value:g} 倍{marks}"
    value = round(large.value - small.value, 6)
    text = f"{spoken(value)}{large.unit or ''}"
    return (
        CheckedFigure(text, value, large.unit, sources[0], False, sources),
    ), f"{large.text} − {small.text} = {text}{marks}"


def spoken(value: float) -> str:
    """Write a number with 万 or 亿 as reports do.

    >>> spoken(286000), spoken(1234)
    ('28.6 万', '1234 ')
    """
    for size, word in MULTIPLES:
        if abs(value) >= size:
            return f"{round(value / size, 4):g} {word}"
    return f"{value:g} "
