"""Finds the places that a text names, from a gazetteer of provinces, cities, districts, countries and world cities."""

import re
from functools import cache
from itertools import accumulate

import rjieba

from retrieval.language import converter
from retrieval.vocabulary import places


@cache
def name_table() -> dict[str, str]:
    """Every form of a place name (lower case, Simplified) → its name."""
    table: dict[str, str] = {}
    for place in places():
        for form in (place.name, *place.aliases):
            table.setdefault(converter("t2s").convert(form).lower(), place.name)
    return table


@cache
def place_pattern() -> re.Pattern[str]:
    longest_first = sorted(name_table(), key=len, reverse=True)
    chinese = [re.escape(form) for form in longest_first if not form.isascii()]
    latin = [rf"(?<![a-z]){re.escape(form)}(?![a-z])" for form in longest_first if form.isascii()]
    return re.compile("|".join(chinese + latin) or "(?!)")


def find_places(text: str) -> tuple[str, ...]:
    """Names of the places in a text, in order, each once.

    A Chinese name must stand between word borders: no 大连 in 最大连片.

    >>> find_places("咁廣東同香港呢？"), find_places("最大连片面积")
    (('广东省', '香港特别行政区'), ())
    """
    folded = converter("t2s").convert(text).lower()
    borders = set(accumulate((len(word) for word in rjieba.cut(folded)), initial=0))
    matches = [m for m in place_pattern().finditer(folded) if m.group().isascii() or {m.start(), m.end()} <= borders]
    return tuple(dict.fromkeys(name_table()[m.group()] for m in matches))


def forms_of(name: str) -> list[str]:
    """Every form under which a place may stand in a text, longest first."""
    return sorted((form for form, place in name_table().items() if place == name), key=len, reverse=True)


def home_places(title: str, publisher: str) -> set[str]:
    """The places a report is about, which its sentences seldom name: of its title, its publisher, and the country."""
    return {*find_places(f"{title} {publisher}"), "中国"}
