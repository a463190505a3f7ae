"""Years as people tell them, written in four digits: 去年, 18年 for 2018, 那前一年 after a year that was spoken of."""

import re
from collections.abc import Callable
from functools import partial

import rjieba

RELATIVE_YEARS = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上年": -1,
    "今年": 0,
    "本年": 0,
    "明年": 1,
    "后年": 2,
    "後年": 2,
}
RELATIVE_YEAR = re.compile("大前年|(?<!年)前年|去年|(?<!比|较)上年(?!度)|今年|(?<![一-龥])本年(?![度轻])|明年|[后後]年")
RELATIVE_YEARS_EN = {"the year before last": -2, "last year": -1, "this year": 0, "next year": 1}
RELATIVE_YEAR_EN = re.compile("the year before last|(?<!the )(?:last|this|next) year", re.IGNORECASE)
PIVOT = 60  # 18 is 2018, 98 is 1998
SHORT = re.compile(  # no length of time: 满18年, 交15年以上, 30年来
    r"(?<![\d.第滿满夠够近過过去這这每逾超達达住干幹幹做交缴繳共約约至少足經经時时長长續续來来前後后了第有])"
    r"(?P<two>\d{2})\s*年(?!以|间|間|内|內|来|來|左右|期|制|龄|齡|工|多|前|后|後|级|級|代|头|頭)"
    r"|(?<![\w])['’](?P<english>\d{2})(?![\d\w])"
)
BEFORE = re.compile(
    r"(?<![比较較跟和与與同])[前上头頭]一年(?!相?比)"
    r"|\bthe (?:year before(?: that)?|(?:previous|preceding) year)\b", re.IGNORECASE
)
AFTER = re.compile(
    r"[后後下]一年|第二年|次年|[转轉]年|\bthe (?:year after(?: that)?|(?:following|next) year)\b", re.IGNORECASE
)

Told = Callable[[int], bool]  # whether the reports speak of a year


def absolute_years(text: str, year: int | None) -> str:
    """Write relative years as numbers, counted from `year`.

    >>> absolute_years("去年和前年的降雨量", 2024), absolute_years("去年呢", None)
    ('2023年和2022年的降雨量', '去年呢')
    >>> absolute_years("今后年均增长目标", 2026)
    '今后年均增长目标'
    """
    if year is None:
        return text
    borders = word_starts(text)

    def dated(match: re.Match[str]) -> str:
        if match.start() not in borders:
            return match.group()
        return f"{year + RELATIVE_YEARS[match.group()]}年"

    written = RELATIVE_YEAR.sub(dated, text)
    return RELATIVE_YEAR_EN.sub(lambda match: f"in {year + RELATIVE_YEARS_EN[match.group().lower()]}", written)


def word_starts(text: str) -> set[int]:
    """Offsets at which a word begins, as the segmenter cuts; 后年 in 今后年均 begins none."""
    starts, at = set(), 0
    for word in rjieba.cut(text):
        starts.add(at)
        at += len(word)
    return starts


def full_years(text: str, told: Told) -> str:
    """Write years of two digits in four, where the reports speak of such a year.

    >>> full_years("18年那会呢", lambda year: year == 2018), full_years("18年那会呢", lambda year: False)
    ('2018年那会呢', '18年那会呢')
    >>> full_years("交满15年加几分", lambda year: True)
    '交满15年加几分'
    """

    def full(found: re.Match[str]) -> str:
        two = int(found["two"] or found["english"])
        year = two + (2000 if two < PIVOT else 1900)
        return f"{year}年" if told(year) and found["two"] else str(year) if told(year) else found.group()

    return SHORT.sub(full, text)


def neighbouring_years(text: str, named: int | None) -> str:
    """Write the year before or after the one that was spoken of as a number.

    >>> neighbouring_years("那前一年呢", 2020), neighbouring_years("and the year after?", 2020)
    ('那2019年呢', 'and in 2021?')
    """
    if named is None:
        return text
    for year, pattern in ((named - 1, BEFORE), (named + 1, AFTER)):
        text = pattern.sub(partial(in_digits, year), text)
    return text


def in_digits(year: int, found: re.Match[str]) -> str:
    """A year as it stands in a question of the language of the words that told it."""
    return f"in {year}" if found.group().isascii() else f"{year}年"
