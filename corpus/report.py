"""Reads one report file into a Document.

    >>> from pathlib import Path
    >>> read_report(Path("corpus/reports/shenzhen-climate-2024.txt")).page_count
    41
"""
import hashlib
import re
from pathlib import Path

from corpus.blocks import Block, BlockReader
from corpus.compose import Span, compose_text
from corpus.contents import find_contents, fold
from corpus.decode import UnreadableDocument, read_text
from corpus.document import Box, Document, Figure, PageSpan, Section
from corpus.layout import read_layout
from corpus.metadata import describe
from corpus.numbering import heading_mark
from corpus.paragraphs import spaced_between_scripts
from corpus.passages import build_passages
from corpus.sections import build_sections, page_of

CHINESE_DIGITS = "一二三四五六七八九十"


def read_report(path: Path) -> Document:
    """Read a UTF-8 or GB18030 text file.

    Raises UnreadableDocument for an empty, binary or undecodable file, or one without a line of text.
    """
    raw, data = read_text(path)
    layout = read_layout(raw)
    entries, contents = find_contents(layout.lines)
    lines = tuple(line for i, line in enumerate(layout.lines) if i not in contents)
    if not lines:
        raise UnreadableDocument(f"{path}: nothing but a table of contents; is the text of the report missing?")
    marks = [heading_mark(entry.title) for entry in entries]
    deepest = max((mark.level for mark in marks if mark), default=None)
    blocks: list[Block] = BlockReader(layout, lines, frozenset(fold(entry.title) for entry in entries), deepest).read()
    text, spans, pages = compose_text(blocks, spaced_between_scripts(lines))
    about = describe(path, text, layout.running_head)
    sections = build_sections(text, spans, pages, entries, about.title)
    doc_id = about.doc_id
    paths = section_paths(sections)

    def path_at(offset: int) -> tuple[str, ...]:
        return next((titles for titles, start, end in reversed(paths) if start <= offset < end), ())

    return Document(
        doc_id, about.title, about.publisher, about.year, about.language, path.name, hashlib.sha256(data).hexdigest(), text, pages, sections,
        tuple(read_boxes(text, spans, pages, path_at)), tuple(read_figures(text, spans, pages)),
        tuple(build_passages(doc_id, text, spans, path_at, lambda offset: page_of(pages, offset))))


def section_paths(sections: tuple[Section, ...]) -> list[tuple[tuple[str, ...], int, int]]:
    """Every section with the titles from the root, parents before children."""
    return [(titles, section.start, section.end) for root in sections for titles, section in root.walk()]


def read_boxes(text: str, spans: list[Span], pages: tuple[PageSpan, ...], path_at) -> list[Box]:
    boxes = []
    for span in spans:
        if span.block.kind == "box_title":
            title = text[span.start:span.end]
            number, rest = re.match(rf"^专\s*栏\s*(\d+|[{CHINESE_DIGITS}]+)[\s：:、．.]*(.*)$", title, re.DOTALL).groups()
            end = max(s.end for s in spans if s.block.box == span.block.box)
            boxes.append(Box(to_number(number), rest, span.start, end, page_of(pages, span.start), path_at(span.start)))
    return boxes


def to_number(digits: str) -> int:
    """Read a box number up to 99 in either script.

    >>> to_number("12"), to_number("十二"), to_number("二十一")
    (12, 12, 21)
    """
    if digits.isdigit():
        return int(digits)
    tens, _, units = digits.rpartition("十") if "十" in digits else ("", "", digits)
    value = {c: i + 1 for i, c in enumerate(CHINESE_DIGITS)}
    return (value[tens] if tens else 1 if "十" in digits else 0) * 10 + (value[units] if units else 0)


def read_figures(text: str, spans: list[Span], pages: tuple[PageSpan, ...]) -> list[Figure]:
    figures = []
    for span in spans:
        if span.block.kind == "caption":
            title = text[span.start:span.title_end]
            number, rest = re.match(r"^[图表]\s*(\d+)(?:[-－—.]\d+)?[\s：:]*(.*)$", title, re.DOTALL).groups()
            source = re.sub(r"^[（(]?\s*(?:资料|数据|图片)?来源\s*[：:]\s*|[)）]\s*$", "", text[span.title_end:span.end].strip())
            figures.append(Figure(int(number), rest, source or None, span.start, span.end, page_of(pages, span.start)))
    return figures
