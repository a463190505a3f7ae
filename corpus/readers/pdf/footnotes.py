"""Footnotes of a page of a PDF: small print at the foot that begins with a mark."""

import re
from collections.abc import Sequence

from corpus.readers.pdf.lines import PrintLine

SMALLER = 0.93  # of the size of the text
MARK = re.compile(
    r"^(?:[\[［【〔]\d{1,3}[\]］】〕]|[①-⑳❶-❿¹²³⁴-⁹]|[*＊†‡]+|\d{1,2}(?=[\s\u4e00-\u9fff《“])|注\s*\d*\s*[：:])"
)


def find_footnotes(lines: Sequence[PrintLine], body: float) -> set[int]:
    """Positions of the lines of footnotes: in each column the last run of small lines, if it begins with a mark."""
    found: set[int] = set()
    for column in {line.column for line in lines}:
        own = sorted((i for i, line in enumerate(lines) if line.column == column), key=lambda i: lines[i].y0)
        start = len(own)
        while start > 0 and lines[own[start - 1]].size <= SMALLER * body:
            start -= 1
        while start < len(own) and not MARK.match(lines[own[start]].text):
            start += 1
        if 0 < start:
            found.update(own[start:])
    return found


def starts_note(text: str) -> bool:
    return bool(MARK.match(text))
