"""The characters of a page → its printed lines in reading order, one or two columns. Knows nothing of other pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.numbering import heading_mark
from corpus.readers.pdf.glyphs import Glyph

SAME_BASE = 0.25  # of the size: how far characters of one line may stand off its base
SAME_BASE_OF_STOPS = 0.4  # of the size: the same for punctuation, which some files print in another font
STOPS = "，。；：、？！,;:．·"
RAISED = 0.15  # of the line's size: a smaller character this far above the base is a superscript
SMALL = 0.8  # of the line's size
WORD_GAP = 0.22  # of the size, between Latin characters; narrower gaps are kerning
WIDE_GAP = 0.4  # of the size, between Chinese characters, beyond the usual gap of the line, which may be justified
MIXED_GAP = 0.8  # of the size, the same beside Latin or punctuation, which bring room of their own
RUN_GAP = 0.8  # of the size: what stands farther apart may belong to two columns
HEADING_GAP = 1.5  # of the size: the indent of a paragraph, before a heading that lost its line end
GUTTER_GAP = 0.4  # of the size: the white strip is at least this wide where punctuation hangs into it
COLUMN_LINES, FEW_COLUMN_LINES = 3, 2  # a column has so many lines beside lines of the other; few after another page
NARROW = 0.6  # of the width of the text: a run this wide crosses columns
COLUMN_FILL = 0.6  # of its width is filled by most lines of a column of text; cells of a table are shorter
IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
CHAPTER = re.compile(r"^第\s*[一二三四五六七八九十]{1,3}\s*[章节]\s*[^，。；]{2,20}$")
LEADER = re.compile(r"(?:\s*[.·．…⋯‥]){5,}\s*")  # the dots of a table of contents
SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one line that stand together."""

    glyphs: tuple[Glyph, ...]

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x1

    @property
    def y0(self) -> float:
        return min(g.y0 for g in self.glyphs)

    @property
    def y1(self) -> float:
        return max(g.y1 for g in self.glyphs)

    @property
    def base(self) -> float:
        return median(g.base for g in self.glyphs)

    @property
    def size(self) -> float:
        return median(g.size for g in self.glyphs)


@dataclass(frozen=True, slots=True)
class PrintLine:
    """A printed line, its place on the page and its print."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    column: int  # 0 in a page or band of one column, else 1 or 2


def read_lines(glyphs: Sequence[Glyph], gutter: float | None = None) -> tuple[list[PrintLine], float | None]:
    """Return the lines of a page from top to bottom, the left column of two before the right one, and their gutter.

    `gutter` is that of the page before.
    """
    runs = [run for row in group_rows(glyphs) for run in split_runs(row)]
    found = find_gutter(runs, gutter)
    return list(in_reading_order(runs, found)), found


def group_rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters that stand on one base, from top to bottom; superscripts join the line beside them."""
    rows: list[list[Glyph]] = []
    for glyph in sorted((g for g in glyphs if not g.char.isspace()), key=lambda g: g.base):
        if rows and glyph.base - rows[-1][0].base <= SAME_BASE * max(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    rows = join_stops(join_scripts(rows))
    spaces = sorted((g for g in glyphs if g.char.isspace()), key=lambda g: g.base)
    for row in rows:
        base, size = row[0].base, max(g.size for g in row)
        row += [g for g in spaces if abs(g.base - base) <= SAME_BASE * size]
        row.sort(key=lambda g: g.x0)
    return rows


def join_stops(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Put a row of nothing but punctuation into the line that it stands beside."""
    kept = [row for row in rows if any(g.char not in STOPS for g in row)]
    for row in rows:
        if all(g.char in STOPS for g in row):
            base, size = row[0].base, row[0].size
            host = min(kept, key=lambda r: abs(r[0].base - base), default=None)
            if host is not None and abs(host[0].base - base) <= SAME_BASE_OF_STOPS * size:
                host += row
            else:
                kept.append(row)
    return sorted(kept, key=lambda row: row[0].base)


def join_scripts(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Put rows of small characters that lie within the height of a neighbouring row, and touch it, into that row."""
    kept: list[list[Glyph]] = []
    loose: list[list[Glyph]] = []
    for i, row in enumerate(rows):
        near = [r for r in rows[max(0, i - 2) : i + 3] if r is not row]
        is_small = any(row[0].size < SMALL * max(g.size for g in r) and touches(row, r) for r in near)
        (loose if is_small else kept).append(row)
    for row in loose:
        for glyph in row:
            hosts = [r for r in kept if touches([glyph], r)]
            if hosts:
                min(hosts, key=lambda r: abs(r[0].base - glyph.base)).append(glyph)
            else:
                kept.append([glyph])
    return sorted(kept, key=lambda row: row[0].base)


def touches(row: Sequence[Glyph], other: Sequence[Glyph]) -> bool:
    """A character of `row` stands beside one of `other`, half of its height or more beside it."""
    glyph = row[0]
    middle = (glyph.y0 + glyph.y1) / 2
    return any(g.y0 <= middle <= g.y1 and min(abs(g.x1 - glyph.x0), abs(g.x0 - glyph.x1)) < 0.6 * g.size for g in other)


def split_runs(row: Sequence[Glyph]) -> Iterator[Run]:
    inked = [g for g in row if not g.char.isspace()]
    cuts = [0]
    for i, (a, b) in enumerate(pairwise(inked), start=1):
        if b.x0 - a.x1 > RUN_GAP * max(a.size, b.size):
            cuts.append(i)
    for start, stop in pairwise([*cuts, len(inked)]):
        first, last = inked[start], inked[stop - 1]
        yield Run(tuple(g for g in row if first.x0 <= g.x0 <= last.x0))


def find_gutter(runs: Sequence[Run], before_page: float | None) -> float | None:
    """The middle of the white strip between two columns of text; None on a page of one.

    Runs that are wider than a column say nothing of it. Where the page before has columns at the same place, the two
    lines that balanced columns may end with are enough.
    """
    if not runs:
        return None
    usual = median(g.size for r in runs for g in r.glyphs)
    runs = [r for r in runs if r.size >= SMALL * usual]  # what stands at the edges of the page is often small
    left, right = min(r.x0 for r in runs), max(r.x1 for r in runs)
    narrow = [r for r in runs if r.x1 - r.x0 <= NARROW * (right - left)]
    if before_page is not None and are_columns(narrow, before_page, left, right, FEW_COLUMN_LINES):
        return before_page
    places = [left + (right - left) * step / 100 for step in range(35, 66)]
    crossing = {x: sum(1 for r in narrow if r.x0 < x < r.x1) for x in places}
    least = min(crossing.values())
    free = [x for x in places if crossing[x] == least]
    x = free[len(free) // 2]
    return x if 4 * least <= len(narrow) and are_columns(narrow, x, left, right, COLUMN_LINES) else None


def are_columns(runs: Sequence[Run], x: float, left: float, right: float, lines: int) -> bool:
    """On both sides of x stand lines that fill most of their side, beside each other."""
    before, after = [r for r in runs if r.x1 <= x], [r for r in runs if r.x0 >= x]
    full_before = [r for r in before if r.x1 - r.x0 >= COLUMN_FILL * (x - left)]
    full_after = [r for r in after if r.x1 - r.x0 >= COLUMN_FILL * (right - x)]
    beside = sum(1 for r in full_before if any(r.y0 < o.y1 and o.y0 < r.y1 for o in full_after))
    return beside >= lines and 2 * (len(full_before) + len(full_after)) > len(before) + len(after)


def in_reading_order(runs: Sequence[Run], gutter: float | None) -> Iterator[PrintLine]:
    """Yield lines; what crosses the gutter (a heading, a full-width paragraph) ends the columns above it."""
    if gutter is not None:
        runs = [part for run in runs for part in split_at(run, gutter)]
    band: list[Run] = []
    for run in sorted(runs, key=lambda r: (r.base, r.x0)):
        if gutter is not None and run.x0 < gutter < run.x1 - run.size:
            yield from band_lines(band, gutter)
            yield from make_lines([run], 0)
            band = []
        else:
            band.append(run)
    yield from band_lines(band, gutter)


def split_at(run: Run, gutter: float) -> list[Run]:
    """Part a run at the gutter; hanging punctuation of the left column makes the white strip narrow."""
    inked = [g for g in run.glyphs if not g.char.isspace()]
    for a, b in pairwise(inked):
        if a.x0 < gutter < b.x1 and b.x0 - a.x1 >= GUTTER_GAP * run.size:
            left = tuple(g for g in run.glyphs if g.x0 <= a.x0)
            return [Run(left), Run(tuple(g for g in run.glyphs if g.x0 >= b.x0))]
    return [run]


def band_lines(band: Sequence[Run], gutter: float | None) -> Iterator[PrintLine]:
    """The lines of a band: those above the first that stand beside each other belong to no column yet."""
    if gutter is None:
        yield from make_lines(band, 0)
        return
    lefts, rights = [r for r in band if r.x0 < gutter], [r for r in band if r.x0 >= gutter]
    beside = [min(a.y0, b.y0) for a in lefts for b in rights if a.y0 < b.y1 + a.size and b.y0 < a.y1 + a.size]
    top = min(beside, default=0.0)
    yield from make_lines([r for r in band if r.y0 < top], 0)
    yield from make_lines([r for r in lefts if r.y0 >= top], 1)
    yield from make_lines([r for r in rights if r.y0 >= top], 2)


def make_lines(runs: Sequence[Run], column: int) -> Iterator[PrintLine]:
    """Runs that stand on one base are one line."""
    rows: list[list[Run]] = []
    for run in runs:
        if rows and abs(run.base - rows[-1][-1].base) <= SAME_BASE * max(run.size, rows[-1][-1].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    for row in rows:
        for part in at_headings(sorted(row, key=lambda r: r.x0)):
            if line := line_of([g for run in part for g in run.glyphs], column):
                yield line


def at_headings(row: Sequence[Run]) -> list[list[Run]]:
    """Cut a line where a heading follows a finished sentence after a gap: a lost line end (……。　　二、工作内容)."""
    row = [part for run in row for part in at_chapter(run)]
    parts = [[row[0]]]
    for before, run in pairwise(row):
        text = text_of(run.glyphs, run.size)
        ended = before.glyphs[-1].char in "。；" and heading_mark(text) is not None
        if ended and (run.x0 - before.x1 >= HEADING_GAP * run.size or CHAPTER.match(text)):
            parts.append([])
        parts[-1].append(run)
    return parts


def at_chapter(run: Run) -> list[Run]:
    """Cut a run where a chapter is printed right behind the stop of the text above it (…刑事责任。第八章 附则)."""
    stop = max((i for i, g in enumerate(run.glyphs[:-1]) if g.char in "。；"), default=None)
    if stop is None or not CHAPTER.match("".join(g.char for g in run.glyphs[stop + 1 :]).strip()):
        return [run]
    return [Run(run.glyphs[: stop + 1]), Run(run.glyphs[stop + 1 :])]


def line_of(glyphs: Sequence[Glyph], column: int = 0) -> PrintLine | None:
    """The line that characters make, sorted by place; None when there is no ink."""
    inked = [g for g in glyphs if not g.char.isspace()]
    if not inked:
        return None
    size = weighted_size(inked)
    bold = sum(g.bold for g in inked) * 2 > len(inked)
    return PrintLine(
        text_of(glyphs, size),
        inked[0].x0,
        min(g.y0 for g in inked),
        max(g.x1 for g in inked),
        max(g.y1 for g in inked),
        size,
        bold,
        column,
    )


def weighted_size(glyphs: Sequence[Glyph]) -> float:
    return round(median(g.size for g in glyphs), 1)


def text_of(glyphs: Sequence[Glyph], size: float) -> str:
    """Join characters; a space stands where one is printed or the gap is wider than a space."""
    inked = [g for g in glyphs if not g.char.isspace()]
    base = median(g.base for g in inked)
    usual = max(0.0, median([b.x0 - a.x1 for a, b in pairwise(inked)] or [0.0]))
    text, before, space = "", None, False
    for glyph in glyphs:
        if glyph.char.isspace():
            space = True
            continue
        if before is not None:
            gap = glyph.x0 - before.x1
            if gap > room_for_word(before.char, glyph.char, usual, size) or (space and gap > -0.1 * size):
                text += " "
        raised = glyph.size < SMALL * size and base - glyph.base > RAISED * size
        text += raised_text(glyph.char, text) if raised else glyph.char
        before, space = glyph, False
    return LEADER.sub(" …… ", text.replace("][", "")).strip()


def room_for_word(before: str, after: str, usual: float, size: float) -> float:
    """The widest gap that two characters of one word have; programs set Latin a quarter of the size off Chinese."""
    if not is_wide(before) and not is_wide(after):
        return WORD_GAP * size
    both = IDEOGRAPH.match(before) and IDEOGRAPH.match(after)
    return usual + (WIDE_GAP if both else MIXED_GAP) * size


def raised_text(char: str, before: str) -> str:
    """A superscript: a power after a letter or digit (m², 10⁴), else the mark of a footnote ([1])."""
    if char.isascii() and char.isdigit():
        after_word = before[-1:].isascii() and before[-1:].isalnum()
        if after_word or (before and before[-1] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"):
            return char.translate(SUPERSCRIPTS)
        return f"[{char}]"
    return char.translate(SUPERSCRIPTS) if char in "+-" else char


def is_wide(char: str) -> bool:
    return char >= "\u2e80" or char in "“”‘’—…"
