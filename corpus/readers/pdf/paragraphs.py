"""Where paragraphs start, from the place and print of lines: indents, short last lines, gaps, sizes.

A paragraph goes on over columns and pages; that is why this sees the lines of a whole file at once.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from corpus.layout import display_width
from corpus.contents import LEADERS
from corpus.numbering import heading_mark
from corpus.readers.pdf.lines import PrintLine
from corpus.sentences import SENTENCE_END

INDENTED = 0.9  # of the size: a first line stands this far in, at least
SAME_SIZE = 0.06  # of the size: smaller differences are none
FEW_LINES = 5  # on a page: too few to tell its margins
TITLE_END = re.compile(r"(?:规划|方案|意见|通知|办法|条例|规定|细则|决定|公报|报告|公告|白皮书|纲要|计划|指南|规则)(?:[（(].*[）)])?》?$")
TITLE_APART = re.compile(r"^[（(〔\[]|^\d{4}\s*年|^[二一][〇○零九]|[〔（(\[［]\d{4}[〕）)\]］]|(?:政府|厅|局|委员会|办公室|代表大会)$")
LIST_ITEM = re.compile(r"^(?:[（(]?\d{1,2}[）)]|\d{1,2}[.．、](?!\d)|[①-⑳]|[●■◆▪•★-]|——)")


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with the page and block that it stands in."""

    line: PrintLine
    page: int  # 1-based
    frame: int | None = None


@dataclass(frozen=True, slots=True)
class Margins:
    """Left and right edge of a block of text, and the usual distance from line to line."""

    left: float
    right: float
    leading: float


def find_starts(lines: Sequence[Placed], body: float) -> list[bool]:
    """For each line, whether it starts a paragraph; `body` is the size in which most text is printed."""
    margins = all_margins(lines)
    starts: list[bool] = []
    last: dict[int | None, int] = {}  # of each frame and of the text around the frames: the line before
    for i, placed in enumerate(lines):
        j = last.get(placed.frame)
        starts.append(j is None or starts_paragraph(lines[j], placed, margins[j], margins[i], body))
        last[placed.frame] = i
    return starts


def all_margins(lines: Sequence[Placed]) -> list[Margins]:
    """The margins of each line's block: its column or frame on its page, or, where that holds few lines, in the file."""
    blocks: dict[tuple, list[PrintLine]] = {}
    wider: dict[tuple, list[PrintLine]] = {}
    for placed in lines:
        blocks.setdefault(block_key(placed), []).append(placed.line)
        wider.setdefault(block_key(placed)[1:], []).append(placed.line)
    found = {
        key: margins_of(group if len(group) >= FEW_LINES else wider[key[1:]]) for key, group in blocks.items()
    }
    return [found[block_key(placed)] for placed in lines]


def block_key(placed: Placed) -> tuple:
    return placed.page, placed.frame, placed.line.column


def margins_of(lines: Sequence[PrintLine]) -> Margins:
    """Left: the leftmost edge that several lines share. Right: where full lines end, hanging punctuation aside."""
    lefts = Counter(round(line.x0 / 2) for line in lines)
    shared = [x for x, count in lefts.items() if count + lefts[x + 1] >= max(2, 0.12 * len(lines))]
    left = 2 * min(shared) if shared else min(line.x0 for line in lines)
    rights = sorted(line.x1 for line in lines)
    full = [x for x in rights if x > left + 0.75 * (rights[-1] - left)]
    right = median(full)
    gaps = [b.y0 - a.y0 for a, b in zip(lines, lines[1:], strict=False) if 0 < b.y0 - a.y0 < 4 * b.size]
    return Margins(left, right, median(gaps) if gaps else 1.5 * lines[0].size)


def starts_paragraph(a: Placed, b: Placed, before: Margins, here: Margins, body: float) -> bool:
    """Whether `b` starts a paragraph, given the line before it in the same block."""
    above, line = a.line, b.line
    same_place = a.page == b.page and above.column == line.column
    if abs(above.size - line.size) > SAME_SIZE * max(above.size, line.size) + 0.3 and not mixed(above, line):
        return True
    gap = line.y0 - above.y0
    if LEADERS.search(line.text):
        return bool(LEADERS.search(above.text)) or starts_item(line.text)
    if min(above.size, line.size) > 1.1 * body and same_place and gap <= 2.2 * line.size:
        return above.bold != line.bold or not is_torn_title(above.text, line.text)
    if is_centred(line, here):
        near = same_place and gap <= max(1.4 * here.leading, 2.2 * line.size)
        alike = is_centred(above, before) and above.bold and line.bold
        return not (near and alike and is_torn_title(above.text, line.text))
    if same_place and gap > 1.6 * here.leading and gap > 1.5 * line.size:
        return True
    indent = line.x0 - here.left
    if indent > 0.4 * (here.right - here.left):  # a signature or a date at the right
        return True
    if indent >= INDENTED * line.size:
        return not (is_hanging(above, before) and abs(above.x0 - line.x0) < line.size)
    room = before.right - above.x1
    first = re.match(r"[A-Za-z0-9.,%’'()/-]*", line.text).group()
    wanted = max(1.5 * line.size, display_width(first) * line.size / 2 + 0.6 * line.size)
    if room > wanted:
        return not (re.search(r"[，、,]$", above.text) and not starts_item(line.text))
    return bool(SENTENCE_END.search(above.text)) and starts_item(line.text)


def is_torn_title(above: str, text: str) -> bool:
    """Two centred lines are one title: the first is no whole title, the second no date, byline or heading."""
    return not (TITLE_END.search(above) or TITLE_APART.search(text) or heading_mark(text) or SENTENCE_END.search(above))


def mixed(above: PrintLine, line: PrintLine) -> bool:
    """A line of figures or Latin letters in another size inside a paragraph."""
    return not re.search(r"[\u4e00-\u9fff]{2}", line.text) and not SENTENCE_END.search(above.text)


def starts_item(text: str) -> bool:
    return heading_mark(text) is not None or bool(LIST_ITEM.match(text))


def is_centred(line: PrintLine, margins: Margins) -> bool:
    left, right = line.x0 - margins.left, margins.right - line.x1
    return left > 2.5 * line.size and right > 1.5 * line.size and abs(left - right) <= 2.2 * line.size


def is_hanging(above: PrintLine, margins: Margins) -> bool:
    """The line before runs to the right edge and stands in too: an indented block, no first line."""
    return above.x0 - margins.left >= INDENTED * above.size and margins.right - above.x1 < above.size
