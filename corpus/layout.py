"""The seam between the readers of file formats and the reading of structure: printed lines, and what is known of each.

A reader (`corpus/readers`) fills in what its format tells and leaves the rest at its default; what no reader tells, the
structure modules infer from the text itself. Nothing is joined here yet.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.sentences import SENTENCE_END

WRAPPED_SHARE = 0.5  # of the longer lines end inside a sentence when a file is hard-wrapped
EVEN_SHARE = 0.5  # of those are about as wide as a full line
INDENT = 4  # cells: two Chinese characters
TORN_EVERY = 12  # lines, one goes on with a small letter in English text
RAGGED_BY = 0.2  # of a full line: how much narrower a wrapped line of Latin words may be

Rectangle = tuple[float, float, float, float]  # x0, y0, x1, y1 in points, from the top left corner of the page


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell of a table row; offsets are code points of the row's line."""

    column: int  # the first column that it fills, 0-based
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """What makes a line a row of a table: its text names the heading of each cell, the cells stay as printed."""

    table: int  # position in Layout.tables
    cells: tuple[RowCell, ...]


@dataclass(frozen=True, slots=True)
class TableHead:
    """What stands over the rows of a table; each is None or empty where the table prints none."""

    caption: str | None  # as printed, its number included
    unit: str | None  # of the unit line (单位：万人)
    columns: tuple[str, ...]  # a heading over several lines is joined by spaces


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line without its line end and outer spaces; in a format without printed lines, a paragraph."""

    text: str
    page: int | None  # position in the file, 1-based; None when the file has no pages
    opens_page: bool
    indented: bool  # by a paragraph indent (two or more spaces, or ideographic spaces)
    after_blank: bool  # a blank line that means something (not at the top of a page) stands before it
    label: str | None = None  # the page number as printed ("iv", "12"); None when the page carries none
    starts: bool | None = None  # it starts a paragraph (True) or continues one (False); None: its reader cannot tell
    level: int | None = None  # of a heading by markup or print; None where only its words can tell. 1–6 stand above all
    # numbers, as h1–h6 do; 6 + n stands beside the numbers of level n of corpus.numbering
    size: float | None = None  # of its characters, in points
    bold: bool = False
    box: Rectangle | None = None  # where it is printed
    frame: int | None = None  # number of the drawn frame it stands in, counted through the file
    note: bool = False  # of a footnote: apart from the sentence above it
    row: Row | None = None  # a row of a table, which is neither joined nor cut
    recognised: bool = False  # read from a picture of the page by OCR, so it is no verbatim text
    source: tuple[int, int] | None = None  # first and last line of the file, 1-based, where a block of it has several

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
    title: str | None = None  # that the file's markup or the print of its first page names
    tables: tuple[TableHead, ...] = ()
    page_count: int | None = None  # empty pages too; None when the file has no pages, or they are counted by its lines
    unread: tuple[int, ...] = ()  # pages that are pictures without text


def layout_from_dict(data: dict) -> Layout:
    """Rebuild a Layout from `dataclasses.asdict` after a round trip through JSON (tuples came back as lists)."""
    tables = tuple(TableHead(**{**head, "columns": tuple(head["columns"])}) for head in data["tables"])
    lines = tuple(line_from_dict(line) for line in data["lines"])
    return Layout(**{**data, "lines": lines, "tables": tables, "unread": tuple(data["unread"])})


def line_from_dict(data: dict) -> Line:
    row, box, source = data["row"], data["box"], data["source"]
    cells = tuple(RowCell(**cell) for cell in row["cells"]) if row else ()
    return Line(
        **{
            **data,
            "row": Row(row["table"], cells) if row else None,
            "box": tuple(box) if box else None,
            "source": tuple(source) if source else None,
        }
    )


def display_width(text: str) -> int:
    """Width in half-width cells.

    >>> display_width("2024 年")
    7
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def measure(lines: Sequence[Line], running_head: str | None) -> Layout:
    """Tell from the lines how they were printed; a table of contents among them would mislead."""
    return Layout(tuple(lines), is_wrapped(lines), full_width(lines), running_head)


def with_lines(layout: Layout, lines: Sequence[Line]) -> Layout:
    """The layout with other lines, measured again."""
    return replace(layout, lines=tuple(lines), wrapped=is_wrapped(lines), width=full_width(lines))


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Most lines of some length end inside a sentence, at about the same width: they are no paragraphs.

    Where a reader knows which lines start a paragraph, that tells it.
    """
    lines = [line for line in lines if not line.note and line.row is None]
    if known := [line for line in lines if line.starts is not None]:
        return any(not line.starts for line in known)
    if has_torn_words(lines):
        return True
    long = [line for line in lines if line.width >= 30]
    inside = [line.width for line in long if not line.ends_sentence]
    full = full_width(lines)
    even = sum(1 for width in inside if abs(width - full) <= RAGGED_BY * full)
    return len(long) >= 5 and len(inside) > WRAPPED_SHARE * len(long) and even > EVEN_SHARE * len(inside)


def has_torn_words(lines: Sequence[Line]) -> bool:
    """Lines of English go on with a small letter below: a short report has no five long lines to tell it by."""
    pairs = [(a, b) for a, b in pairwise(lines) if not b.after_blank and b.starts is None]
    torn = sum(1 for a, b in pairs if re.search(r"[a-z,]$", a.text) and re.match(r"[a-z]", b.text) and a.width >= 40)
    return torn > 0 and torn * TORN_EVERY >= len(lines)


def full_width(lines: Sequence[Line]) -> int:
    """Width that most printed lines have: the mode over lines that end inside a sentence.

    Where paragraphs are short, their first lines, indented by two characters, are as many as the full ones.
    """
    inside = [line for line in lines if line.row is None and not line.ends_sentence]
    widths = Counter(line.width for line in inside if line.width >= 20)
    if not widths:
        return 0
    mode, count = widths.most_common(1)[0]
    if count == 1:
        mode = max(widths)  # of few lines, no two equal, the widest
    full = max((mode + INDENT + step for step in (0, -1, 1)), key=lambda width: widths[width])
    return full if widths[full] * 2 >= count else mode
