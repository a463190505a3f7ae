"""A report as a page shows it, in reading order: headings, paragraphs, boxes, captions, tables; page breaks and the
cited stretch inside them. Knows nothing of HTML.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from corpus.document import Document, PageSpan, Passage, Section, Table, TableRow
from corpus.pages import Pages

Span = tuple[int, int]
DEEPEST = 6  # level of a heading


@dataclass(frozen=True, slots=True)
class Break:
    """A new printed page begins here."""

    pages: Pages  # one page
    anchor: str | None  # of the first stretch of the page; a page has several where a box was lifted out of a sentence


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text without a break in it."""

    text: str
    start: int
    cited: bool
    leads: bool  # the first of what is cited
    opens: Break | None  # the page that begins before it


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, or what stands between two."""

    runs: tuple[Run, ...]
    start: int
    end: int
    is_sentence: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A passage: what has an address of its own."""

    anchor: str
    passage: Passage
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Parts that are printed as one: a paragraph, a heading, a row, or blocks inside a box or a table."""

    kind: str  # paragraph, heading, caption, note, box, table, row
    parts: tuple[Part, ...] = ()
    level: int = 0  # of a heading
    title: str = ""  # of a heading that only the contents of the report print, of a box
    anchor: str = ""  # of the section, box or table that begins with it
    blocks: tuple["Block", ...] = ()  # of a box; rows of a table
    table: Table | None = None
    cells: tuple[tuple[int, tuple[Line, ...]], ...] = ()  # of a row: columns that a cell fills, and what stands in it
    opens: Break | None = None  # of a row: the page that begins with it

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All that is printed in it."""
        own = tuple(part.passage for part in self.parts)
        return own + tuple(passage for block in self.blocks for passage in block.passages)


class Flow:
    """Cuts one document into blocks; `cited` is the stretch that a link marks, and its first run leads when `named`."""

    def __init__(self, document: Document, cited: Span | None = None, named: bool = True):
        self.document, self.cited = document, cited
        self.marked = not named  # whether something cited has come

    @cached_property
    def sections(self) -> dict[int, list[tuple[int, Section]]]:
        """Passages with which sections begin: start → (level, section), the higher first."""
        found: dict[int, list[tuple[int, Section]]] = {}
        starts = sorted(passage.start for passage in self.document.passages)
        for path, section in self.document.walk_sections():
            at = starts[min(bisect_left(starts, section.start), len(starts) - 1)]
            found.setdefault(at, []).append((len(path), section))
        return found

    @cached_property
    def breaks(self) -> dict[int, Break]:
        """Where pages begin."""
        found: dict[int, Break] = {}
        seen: set[int] = set()
        last = None
        for span in self.document.pages:
            if span.number != last:
                found[span.start] = break_of(span, first=span.number not in seen)
            seen.add(last := span.number)
        return found

    @cached_property
    def break_starts(self) -> list[int]:
        return sorted(self.breaks)

    def breaks_in(self, start: int, end: int) -> dict[int, Break]:
        first, last = (bisect_left(self.break_starts, at) for at in (start, end))
        return {at: self.breaks[at] for at in self.break_starts[first:last]}

    @cached_property
    def rows(self) -> dict[int, tuple[Table, TableRow]]:
        return {row.start: (table, row) for table in self.document.tables for row in table.rows}

    def blocks(self, passages: Sequence[Passage] | None = None) -> Iterator[Block]:
        """Yield the blocks of the report, or of some of its passages in their order; boxes and tables whole."""
        inside: list[Block] = []
        box: str | None = None
        above = 1 if not passages else len(min(passages, key=lambda passage: passage.start).section_path) + 1
        for block, its_box in stepwise(
            self.plain_blocks(self.document.passages if passages is None else passages), above
        ):
            if box is not None and its_box != box:
                yield boxed(box, inside)
                inside = []
            box = its_box
            if box is None:
                yield block
            else:
                inside.append(block)
        if box is not None:
            yield boxed(box, inside)

    def plain_blocks(self, passages: Sequence[Passage]) -> Iterator[tuple[Block, str | None]]:
        """Yield (block, the box that it stands in), tables whole."""
        rows: list[tuple[Table, Block]] = []
        for group in paragraphs(sorted(passages, key=lambda passage: passage.start), self.document.text):
            first = group[0]
            table = self.rows.get(first.start, (None, None))[0] if first.kind == "table" else None
            if rows and table is not rows[0][0]:
                yield tabled(rows), None
                rows = []
            for each in self.titles(first):
                yield each, first.box
            if table is not None:
                rows.append((table, self.row(first)))
            else:
                yield self.block(group), first.box
        if rows:
            yield tabled(rows), None

    def titles(self, passage: Passage) -> Iterator[Block]:
        """Yield the headings that the outline has at this place and the text does not print, as parts often are."""
        for level, section in self.sections.get(passage.start, ()):
            if not begins_with(passage, section.title):
                yield Block("heading", level=heading_level(level), title=section.title, anchor=section_anchor(section))

    def block(self, group: Sequence[Passage]) -> Block:
        first = group[0]
        parts = tuple(Part(passage_anchor(p), p, self.lines(p)) for p in group)
        if first.kind == "heading":
            found = next(
                ((n, s) for n, s in self.sections.get(first.start, ()) if folded(s.title) == folded(first.text)), None
            )
            level = found[0] if found else len(first.section_path) + 1
            return Block("heading", parts, heading_level(level), anchor=section_anchor(found[1]) if found else "")
        anchors = [section_anchor(s) for _, s in self.sections.get(first.start, ()) if begins_with(first, s.title)]
        kind = first.kind if first.kind in ("caption", "note") else "paragraph"
        return Block(kind, parts, anchor=anchors[0] if anchors else "")

    def row(self, passage: Passage) -> Block:
        table, row = self.rows[passage.start]
        ends = [cell.column for cell in row.cells[1:]] + [max(len(table.columns), 1)]
        cells = tuple(
            (max(1, end - cell.column), (Line(tuple(self.runs(cell.start, cell.end, {})), cell.start, cell.end, True),))
            for cell, end in zip(row.cells, ends, strict=False)
        )
        opens = next(iter(self.breaks_in(row.start, row.end).values()), None)
        return Block("row", (Part(passage_anchor(passage), passage, ()),), cells=cells, opens=opens)

    def lines(self, passage: Passage) -> tuple[Line, ...]:
        """The sentences of a passage, and what stands between them."""
        spans: list[tuple[int, int, bool]] = []
        at = passage.start
        for sentence in passage.sentences:
            if at < sentence.start:
                spans.append((at, sentence.start, False))
            spans.append((sentence.start, sentence.end, True))
            at = sentence.end
        if at < passage.end:
            spans.append((at, passage.end, False))
        breaks = self.breaks_in(passage.start, passage.end)
        return tuple(Line(tuple(self.runs(a, b, breaks)), a, b, whole) for a, b, whole in spans)

    def runs(self, start: int, end: int, breaks: Mapping[int, Break]) -> Iterator[Run]:
        """Cut a stretch where a page begins, and where the cited one begins and ends."""
        edges = {*breaks, *(self.cited or ())}
        at = [start, *sorted(edge for edge in edges if start < edge < end), end]
        for a, b in pairwise(at):
            cited = self.cited is not None and self.cited[0] <= a and b <= self.cited[1]
            yield Run(self.document.text[a:b], a, cited, cited and not self.marked, breaks.get(a))
            self.marked |= cited


def paragraphs(passages: Sequence[Passage], text: str) -> Iterator[list[Passage]]:
    """Group the pieces into which a long paragraph was cut."""
    group: list[Passage] = []
    for passage in passages:
        if group and not goes_on(group[-1], passage, text):
            yield group
            group = []
        group.append(passage)
    if group:
        yield group


def goes_on(before: Passage, passage: Passage, text: str) -> bool:
    apart = passage.kind in ("heading", "table") or passage.kind != before.kind
    return not apart and "\n" not in text[before.end : passage.start]


def begins_with(passage: Passage, title: str) -> bool:
    """Tell whether a passage prints a heading itself: as one, or at its start, as the articles of a law do."""
    text = folded(passage.text)
    return text == folded(title) if passage.kind == "heading" else text.startswith(folded(title))


def boxed(title: str, blocks: Sequence[Block]) -> Block:
    first = next((part.anchor for block in blocks for part in block.parts), "")
    return Block("box", title=title, anchor=f"box-{first}", blocks=tuple(blocks))


def tabled(rows: Sequence[tuple[Table, Block]]) -> Block:
    table = rows[0][0]
    return Block("table", blocks=tuple(block for _, block in rows), table=table, anchor=f"table-{table.start}")


def break_of(span: PageSpan, first: bool) -> Break:
    return Break(
        Pages(span.number, span.number, span.label, span.label), f"page-{span.number}" if first else None
    )


def stepwise(blocks: Iterable[tuple[Block, str | None]], above: int) -> Iterator[tuple[Block, str | None]]:
    """The blocks; no heading is more than one level below the one before it: who hears the page goes by levels.

    `above`: level of the heading above the first block.
    """
    last = above
    for block, box in blocks:
        if block.kind == "heading":
            last = min(block.level, last + 1)
            block = replace(block, level=last)
        yield block, box


def heading_level(level: int) -> int:
    """The report's title is the first level of the page."""
    return min(level + 1, DEEPEST)


def passage_anchor(passage: Passage) -> str:
    return f"p-{passage.start}"


def section_anchor(section: Section) -> str:
    return f"section-{section.start}-{section.end}"


def folded(title: str) -> str:
    return "".join(title.split())
