"""Builds the section tree, from the table of contents where there is one, else from the headings in the text."""

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.compose import Span
from corpus.contents import Entry, as_title, tidy_title
from corpus.document import PageSpan, Section
from corpus.headinglines import LETTERED
from corpus.headings import MARKUP_LEVELS, Heading, find_headings, marked_up
from corpus.numbering import ARTICLE_LEVEL, arabic_mark, article_title, heading_mark, is_article, run_in_title


@dataclass
class Node:
    """A section under construction."""

    title: str
    level: float  # a part of 1 between two levels of markup
    start: int | None
    children: list["Node"] = field(default_factory=list)


def build_sections(
    text: str, spans: Sequence[Span], pages: Sequence[PageSpan], entries: Sequence[Entry], title: str
) -> tuple[Section, ...]:
    """Return the tree; a text without any heading becomes one section with the document's title."""
    nodes = from_contents(text, spans, pages, entries) if entries else from_headings(text, spans)
    if not nodes:
        nodes = [Node(title, 1, 0)]
    return freeze(nodes, len(text), pages)


def from_headings(text: str, spans: Sequence[Span]) -> list[Node]:
    """Nest the headings of the text by their level, those of one level of markup by their numbers."""
    headings = find_headings(text, spans)
    below = depth_by_numbers(headings)
    return nest([Node(h.title, h.level + below.get(h.start, 0), h.start) for h in headings])


def depth_by_numbers(headings: Sequence[Heading]) -> dict[int, float]:
    """How far below its level a heading stands, by its start: web pages mark 一、 and （一） alike, by ##."""
    depths: dict[int, float] = {}
    for level in {heading.level for heading in headings if heading.level <= 0}:
        alike = [heading for heading in headings if heading.level == level]
        marks = [(h.start, mark.level) for h in alike if (mark := heading_mark(h.title) or arabic_mark(h.title))]
        styles = sorted({style for _, style in marks})
        if len(styles) > 1 and marks[0][1] == styles[0]:
            depths |= {start: styles.index(style) / len(styles) for start, style in marks}
    return depths


def from_contents(text: str, spans: Sequence[Span], pages: Sequence[PageSpan], entries: Sequence[Entry]) -> list[Node]:
    """Place the entries of the table: at their heading, or, where a title is not printed in the body, by inference.

    A part without a printed title begins with its lead-in, at the top of the page on which its first section begins.
    A preface begins the text. Any other leaf begins at the last page that opens with a new paragraph before the next
    known heading. An entry that stands nowhere is left out.
    """
    flat = [Node(entry.title, entry.level, None) for entry in entries]
    headings = headings_of(text, spans, {as_title(entry.title) for entry in entries})
    places = positions_by_title(headings)
    used = 0
    for node in flat:
        found = places.get(as_title(node.title), [])
        if (at := bisect_left(found, used)) < len(found):
            node.start, used = headings[found[at]].start, found[at] + 1
    known = {node.start for node in flat}
    first = min((start for start in known if start is not None), default=0)
    last, below = max((start for start in known if start is not None), default=0), max(e.level for e in entries)
    attached = next((h.start or 0 for h in headings if h.title.startswith("附件") and (h.start or 0) > last), None)
    deeper = []
    for heading in headings:
        start = heading.start or 0
        if heading.start in known or (heading.title.startswith("附件") and start < first):
            continue
        level = below + heading.level
        if attached is not None and start >= attached:  # it stands beside what the contents list, not below it
            level = 1 if heading.title.startswith("附件") else 1 + heading.level
        if LETTERED.match(heading.title):
            level = 1
        deeper.append(Node(heading.title, level, start))
    openings, floor = page_openings(spans, pages), -1
    for i, node in enumerate(flat):
        if node.start is None:
            child = next((other for other in flat[i + 1 :] if other.start is not None), None)
            is_part = i + 1 < len(flat) and flat[i + 1].level > node.level
            if is_part and child is not None:
                node.start = lead_in_start(spans, pages, child.start or 0)
            elif i == 0:
                node.start = 0 if child is None or child.start else None
            else:
                ceiling = child.start if child and child.start is not None else len(text)
                node.start = unheaded_start(openings, floor, ceiling)
        floor = max(floor, -1 if node.start is None else node.start)
    return nest(merge_by_start([node for node in flat if node.start is not None], deeper))


def headings_of(text: str, spans: Sequence[Span], listed: set[str]) -> list[Node]:
    """Headings that stand alone, articles, and those run-in titles that the table lists; levels count from 1."""
    found = []
    for span in spans:
        content = text[span.start : span.end]
        if span.block.kind == "body" and is_article(content):
            found.append(Node(article_title(content), ARTICLE_LEVEL + MARKUP_LEVELS, span.start))
            continue
        title = content.rstrip("。") if span.block.kind == "heading" else run_in_title(content) or ""
        if span.block.kind == "heading" or (span.block.kind == "body" and as_title(title) in listed):
            mark = marked_up(span) or heading_mark(content)
            found.append(Node(tidy_title(title), mark.level + MARKUP_LEVELS if mark else 1, span.start))
    return found


def merge_by_start(placed: list[Node], deeper: list[Node]) -> list[Node]:
    """Put sub-headings that the table does not list among those it lists; the order of the table stands."""
    merged: list[Node] = []
    rest = deque(sorted(deeper, key=lambda node: node.start or 0))
    for node in placed:
        while rest and (rest[0].start or 0) < (node.start or 0):
            merged.append(rest.popleft())
        merged.append(node)
    return [*merged, *rest]


def lead_in_start(spans: Sequence[Span], pages: Sequence[PageSpan], heading_start: int) -> int:
    """Start of the lead-in: the whole paragraphs from the top of the page to the heading at `heading_start`."""
    page, tops = page_of(pages, heading_start), {span.start for span in pages}
    start = heading_start
    for span in reversed([s for s in spans if s.end <= heading_start]):
        if page is None or span.block.kind != "body" or page_of(pages, span.start) != page:
            break
        start = span.start
    return start if start in tops else heading_start


def page_openings(spans: Sequence[Span], pages: Sequence[PageSpan]) -> list[int]:
    """Where a page opens with a new body paragraph, in order."""
    tops = {span.start for span in pages}
    return [span.start for span in spans if span.block.kind == "body" and span.start in tops]


def unheaded_start(openings: Sequence[int], floor: int, ceiling: int) -> int | None:
    """The last of these page openings that stands between two headings; None when there is none."""
    before = bisect_left(openings, ceiling)
    return openings[before - 1] if before and openings[before - 1] > floor else None


def positions_by_title(headings: Sequence[Node]) -> dict[str, list[int]]:
    """Where each title stands among the headings, first to last."""
    places: dict[str, list[int]] = {}
    for position, heading in enumerate(headings):
        places.setdefault(as_title(heading.title), []).append(position)
    return places


def page_of(pages: Sequence[PageSpan], offset: int) -> int | None:
    after = bisect_right(pages, offset, key=lambda span: span.start)
    return pages[after - 1].number if after else None


def nest(flat: Sequence[Node]) -> list[Node]:
    roots: list[Node] = []
    stack: list[Node] = []
    for node in flat:
        while stack and stack[-1].level >= node.level:
            stack.pop()
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)
    return roots


def freeze(nodes: Sequence[Node], end: int, pages: Sequence[PageSpan]) -> tuple[Section, ...]:
    """Give every node its end (the next one's start) and its page."""
    sections = []
    for i, node in enumerate(nodes):
        start = node.start or 0
        stop = (nodes[i + 1].start or 0) if i + 1 < len(nodes) else end
        sections.append(
            Section(
                re.sub(r"\s+", " ", node.title), start, stop, page_of(pages, start), freeze(node.children, stop, pages)
            )
        )
    return tuple(sections)
