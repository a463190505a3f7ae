"""Page numbers of an earlier print that stand inside the text, as in a file that was pasted together from another one.

One number alone might be text; numbers that rise through the file are page numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.readers.pdf.furniture import PageLines
from corpus.readers.pdf.lines import PrintLine

DASHED = re.compile(r"^[—－–]\s*(\d{1,3})\s*[—－–]\s*|\s*[—－–]\s*(\d{1,3})\s*[—－–]$")  # 及时发—20 —
BEFORE_HEADING = re.compile(r"^(\d{1,3})\s*(?=[（(]?[一二三四五六七八九十]+[）)、])|^(\d{1,3})$")  # 9五、保障措施
MIN_NUMBERS = 4
LINE_END = "\n"
TORN = re.compile(rf"[—－–] ?({LINE_END}?) ?\d{{1,3}} ?({LINE_END}?) ?[—－–] ?")  # …情况—12 / —触发…


def drop_stray_numbers(pages: Sequence[PageLines]) -> list[PageLines]:
    """Cut such numbers off the lines that they stand in."""
    for pattern in (DASHED, BEFORE_HEADING):
        found = [found for page in pages for line in page.lines if (found := number_in(line, pattern)) is not None]
        if len(found) >= MIN_NUMBERS and all(a < b for a, b in pairwise(found)):
            pages = [replace(page, lines=without(page.lines, pattern)) for page in pages]
            if pattern is DASHED:
                pages = [replace(page, lines=without_torn(page.lines)) for page in pages]
    return list(pages)


def number_in(line: PrintLine, pattern: re.Pattern[str]) -> int | None:
    found = pattern.search(line.text)
    return int(found[1] or found[2]) if found else None


def without(lines: Sequence[PrintLine], pattern: re.Pattern[str]) -> tuple[PrintLine, ...]:
    cut = (replace(line, text=pattern.sub("", line.text)) for line in lines)
    return tuple(line for line in cut if line.text)


def without_torn(lines: Sequence[PrintLine]) -> tuple[PrintLine, ...]:
    """The lines without the dashed numbers that a line end tears."""
    texts = TORN.sub(r"\1\2", LINE_END.join(line.text for line in lines)).split(LINE_END)
    return tuple(replace(line, text=text.strip()) for line, text in zip(lines, texts, strict=True) if text.strip())
