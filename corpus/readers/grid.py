"""A grid of cells → the rows of a table, each with the headings of its cells. The same for every format.

>>> grid = grid_of([["序号", "指标", "2025年"], ["1", "森林覆盖率（%）", "42"]])
>>> [text for text, _ in row_texts(grid, None)]
['森林覆盖率（%） · 序号：1 · 2025年：42']
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.layout import RowCell
from corpus.rows import SEPARATOR

NUMBER = re.compile(
    r"^[\[［(（<>≥≤≈约±+\-—–－]*\s*\d[\d\s,，.．万亿千百%％‰\]］)）左右以上下内个项次户人元吨年月日/~～\-—–+]*$"
)
EMPTY = re.compile(r"^[\s\-—–－/／…·.]*$")  # a dash says that there is no figure
SERIAL = re.compile(r"^(?:序号|序號|编号|編號|No\.?|№|#)$", re.IGNORECASE)
UNIT_LINE = re.compile(
    r"^[（(]?\s*(?:计量)?[单單]\s*位\s*[：:]\s*([^（）()]{1,20}?(?:[（(][^（）()]*[）)])?)\s*[）)]?$"
)
MAX_HEAD_ROWS = 4


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell and the rows and columns that it fills, 0-based."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1

    def covers(self, row: int, column: int) -> bool:
        return self.row <= row < self.row + self.rows and self.column <= column < self.column + self.columns


@dataclass(frozen=True)
class Grid:
    """The cells of a table in reading order; `head_rows` are the rows of column headings."""

    cells: tuple[GridCell, ...]
    rows: int
    columns: int
    head_rows: int

    def at(self, row: int, column: int) -> GridCell | None:
        return next((cell for cell in self.in_rows.get(row, ()) if cell.covers(row, column)), None)

    def row(self, row: int) -> list[GridCell]:
        """The cells of a row from left to right, those that reach into it from above too."""
        return sorted(self.in_rows.get(row, ()), key=lambda cell: cell.column)

    @cached_property
    def in_rows(self) -> Mapping[int, list[GridCell]]:
        """The cells that stand in each row, in reading order: to look through all for each row takes minutes."""
        found: dict[int, list[GridCell]] = defaultdict(list)
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rows):
                found[row].append(cell)
        return found


def grid_of(rows: Sequence[Sequence[str]], head_rows: int | None = None) -> Grid:
    """A grid of plain rows; a heading with empty ones behind it, below which words stand, is divided into these, and
    an empty name of a row is that of the row above."""
    rows = [[text.strip() for text in row] for row in rows]
    if is_divided(rows):
        return make_grid(divided_cells(rows), 2)
    cells = [GridCell(text, i, j) for i, row in enumerate(rows) for j, text in enumerate(row)]
    return make_grid([cell for cell in cells if cell.text or cell.column or not cell.row], head_rows)


def is_divided(rows: Sequence[Sequence[str]]) -> bool:
    """The first row leaves headings empty, and the second has words where it does, none of them the name of a row."""
    if len(rows) < 3 or not rows[0][0] or len(rows[0]) != len(rows[1]):
        return False
    first, second = rows[0], rows[1]
    blank = [column for column, text in enumerate(first) if not text]
    words = [text for text in second if text]
    return bool(
        blank
        and all(second[column] for column in blank)
        and second[0] in ("", first[0])
        and not any(is_number(text) for text in words)
    )


def divided_cells(rows: Sequence[Sequence[str]]) -> list[GridCell]:
    """The cells of a table whose first heading row names groups of the columns below."""
    cells: list[GridCell] = []
    starts = [column for column, text in enumerate(rows[0]) if text]
    for column, stop in zip(starts, [*starts[1:], len(rows[0])], strict=True):
        deep = not rows[1][column] or rows[1][column] == rows[0][column]
        cells.append(GridCell(rows[0][column], 0, column, 2 if deep else 1, stop - column))
    covered = {column for cell in cells if cell.rows == 2 for column in range(cell.column, cell.column + cell.columns)}
    cells += [GridCell(text, 1, column) for column, text in enumerate(rows[1]) if column not in covered]
    cells += [GridCell(text, i + 2, j) for i, row in enumerate(rows[2:]) for j, text in enumerate(row)]
    return cells


def make_grid(cells: Sequence[GridCell], head_rows: int | None = None) -> Grid:
    """A grid of cells that may be merged; without a number of `head_rows` they are found."""
    rows = max((cell.row + cell.rows for cell in cells), default=0)
    columns = max((cell.column + cell.columns for cell in cells), default=0)
    grid = Grid(tuple(sorted(cells, key=lambda c: (c.row, c.column))), rows, columns, 0)
    return Grid(grid.cells, rows, columns, count_head_rows(grid) if head_rows is None else head_rows)


def count_head_rows(grid: Grid) -> int:
    """Rows of headings: the first, as deep as its deepest cell, and below a merged heading the row that divides it."""
    first = grid.row(0)
    figures = sum(is_number(cell.text) for cell in first)
    if not first or (len(first) == 1 and grid.rows == 1) or figures * 2 > len(first):
        return 0
    depth = max(cell.rows for cell in first)
    if len(first) == 1 and grid.rows > 1:  # a title inside the grid
        return min(1 + count_head_rows(below(grid, 1)), MAX_HEAD_ROWS)
    if depth == 1 and any(1 < cell.columns < grid.columns for cell in first) and grid.rows > 2:
        second = grid.row(1)
        plain = {c for cell in first if cell.columns == 1 for c in range(cell.column, cell.column + cell.columns)}
        filled = any(cell.text and cell.column in plain for cell in second)  # below a heading that nothing divides
        divides = len(second) > len(first) and not filled and not any(is_number(cell.text) for cell in second)
        depth = 2 if divides else 1
    return min(depth, MAX_HEAD_ROWS, grid.rows - 1)


def below(grid: Grid, row: int) -> Grid:
    cells = tuple(GridCell(c.text, c.row - row, c.column, c.rows, c.columns) for c in grid.cells if c.row >= row)
    return Grid(cells, grid.rows - row, grid.columns, 0)


def is_number(text: str) -> bool:
    return bool(NUMBER.match(text)) and not re.fullmatch(r"(?:19|20)\d\d\s*年?", text)


def column_heads(grid: Grid) -> tuple[str, ...]:
    """The heading of each column; a heading that is divided stands before its parts."""
    heads = []
    for column in range(grid.columns):
        parts: list[str] = []
        for row in range(grid.head_rows):
            cell = grid.at(row, column)
            if cell and cell.text and cell.columns < grid.columns and cell.text not in parts:
                parts.append(cell.text)
        heads.append(" ".join(parts))
    return tuple(heads)


def grid_title(grid: Grid) -> str | None:
    """A title that fills a row of its own above the headings."""
    first = grid.row(0)
    return first[0].text if grid.head_rows > 1 and len(first) == 1 and first[0].text else None


def stub_column(grid: Grid, heads: Sequence[str]) -> int:
    """The column that names the rows: the first whose cells are words, not numbers."""
    for column in range(grid.columns):
        texts = [cell.text for row in range(grid.head_rows, grid.rows) if (cell := grid.at(row, column)) and cell.text]
        worded = sum(1 for text in texts if not is_number(text) and not EMPTY.match(text))
        if not SERIAL.match(re.sub(r"\s", "", heads[column])) and worded * 2 > len(texts):
            return column
    return 0


def headless(grid: Grid) -> Grid:
    """The grid with no row of headings: the rest of a table whose headings stand elsewhere."""
    return Grid(grid.cells, grid.rows, grid.columns, 0)


def row_texts(
    grid: Grid, unit: str | None, heads: Sequence[str] | None = None
) -> Iterator[tuple[str, tuple[RowCell, ...]]]:
    """Yield the text of every row below the headings, with the place of each cell in it.

    A row that one cell fills heads the rows under it (（一）产业转型). `heads` are those of another grid's columns.
    """
    heads = tuple(heads) if heads is not None else column_heads(grid)
    stub = stub_column(grid, heads)
    unit = None if any("单位" in head or "單位" in head for head in heads) else unit
    group, used = "", True
    for row in range(grid.head_rows, grid.rows):
        cells = [cell for cell in grid.row(row) if cell.text]
        if not cells:
            continue
        fills = cells[0].columns == grid.columns > 1 or (len(grid.row(row)) > 1 and is_group(cells[0]))
        if len(cells) == 1 and fills:
            if not used:
                yield group, (RowCell(0, 0, len(group)),)
            group, used = cells[0].text, False
            continue
        used = True
        yield row_text(cells, heads, stub, group, unit)
    if not used:
        yield group, (RowCell(0, 0, len(group)),)


def is_group(cell: GridCell) -> bool:
    """A lone cell in the first column that is numbered like a heading."""
    return cell.column == 0 and bool(
        re.match(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])", cell.text)
    )


def row_text(
    cells: Sequence[GridCell], heads: Sequence[str], stub: int, group: str, unit: str | None
) -> tuple[str, tuple[RowCell, ...]]:
    """One row: its group, the name of the row, the unit, then every other cell after its heading."""
    named = [cell for cell in cells if cell.column <= stub < cell.column + cell.columns]
    text, places = group, []
    for cell in [*named, *(cell for cell in cells if cell not in named)]:
        if text:
            text += SEPARATOR
        span = range(cell.column, min(cell.column + cell.columns, len(heads)))
        head = " ".join(dict.fromkeys(heads[c] for c in span if heads[c]))
        if head and cell not in named:
            text += f"{head}："
        places.append(RowCell(cell.column, len(text), len(text) + len(cell.text)))
        text += cell.text
        if unit and named and cell is named[-1]:
            text += f"{SEPARATOR}单位：{unit}"
    return text, tuple(places)


def read_unit(text: str) -> str | None:
    """The unit that a unit line names.

    >>> read_unit("单位：万吨标准煤"), read_unit("（单位:亿元）"), read_unit("单位：江阳市财政局负责组织实施。")
    ('万吨标准煤', '亿元', None)
    """
    found = UNIT_LINE.match(text.strip())
    return found[1].strip() if found and not re.search(r"[。；]", text) else None
