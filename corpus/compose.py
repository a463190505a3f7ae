"""Blocks → the text of the document, with the span and the pages of every block."""

from dataclasses import dataclass, replace

from corpus.blocks import Block
from corpus.document import PageSpan
from corpus.layout import Line
from corpus.paragraphs import joint


@dataclass(frozen=True, slots=True)
class Span:
    """A block's place in the text; `title_end` is where the title of a caption ends and its source begins."""

    block: Block
    start: int
    end: int
    title_end: int


def compose_text(blocks: list[Block], spaced: bool) -> tuple[str, list[Span], tuple[PageSpan, ...]]:
    """Join the blocks, a line each; `spaced` puts a space between scripts where a wrapped line is rejoined."""
    parts: list[str] = []
    spans: list[Span] = []
    pages: list[PageSpan] = []
    offset = 0
    for block in blocks:
        start, title_end, previous = offset, offset, ""
        for i, line in enumerate(block.lines):
            glue = joint(previous, line.text, spaced) if previous else ""
            parts += [glue, line.text]
            add_page(pages, line, offset, offset + len(glue) + len(line.text))
            offset += len(glue) + len(line.text)
            previous = line.text
            if i + 1 == block.figure_lines:
                title_end = offset
        spans.append(Span(block, start, offset, title_end))
        parts.append("\n")
        offset += 1
    return "".join(parts), spans, tuple(pages)


def add_page(pages: list[PageSpan], line: Line, start: int, end: int) -> None:
    """Note that text[start:end] stands on the line's page, lengthening the last span when it is the same page."""
    if line.page is None:
        return
    if pages and pages[-1].number == line.page:
        pages[-1] = replace(pages[-1], end=end)
    else:
        pages.append(PageSpan(line.page, start, end, line.label, line.recognised))
