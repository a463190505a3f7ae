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
RAGGED_BY = 0.2  # of a full line: how much narrower a wrapped line of Latin words may be


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line without its line end and outer spaces."""

    text: str
    page: int | None  # 1-based; None when the file has no pages
    opens_page: bool
    indented: bool  # by a paragraph indent (two or more spaces, or ideographic spaces)
    after_blank: bool  # a blank line that means something stands before it
    from_contents: bool = False  # starts with a tab, as a table of contents pulled from a PDF does

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
    raw = text.replace("\f", "\n\f").split("\n")
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
            lines.append(Line(stripped, page, opens, indented, blank and not spaced, line.startswith("\t")))
            opens, blank = False, False
    if page == 1:  # no page mark anywhere: the file has no pages
        lines = [replace(line, page=None, opens_page=False) for line in lines]
    return Layout(tuple(lines), is_wrapped(lines), full_width(lines), head)


def page_marks(raw: Sequence[str], furniture: set[int]) -> set[int]:
    """Indices of the lines with which a new page begins, or between which it does where heads and numbers mark it."""
    if fed := {i for i, line in enumerate(raw) if line.startswith("\f")}:
        return fed
    text = [i for i, line in enumerate(raw) if line.strip() and i not in furniture]
    led = [i for i in text if re.match(r" \S", raw[i])]
    by_space = len(led) >= 2 and len(led) * MIN_LINES_PER_PAGE <= len(text) and is_wrapped(plain_lines(raw, text))
    first = text[0] if text else 0
    return {i for i in (furniture | set(led) if by_space else furniture) if i > first}


def plain_lines(raw: Sequence[str], indices: Sequence[int]) -> list[Line]:
    return [Line(raw[i].strip(), None, False, False, False, raw[i].startswith("\t")) for i in indices]


def is_double_spaced(raw: Sequence[str]) -> bool:
    """Blank lines stand between all lines, so they separate nothing."""
    followed = [not b.strip() for a, b in pairwise(raw) if a.strip()]
    return bool(followed) and sum(followed) >= 0.9 * len(followed)


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Most lines of some length end inside a sentence, at about the same width: they are no paragraphs."""
    long = [line for line in lines if line.width >= 30 and not line.from_contents]
    inside = [line.width for line in long if not line.ends_sentence]
    full = full_width(lines)
    even = sum(1 for width in inside if abs(width - full) <= RAGGED_BY * full)
    return len(long) >= 5 and len(inside) > WRAPPED_SHARE * len(long) and even > EVEN_SHARE * len(inside)


def full_width(lines: Sequence[Line]) -> int:
    """Width that most printed lines have: the mode over lines that end inside a sentence."""
    inside = [line for line in lines if not line.ends_sentence and not line.from_contents]
    widths = Counter(line.width for line in inside if line.width >= 20)
    return widths.most_common(1)[0][0] if widths else 0
