"""Blocks → passages and their sentences."""

import re
from collections.abc import Callable, Iterator, Sequence

from corpus.compose import Span
from corpus.document import Kind, Passage, Sentence
from corpus.layout import TableHead
from corpus.rows import cut_row
from corpus.sentences import split_sentences, trim
from corpus.splitter import cut_paragraph

ITEM = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[，、]|[①-⑳]|[—－·•●■◆▪*-])"
)
APART_FROM_LISTS = ("table", "note", "caption", "box_title", "box")  # may stand between the items of a list
KINDS: dict[str, Kind] = {
    "heading": "heading",
    "box_title": "heading",
    "body": "body",
    "box": "box",
    "caption": "caption",
    "table": "table",
    "note": "note",
}


def build_passages(
    doc_id: str,
    text: str,
    spans: Sequence[Span],
    paths: Callable[[int], tuple[str, ...]],
    pages: Callable[[int], int | None],
    tables: Sequence[TableHead] = (),
) -> Iterator[Passage]:
    """Yield the passages in reading order; `paths` and `pages` tell section path and page of an offset."""
    lead_ins = find_lead_ins(text, spans)
    box_titles = {s.block.box: text[s.start : s.end] for s in spans if s.block.kind == "box_title"}
    for span in spans:
        row = span.block.lines[0].row if span.block.lines else None  # a text that was never printed has no lines
        table = table_name(tables[row.table]) if row else None
        box = box_titles.get(span.block.box) if span.block.box is not None else None
        content = text[span.start : span.end]
        for piece_start, piece_end in [(0, len(content))] if table is not None else cut_paragraph(content):
            content, start, end = trim(text, span.start + piece_start, span.start + piece_end)
            pieces = cut_row(content) if table is not None else split_sentences(content)
            sentences = tuple(Sentence(s, start + a, start + b) for s, a, b in pieces)
            yield Passage(
                f"{doc_id}:{start}-{end}",
                doc_id,
                content,
                start,
                end,
                pages(start),
                pages(end - 1),
                paths(start),
                box,
                KINDS[span.block.kind],
                sentences,
                table or None,
                any(line.recognised for line in span.block.lines),
                lead_ins.get(span.start),
            )


def find_lead_ins(text: str, spans: Sequence[Span]) -> dict[int, str]:
    """Start of every item of a list → the last sentence of the paragraph that leads it in (…列入名录：)."""
    found: dict[int, str] = {}
    lead_in: str | None = None
    for span in spans:
        content = text[span.start : span.end]
        if span.block.kind in APART_FROM_LISTS:
            continue
        if span.block.kind == "heading" or not (lead_in and is_item(content)):
            lead_in = None
        elif lead_in:
            found[span.start] = lead_in
        if content.endswith(("：", ":")) and not (lead_in and is_item(content)):
            lead_in = split_sentences(content)[-1][0]
    return found


def is_item(text: str) -> bool:
    """A paragraph that is numbered or marked as one of a list.

    >>> is_item("（二）年度排放量达到2.6万吨。"), is_item("一是新建充电桩1.2万个。"), is_item("全市新建充电桩。")
    (True, True, False)
    """
    return bool(ITEM.match(text))


def table_name(head: TableHead) -> str:
    """Caption and unit of a table: what its rows leave unsaid."""
    unit = f"单位：{head.unit}" if head.unit else None
    return " · ".join(part for part in (head.caption, unit) if part)
