"""Finds the places that a text names, from a gazetteer of provinces, cities, districts, countries and world cities."""

import re
from functools import cache, lru_cache
from itertools import accumulate

import rjieba

from corpus.document import Document
from retrieval.text.language import converter
from retrieval.text.vocabulary import places

COUNTRY = "中国"
REPORTS = 100_000  # whose places are kept: a question is held against those of every report
TITLED = re.compile(r"(?:\d{4}\s*年(?:度)?)?(?P<name>[一-龥]{2,4}?(?:自治州|自治县|省|市|县|州|旗))")
NO_NAME = re.compile(r"..城市$|[都超上全各本我]市$|[全各本我]省$|[全各]县$|[神九]州$")


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


@lru_cache(maxsize=10_000)
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


@cache
def forms_of(name: str) -> list[str]:
    """Every form under which a place may stand in a text, longest first; of one outside the gazetteer with and without
    its last character (柳城市, 柳城)."""
    listed = sorted((form for form, place in name_table().items() if place == name), key=len, reverse=True)
    return listed or [name, name[:-1]]


@cache
def english_name(name: str) -> str:
    """A place's name in English, the first that the gazetteer gives; its Chinese name where that gives none.

    >>> english_name("中国"), english_name("柳城市")
    ('China', '柳城市')
    """
    return next((form for place in places() if place.name == name for form in place.aliases if form.isascii()), name)


def with_chinese_places(text: str) -> str:
    """An English text with its places by their Chinese names.

    >>> with_chinese_places("parks in Shenzhen and Guangdong")
    'parks in 深圳 and 广东'
    """
    words = text
    for found in reversed(list(place_pattern().finditer(text.lower()))):
        name = name_table()[found.group()]
        short = min((form for form in forms_of(name) if len(form) > 1 and name.startswith(form)), key=len, default=name)
        words = f"{words[: found.start()]}{short}{words[found.end() :]}"
    return words


@lru_cache(maxsize=REPORTS)
def titled_place(title: str) -> str | None:
    """The county or city with which a title begins though the gazetteer lacks it.

    >>> titled_place("2023年柳城市生态环境状况公报"), titled_place("国家中心城市建设规划")
    ('柳城市', None)
    """
    found = TITLED.match(converter("t2s").convert(title))
    return found["name"] if found and not NO_NAME.search(found["name"]) else None


def home_places(document: Document) -> frozenset[str]:
    """The places a report is about, which its sentences seldom name: that of its card or cover, those of its title,
    else of its publisher; else the country."""
    return homes_of(document.place or "", document.title, document.publisher or "")


@lru_cache(maxsize=REPORTS)
def homes_of(place: str, title: str, publisher: str) -> frozenset[str]:
    own = find_places(f"{place} {title}") or tuple(filter(None, [titled_place(place) or titled_place(title)]))
    return frozenset(own or find_places(publisher) or (COUNTRY,))


def home_place(document: Document) -> str | None:
    """The place that a report is about, when its card, title or publisher names one."""
    return document.place or next(iter(find_places(document.title) or find_places(document.publisher or "")), None)


def short_home(document: Document) -> str:
    """The place that a report is about, as its title has it; "" for the whole country."""
    homes = [place for place in find_places(f"{document.place or ''} {document.title}") if place != COUNTRY]
    return next((form for place in homes[:1] for form in forms_of(place) if form in document.title), "".join(homes[:1]))


@cache
def parents() -> dict[str, str]:
    """The place in which each place lies, where the gazetteer says so."""
    return {place.name: place.parent for place in places() if place.parent}


def lies_in(place: str, larger: str) -> bool:
    """Tell whether a place is, or lies in, a larger one.

    >>> lies_in("成都市", "四川省"), lies_in("四川省", "成都市")
    (True, False)
    """
    while place != larger and place in parents():
        place = parents()[place]
    return place == larger


def names_place(place: str, folded: str) -> bool:
    """Tell whether a folded text names a place in any of its forms; a Latin form as a word of its own."""
    return any(
        re.search(rf"(?<![a-z]){re.escape(form)}(?![a-z])", folded) if form.isascii() else form in folded
        for form in forms_of(place)
    )
