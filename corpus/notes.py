"""Finds footnotes at the bottom of the pages of a text, where no reader has seen them by their place or size."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.layout import Line

MARK = re.compile(r"^(\[\d{1,2}\]|［\d{1,2}］|〔\d{1,2}〕|[①-⑳]|[¹²³⁰⁴-⁹]{1,2}|\*+|注\s*\d{1,2}(?=\s*[：:]))\s*\S")
TERM = re.compile(r"^(\d{1,2})[\s.．、]*([\u4e00-\u9fffA-Za-z“”《》]{2,20})[：:]")  # 1 三线一单：生态保护红线…
REFERRED = re.compile(r"^(?:\[\d{1,2}\]|［\d{1,2}］|〔\d{1,2}〕|[¹²³⁰⁴-⁹]{1,2}|注\s*\d{1,2}(?=\s*[：:]))")
MAX_NOTE_LINES = 12  # at the bottom of a page


def mark_notes(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those of footnotes marked: from the mark that the page's text bears too, to the page's end."""
    if any(line.note for line in lines):
        return list(lines)
    marked = list(lines)
    if not any(line.page for line in lines):
        return mark_without_pages(lines)
    start = 0
    for stop in [*(i for i, line in enumerate(lines) if line.opens_page and i), len(lines)]:
        first = first_note(lines[start:stop])
        for i in range(start + first, stop) if first is not None else ():
            begins = MARK.match(lines[i].text) or TERM.match(lines[i].text)
            marked[i] = replace(lines[i], note=True, starts=bool(begins))
        start = stop
    return marked


def mark_without_pages(lines: Sequence[Line]) -> list[Line]:
    """Where nothing shows the pages a note is one paragraph, whose mark stands inside the text above."""
    marked = list(lines)
    inside = ""  # the text above but for the beginnings of its lines
    last: int | None = None  # the line of a note that goes on
    for i, line in enumerate(lines):
        mark = REFERRED.match(line.text)
        if mark and re.sub(r"\s", "", mark.group()) in inside:
            marked[i], last = replace(line, note=True, starts=True), i
        elif last == i - 1 and line.starts is None and not (lines[i - 1].ends_sentence or line.after_blank):
            marked[i], last = replace(line, note=True, starts=False), i
        else:
            inside += re.sub(r"\s", "", line.text[1:])
    return marked


def explains(text: str, above: str) -> bool:
    """The line begins with a mark that the text above bears, or with a bare number that stands there behind its term.

    >>> explains("1 三线一单：生态保护红线等。", "全面推行“三线一单1”制度，"), explains("1 三线一单：红线。", "第1项")
    (True, False)
    """
    if mark := MARK.match(text):
        return re.sub(r"\s", "", mark[1]) in re.sub(r"\s", "", above)
    term = TERM.match(text)
    return bool(term and re.search(rf"{re.escape(term[2].strip('“”《》'))}[”》]?\s*{term[1]}(?!\d)", above))


def first_note(page: Sequence[Line]) -> int | None:
    """Position of the first footnote on a page; None when it has none."""
    if not page or page[0].page is None:
        return None
    for i in range(max(1, len(page) - MAX_NOTE_LINES), len(page)):
        if explains(page[i].text, "".join(line.text for line in page[:i])):
            return i
    return None
