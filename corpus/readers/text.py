"""Plain text → its printed lines, each with its page. Drops what belongs to the page; joins nothing yet.

How a page break shows: a form feed; else, in text pulled from a PDF, one leading space on an otherwise unindented
file, or a running head or page number (— 22 —).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.decode import decode_report
from corpus.furniture import find_furniture
from corpus.layout import Layout, Line, is_wrapped, measure
from corpus.readers.texttables import with_tables

PARAGRAPH_INDENT = re.compile(r"^(?:\u3000+| {2,})(?=\S)")
RULE = re.compile(r"^[—―_\-─━＿=＝*·.…~～]{5,}$")  # drawn with characters, above footnotes or between parts
WIDEST = 80  # blanks in a row; patterns that allow blanks in several places take far longer for more
LONG_GAP = re.compile(rf"[ \t\u3000\xa0]{{{WIDEST},}}")
MIN_LINES_PER_PAGE = 8  # a leading space on more lines than one in so many is no page mark


def read_text(data: bytes, name: str) -> Layout:
    """Read a text file, tables in it too. Raises UnreadableDocument for what is no text."""
    return with_tables(read_layout(decode_report(data, name)))


def read_layout(text: str) -> Layout:
    """Split the text of a file into lines with pages; drop running heads and page numbers."""
    text = LONG_GAP.sub(lambda gap: gap[0][:WIDEST], text)
    raw = re.sub(r"(?<=[^\n])\f", "\n\f", text).split("\n")
    furniture, head = find_furniture(raw)
    marks_page = page_marks(raw, furniture)
    spaced = is_double_spaced(raw)
    lines: list[Line] = []
    page, opens, blank = 1, True, False
    for i, line in enumerate(raw):
        if i in marks_page and (line.startswith("\f") or not opens):
            page, opens = page + 1, True
        stripped = line.strip()
        if not stripped or RULE.match(stripped):
            blank = True
        elif i not in furniture:
            indented = bool(PARAGRAPH_INDENT.match(line.lstrip("\f")))
            apart = blank and not spaced and not opens
            lines.append(Line(stripped, page, opens, indented, apart))
            opens, blank = False, False
    if page == 1:  # no page mark anywhere: the file has no pages
        lines = [replace(line, page=None, opens_page=False) for line in lines]
    return measure(lines, head)


def page_marks(raw: Sequence[str], furniture: set[int]) -> set[int]:
    """Indices of the lines with which a new page begins, or between which it does where heads and numbers mark it."""
    if fed := {i for i, line in enumerate(raw) if line.startswith("\f")}:
        return fed
    text = [i for i, line in enumerate(raw) if line.strip() and i not in furniture]
    led = [i for i in text if re.match(r" \S", raw[i])]
    lines = [Line(raw[i].strip(), None, False, False, False) for i in text]
    by_space = len(led) >= 2 and len(led) * MIN_LINES_PER_PAGE <= len(text) and is_wrapped(lines)
    first = text[0] if text else 0
    return {i for i in (furniture | set(led) if by_space else furniture) if i > first}


def is_double_spaced(raw: Sequence[str]) -> bool:
    """Blank lines stand between all lines, so they separate nothing."""
    followed = [not b.strip() for a, b in pairwise(raw) if a.strip()]
    return bool(followed) and sum(followed) >= 0.9 * len(followed)
