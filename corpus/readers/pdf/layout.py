"""The pages of a PDF → its Layout. Knows places and print, nothing of pdfium."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.captions import is_box_title, is_caption, is_source
from corpus.contents import as_title
from corpus.layout import Layout, Line, Rectangle, Row, TableHead, measure
from corpus.paragraphs import join_lines
from corpus.present import present
from corpus.readers.grid import Grid, column_heads, grid_title, headless, row_texts
from corpus.readers.pdf.articles import space_articles
from corpus.readers.pdf.footnotes import find_footnotes, starts_note
from corpus.readers.pdf.furniture import PageLines, body_size, drop_furniture
from corpus.readers.pdf.headings import Printed, heading_levels
from corpus.readers.pdf.lines import PrintLine
from corpus.readers.pdf.page import Page
from corpus.readers.pdf.paragraphs import Placed, find_starts
from corpus.readers.pdf.sidenumbers import with_side_numbers
from corpus.readers.pdf.stray import drop_stray_numbers
from corpus.readers.pdf.tables import PageTable, same_columns
from corpus.readers.tablehead import take_head

CONTINUED = re.compile(r"\s*[（(]?[续續][）)]?\s*$")
BORDER_PAGES, BORDER_SHARE = 3, 0.4  # a frame at one place on so many of the pages is their border
SAME_PLACE = 6.0  # points: borders of two pages this near to each other are one


@dataclass(frozen=True, slots=True)
class Item:
    """A line, or a table, in the order of reading; `frame` counts the frames of the file."""

    page: int  # position in the file, 0-based
    line: PrintLine | None = None
    table: PageTable | None = None
    frame: int | None = None
    note: bool = False
    starts: bool = True
    level: int | None = None


def pdf_layout(pages: Sequence[Page]) -> Layout:
    """Put the pages together: furniture dropped; paragraphs, headings, footnotes, frames and tables marked."""
    kept, running_head = drop_furniture([PageLines(page.lines, page.height) for page in pages])
    kept = with_side_numbers(drop_stray_numbers(kept), [page.side_number for page in pages])
    pages = without_borders(pages)
    body = body_size(kept)
    items = number_frames([item for i, page in enumerate(kept) for item in page_items(i, pages[i], page, body)])
    items = with_articles(lift_frames(with_starts(items, body)))
    items, title = with_levels(items, body, {i for i, page in enumerate(pages) if page.recognised})
    lines, heads = with_tables(items, pages, kept)
    return replace(
        measure(opening_pages(lines), running_head),
        title=title,
        tables=tuple(heads),
        page_count=len(pages),
        unread=tuple(i for i, page in enumerate(pages, start=1) if page.scanned),
    )


def without_borders(pages: Sequence[Page]) -> list[Page]:
    """The pages without the border that a file draws around each of them: it frames no box."""
    places = Counter(rounded(box) for page in pages for box in page.frames)
    borders = {place for place, count in places.items() if count >= max(BORDER_PAGES, BORDER_SHARE * len(pages))}
    return [replace(page, frames=tuple(box for box in page.frames if rounded(box) not in borders)) for page in pages]


def rounded(box: Rectangle) -> tuple[int, ...]:
    return tuple(round(edge / SAME_PLACE) for edge in box)


def page_items(at: int, page: Page, kept: PageLines, body: float) -> Iterator[Item]:
    """The lines and tables of a page in reading order; each table stands before the first line below it."""
    notes = find_footnotes(kept.lines, body)
    waiting = sorted(page.tables, key=lambda table: table.box[1])
    for i, line in enumerate(kept.lines):
        while waiting and is_below(line, waiting[0]):
            yield Item(at, table=waiting.pop(0))
        frame = next((k for k, box in enumerate(page.frames) if is_inside(line, box)), None)
        yield Item(at, line, frame=frame, note=i in notes and frame is None)
    yield from (Item(at, table=table) for table in waiting)


def is_below(line: PrintLine, table: PageTable) -> bool:
    x0, _, x1, y1 = table.box
    return line.y0 >= y1 - 2 and line.x0 < x1 and line.x1 > x0


def is_inside(line: PrintLine, box: tuple[float, float, float, float]) -> bool:
    x0, y0, x1, y1 = box
    return x0 <= (line.x0 + line.x1) / 2 <= x1 and y0 <= (line.y0 + line.y1) / 2 <= y1


def number_frames(items: Sequence[Item]) -> list[Item]:
    """Count the frames through the file; one that goes on overleaf is the same, its title printed again left out."""
    numbers: dict[tuple[int, int], int] = {}
    titles: dict[int, str] = {}
    numbered: list[Item] = []
    for item in items:
        if item.frame is None:
            numbered.append(item)
            continue
        text = present(item.line).text
        before = numbered[-1] if numbered else None
        above = before.frame if before is not None and before.page == item.page - 1 else None
        titled = is_box_title(text)
        again = above is not None and titled and as_title(titles.get(above, "")) == as_title(CONTINUED.sub("", text))
        key = (item.page, item.frame)
        if key not in numbers:
            fresh = max(numbers.values(), default=-1) + 1
            numbers[key] = above if above is not None and (again or not titled) else fresh
        if again:
            continue
        if titled:
            titles.setdefault(numbers[key], text)
        numbered.append(replace(item, frame=numbers[key]))
    return numbered


def with_starts(items: Sequence[Item], body: float) -> list[Item]:
    """Tell which lines start a paragraph; captions and footnotes interrupt none."""
    apart = [x.line is None or x.note or is_caption(x.line.text) or is_source(x.line.text) for x in items]
    placed = [Placed(present(x.line), x.page + 1, x.frame) for x, out in zip(items, apart, strict=True) if not out]
    starts = iter(find_starts(placed, body))
    told = []
    for item, out in zip(items, apart, strict=True):
        if not out:
            item = replace(item, starts=next(starts))
        elif item.note:
            item = replace(item, starts=starts_note(present(item.line).text))
        told.append(item)
    return told


def lift_frames(items: Sequence[Item]) -> list[Item]:
    """Put a frame without a box title behind the paragraph that it interrupts."""
    titled = {x.frame for x in items if x.frame is not None and is_box_title(present(x.line).text)}
    lifted: list[Item] = []
    waiting: list[Item] = []
    for item in items:
        if item.frame is not None and item.frame not in titled:
            waiting.append(item)
            continue
        if waiting and item.line and item.starts and not item.note:
            lifted += waiting
            waiting = []
        lifted.append(item)
    return lifted + waiting


def with_articles(items: Sequence[Item]) -> list[Item]:
    """Set the labels of articles apart, at the beginning of paragraphs."""
    texts = iter(space_articles([x.line.text for x in items if x.line and x.starts]))
    return [replace(x, line=replace(x.line, text=next(texts))) if x.line and x.starts else x for x in items]


def with_levels(items: Sequence[Item], body: float, recognised: set[int]) -> tuple[list[Item], str | None]:
    """Mark the headings that print shows, not on pages read by OCR, which sees no sizes; return the title too."""
    groups: list[list[int]] = []
    for i, item in enumerate(items):
        if item.line is None or item.note or item.page in recognised:
            continue
        own = next((g for g in reversed(groups[-3:]) if items[g[-1]].frame == item.frame), None)
        if item.starts or own is None:
            groups.append([i])
        else:
            own.append(i)
    printed = []
    for group in groups:
        lines = [present(items[i].line) for i in group]
        text = join_lines([plain_line(line.text) for line in lines])
        bold = all(line.bold for line in lines)
        framed = items[group[0]].frame is not None
        after = items[group[-1] + 1] if group[-1] + 1 < len(items) else None
        over_table = after is not None and after.table is not None and after.page == items[group[-1]].page
        printed.append(Printed(text, items[group[0]].page + 1, lines[0].size, bold, len(lines), framed, over_table))
    levels, title = heading_levels(printed, body)
    of_item = {i: level for group, level in zip(groups, levels, strict=True) for i in group}
    marked = [replace(item, level=of_item.get(i)) for i, item in enumerate(items)]
    return marked, printed[title].text if title is not None else None


def plain_line(text: str) -> Line:
    return Line(text, None, False, False, False)


def with_tables(
    items: Sequence[Item], pages: Sequence[Page], kept: Sequence[PageLines]
) -> tuple[list[Line], list[TableHead]]:
    """Turn items into lines; the rows of a table become a line each, the unit line above it goes into its head."""
    lines: list[Line] = []
    heads: list[TableHead] = []
    last: Item | None = None  # the table to which the item before belongs
    frames = max((x.frame for x in items if x.frame is not None), default=-1) + 1
    for item in items:
        label, recognised = kept[item.page].label, pages[item.page].recognised
        if item.table is None:
            lines.append(line_of(item, label, recognised))
            last = None if not item.note else last
            continue
        frame = None
        if last is not None and goes_on(last, item):
            grid = continued(present(last.table).grid, item.table.grid)
        else:
            grid, title = item.table.grid, grid_title(item.table.grid)
            caption, unit = take_head(lines, item.page + 1)
            if title is not None:
                frame = frames = frames + 1
                lines.append(replace(plain_line(title), page=item.page + 1, label=label, starts=True, frame=frame))
            heads.append(TableHead(title or caption, unit, column_heads(grid)))
        for text, cells in row_texts(grid, heads[-1].unit, heads[-1].columns):
            row = Row(len(heads) - 1, cells)
            line = Line(text, item.page + 1, False, True, False, label, True, row=row, frame=frame)
            lines.append(replace(line, recognised=recognised))
        last = item
    return lines, heads


def goes_on(last: Item, item: Item) -> bool:
    """The table is the rest of the one at the foot of the page before."""
    return item.page == last.page + 1 and same_columns(present(last.table).columns, present(item.table).columns)


def continued(first: Grid, rest: Grid) -> Grid:
    """The rest of a table without the headings that are printed again."""
    again = [cell.text for cell in rest.cells if cell.row < first.head_rows]
    printed = [cell.text for cell in first.cells if cell.row < first.head_rows]
    return replace(rest, head_rows=first.head_rows) if again == printed else headless(rest)


def line_of(item: Item, label: str | None, recognised: bool) -> Line:
    line = present(item.line)
    return Line(
        line.text,
        item.page + 1,
        opens_page=False,
        indented=item.starts,
        after_blank=False,
        label=label,
        starts=item.starts,
        level=item.level,
        size=line.size,
        bold=line.bold,
        box=(round(line.x0, 1), round(line.y0, 1), round(line.x1, 1), round(line.y1, 1)),
        frame=item.frame,
        note=item.note,
        recognised=recognised,
    )


def opening_pages(lines: Sequence[Line]) -> list[Line]:
    """Mark the first line of each page."""
    seen: set[int | None] = set()
    marked = []
    for line in lines:
        marked.append(replace(line, opens_page=line.page not in seen and bool(seen)))
        seen.add(line.page)
    return marked
