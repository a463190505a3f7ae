"""The tables of a page: ruled grids filled with the characters that stand in their cells. Frames are no tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.layout import Rectangle
from corpus.paragraphs import joint
from corpus.readers.grid import Grid, GridCell, make_grid
from corpus.readers.pdf.glyphs import Glyph
from corpus.readers.pdf.lines import group_rows, text_of
from corpus.readers.pdf.rules import RuledGrid

SAME_COLUMNS = 6.0  # points: the columns of a table that goes on overleaf stand within this


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table and its place on the page."""

    box: Rectangle
    grid: Grid
    columns: tuple[float, ...]  # where its columns begin; a table that goes on overleaf has the same


def split_grids(
    grids: Sequence[RuledGrid], glyphs: Sequence[Glyph], before: Sequence[PageTable] = ()
) -> tuple[list[PageTable], list[Rectangle]]:
    """Return the tables among the grids, filled, and the frames.

    Two cells beside each other are the last row of a table that stands `before`, on the page above, else a frame.
    """
    tables: list[PageTable] = []
    frames: list[Rectangle] = []
    for ruled in grids:
        starts = tuple(sorted({round(c.box[0], 1) for c in ruled.cells}))
        last_row = any(same_columns(table.columns, starts) for table in before)
        if ruled.columns == 1 or (len(ruled.cells) < 3 and not last_row):
            frames.append(ruled.box)
            continue
        cells = [GridCell(cell_text(glyphs_in(c.box, glyphs)), c.row, c.column, c.rows, c.columns) for c in ruled.cells]
        if not any(cell.text for cell in cells):
            continue
        tables.append(PageTable(ruled.box, make_grid(cells), starts))
    return tables, frames


def same_columns(columns: Sequence[float], others: Sequence[float]) -> bool:
    """Two tables have their columns at the same places."""
    return len(columns) == len(others) and all(
        abs(x - y) <= SAME_COLUMNS for x, y in zip(columns, others, strict=True)
    )


def glyphs_in(box: Rectangle, glyphs: Sequence[Glyph]) -> list[Glyph]:
    x0, y0, x1, y1 = box
    return [g for g in glyphs if x0 <= (g.x0 + g.x1) / 2 <= x1 and y0 <= (g.y0 + g.y1) / 2 <= y1]


def cell_text(glyphs: Sequence[Glyph]) -> str:
    """The text of a cell, its lines joined."""
    text = ""
    for row in group_rows(glyphs):
        size = max(g.size for g in row)
        line = text_of(row, size)
        text += (joint(text, line, False) if text and line else "") + line
    return re.sub(r"(?<=[\u2e80-\u9fff]) (?=[\u2e80-\u9fff])", "", text)
