"""Where a stretch of a report stands on its printed page: rectangles over its characters.

The text of a report is the page's without line ends, running heads and blanks, so characters are compared without
white space and in one form (NFKC); of several equal stretches the one in the right surroundings is taken.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.document import Document
from corpus.readers.pdf.picture import PagePicture, Rectangle

AROUND = 24  # characters before and after that tell equal stretches apart
LEAST = 0.8  # of the stretch must be found when it does not stand there in one piece
PIECE = 4  # characters in a row that are no chance likeness
SAME_LINE = 0.5  # of the height that two characters of a line share


@dataclass(frozen=True, slots=True)
class Folded:
    """A text for comparing: characters in one form without white space, each with its position in the text."""

    text: str
    positions: tuple[int, ...]


def fold_in_place(text: str) -> Folded:
    """
    >>> fold_in_place("㎡ １").text, fold_in_place("㎡ １").positions
    ('m21', (0, 0, 2))
    """
    folded = [(c, i) for i, char in enumerate(text) for c in unicodedata.normalize("NFKC", char) if not c.isspace()]
    return Folded("".join(c for c, _ in folded), tuple(i for _, i in folded))


def rectangles(document: Document, start: int, end: int, number: int, picture: PagePicture) -> list[Rectangle]:
    """Cover the part of document.text[start:end] that is printed on a page; none when it cannot be found there."""
    printed = fold_in_place(picture.characters)
    found: set[int] = set()
    for first, last in pieces(document, start, end, number):
        wanted = fold_in_place(document.text[first:last]).text
        before = fold_in_place(document.text[max(0, first - 2 * AROUND) : first]).text[-AROUND:]
        after = fold_in_place(document.text[last : last + 2 * AROUND]).text[:AROUND]
        found.update(printed.positions[i] for i in placed(wanted, before, after, printed.text))
    return joined([trimmed(picture.places, i) for i in sorted(found)])


def pieces(document: Document, start: int, end: int, number: int) -> list[tuple[int, int]]:
    """What of a stretch is printed on the page, in pieces; of a table's row its cells, since the text names the
    heading of each."""
    rows = [row for table in document.tables for row in table.rows if row.start < end and start < row.end]
    wanted = [(cell.start, cell.end) for row in rows for cell in row.cells] or [(start, end)]
    spans = [(span.start, span.end) for span in document.pages if span.number == number]
    cut = [(max(a, first, start), min(b, last, end)) for a, b in wanted for first, last in spans]
    return [(first, last) for first, last in cut if first < last]


def placed(wanted: str, before: str, after: str, printed: str) -> list[int]:
    """Positions in `printed` of the characters of `wanted`.

    >>> placed("12", "新增", "个", "共12个，新增12个")
    [7, 8]
    >>> placed("一二三四五六七八九十", "", "", "一二三四五甲六七八九十")
    [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]
    """
    if not wanted:
        return []
    starts = occurrences(wanted, printed)
    if starts:
        size = len(wanted)
        best = max(starts, key=lambda at: likeness(printed[:at], before, printed[at + size :], after))
        return list(range(best, best + size))
    blocks = SequenceMatcher(None, printed, wanted, autojunk=False).get_matching_blocks()
    kept = [block for block in blocks if block.size >= min(PIECE, len(wanted))]
    if sum(block.size for block in kept) < LEAST * len(wanted):
        return []
    return [i for block in kept for i in range(block.a, block.a + block.size)]


def occurrences(wanted: str, printed: str) -> list[int]:
    found, at = [], printed.find(wanted)
    while at >= 0:
        found.append(at)
        at = printed.find(wanted, at + 1)
    return found


def likeness(left: str, before: str, right: str, after: str) -> int:
    """How many characters around a place are those that should stand there."""
    return same_start(left[::-1], before[::-1]) + same_start(right, after)


def same_start(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


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
