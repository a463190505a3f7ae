"""Dates as first pages and signatures print them. Knows nothing of what a date is the date of."""

import re

from corpus.digits import close_date

DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*[年./-]\s*(?P<month>\d{1,2})(?!\d)(?:\s*月|(?=[./-]\d))?(?:\s*[./-]?\s*(?P<day>\d{1,2})(?!\d)\s*日?)?"
)
DATE_LINE = re.compile(
    rf"^[（(]?\s*(?:(?:发布|成文|发文|印发|生成|公布)?(?:时间|日期))?\s*[：:]?\s*{DATE.pattern}\s*[）)]?(?:\s*\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?(?:\s*(?:发布|公布|印发))?$"
)
LONGEST_DATE = 100  # characters of a line that is a date, its blanks counted
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
LATIN_DATE = re.compile(rf"^(?:\d{{1,2}} )?(?:{MONTHS})(?: \d{{1,2}})?,? (?:19|20)\d{{2}}$")
IN_FORCE = re.compile(r"自\s*((?:19|20)\d{2})\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*起(?:施行|实施|执行)")


def date_in(line: str) -> str | None:
    """The date that a line consists of, as it is usually written; None when it holds anything else."""
    if len(line) > LONGEST_DATE:
        return None  # the pattern's time grows with the third power of the blanks in a line
    if LATIN_DATE.match(line):
        return " ".join(line.split())
    found = DATE_LINE.match(close_date(line))
    return written(found) if found else None


def written(date: re.Match[str]) -> str:
    """A date as it is usually written, without spaces and leading zeros."""
    year, month, day = date["year"], int(date["month"]), date["day"]
    return f"{year}年{month}月{int(day)}日" if day else f"{year}年{month}月"
