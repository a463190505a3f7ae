"""Finds the printed table of contents, at the end or at the beginning of a file, and reads its entries."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.layout import Line
from corpus.numbering import heading_mark
from corpus.paragraphs import join_lines

MIN_ENTRIES = 4
MAX_TITLE = 60  # characters
MAX_LINES = 3  # of one entry
LEADERS = re.compile(r"(?:\s*(?:…|[.·．⋯‥]{2})|\s{2,}|\t)[\s.·…．]*(?:[—\-]\s*)?(\d{1,4}|[ivxlc]+)(?:\s*[—\-])?\s*$")
CONTENTS_TITLE = re.compile(r"^(?:目\s*[录錄次]|(?:Table of )?Contents|CONTENTS)$")
DECIMAL = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)[.．、]?\s*(?=\D)")
DECIMAL_LEVEL = 5  # of 1 in a table that has page numbers; 1.1 is one deeper, as in the styles of headings


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents; `level` 1 is the highest that the table has."""

    title: str
    level: int
    named: bool = False  # 前言, or without any number: as high as the highest numbered entry


def find_contents(lines: tuple[Line, ...]) -> tuple[tuple[Entry, ...], range]:
    """Return the entries and the range of lines that hold them; ((), range(0)) when there is no table.

    A table is a run of lines that all look like headings, at the end of the file or after the line 目录, with more
    than half of its entries standing in the body too.
    """
    for span in candidate_runs(lines):
        found = [entry for _, entry in read_entries(lines, span.start, span.stop)]
        rest = [line.text for i, line in enumerate(lines) if i not in span]
        outside = titles_that_stand_in({fold(text) for text in rest} | {fold(a + b) for a, b in pairwise(rest)})
        repeated = sum(1 for entry in found if fold(entry.title) in outside)
        if len(found) >= MIN_ENTRIES and repeated * 2 > len(found):
            return tuple(with_levels(found)), span
    return (), range(0)


def titles_that_stand_in(lines: set[str]) -> set[str]:
    """What may be a title in the body: a whole line, or what stands before its text (（一）扩大内需。…)."""
    return lines | {line[: stop.start()] for line in lines for stop in re.finditer("[。：]", line[: 2 * MAX_TITLE])}


def with_levels(found: Sequence[Entry]) -> list[Entry]:
    """Count levels from 1; what carries no number is as high as the highest numbered entry."""
    top = min((entry.level for entry in found if not entry.named), default=1)
    return [replace(entry, level=1 if entry.named else entry.level - top + 1) for entry in found]


def candidate_runs(lines: tuple[Line, ...]) -> list[range]:
    runs = []
    start = len(lines)
    while start > 0 and entry_of(lines[start - 1].text) is not None:
        start -= 1
    if start and CONTENTS_TITLE.match(lines[start - 1].text):
        start -= 1
    if len(lines) - start >= MIN_ENTRIES:
        runs.append(range(start, len(lines)))
    for i, line in enumerate(lines):
        if CONTENTS_TITLE.match(line.text):
            read = read_entries(lines, i, len(lines))
            runs.append(range(i, read[-1][0] if read else i + 1))
    return runs


def read_entries(lines: tuple[Line, ...], start: int, stop: int) -> list[tuple[int, Entry]]:
    """Read entries from `start` on until something else stands there or a title returns: (index after it, entry)."""
    found: list[tuple[int, Entry]] = []
    seen: set[str] = set()
    led = sum(1 for line in lines[start:stop] if LEADERS.search(line.text)) >= MIN_ENTRIES
    i = start + 1 if start < stop and CONTENTS_TITLE.match(lines[start].text) else start
    while i < stop:
        count = entry_lines(lines[i : min(stop, i + MAX_LINES)]) if led else 1
        entry = entry_of(join_lines(lines[i : i + count]))
        if entry is None or fold(entry.title) in seen:
            break
        if led and not LEADERS.search(lines[i + count - 1].text) and any(t.startswith(fold(entry.title)) for t in seen):
            break  # the first line of a heading of the body that is longer than its line
        seen.add(fold(entry.title))
        i += count
        found.append((i, entry))
    return found


def entry_lines(lines: Sequence[Line]) -> int:
    """Lines of the first entry: a title that is too long for its line carries the page number on a later one."""
    for count, line in enumerate(lines[:MAX_LINES], start=1):
        if count > 1 and heading_mark(line.text):
            break
        if LEADERS.search(line.text):
            return count
    return 1


def entry_of(text: str) -> Entry | None:
    """Read one line of a table of contents; None when it is not one. A page number tells an entry without a mark."""
    leaders = LEADERS.search(text)
    title = (text[: leaders.start()] if leaders else text).strip(" .·…")
    if not title or len(title) > MAX_TITLE or re.search(r"[。！？；]", title):
        return None
    mark = heading_mark(title)
    if mark is not None:
        return Entry(tidy_title(title), mark.level, mark.named)
    if leaders is None:
        return None
    decimal = DECIMAL.match(title)
    return Entry(tidy_title(title), DECIMAL_LEVEL + decimal[1].count(".") if decimal else 1, named=decimal is None)


def tidy_title(title: str) -> str:
    """Undo letter-spacing (前  言), drop Markdown's # and fold other white space to one space.

    >>> tidy_title("前  言"), tidy_title("第一部分  总体要求"), tidy_title("## 一、概况")
    ('前言', '第一部分 总体要求', '一、概况')
    """
    title = re.sub(r"^#{1,6}\s+|\s+#+$", "", title)
    if re.fullmatch(r"(?:[\u4e00-\u9fff]\s+)+[\u4e00-\u9fff]", title):
        return re.sub(r"\s", "", title)
    return re.sub(r"\s+", " ", title)


def fold(text: str) -> str:
    """Text for comparing titles: half-width, without Markdown's # and white space."""
    return re.sub(r"^#{1,6}\s|\s", "", unicodedata.normalize("NFKC", text))
