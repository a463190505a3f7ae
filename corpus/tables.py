"""The rows of a document's tables, gathered from its blocks. Knows nothing of how a reader found them."""

from collections.abc import Callable, Sequence
from itertools import groupby

from corpus.captions import is_table_caption, read_caption
from corpus.compose import Span
from corpus.document import Cell, PageSpan, Table, TableRow
from corpus.layout import Row, TableHead
from corpus.present import present
from corpus.sections import page_of


def read_tables(
    text: str,
    spans: Sequence[Span],
    pages: Sequence[PageSpan],
    heads: Sequence[TableHead],
    path_at: Callable[[int], tuple[str, ...]],
) -> tuple[Table, ...]:
    """Return every table in reading order: those with rows, and captions under which no rows could be read."""
    by_table = groupby((s for s in spans if s.block.kind == "table"), key=lambda s: row_in(s).table)
    tables = [table_of([*rows], heads[at], pages, path_at) for at, rows in by_table]
    captions = {heads[at].caption for at in {row_in(s).table for s in spans if s.block.kind == "table"}}
    for span in spans:
        caption = text[span.start : span.title_end]
        if span.block.kind == "caption" and is_table_caption(caption) and caption not in captions:
            number, title = read_caption(caption)
            page = page_of(pages, span.start)
            tables.append(Table(number, title, None, (), span.start, span.end, page, path_at(span.start), ()))
    return tuple(sorted(tables, key=lambda table: table.start))


def table_of(
    spans: Sequence[Span], head: TableHead, pages: Sequence[PageSpan], path_at: Callable[[int], tuple[str, ...]]
) -> Table:
    """Put the rows of one table together."""
    number: int | str | None = None
    title = head.caption
    if title is not None and is_table_caption(title):
        number, title = read_caption(title)
    start, end = spans[0].start, spans[-1].end
    rows = tuple(row_of(span, pages) for span in spans)
    return Table(number, title, head.unit, head.columns, start, end, rows[0].page, path_at(start), rows)


def row_in(span: Span) -> Row:
    """The row that a block of a table is."""
    return present(span.block.lines[0].row)


def row_of(span: Span, pages: Sequence[PageSpan]) -> TableRow:
    cells = row_in(span).cells
    found = tuple(Cell(cell.column, span.start + cell.start, span.start + cell.end) for cell in cells)
    return TableRow(span.start, span.end, page_of(pages, span.start), found)
