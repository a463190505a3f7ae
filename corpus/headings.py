"""Chooses which numbered and named lines of a text head sections, where no table of contents says it.

A list looks like a row of headings line by line; only its neighbours tell: items end with a semicolon, or nothing
stands between them. So headings of one style under one parent are judged together.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from corpus.compose import Span
from corpus.contents import tidy_title
from corpus.numbering import (
    ARABIC_LEVEL,
    ARTICLE_LEVEL,
    MAX_HEADING,
    HeadingMark,
    arabic_mark,
    article_title,
    heading_mark,
    run_in_title,
)
from corpus.titles import is_title_like

MAX_ARABIC_TITLE = 30  # characters: 1.强化国土空间规划引领支撑。; longer ones are items of a list
IN_ROW_SHARE = 0.75  # of the steps from number to number are by one; a torn line may hide a title
MAX_COLON_TITLE = 16  # characters: a longer line with a colon at its end leads a list in
LEADS_IN = re.compile(r"(?:的|如下|下列|包括|为|有|是|以下.*|要求|条件|材料)[：:]$")
MARK = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d{1,2}\s*[.．、])\s*")
SALUTATION = re.compile(r"^(?:尊敬的)?各位\w{1,6}(?:[，、,]各位\w{1,6})*[：:，,！!]?$")  # set in bold like a title
MARKUP_LEVELS = 6  # lie above level 1, as those of Markdown's # do
UNNUMBERED_LEVEL = ARABIC_LEVEL + 3  # below every numbered heading, where there is one
MAX_GAP = 20  # articles that an excerpt may leave out
MIN_ARTICLES = 2  # one 第…条 alone is a quotation

ATTACHMENT_WORD = re.compile(r"^(附\s*件\s*\d*)\s*[：:]?\s*")

Form = Literal["line", "run-in", "alone", "item"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title in the text, or what might be one.

    `form`: a line of its own; the first words of a paragraph; a paragraph of one short sentence; an item of a list.
    """

    title: str
    level: int
    start: int
    number: int | None = None
    named: bool = False
    form: Form = "line"
    followed: bool = True  # text without a mark stands between it and the next numbered line
    whole: bool = False  # its reader knows where paragraphs end: it is no torn line of one


def find_headings(text: str, spans: Sequence[Span]) -> list[Heading]:
    """Return the headings in reading order. A name (前言) is as high as the highest number; 附件 stands above all."""
    found = outside_articles(candidates(text, spans))
    kept = [heading for group in siblings(found) for heading in headings_among(group)]
    kept.sort(key=lambda heading: heading.start)
    top = min((h.level for h in kept if not h.named and h.level < UNNUMBERED_LEVEL), default=None)
    return [at_height(heading, top) for heading in without_main_attachment(kept, len(text))]


def at_height(heading: Heading, top: int | None) -> Heading:
    if heading.named:
        level = 1 if top is None else top
        return replace(heading, level=level - 1 if heading.title.startswith("附件") else level)
    return replace(heading, level=1) if heading.level == UNNUMBERED_LEVEL and top is None else heading


def candidates(text: str, spans: Sequence[Span]) -> Iterator[Heading]:
    """Yield every line or paragraph that begins as a heading does."""
    for i, span in enumerate(spans):
        heading = candidate(text[span.start : span.end], span)
        if heading:
            known = bool(span.block.lines) and span.block.lines[0].starts is not None
            yield replace(heading, followed=is_followed(text, spans, i), whole=known)


def candidate(content: str, span: Span) -> Heading | None:
    if span.block.kind not in ("heading", "body") or SALUTATION.match(content.lstrip("# ")):
        return None
    mark = heading_mark(content)
    if span.block.kind == "heading":
        content = content.rstrip("：:") if arabic_mark(content) else content  # 1.计算公式：
        mark = marked_up(span) or mark
        if ATTACHMENT_WORD.match(content):
            title = ATTACHMENT_WORD.sub(lambda found: f"{found[1]} ", content).strip()
            return Heading(tidy_title(title), 1, span.start, named=True)
        if mark is None:
            return Heading(tidy_title(content), UNNUMBERED_LEVEL, span.start)
        return Heading(tidy_title(content), mark.level, span.start, mark.number, mark.named)
    mark = mark or arabic_mark(content)
    if mark is None or mark.named:
        return None
    if mark.level == ARTICLE_LEVEL:
        return Heading(article_title(content), mark.level, span.start, mark.number)
    title, form = title_and_form(content)
    return Heading(tidy_title(title), mark.level, span.start, mark.number, form=form)


def marked_up(span: Span) -> HeadingMark | None:
    """The level that the file's own markup or print gives a heading, above all levels that numbers give."""
    level = span.block.lines[0].level
    return HeadingMark(level - MARKUP_LEVELS, named=False) if level is not None else None


def title_and_form(content: str) -> tuple[str, Form]:
    if title := run_in_title(content):
        return title, "run-in"
    short = len(content) <= MAX_COLON_TITLE and not LEADS_IN.search(content)
    if short and is_title_like(MARK.sub("", content).rstrip("：:")):
        content = content.rstrip("：:")  # 一、主要目标：
    if len(content) <= MAX_HEADING and not re.search(r"[；;，,：:]$", content):
        return content.rstrip("。！？"), "alone" if re.search(r"[。！？]$", content) else "line"
    return content, "item"


def is_followed(text: str, spans: Sequence[Span], i: int) -> bool:
    """Text without a mark, or items of a lower level, stand directly below, as they do below a title."""
    if i + 1 >= len(spans):
        return False
    after = text[spans[i + 1].start : spans[i + 1].end]
    own = heading_mark(text[spans[i].start : spans[i].end])
    item = arabic_mark(after)
    if item is not None:
        return own is not None and own.level < item.level
    return spans[i + 1].block.kind != "heading" and not heading_mark(after)


def outside_articles(found: Iterator[Heading]) -> list[Heading]:
    """Drop what stands below an article of a law: items （一）（二） are part of it."""
    every = in_order(found)
    if sum(1 for h in every if h.level == ARTICLE_LEVEL and not h.named) < MIN_ARTICLES:
        return [h for h in every if h.level != ARTICLE_LEVEL]
    kept: list[Heading] = []
    inside = False
    for heading in every:
        if heading.level == ARTICLE_LEVEL or heading.named or heading.level < ARTICLE_LEVEL:
            inside = heading.level == ARTICLE_LEVEL and not heading.named
        elif inside:
            continue
        kept.append(heading)
    return kept


def in_order(found: Iterator[Heading]) -> list[Heading]:
    """Drop articles whose number does not follow: a line of another law, or one that refers to an article."""
    kept: list[Heading] = []
    last = 0
    for heading in found:
        if heading.level == ARTICLE_LEVEL and not heading.named and heading.number is not None:
            if heading.number != 1 and not (last <= heading.number <= last + MAX_GAP or last == 0):
                continue
            last = heading.number
        kept.append(heading)
    return kept


def siblings(found: Sequence[Heading]) -> list[list[Heading]]:
    """Group the headings of one level under one parent."""
    groups: list[list[Heading]] = []
    open_groups: dict[int, list[Heading]] = {}
    for heading in found:
        level = 0 if heading.named else heading.level
        for deeper in [other for other in open_groups if other > level]:
            del open_groups[deeper]
        before = open_groups.get(level)
        if before and level and heading.number == 1 and before[-1].number:
            del open_groups[level]  # it counts anew: the notice is over and its plan begins
        if level not in open_groups:
            open_groups[level] = []
            groups.append(open_groups[level])
        open_groups[level].append(heading)
    return groups


def headings_among(group: Sequence[Heading]) -> list[Heading]:
    """The members of a group that are headings; none when the group is a list."""
    printed = [h for h in group if h.level == ARABIC_LEVEL and h.number is None]  # told by print, not by their row
    group = [h for h in group if h not in printed]
    if not group:
        return printed
    first = group[0]
    if first.named or first.level in (ARTICLE_LEVEL, UNNUMBERED_LEVEL) or first.level < ARTICLE_LEVEL:
        return list(group)
    titled = [h for h in group if h.form in ("line", "run-in") or (h.form == "alone" and h.followed)]
    if len(titled) * 2 <= len(group) or (len(group) == 1 and first.form == "alone"):
        return printed
    if first.level == ARABIC_LEVEL and not is_row_of_titles(group):
        return printed
    return printed + titled


def is_row_of_titles(group: Sequence[Heading]) -> bool:
    """Arabic numbers head sections only in a row almost without a gap, each with a short title before its text."""
    steps = [b.number - a.number for a, b in pairwise(group) if a.number is not None and b.number is not None]
    short = all(len(h.title) <= MAX_ARABIC_TITLE and is_titled(h) for h in group)
    texts = all(h.form == "run-in" or h.followed for h in group)
    in_row = all(step > 0 for step in steps) and steps.count(1) >= IN_ROW_SHARE * len(steps)
    return len(group) > 1 and in_row and short and texts


def is_titled(heading: Heading) -> bool:
    """A title before its text, or on a line of its own; one with a comma may be the torn line of a sentence."""
    return heading.form == "run-in" or (heading.form == "line" and (heading.whole or "，" not in heading.title))


def is_numbered(heading: Heading) -> bool:
    """附件 3 with a number of its own: one of several."""
    word = ATTACHMENT_WORD.match(heading.title)
    return word is not None and bool(re.search(r"\d", word[1]))


def without_main_attachment(found: list[Heading], length: int) -> list[Heading]:
    """Leave out the word 附件 over the plan that a notice brings: it is the report itself, not a part of it."""
    attachments = [h for h in found if h.named and ATTACHMENT_WORD.match(h.title)]
    has_own = [h for h in found if attachments and not h.named and h.start < attachments[0].start]
    if len(attachments) == 1 and attachments[0].start < length / 2 and not (has_own and is_numbered(attachments[0])):
        return [h for h in found if h is not attachments[0]]
    return found
