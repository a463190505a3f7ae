"""Tables as places of a report: the table, its groups of rows by their first column, and its rows by their names.

    group = next(g for g in tables_of(document)[0].children if g.title == "加分指标")
    [row.title for row in group.children]      # ['文化程度', '创新能力', …]
"""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from corpus.document import Cell, Document, Passage, Sentence, Table, TableRow
from retrieval.answer.parts import Place

ROWS = ("table",)  # kind of the passages that are rows
NAMES = re.compile(r"[A-Za-z]{2}|[一-龥]{2}")  # a cell that names a row; an ordinal or a figure does not
MOST_ROWS = 500  # of a table that is told; a larger one holds data
LONGEST = 40  # characters of a name; what is longer tells


def tables_of(document: Document) -> list[Place]:
    """Each table that has rows, with its groups or, where it has none, its rows."""
    return [table_place(document, table) for table in document.tables if 0 < len(table.rows) <= MOST_ROWS]


def table_place(document: Document, table: Table) -> Place:
    head = grouped(document, table)
    rows: list[tuple[str, TableRow, str]] = []  # (group, row, name); a row without its first cell goes on with a group
    for row in table.rows:
        first = next((text(document, c) for c in row.cells if c.column == 0), rows[-1][0] if rows else "")
        rows.append((first if head else "", row, name_of(document, row, head)))
    named = [(group, place(document, name, row.start, row.end, row.page)) for group, row, name in rows if name]
    children: list[Place] = []
    for group, members in groupby(named, key=lambda pair: pair[0]):
        inside = tuple(one for _, one in members)
        if head:
            inside = (place(document, group, inside[0].start, inside[-1].end, inside[0].page, inside),)
        children += inside
    return place(document, table.title or "", table.start, table.end, table.page, tuple(children))


def place(
    document: Document, title: str, start: int, end: int, page: int | None, children: tuple[Place, ...] = ()
) -> Place:
    return Place(document, title, start, end, page, children, kinds=ROWS)


def grouped(document: Document, table: Table) -> bool:
    """The first column names groups of rows: some neighbours share it, and another column names the rows."""
    first = [next((text(document, c) for c in row.cells if c.column == 0), "") for row in table.rows]
    together = sum(one == other != "" for one, other in pairwise(first))
    return together * 2 >= len(first) - 1 and any(NAMES.search(one) for one in first) and all(
        name_of(document, row, True) for row in table.rows
    )


def name_of(document: Document, row: TableRow, in_group: bool) -> str:
    """The first cell that names the row, its group left out; "" where none does."""
    cells = (text(document, cell) for cell in row.cells if not (in_group and cell.column == 0))
    return next((cell for cell in cells if NAMES.search(cell) and len(cell) <= LONGEST), "")


def cells_of(document: Document, row: TableRow) -> Iterator[tuple[str, Cell]]:
    """(heading of the column, cell) of the cells that tell: those behind the name of a row."""
    table = next(table for table in document.tables if row in table.rows)
    name = name_of(document, row, grouped(document, table))
    told = False
    for cell in row.cells:
        if told:
            yield re.sub(r"(?<=[一-龥])\s+(?=[一-龥])", "", table.columns[cell.column]), cell
        told = told or text(document, cell) == name


def row_at(document: Document, start: int) -> TableRow | None:
    return next((row for table in document.tables for row in table.rows if row.start == start), None)


def text(document: Document, cell: Cell) -> str:
    return document.text[cell.start : cell.end].strip()


def sentences_in(document: Document, passage: Passage, cell: Cell) -> list[tuple[Sentence, str]]:
    """The sentences of a row's passage that a cell holds, each with what of it stands there: a long row is cut."""
    inside = [s for s in passage.sentences if s.start < cell.end and cell.start < s.end]
    return [(s, document.text[max(s.start, cell.start) : min(s.end, cell.end)].strip()) for s in inside]
