"""Tables without any rule: rows of texts below a caption (表 1 …) whose columns show in the gaps between them."""

import re
from collections.abc import Iterator, Sequence

from corpus.readers.grid import GridCell, is_number, make_grid
from corpus.readers.pdf.glyphs import Glyph
from corpus.readers.pdf.lines import Run, group_rows, split_runs, text_of
from corpus.readers.pdf.opentables import column_strips, has_figures
from corpus.readers.pdf.tables import PageTable

CAPTION = re.compile(r"^[附]?表\s*[一二三四五六七八九十\d]{1,3}(?:[-.—]\d{1,2})?\s*[^。；，]{2,40}$")
UNIT = re.compile(r"^[（(]?\s*单位\s*[：:]")
FAR = 3.5  # of the size: a row of the table stands within it below the one before
MIN_ROWS = 3  # with that of the headings


def plain_tables(glyphs: Sequence[Glyph], gutter: float | None) -> list[PageTable]:
    """The tables below captions, in each column of the page by itself."""
    sides = [glyphs] if gutter is None else [[g for g in glyphs if (g.x0 < gutter) == left] for left in (True, False)]
    return [table for side in sides for table in tables_in(side)]


def tables_in(glyphs: Sequence[Glyph]) -> Iterator[PageTable]:
    rows = [sorted(split_runs(row), key=lambda run: run.x0) for row in group_rows(glyphs)]
    rows = sorted((row for row in rows if row), key=lambda row: row[0].base)
    for i, row in enumerate(rows):
        if CAPTION.match(words(row)) and (table := table_below(rows, i)):
            yield table


def table_below(rows: Sequence[Sequence[Run]], caption: int) -> PageTable | None:
    """The table that follows a caption, a line with its unit aside; None when the rows below it form no columns."""
    first = caption + 1
    if first < len(rows) and len(rows[first]) == 1 and UNIT.match(words(rows[first])):
        first += 1
    stop = first
    while stop < len(rows) and len(rows[stop]) > 1 and is_near(rows[stop - 1], rows[stop]):
        stop += 1
    found = rows[first:stop]
    columns = column_strips(found)
    heads = [text_of(run.glyphs, run.size) for run in found[0]] if found else []
    if len(found) < MIN_ROWS or len(columns) < 2 or any(map(is_number, heads)) or not has_figures(found[1:]):
        return None
    cells = []
    for r, row in enumerate(found):
        for run in row:
            covered = [c for c, (x0, x1) in enumerate(columns) if run.x0 < x1 and run.x1 > x0] or [0]
            cells.append(GridCell(text_of(run.glyphs, run.size), r, covered[0], 1, len(covered)))
    inked = [g for row in found for run in row for g in run.glyphs if not g.char.isspace()]
    box = (
        min(g.x0 for g in inked) - 1,
        min(g.y0 for g in inked),
        max(g.x1 for g in inked) + 1,
        max(g.y1 for g in inked),
    )
    return PageTable(box, make_grid(cells, 1), tuple(x0 for x0, _ in columns))


def words(row: Sequence[Run]) -> str:
    return " ".join(text_of(run.glyphs, run.size) for run in row)


def is_near(above: Sequence[Run], row: Sequence[Run]) -> bool:
    return row[0].base - above[0].base <= FAR * row[0].size
