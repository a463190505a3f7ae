"""Finds the printed table of contents, at the end or at the beginning of a file, and reads its entries."""
import re
from dataclasses import dataclass

from corpus.layout import Line
from corpus.numbering import heading_mark

MIN_ENTRIES = 4
LEADERS = re.compile(r"(?:[.·…．]{3,}|\s{2,}|\t)\s*\d{1,4}\s*$")  # dots or spaces, then the page number
CONTENTS_TITLE = re.compile(r"^目\s*[录次]$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents; `level` 1 is the highest that the table has."""
    title: str
    level: int


def find_contents(lines: tuple[Line, ...]) -> tuple[tuple[Entry, ...], range]:
    """Return the entries and the range of lines that hold them; ((), range(0)) when there is no table.

    A table is a run of lines that all look like headings, at the end of the file or after the line 目录, with more
    than half of its entries standing as lines of the body too.
    """
    for span in candidate_runs(lines):
        entries = [entry_of(lines[i].text) for i in span if not CONTENTS_TITLE.match(lines[i].text)]
        found = [entry for entry in entries if entry is not None]
        outside = {fold(lines[i].text) for i in range(len(lines)) if i not in span}
        repeated = sum(1 for entry in found if fold(entry.title) in outside)
        if len(found) >= MIN_ENTRIES and repeated * 2 > len(found):
            top = min(entry.level for entry in found)
            return tuple(Entry(entry.title, entry.level - top + 1) for entry in found), span
    return (), range(0)


def candidate_runs(lines: tuple[Line, ...]) -> list[range]:
    runs = []
    end = len(lines)
    start = end
    while start > 0 and entry_of(lines[start - 1].text) is not None:
        start -= 1
    if start and CONTENTS_TITLE.match(lines[start - 1].text):
        start -= 1
    if end - start >= MIN_ENTRIES:
        runs.append(range(start, end))
    for i, line in enumerate(lines):
        if CONTENTS_TITLE.match(line.text):
            stop = i + 1
            while stop < len(lines) and entry_of(lines[stop].text) is not None and not repeats(lines, i + 1, stop):
                stop += 1
            runs.append(range(i, stop))
    return runs


def repeats(lines: tuple[Line, ...], start: int, stop: int) -> bool:
    """The body has begun: this line's title stood in the table already."""
    title = fold(LEADERS.sub("", lines[stop].text))
    return any(fold(LEADERS.sub("", lines[j].text)) == title for j in range(start, stop))


def entry_of(text: str) -> Entry | None:
    """Read one line of a table of contents; None when it is not one."""
    title = LEADERS.sub("", text).strip(" .·…")
    mark = heading_mark(title)
    if mark is None or len(title) > 60 or re.search(r"[。！？；]", title):
        return None
    return Entry(tidy_title(title), mark.level)


def tidy_title(title: str) -> str:
    """Undo letter-spacing (前  言) and fold other white space to one space.

    >>> tidy_title("前  言"), tidy_title("第一部分  总体要求")
    ('前言', '第一部分 总体要求')
    """
    if re.fullmatch(r"(?:[\u4e00-\u9fff]\s+)+[\u4e00-\u9fff]", title):
        return re.sub(r"\s", "", title)
    return re.sub(r"\s+", " ", title)


def fold(text: str) -> str:
    return re.sub(r"\s", "", text)
