"""Text of a file → its printed lines, each with its page. Drops what belongs to the page; joins nothing yet.

How a page break shows: a form feed; else, in text pulled from a PDF, one leading space on an otherwise unindented
file, or a running head or page number (— 22 —).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.furniture import find_furniture
from corpus.sentences import SENTENCE_END

PARAGRAPH_INDENT = re.compile(r"^(?:\u3000+| {2,})(?=\S)")
MIN_LINES_PER_PAGE = 8  # a leading space on more lines than one in so many is no page mark
WRAPPED_SHARE = 0.5  # of the longer lines end inside a sentence when a file is hard-wrapped
EVEN_SHARE = 0.5  # of those are about as wide as a full line
INDENT = 4  # cells: two Chinese characters
RAGGED_BY = 0.2  # of a full line: how much narrower a wrapped line of Latin words may be


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line without its line end and outer spaces."""

    text: str
    page: int | None  # 1-based; None when the file has no pages
    opens_page: bool
    indented: bool  # by a paragraph indent (two or more spaces, or ideographic spaces)
    after_blank: bool  # a blank line that means something (not at the top of a page) stands before it

    @property
    def width(self) -> int:
        return display_width(self.text)

    @property
    def ends_sentence(self) -> bool:
        return bool(SENTENCE_END.search(self.text))


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a file and what they tell together."""

    lines: tuple[Line, ...]
    wrapped: bool  # lines are printed lines, not paragraphs
    width: int  # of a full body line, in half-width cells
    running_head: str | None


def display_width(text: str) -> int:
    """Width in half-width cells.

    >>> display_width("2024 年")
    7
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def read_layout(text: str) -> Layout:
    """Split the text of a file into lines with pages; drop running heads and page numbers."""
    raw = re.sub(r"(?<=[^\n])\f", "\n\f", text).split("\n")
    furniture, head = find_furniture(raw)
    marks_page = page_marks(raw, furniture)
    spaced = is_double_spaced(raw)
    lines: list[Line] = []
    page, opens, blank = 1, True, False
    for i, line in enumerate(raw):
        if i in marks_page and (line.startswith("\f") or not opens):
            page, opens = page + 1, True
        stripped = line.strip()
        if not stripped:
            blank = True
        elif i not in furniture:
            indented = bool(PARAGRAPH_INDENT.match(line.lstrip("\f")))
            apart = blank and not spaced and not opens
            lines.append(Line(stripped, page, opens, indented, apart))
            opens, blank = False, False
    if page == 1:  # no page mark anywhere: the file has no pages
        lines = [replace(line, page=None, opens_page=False) for line in lines]
    return measure(lines, head)


def measure(lines: Sequence[Line], running_head: str | None) -> Layout:
    """Tell from the lines how they were printed; a table of contents among them would mislead."""
    return Layout(tuple(lines), is_wrapped(lines), full_width(lines), running_head)


def page_marks(raw: Sequence[str], furniture: set[int]) -> set[int]:
    """Indices of the lines with which a new page begins, or between which it does where heads and numbers mark it."""
    if fed := {i for i, line in enumerate(raw) if line.startswith("\f")}:
        return fed
    text = [i for i, line in enumerate(raw) if line.strip() and i not in furniture]
    led = [i for i in text if re.match(r" \S", raw[i])]
    lines = [Line(raw[i].strip(), None, False, False, False) for i in text]
    by_space = len(led) >= 2 and len(led) * MIN_LINES_PER_PAGE <= len(text) and is_wrapped(lines)
    first = text[0] if text else 0
    return {i for i in (furniture | set(led) if by_space else furniture) if i > first}


def is_double_spaced(raw: Sequence[str]) -> bool:
    """Blank lines stand between all lines, so they separate nothing."""
    followed = [not b.strip() for a, b in pairwise(raw) if a.strip()]
    return bool(followed) and sum(followed) >= 0.9 * len(followed)


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Most lines of some length end inside a sentence, at about the same width: they are no paragraphs."""
    long = [line for line in lines if line.width >= 30]
    inside = [line.width for line in long if not line.ends_sentence]
    full = full_width(lines)
    even = sum(1 for width in inside if abs(width - full) <= RAGGED_BY * full)
    return len(long) >= 5 and len(inside) > WRAPPED_SHARE * len(long) and even > EVEN_SHARE * len(inside)


def full_width(lines: Sequence[Line]) -> int:
    """Width that most printed lines have: the mode over lines that end inside a sentence.

    Where paragraphs are short, their first lines, indented by two characters, are as many as the full ones.
    """
    inside = [line for line in lines if not line.ends_sentence]
    widths = Counter(line.width for line in inside if line.width >= 20)
    if not widths:
        return 0
    mode, count = widths.most_common(1)[0]
    full = max((mode + INDENT + step for step in (0, -1, 1)), key=lambda width: widths[width])
    return full if widths[full] * 2 >= count else mode
