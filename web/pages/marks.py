"""Where a stretch of a report stands on its printed page: rectangles over its characters."""

from collections.abc import Sequence

from corpus.document import Document
from corpus.readers.pdf.picture import PagePicture, Rectangle
from web.pages.placing import fold_in_place, placed
from web.pages.row_marks import cells_on_page

AROUND = 24  # characters before and after that tell equal stretches apart
SAME_LINE = 0.5  # of the height that two characters of a line share
Span = tuple[int, int]


def rectangles(document: Document, start: int, end: int, number: int, picture: PagePicture) -> list[Rectangle]:
    """Cover the part of document.text[start:end] that is printed on a page; none when it cannot be found there."""
    printed = fold_in_place(picture.characters)
    rows = [row for table in document.tables for row in table.rows if row.start < end and start < row.end]
    found: set[int] = set()
    for row in rows:
        cells = [on_page(document, number, max(cell.start, start), min(cell.end, end)) for cell in row.cells]
        texts = [folded(document, *piece) for pieces in cells for piece in pieces]
        found.update(cells_on_page(texts, printed, picture.places))
    for first, last in [] if rows else on_page(document, number, start, end):
        before = folded(document, max(0, first - 2 * AROUND), first)[-AROUND:]
        after = folded(document, last, last + 2 * AROUND)[:AROUND]
        found.update(placed(folded(document, first, last), before, after, printed.text))
    return joined([trimmed(picture.places, i) for i in sorted({printed.positions[i] for i in found})])


def on_page(document: Document, number: int, start: int, end: int) -> list[Span]:
    """What of a stretch is printed on a page, in pieces."""
    spans = [(span.start, span.end) for span in document.pages if span.number == number]
    cut = [(max(start, first), min(end, last)) for first, last in spans]
    return [(first, last) for first, last in cut if first < last]


def folded(document: Document, start: int, end: int) -> str:
    return fold_in_place(document.text[start:end]).text


def trimmed(places: Sequence[Rectangle], i: int) -> Rectangle:
    """Where a character stands, up to the next one: a full stop is as wide as a letter and is set narrower.

    >>> trimmed([(0, 0, 16, 16), (9, 1, 17, 15)], 0)
    (0, 0, 9, 16)
    """
    x0, y0, x1, y1 = places[i]
    if i + 1 < len(places):
        next_x0, next_y0, _, next_y1 = places[i + 1]
        if x0 < next_x0 < x1 and next_y0 < (y0 + y1) / 2 < next_y1:
            x1 = next_x0
    return x0, y0, x1, y1


def joined(places: Sequence[Rectangle]) -> list[Rectangle]:
    """One rectangle for neighbours on a line.

    >>> joined([(0, 0, 10, 10), (10, 1, 20, 11), (0, 20, 10, 30)])
    [(0, 0, 20, 11), (0, 20, 10, 30)]
    """
    lines: list[Rectangle] = []
    for x0, y0, x1, y1 in places:
        if lines:
            a0, b0, a1, b1 = lines[-1]
            height = min(b1 - b0, y1 - y0)
            shared = min(b1, y1) - max(b0, y0)
            if shared >= SAME_LINE * height and -height <= x0 - a1 <= 2 * height and x0 >= a0:
                lines[-1] = (a0, min(b0, y0), max(a1, x1), max(b1, y1))
                continue
        lines.append((x0, y0, x1, y1))
    return lines
