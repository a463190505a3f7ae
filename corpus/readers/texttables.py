"""Finds tables in plain text: pipes, columns set apart by tabs or blanks, and a cell a line as a PDF's text has them.

Without pipes only lines below a caption (表 1 …) are taken for a table, and only when they fill a grid.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.captions import is_caption, is_table_caption
from corpus.layout import Layout, Line, Row, TableHead, with_lines
from corpus.numbering import is_heading_line
from corpus.readers.grid import Grid, column_heads, grid_of, is_number, row_texts
from corpus.readers.tablehead import take_head

PIPE_ROW = re.compile(r"^\|?(?:[^|]*\|)+[^|]*\|?$")
PIPE_RULE = re.compile(r"^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?$")
BOX_RULE = re.compile(r"^[+┌├└┏┣┗╔╠╚][-=+─┬┼┴━┳╋┻═╦╬╩┐┤┘┓┫┛╗╣╝]{3,}$")  # of a table drawn with characters
DRAWN = str.maketrans("│┃║", "|||")
GAP = re.compile(r"\t+| {2,}|\u3000+")
COMMA = re.compile(r",(?!\d{3}(?!\d))")  # of a table saved as CSV; 1,234 is a number
LEADER = re.compile(r"…|\.{3}")  # before the page number of an entry of the contents
BLANK = re.compile(r"\s+")
MAX_CELL = 40  # characters of a cell on a line of its own
MAX_COLUMNS = 12
MIN_ROWS = 2
MIN_COLUMNS = 3  # of a table that bears no caption, and rows below the headings of one set apart by single blanks


@dataclass(frozen=True, slots=True)
class Found:
    """A table and the lines that it fills."""

    start: int
    stop: int
    grid: Grid


def with_tables(layout: Layout) -> Layout:
    """Put a line a row in the place of the lines of every table."""
    lines: list[Line] = []
    heads: list[TableHead] = []
    i = 0
    while i < len(layout.lines):
        found = table_at(layout.lines, i)
        if found is None:
            lines.append(layout.lines[i])
            i += 1
            continue
        first = layout.lines[found.start]
        caption, unit = take_head(lines, first.page)
        heads.append(TableHead(caption, unit, column_heads(found.grid)))
        for number, (text, cells) in enumerate(row_texts(found.grid, unit)):
            opens = first.opens_page and number == 0
            row = Row(len(heads) - 1, cells)
            lines.append(replace(first, text=text, opens_page=opens, after_blank=False, row=row))
        i = found.stop
    return replace(with_lines(layout, lines), tables=tuple(heads)) if heads else layout


def table_at(lines: Sequence[Line], i: int) -> Found | None:
    """The table that begins at the line `i`."""
    if found := pipe_table(lines, i) or drawn_table(lines, i):
        return found
    if not below_caption(lines, i):
        return parted_table(lines, i, GAP) or parted_table(lines, i, COMMA)
    spaced = (spaced_table(lines, i, gap) for gap in (GAP, COMMA, BLANK))
    return next((found for found in spaced if found), None) or listed_table(lines, i)


def below_caption(lines: Sequence[Line], i: int) -> bool:
    """A caption of a table stands on one of the two lines above."""
    return any(is_table_caption(line.text) for line in lines[max(0, i - 2) : i])


def pipe_table(lines: Sequence[Line], i: int) -> Found | None:
    """Rows between pipes with a rule below the first."""
    if i + 1 >= len(lines) or "|" not in lines[i].text or not PIPE_RULE.match(lines[i + 1].text):
        return None
    stop = i
    while stop < len(lines) and "|" in lines[stop].text and PIPE_ROW.match(lines[stop].text):
        stop += 1
    rows = [pipe_cells(line.text) for at, line in enumerate(lines[i:stop]) if at != 1]
    width = len(rows[0])
    if len(rows) < MIN_ROWS or width < 2:
        return None
    return Found(i, stop, grid_of([(row + [""] * width)[:width] for row in rows], head_rows=1))


def pipe_cells(text: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", text.strip())
    cells = cells[1:] if not cells[0].strip() else cells
    cells = cells[:-1] if cells and not cells[-1].strip() else cells
    return [re.sub(r"\*\*|__|\\(?=\|)", "", cell).strip() for cell in cells]


def drawn_table(lines: Sequence[Line], i: int) -> Found | None:
    """Rows between pipes without a rule, or between rules drawn with characters."""
    stop, rows = i, []
    while stop < len(lines):
        text = lines[stop].text.translate(DRAWN)
        if "|" in text and text[0] == "|" == text[-1]:
            rows.append(pipe_cells(text))
        elif not BOX_RULE.match(text):
            break
        stop += 1
    if len(rows) < MIN_ROWS or len(rows[0]) < 2 or len({len(row) for row in rows}) > 1:
        return None
    return Found(i, stop, grid_of(rows, head_rows=1))


def parted_rows(
    lines: Sequence[Line], i: int, gap: re.Pattern[str], fits: Callable[[int, list[str]], bool]
) -> list[list[str]]:
    """The lines from `i` on that have as many columns as the first; none when one does not fit.

    `fits` is given the number of a row and its cells. It is asked while the rows are read: a long run of lines that is
    no table must not be read anew from each of its lines.
    """
    rows: list[list[str]] = []
    for at in range(i, len(lines)):
        line = lines[at]
        cells = gap.split(line.text)
        if len(cells) < 2 or (rows and len(cells) != len(rows[0])) or line.ends_sentence or LEADER.search(line.text):
            break
        if rows and is_table_caption(line.text):
            break
        if not fits(len(rows), cells):
            return []
        rows.append(cells)
    return rows


def spaced_table(lines: Sequence[Line], i: int, gap: re.Pattern[str]) -> Found | None:
    """Lines of as many columns as the first, set apart by tabs or blanks, or by commas."""
    rows = parted_rows(lines, i, gap, names_figures if gap is BLANK else lambda at, cells: True)
    if len(rows) < MIN_ROWS or not any(is_number(cell) for row in rows[1:] for cell in row):
        return None
    if gap is BLANK and not is_even(rows, lines[i + len(rows) : i + len(rows) + 1]):
        return None
    return Found(i, i + len(rows), grid_of(rows, head_rows=1))


def names_figures(at: int, cells: Sequence[str]) -> bool:
    """A row names something and has figures; the headings have none."""
    figures = [is_number(cell) for cell in cells]
    return not any(figures) if at == 0 else any(figures) and not figures[0]


def is_even(rows: Sequence[Sequence[str]], after: Sequence[Line]) -> bool:
    """Single blanks set cells apart only where every row names something and has figures, and no row of another width
    follows, whose columns none could tell."""
    more = any(is_number(cell) for line in after if not line.ends_sentence for cell in BLANK.split(line.text)[1:])
    return len(rows) > MIN_COLUMNS and all(names_figures(at, row) for at, row in enumerate(rows)) and not more


def parted_table(lines: Sequence[Line], i: int, gap: re.Pattern[str]) -> Found | None:
    """The same without a caption: headings without figures above rows that name something and are half figures."""
    rows = parted_rows(lines, i, gap, is_full)
    return Found(i, i + len(rows), grid_of(rows, head_rows=1)) if len(rows) > MIN_ROWS else None


def is_full(at: int, cells: Sequence[str]) -> bool:
    """Headings without figures, or a row that names something and is half figures."""
    if at == 0:
        return len(cells) >= MIN_COLUMNS and not any(map(is_number, cells))
    return not is_number(cells[0]) and 2 * sum(map(is_number, cells[1:])) >= len(cells) - 1


def listed_table(lines: Sequence[Line], i: int) -> Found | None:
    """A cell a line: the headings, then rows that are alike."""
    stop = i
    while stop < len(lines) and may_be_cell(lines[stop]):
        stop += 1
    cells = [line.text for line in lines[i:stop]]
    return by_serial_numbers(cells, i) or by_pattern(cells, i)


def may_be_cell(line: Line) -> bool:
    text = line.text
    mark = len(text) > 1 and is_heading_line(text) and not is_number(text)
    return len(text) <= MAX_CELL and not re.search(r"[。；]", text) and not mark and not is_caption(text)


def by_serial_numbers(cells: Sequence[str], start: int) -> Found | None:
    """Rows that begin with 1, 2, 3 at even distances; the headings before them may be torn (序 / 号)."""
    for first in (at for at, cell in enumerate(cells) if cell == "1" and at >= 2):
        places = [first]
        while (wanted := str(len(places) + 1)) in cells[places[-1] + 1 :]:
            places.append(cells.index(wanted, places[-1] + 1))
        steps = {b - a for a, b in pairwise(places)}
        width = min(steps, default=0)
        if len(steps) != 1 or not 2 <= width <= MAX_COLUMNS or len(cells) - places[-1] < width:
            continue
        heads = join_torn(cells[:first], width)
        if heads:
            rows = [list(cells[at : at + width]) for at in places]
            return Found(start, start + places[-1] + width, grid_of([heads, *rows], head_rows=1))
    return None


def join_torn(heads: Sequence[str], width: int) -> list[str] | None:
    """The headings as so many as there are columns; single characters in a row belong together."""
    heads = list(heads)
    while len(heads) > width:
        torn = [i for i in range(len(heads) - 1) if len(heads[i]) == len(heads[i + 1]) == 1]
        if not torn:
            return None
        heads[torn[0] : torn[0] + 2] = [heads[torn[0]] + heads[torn[0] + 1]]
    return heads if len(heads) == width else None


def by_pattern(cells: Sequence[str], start: int) -> Found | None:
    """Rows of a name and figures, all alike, below as many headings."""
    for width in range(2, min(MAX_COLUMNS, len(cells) // 3) + 1):
        head, rest = cells[:width], cells[width:]
        rows = [list(rest[at : at + width]) for at in range(0, len(rest) - width + 1, width)]
        kinds = [[is_number(cell) for cell in row] for row in rows]
        same = [row for row, kind in zip(rows, kinds, strict=True) if kind == kinds[0]]
        heads_are_words = not any(is_number(cell) for cell in head)
        if len(rows) >= MIN_ROWS and len(same) == len(rows) and not kinds[0][0] and any(kinds[0]) and heads_are_words:
            return Found(start, start + width * (len(rows) + 1), grid_of([list(head), *rows], head_rows=1))
    return None
