"""Finds page numbers in whatever marks they are printed: 7, [7], ~ 7 ~, P.7, — 7/9 —, Ⅶ. Knows lines, no head.

One such line may be anything; a row of them that counts on by one, with a page of text between each two, is none but
the pages' own.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.layout import display_width
from corpus.notes import MARK, MAX_NOTE_LINES
from corpus.sentences import SENTENCE_END

NUMBER = re.compile(
    r"^(?P<left>[^\w\s]{0,3})\s*(?:[Pp](?:age|AGE|\.)?\s*|页\s*码?\s*[:：]?\s*)?(?P<number>\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})"
    r"(?:\s*页)?(?:\s*/\s*\d{1,4})?\s*(?P<right>[^\w\s]{0,3})$"
)
ITEM = re.compile(r"^\d{1,2}\s*[.．、)）]$")  # 1. above the title of an item
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
MIN_ROW = 3  # page numbers that count on
MIN_TEXT = 150  # characters between two of them
WIDE_LINE, WIDE_SHARE = 24, 0.5  # cells of a line of running text; a table's cells are narrower


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line that may print the number of its page."""

    line: int
    shape: str
    number: int


def find_page_numbers(lines: dict[int, str]) -> set[int]:
    """Indices of the lines that count the pages; `lines` are those that hold anything, in their order."""
    order = list(lines)
    place = {i: at for at, i in enumerate(order)}
    groups: dict[str, list[Numbered]] = {}
    for i in order:
        if found := numbered(i, lines[i]):
            groups.setdefault(found.shape, []).append(found)
    rows = [longest_row(group, lines, order, place) for group in groups.values()]
    return {i for row in rows if is_row(row, lines, order, place) for i in row}


def numbered(i: int, text: str) -> Numbered | None:
    """The number that a line consists of.

    >>> numbered(0, "【12】").number, numbered(0, "－ Ⅳ －").number, numbered(0, "1.")
    (12, 4, None)
    """
    text = unicodedata.normalize("NFKC", text)
    found = None if ITEM.match(text) else NUMBER.match(text)
    if found is None:
        return None
    number = int(found["number"]) if found["number"].isdecimal() else roman(found["number"].lower())
    kind = "#" if found["number"].isdecimal() else "x"
    return Numbered(i, f"{found['left']}{kind}{found['right']}", number)


def roman(text: str) -> int:
    values = [ROMAN[letter] for letter in text]
    return sum(-a if a < b else a for a, b in pairwise([*values, 0]))


def longest_row(
    group: Sequence[Numbered], lines: dict[int, str], order: Sequence[int], place: dict[int, int]
) -> list[int]:
    """The longest chain of lines that count on by one, with text between each two."""
    rows: dict[int, list[int]] = {}  # the number with which a chain ends → its lines
    best: list[int] = []
    for each in group:
        before = rows.get(each.number - 1, [])
        if before and not has_page_between(before[-1], each.line, lines, order, place):
            continue
        rows[each.number] = [*before, each.line]
        best = max(best, rows[each.number], key=len)
    return best


def has_page_between(a: int, b: int, lines: dict[int, str], order: Sequence[int], place: dict[int, int]) -> bool:
    """Running text stands between two lines, and not the cells of a table."""
    between = [lines[i] for i in order[place[a] + 1 : place[b]]]
    wide = sum(1 for text in between if display_width(text) >= WIDE_LINE)
    return sum(map(len, between)) >= MIN_TEXT and wide >= WIDE_SHARE * len(between)


def is_row(row: Sequence[int], lines: dict[int, str], order: Sequence[int], place: dict[int, int]) -> bool:
    """Long enough, and one at least stands inside a sentence that goes on behind it."""
    return len(row) >= MIN_ROW and any(is_inside(i, lines, order, place) for i in row)


def is_inside(i: int, lines: dict[int, str], order: Sequence[int], place: dict[int, int]) -> bool:
    """The line of text above, perhaps with a running head below it, breaks off within a sentence."""
    at = place[i]
    above = [lines[j] for j in order[max(0, at - MAX_NOTE_LINES) : at]]
    notes = next((n for n, line in enumerate(above) if MARK.match(line)), len(above))  # at the foot of the page
    text = next((line for line in reversed(above[:notes][-2:]) if is_text(line)), "。")
    return at + 1 < len(order) and not SENTENCE_END.search(text)


def is_text(line: str) -> bool:
    return display_width(line) >= WIDE_LINE or bool(SENTENCE_END.search(line))
