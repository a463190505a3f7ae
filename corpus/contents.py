"""Finds the printed table of contents, at the end or at the beginning of a file, and reads its entries."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice, pairwise

from corpus.layout import Line
from corpus.numbering import clause_depth, heading_mark, is_bare_mark, is_heading_line
from corpus.paragraphs import join_lines
from corpus.present import present

MIN_ENTRIES = 4
MIN_TITLED = 2  # below the word 目录, where all of them return
MAX_TITLE = 60  # characters
LONGEST_ENTRY = 400  # characters of an entry with its leaders
MAX_LINES = 3  # of one entry
MAX_PAGES = 40  # from one entry to the next
MAX_TITLES = 50  # words 目录 that are looked at; each is compared with the whole file
BARE_SHARE, LED_SHARE = 0.5, 0.3  # of the entries stand in the body too; with 目录 above and page numbers fewer do
LIKE = 0.6  # of the characters of two titles are the same, in the same order
LEADERS = re.compile(  # ....... 12, …… 1 2, ——  iv, …… （3）, / 07; 。。。 7 where dots were recognised as stops
    r"(?:\s*(?:…|[.·．⋯‥。]{2})|\s{2,}|\t|\s[/|｜](?=\s?\d))[\s.·…．。]*(?:[—\-（(]\s*)?(\d(?:\s?\d){0,3}|[ivxlc]+)(?:\s*[—\-）)])?\s*$"
)
LED_NOWHERE = re.compile(r"(?:…|[.·．⋯‥。]{2})[\s.·…．。]*$")  # leaders whose page number was not recognised
CLOSE_NUMBER = re.compile(  # 第一节 工作回顾6, as converters leave it; 一、总体要求 (5)
    r"(?<=[\u4e00-\u9fff）”])\s?[.．]?(?:(\d{1,3})|[（(]\s?(\d{1,3})\s?[）)])$"
)
PAGE_NUMBER = re.compile(r"^[—\-\s]*(?:\d{1,3}|(?:[ivxlc]\s?){1,7})[—\-\s]*$")
TITLE_HALVES = (("目", "录"), ("目", "錄"), ("目", "次"))  # of 目 录 printed wide, each on a line of its own
CONTENTS_TITLE = re.compile(r"^[【\[]?\s*(?:目\s*[录錄次]|(?:Table of )?Contents|CONTENTS)\s*[】\]]?\s*[：:]?$")
DECIMAL = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)[.．、]?\s*(?=\D)")
DECIMAL_LEVEL = 7  # of 1 in a table that has page numbers; 1.1 is one deeper, as in the styles of headings


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents; `level` 1 is the highest that the table has."""

    title: str
    level: int
    named: bool = False  # 前言, or without any number: as high as the highest numbered entry


def find_contents(lines: tuple[Line, ...]) -> tuple[tuple[Entry, ...], range]:
    """Return the entries and the range of lines that hold them; ((), range(0)) when there is no table.

    A table is a run of lines that all look like headings, at the end of the file or after the line 目录, with more
    than half of its entries standing in the body too. With page numbers below 目录 it is one anyhow: annexes may be
    listed that the file lacks, or its headings numbered otherwise, when the entries say too little to be used.
    """
    lines = with_leaders(lines)
    for span in candidate_runs(lines):
        found = [entry for _, entry in read_entries(lines, span.start, span.stop)]
        rest = [line.text for i, line in enumerate(lines) if i not in span]
        outside = titles_that_stand_in({as_title(text) for text in rest} | {as_title(a + b) for a, b in pairwise(rest)})
        repeated = sum(1 for entry in found if as_title(entry.title) in outside)
        led = sum(1 for i in span if leaders_in(lines[i].text)) >= MIN_ENTRIES
        few = len(found) >= MIN_TITLED and repeated == len(found) and title_length(lines, span.start)
        if few or (len(found) >= MIN_ENTRIES and repeated > BARE_SHARE * len(found)):
            return tuple(with_levels(found)), span
        if led and title_length(lines, span.start):
            return tuple(with_levels(found)) if repeated > LED_SHARE * len(found) else (), span
    return (), range(0)


def with_leaders(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines; page numbers that stand close to the headings below the word 目录 are set off by leaders.

    They are page numbers when they do not fall from heading to heading.
    """
    for i in range(len(lines)):
        if not (title := title_length(lines, i)):
            continue
        stop = i + title
        while stop < len(lines) and is_numbered(lines[stop].text) and CLOSE_NUMBER.search(lines[stop].text):
            stop += 1
        rows = range(i + title, stop)
        found = [CLOSE_NUMBER.search(lines[at].text) for at in rows]
        numbers = [int(number[1] or number[2]) for number in found if number]
        if len(numbers) >= MIN_ENTRIES and all(a <= b for a, b in pairwise(numbers)):
            led = {at: replace(lines[at], text=CLOSE_NUMBER.sub(r" …… \1\2", lines[at].text)) for at in rows}
            return tuple(led.get(at, line) for at, line in enumerate(lines))
    return lines


def is_numbered(text: str) -> bool:
    return heading_mark(text) is not None or clause_depth(text) is not None


def as_printed(entries: Sequence[Entry], lines: Sequence[str]) -> tuple[Entry, ...]:
    """The entries with the titles that stand in the body, where these were changed after the contents were made."""
    folded = [as_title(line) for line in lines]
    torn = {"".join(folded[i : i + n]) for n in range(2, MAX_LINES + 1) for i in range(len(folded))}
    body = titles_that_stand_in({*folded, *torn})
    missing = {entry for entry in entries if not entry.named and as_title(entry.title) not in body}
    marked: dict[tuple[int, int | None] | None, list[str]] = {}  # by level and number: each is compared with few
    for line in lines if missing else ():
        if len(line) <= MAX_TITLE and (mark := mark_of(line)):
            marked.setdefault(mark, []).append(line)
    found = {e: [line for line in marked.get(mark_of(e.title), ()) if is_same_entry(e.title, line)] for e in missing}
    return tuple(
        replace(entry, title=tidy_title(found[entry][0])) if len(found.get(entry, ())) == 1 else entry
        for entry in entries
    )


def find_all_contents(lines: tuple[Line, ...]) -> tuple[tuple[Entry, ...], set[int]]:
    """Return the entries of the file's table of contents, and of those of further documents in it, and their lines.

    Further tables are told by their title 目录 and by their page numbers alone.
    """
    entries, span = find_contents(lines)
    found, places = [*entries], list(range(len(lines)))
    while span:
        del places[span.start : span.stop]
        rest = tuple(lines[i] for i in places)
        more, span = find_contents(rest)
        led = sum(1 for i in span if leaders_in(rest[i].text))
        if not span or not title_length(rest, span.start) or led < MIN_ENTRIES:
            break
        found += more
    return tuple(found), set(range(len(lines))) - set(places)


def with_skipped(entries: Sequence[Entry], lines: Sequence[str]) -> tuple[Entry, ...]:
    """The entries with the one that a table skips between 三 and 五, where the body prints it between the two."""
    folded = [as_title(line) for line in lines]
    full: list[Entry] = []
    last: dict[int, Entry] = {}  # of each level under the parent at hand
    for entry in entries:
        before, own = last.get(entry.level), mark_of(entry.title)
        above = mark_of(before.title) if before else None
        if before and own and above and own[0] == above[0] and own[1] and above[1] and own[1] == above[1] + 2:
            full += skipped_between(before, entry, lines, folded)
        last = {level: other for level, other in last.items() if level < entry.level} | {entry.level: entry}
        full.append(entry)
    return tuple(full)


def skipped_between(before: Entry, after: Entry, lines: Sequence[str], folded: Sequence[str]) -> list[Entry]:
    """The one heading of the number between two entries that stands between their headings; [] when not just one."""
    level, number = present(mark_of(after.title))
    starts = [i for i, line in enumerate(folded) if line == as_title(before.title)]
    stop = next((i for i, line in enumerate(folded) if starts and i > starts[0] and line == as_title(after.title)), 0)
    between = [line for line in lines[starts[0] : stop] if is_heading_line(line)] if stop else []
    found = [line for line in between if mark_of(line) == (level, present(number) - 1)]
    return [replace(after, title=tidy_title(found[0]))] if len(found) == 1 else []


def mark_of(line: str) -> tuple[int, int | None] | None:
    mark = heading_mark(line)
    return (mark.level, mark.number) if mark else None


def is_same_entry(listed: str, printed: str) -> bool:
    """A heading of the body under the number of an entry whose words were changed after the contents were made.

    >>> is_same_entry("（四）科学有序开发抽水蓄能", "（四）科学推进抽水蓄能开发")
    True
    >>> is_same_entry("一、总体要求", "一、保障措施")
    False
    """
    a, b = heading_mark(listed), heading_mark(printed)
    numbered = a is not None and b is not None and a.number is not None and (a.level, a.number) == (b.level, b.number)
    return numbered and SequenceMatcher(None, as_title(listed), as_title(printed), autojunk=False).ratio() >= LIKE


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
    start -= next((n for n in (1, 2) if start >= n and title_length(lines, start - n) == n), 0)
    if len(lines) - start >= MIN_ENTRIES:
        runs.append(range(start, len(lines)))
    titles = ((i, title) for i in range(len(lines)) if (title := title_length(lines, i)))
    for i, title in islice(titles, MAX_TITLES):
        read = read_entries(lines, i, len(lines))
        runs.append(range(i, read[-1][0] if read else i + title))
    return runs


def title_length(lines: Sequence[Line], i: int) -> int:
    """Lines of the word 目录 at `i`: 1, 2 where it is printed wide, 0 where something else stands."""
    if CONTENTS_TITLE.match(lines[i].text):
        return 2 if i + 1 < len(lines) and CONTENTS_TITLE.match(lines[i + 1].text) else 1
    return 2 if i + 1 < len(lines) and (lines[i].text, lines[i + 1].text) in TITLE_HALVES else 0


def read_entries(lines: tuple[Line, ...], start: int, stop: int) -> list[tuple[int, Entry]]:
    """Read entries from `start` on until something else stands there or a title returns: (index after it, entry)."""
    found: list[tuple[int, Entry]] = []
    seen: set[str] = set()
    led = sum(1 for line in lines[start:stop] if leaders_in(line.text)) >= MIN_ENTRIES
    page = last_numbered = 0  # the page that the last entry names, and how many entries there are up to it
    i = start + title_length(lines, start) if start < stop else start
    while i < stop:
        if found and PAGE_NUMBER.match(lines[i].text):
            i += 1  # of the entry above, or of the page of contents itself
            found[-1] = (i, found[-1][1])
            last_numbered = len(found)
            continue
        count = entry_lines(lines[i : min(stop, i + MAX_LINES)], led)
        text = entry_text(lines[i : i + count])
        if led and (close := CLOSE_NUMBER.search(text)) and page <= int(close[1] or close[2]) <= page + MAX_PAGES:
            text = f"{text[: close.start()]} …… {close[1] or close[2]}"  # a title that leaves no room for leaders
        entry, numbered = entry_of(text), leaders_in(text)
        has_number = bool(numbered)
        if numbered and numbered[1].isdecimal():
            page = int(numbered[1])
        if entry is None or (as_title(entry.title) in seen and returns(entry, found) and not (led and has_number)):
            break
        if led and not has_number and any(title.startswith(as_title(entry.title)) for title in seen):
            break  # the first line of a heading of the body that is longer than its line
        seen.add(as_title(entry.title))
        i += count
        found.append((i, entry))
        last_numbered = len(found) if has_number else last_numbered
    return found[:last_numbered] if led else found  # the first headings of the body bear no page number


def returns(entry: Entry, found: Sequence[tuple[int, Entry]]) -> bool:
    """The title stands in the list already, under the same parent: here the body has begun."""
    for _, before in reversed(found):
        if as_title(before.title) == as_title(entry.title):
            return True
        if before.level < entry.level and not entry.named:
            return False
    return False


def entry_text(lines: Sequence[Line]) -> str:
    """The text of an entry; a title below its number (第一章) is set off by a space."""
    return " ".join(line.text for line in lines) if is_bare_mark(lines[0].text) else join_lines(lines)


def entry_lines(lines: Sequence[Line], led: bool) -> int:
    """Lines of the first entry: a title that is too long for its line carries the page number on a later one, and a
    title may stand below its number (第一章)."""
    if is_bare_mark(lines[0].text) and len(lines) > 1 and not heading_mark(lines[1].text.replace("则", "")):
        return 2
    if not led:
        return 1
    for count, line in enumerate(lines[:MAX_LINES], start=1):
        if count > 1 and heading_mark(line.text):
            break
        if leaders_in(line.text):
            return count
    return 1


def leaders_in(text: str) -> re.Match[str] | None:
    """Leaders and page number at the end of an entry. A longer line is none: the time grows with the square of it."""
    return LEADERS.search(text) if len(text) <= LONGEST_ENTRY else None


def entry_of(text: str) -> Entry | None:
    """Read one line of a table of contents; None when it is not one. A page number tells an entry without a mark."""
    leaders = leaders_in(text)
    title = (text[: leaders.start()] if leaders else LED_NOWHERE.sub("", text)).strip(" .·…")
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


@lru_cache(maxsize=10_000)
def as_title(text: str) -> str:
    """Text for comparing titles: half-width, without Markdown's # and white space."""
    return re.sub(r"^#{1,6}\s|\s", "", unicodedata.normalize("NFKC", text))
