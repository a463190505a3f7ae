"""Years as people write them in short: 18年 for 2018, 那前一年 for the one before the year that was spoken of."""

import re
from collections.abc import Callable

PIVOT = 60  # 18 is 2018, 98 is 1998
SHORT = re.compile(  # no length of time: 满18年, 交15年以上, 30年来
    r"(?<![\d.第滿满夠够近過过去這这每逾超達达住干幹幹做交缴繳共約约至少足經经時时長长續续來来前後后了第有])"
    r"(?P<two>\d{2})\s*年(?!以|间|間|内|內|来|來|左右|期|制|龄|齡|工|多|前|后|後|级|級|代|头|頭)"
    r"|(?<![\w])['’](?P<english>\d{2})(?![\d\w])"
)
NEIGHBOURS = (
    (-1, re.compile(r"(?<![比较較])(?:前|上|头|頭)一年|\bthe (?:year before(?: that)?|previous year|preceding year)\b", re.I)),
    (1, re.compile(r"(?:后|後|下)一年|第二年|次年|转年|轉年|\bthe (?:year after(?: that)?|following year|next year)\b", re.I)),
)

Told = Callable[[int], bool]  # whether the reports speak of a year


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
    for step, pattern in NEIGHBOURS:
        text = pattern.sub(lambda found, y=named + step: f"in {y}" if found.group().isascii() else f"{y}年", text)
    return text
