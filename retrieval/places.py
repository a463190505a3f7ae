"""Finds the places that a text names, from a gazetteer of provinces, cities, districts, countries and world cities."""
import re
from functools import cache

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

    >>> find_places("咁廣東同香港呢？")
    ('广东省', '香港特别行政区')
    """
    folded = converter("t2s").convert(text).lower()
    return tuple(dict.fromkeys(name_table()[form] for form in place_pattern().findall(folded)))


def forms_of(name: str) -> list[str]:
    """Every form under which a place may stand in a text, longest first."""
    return sorted((form for form, place in name_table().items() if place == name), key=len, reverse=True)
