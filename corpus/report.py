"""Reads one report file into a Document.

>>> from pathlib import Path
>>> read_report(Path("corpus/reports/shenzhen-climate-2024.txt")).page_count
41
"""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.blocks import Block, BlockReader
from corpus.captions import is_table_caption, read_box_title, read_caption, read_source
from corpus.chrome import find_chrome, is_byline
from corpus.compose import Span, compose_text
from corpus.contents import as_printed, as_title, find_all_contents, with_skipped
from corpus.decode import UnreadableDocument
from corpus.document import Box, Caption, Document, PageSpan, Section
from corpus.front.page import read_front
from corpus.headinglines import HeadingLines
from corpus.layout import with_lines
from corpus.metadata import describe
from corpus.notes import mark_notes
from corpus.numbering import heading_mark
from corpus.paragraphs import spaced_between_scripts
from corpus.passages import build_passages
from corpus.readers import read_file
from corpus.sections import build_sections, page_of
from corpus.tables import read_tables


def read_report(path: Path) -> Document:
    """Read a report file of any format that `corpus.readers` knows.

    Raises UnreadableDocument for a file that is none, or one without a line of text.
    """
    layout, data = read_file(path)
    chrome = find_chrome(layout.lines)
    bylines = [layout.lines[i].text for i in sorted(chrome) if is_byline(layout.lines[i].text)]
    layout = with_lines(layout, mark_notes([line for i, line in enumerate(layout.lines) if i not in chrome]))
    entries, contents = find_all_contents(layout.lines)
    layout = with_lines(layout, [line for i, line in enumerate(layout.lines) if i not in contents])
    if not layout.lines:
        raise UnreadableDocument(f"{path}: nothing but page numbers or a table of contents; is the text missing?")
    marks = [heading_mark(entry.title) for entry in entries]
    deepest = max((mark.level for mark in marks if mark), default=None)
    printed = [line.text for line in layout.lines]
    entries = with_skipped(as_printed(entries, printed), printed)
    titles = frozenset(as_title(entry.title) for entry in entries)
    front = read_front(layout.lines, layout.title, titles, bylines)
    headings = HeadingLines(layout, titles, deepest, front.title_lines, front.stop)
    blocks: list[Block] = BlockReader(layout, headings).read()
    text, spans, pages = compose_text(blocks, spaced_between_scripts(layout.lines))
    about = describe(path, text, layout.running_head, front)
    sections = build_sections(text, spans, pages, entries, about.title)
    doc_id = about.doc_id
    paths = section_paths(sections)

    def path_at(offset: int) -> tuple[str, ...]:
        before = bisect_right(paths, offset, key=lambda path: path[1])
        return next((paths[i][0] for i in range(before - 1, -1, -1) if offset < paths[i][2]), ())

    return Document(
        doc_id,
        about.title,
        about.publisher,
        about.year,
        about.language,
        path.name,
        hashlib.sha256(data).hexdigest(),
        text,
        pages,
        sections,
        tuple(read_boxes(text, spans, pages, path_at)),
        tuple(read_figures(text, spans, pages)),
        tuple(build_passages(doc_id, text, spans, path_at, lambda offset: page_of(pages, offset), layout.tables)),
        read_tables(text, spans, pages, layout.tables, path_at),
        about.place,
        about.date,
        about.number,
        layout.page_count,
        layout.unread,
    )


def section_paths(sections: tuple[Section, ...]) -> list[tuple[tuple[str, ...], int, int]]:
    """Every section with the titles from the root, by where it starts, parents before children."""
    paths = [(titles, section.start, section.end) for root in sections for titles, section in root.walk()]
    return sorted(paths, key=lambda path: path[1])


def read_boxes(
    text: str, spans: list[Span], pages: tuple[PageSpan, ...], path_at: Callable[[int], tuple[str, ...]]
) -> Iterator[Box]:
    for span in spans:
        if span.block.kind == "box_title":
            number, title = read_box_title(text[span.start : span.end])
            end = max(s.end for s in spans if s.block.box == span.block.box)
            yield Box(number, title, span.start, end, page_of(pages, span.start), path_at(span.start))


def read_figures(text: str, spans: list[Span], pages: tuple[PageSpan, ...]) -> Iterator[Caption]:
    for span in spans:
        if span.block.kind == "caption" and not is_table_caption(text[span.start : span.title_end]):
            number, title = read_caption(text[span.start : span.title_end])
            source = read_source(text[span.title_end : span.end])
            yield Caption(number, title, source, span.start, span.end, page_of(pages, span.start))
