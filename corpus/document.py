"""The values that a report is read into.

Offsets are 0-based half-open code points of `Document.text`; pages are 1-based.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.digits import close_digits
from corpus.pages import Pages
from corpus.rows import head_of

Kind = Literal["body", "box", "caption", "heading", "table", "note"]


@dataclass(frozen=True, slots=True)
class PageSpan:
    """A stretch of text printed on one page; a page has several where a box was lifted out of a sentence."""

    number: int  # position in the file, 1-based
    start: int
    end: int
    label: str | None = None  # as printed ("iv", "12"); None when the page carries none
    recognised: bool = False  # its text was read from a picture by OCR: no verbatim text


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the outline: part, section or sub-section."""

    title: str
    start: int
    end: int  # of the last descendant
    page: int | None  # None when the file has no pages
    children: tuple["Section", ...] = ()

    def walk(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], "Section"]]:
        """Yield (titles from the root, section) for this section and all below it, in reading order."""
        path = (*path, self.title)
        yield path, self
        for child in self.children:
            yield from child.walk(path)


@dataclass(frozen=True, slots=True)
class Box:
    """A boxed insert (专栏 n), title line included."""

    number: int | str  # "3-1" where boxes are counted within a chapter, "" where they are not counted
    title: str
    start: int
    end: int
    page: int | None
    section_path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caption:
    """The caption of a figure, with its source line when one is printed."""

    number: int | str  # "3-1" where figures are counted within a chapter
    title: str
    source: str | None
    start: int
    end: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, as printed."""

    column: int  # the first column that it fills, 0-based
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row below the headings; its text names the heading of each cell, and it is one passage."""

    start: int
    end: int
    page: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; rows are empty where only its caption could be read."""

    number: int | str | None  # None when it prints none; "3-1" where tables are counted within a chapter
    title: str | None
    unit: str | None  # of the unit line (单位：万人)
    columns: tuple[str, ...]
    start: int
    end: int
    page: int | None
    section_path: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is cited and highlighted; a span of one passage."""

    text: str
    start: int
    end: int

    @property
    def embedding_text(self) -> str:
        """The text with its numbers as one searches for them (7 4 7 7 2 → 74772)."""
        return close_digits(self.text)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Passage:
    """A paragraph, or a piece of a long one: the unit that is retrieved.

    `text` is what is quoted; `embedding_text` is what is embedded and searched.
    """

    passage_id: str  # document id and offsets: the same text keeps its id under re-indexing
    doc_id: str
    text: str
    start: int
    end: int
    first_page: int | None
    last_page: int | None
    section_path: tuple[str, ...]
    box: str | None  # "专栏 1 …" when the passage stands in a box
    kind: Kind
    sentences: tuple[Sentence, ...]
    table: str | None = None  # caption and unit of the table, "表 1 主要指标", when the passage is a row of one
    recognised: bool = False  # read from a picture of the page by OCR: what is quoted is no verbatim text
    lead_in: str | None = None  # what a list is of, "应当列入名录：", when the passage is an item of one

    def before(self, n: int) -> str:
        """What stands before sentence `n` and may be needed to understand it: the sentence before it, the lead-in of a
        list before its items; of a table's row the cells that say what it is of."""
        if n == 0:
            return self.lead_in or ""
        return head_of(self.sentences[0].text) if self.kind == "table" else self.sentences[n - 1].text

    @property
    def embedding_text(self) -> str:
        """Section path, title of box or table, lead-in and text: the context that a short paragraph leaves unsaid."""
        context = [*self.section_path, *(name for name in (self.box, self.table, self.lead_in) if name)]
        text = close_digits(self.text)
        return f"{' · '.join(context)}\n{text}" if context else text


@dataclass(frozen=True, slots=True)
class Document:
    """A report as it was printed, with line wraps repaired, running heads removed and inserts lifted out."""

    doc_id: str
    title: str
    publisher: str | None
    year: int | None
    language: str
    path: str  # file name of the report
    sha256: str  # of the file's bytes
    text: str
    pages: tuple[PageSpan, ...]  # in text order; empty when the file has no pages
    sections: tuple[Section, ...]
    boxes: tuple[Box, ...]
    figures: tuple[Caption, ...]
    passages: tuple[Passage, ...]
    tables: tuple[Table, ...] = ()
    place: str | None = None  # that it is about, as its title or publisher names it (江苏省)
    date: str | None = None  # of publication as printed, without spaces (2023年11月)
    number: str | None = None  # of the document, as printed (琼府办〔2021〕36号)
    sheets: int | None = None  # pages of the file, empty ones too; None where only the text tells them
    unread_pages: tuple[int, ...] = ()  # that are pictures without text

    @property
    def page_count(self) -> int:
        return self.sheets or max((span.number for span in self.pages), default=0)

    @property
    def passage_count(self) -> int:
        return len(self.passages)

    @property
    def sentence_count(self) -> int:
        return sum(len(passage.sentences) for passage in self.passages)

    def page_at(self, offset: int) -> int | None:
        """Page on which the character at `offset` is printed; None when the file has no pages."""
        span = self.page_span_at(offset)
        return span.number if span else None

    def label_at(self, offset: int) -> str | None:
        """Page number printed on the page of the character at `offset`; None when it carries none."""
        span = self.page_span_at(offset)
        return span.label if span else None

    def pages_of(self, start: int, end: int) -> Pages | None:
        """Pages on which the characters from `start` to `end` are printed; None when the file has no pages."""
        first, last = self.page_span_at(start), self.page_span_at(max(start, end - 1))
        return Pages(first.number, last.number, first.label, last.label) if first and last else None

    def page_span_at(self, offset: int) -> PageSpan | None:
        if not self.pages:
            return None
        return self.pages[max(0, bisect_right(self.pages, offset, key=lambda span: span.start) - 1)]

    def walk_sections(self) -> Iterator[tuple[tuple[str, ...], Section]]:
        for section in self.sections:
            yield from section.walk()
