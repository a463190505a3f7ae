"""The year that a figure is of: the last one named before it in its sentence, else that of a title above it."""

import re
from dataclasses import dataclass

from retrieval.text.times import RELATIVE, RELATIVE_YEAR

TITLES = re.compile(r"《[^》]*》")
REPUBLIC = 1911  # year 0 of the calendar in which reports of Taiwan count
SPAN_MARK = r"\s*年?\s*[—–\-－~～至到]+\s*"
PERIOD = re.compile(
    rf"(?P<span>(?:19|20)\d{{2}}{SPAN_MARK}(?:19|20)\d{{2}})\s*年|“?(?P<plan>十[一二三四五]五)”?(?:时期|期间|以来|末|(?![”]?规划|[”]?重大|中))"
)
YEARS = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d{2})\s*(?=年|和\s*(?:19|20)\d{2}\s*年|、\s*(?:19|20)\d{2})(?!\s*年?\s*(?:以来|起|后))"
)
LOCAL_YEARS = re.compile(r"(?<![\d.])(?P<year>1[0-3]\d|9\d)\s*\)?\s*年(?:度|底|\s*\d|(?=\d))?")
COMPARED = re.compile(r"(?:比|较|相比|自|相对于?|(?:创办|成立|设立|始?建成?|起始)于)\s*$")
WITH = re.compile(r"与\s*(?:19|20)\d{2}\s*年(?:底|末)?相比")


@dataclass(frozen=True, slots=True)
class Dated:
    """The year or the period of a figure; both None when nothing names one."""

    year: int | None = None
    period: str | None = None


def dated(text: str, position: int, written: int | None, titles: tuple[str, ...], local: bool) -> Dated:
    """Date the figure at a position of a Simplified sentence of a report of the year `written`.

    `titles` stand above it, the nearest last; `local`: years are counted as in Taiwan (104 年 = 2015).

    >>> dated("煤炭比重从2015年的64.5%降至2020年的54.4%", 22, 2021, (), False).year
    2020
    """
    mentions = marks(text, written, local)
    before = [mention for start, mention in mentions if start < position]
    if before:
        return before[-1]
    for title in reversed(titles):
        named = {mention for _, mention in marks(title, written, local) if mention.year}
        if len(named) == 1:
            return named.pop()
    return Dated()


def marks(text: str, written: int | None, local: bool) -> list[tuple[int, Dated]]:
    """Every year and period that a text names as its own time, with where it stands."""
    hidden = WITH.sub(blank, TITLES.sub(blank, text))
    found, spans = [], []
    for period in PERIOD.finditer(hidden):
        spans.append(period.span())
        found.append((period.start(), Dated(None, re.sub(r"\s", "", period["span"] or period["plan"]))))
    if written:
        found += [(m.start(), Dated(written + RELATIVE[m[0]])) for m in RELATIVE_YEAR.finditer(hidden)]
    patterns = [(YEARS, 0), *([(LOCAL_YEARS, REPUBLIC)] if local else [])]
    for pattern, offset in patterns:
        for year in pattern.finditer(hidden):
            inside = any(a <= year.start() < b for a, b in spans)
            if not inside and not COMPARED.search(hidden[: year.start()]):
                found.append((year.start(), Dated(int(year["year"]) + offset)))
    return sorted(found, key=lambda mention: mention[0])


def blank(found: re.Match[str]) -> str:
    return "　" * len(found[0])
