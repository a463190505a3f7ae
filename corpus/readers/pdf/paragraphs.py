"""Where paragraphs start, from the place and print of lines: indents, short last lines, gaps, sizes.

A paragraph goes on over columns and pages; that is why this sees the lines of a whole file at once.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Protocol

from corpus.contents import LEADERS
from corpus.layout import display_width
from corpus.numbering import ATTACHMENT, clause_depth, heading_mark, is_article
from corpus.present import present
from corpus.readers.pdf.lines import PrintLine
from corpus.sentences import SENTENCE_END

INDENTED = 0.9  # of the size: a first line stands this far in, at least
SAME_SIZE = 0.06  # of the size: smaller differences are none
MIXED_SIZE = 0.7  # of the size: Latin letters in a Chinese paragraph are not printed smaller
MAX_TITLE = 45  # characters of a heading over two lines; longer text is none
UNEVEN = 2.5  # of the usual distance: so far apart may two lines of one paragraph be printed
SCRAP = 6  # characters: what a careless conversion leaves of a line
MIN_PAGE_TEXT = 200  # characters in one size that are the text of a page, no title
FEW_LINES = 5  # on a page: too few to tell its margins
TITLE_END = re.compile(
    r"(?:规划|方案|意见|通知|办法|条例|规定|细则|决定|公报|报告|公告|白皮书|纲要|计划|指南|规则)(?:[（(].*[）)])?》?$"
)
LAST_WORD = re.compile(
    r"的(?:通知|意见|公告|决定|决议|函|批复|公示|通报|报告|方案|办法|规定|条例)》?$"
)  # of a title with 关于
TITLE_APART = re.compile(
    r"^[（(〔\[]|^\d{4}\s*年\s*(?:\d|$)|^[二一][〇○零九]|[〔（(\[［]\d{4}[〕）)\]］]|(?:政府|厅|(?<![布格全大时])局|委员会|办公室|代表大会|发\s*布)$"
)
BARE_MARK = re.compile(
    r"^第\s*[一二三四五六七八九十百零〇\d]+\s*[章节節条條]$"
)  # its title or text stands on the next line
BARE_CLAUSE = re.compile(r"^\d{1,2}(?:\.\d{1,2})+$")  # of a standard, whose term stands below it
APPENDIX = re.compile(r"^附\s*[录錄]\s*[A-Z]\s*(?:[（(](?:资料性|规范性)(?:附录)?[）)])?$")  # its title stands below
NATURE = re.compile(r"^[（(](?:资料性|规范性)(?:附录)?[）)]")
MARK_ROOM = 2.4  # of the size: no number of a list item and the gap behind it are wider
LIST_ITEM = re.compile(r"^(?:[（(]?\d{1,2}[）)]|\d{1,2}[.．、](?!\d)|[①-⑳]|[●■◆▪•★-]|——)")


class Sized(Protocol):
    """Text in one size."""

    @property
    def text(self) -> str: ...

    @property
    def size(self) -> float: ...


Block = tuple[int, int | None, int]  # page, frame, column


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


@dataclass(frozen=True, slots=True)
class Style:
    """How the file prints paragraphs."""

    size: float  # of most of the text
    indents: bool  # first lines stand in
    lost_indents: bool  # first lines end early, as they did before their indent was lost


def find_starts(lines: Sequence[Placed], size: float) -> list[bool]:
    """For each line, whether it starts a paragraph; `size` is the one in which most text is printed."""
    margins = all_margins(lines)
    style, sizes = style_of(lines, margins, size), page_sizes([(p.page, p.line) for p in lines], size)
    starts: list[bool] = []
    open_group: dict[int | None, list[int]] = {}  # of each frame and of the text around the frames
    for i, placed in enumerate(lines):
        group = open_group.get(placed.frame)
        if group is None:
            begins = True
        else:
            above = [lines[j] for j in group]
            here = replace(style, size=sizes[placed.page])
            begins = starts_paragraph(above, placed, margins[group[-1]], margins[i], here)
        starts.append(begins)
        open_group[placed.frame] = [i] if begins or group is None else [*group, i]
    return starts


def all_margins(lines: Sequence[Placed]) -> list[Margins]:
    """The margins of each line's block: its column or frame on its page or, where that holds few lines, in the file."""
    blocks: dict[Block, list[PrintLine]] = {}
    wider: dict[tuple[int | None, int], list[PrintLine]] = {}
    for placed in lines:
        blocks.setdefault(block_key(placed), []).append(placed.line)
        wider.setdefault(block_key(placed)[1:], []).append(placed.line)
    found = {key: margins_of(group if len(group) >= FEW_LINES else wider[key[1:]]) for key, group in blocks.items()}
    return [found[block_key(placed)] for placed in lines]


def block_key(placed: Placed) -> Block:
    return placed.page, placed.frame, placed.line.column


def margins_of(lines: Sequence[PrintLine]) -> Margins:
    """Left: where most lines begin that follow a full one. Right: where full lines end, hanging punctuation aside."""
    outer, rights = min(line.x0 for line in lines), sorted(line.x1 for line in lines)
    full = [x for x in rights if x > outer + 0.75 * (rights[-1] - outer)]
    after_full = [b.x0 for a, b in pairwise(lines) if a.x1 >= median(full) - a.size and not SENTENCE_END.search(a.text)]
    left = median(after_full) if len(after_full) >= 2 else most_shared_left(lines)
    gaps = [b.y0 - a.y0 for a, b in pairwise(lines) if 0 < b.y0 - a.y0 < 4 * b.size]
    return Margins(left, median(full), median(gaps) if gaps else 1.5 * lines[0].size)


def most_shared_left(lines: Sequence[PrintLine]) -> float:
    """The leftmost edge that several lines share."""
    lefts = Counter(round(line.x0 / 2) for line in lines)
    shared = [x for x, count in lefts.items() if count + lefts[x + 1] >= max(2, 0.12 * len(lines))]
    return 2 * min(shared) if shared else min(line.x0 for line in lines)


def style_of(lines: Sequence[Placed], margins: Sequence[Margins], size: float) -> Style:
    """Tell from the lines after a full stop whether first lines stand in, and whether some end early."""
    firsts = [
        i
        for i in range(1, len(lines))
        if lines[i - 1].line.text.endswith("。") and ends_early(lines[i - 1], margins[i - 1])
    ]
    indented = sum(1 for i in firsts if lines[i].line.x0 - margins[i].left >= INDENTED * lines[i].line.size)
    indents = bool(firsts) and 2 * indented >= len(firsts)
    early = [i for i in firsts if 1.6 <= (margins[i].right - lines[i].line.x1) / lines[i].line.size <= 2.6]
    return Style(size, indents, not indents and 3 * len(early) >= max(6, len(firsts)))


def ends_early(placed: Placed, margins: Margins) -> bool:
    return margins.right - placed.line.x1 > 3 * placed.line.size


def starts_paragraph(group: Sequence[Placed], placed: Placed, before: Margins, here: Margins, style: Style) -> bool:
    """Whether a line starts a paragraph, given the lines of the paragraph before it in the same block."""
    above, line = group[-1].line, placed.line
    same_place = group[-1].page == placed.page and above.column == line.column
    gap = line.y0 - above.y0
    if LEADERS.search(above.text) and starts_item(line.text):
        return True
    if LEADERS.search(line.text):
        return bool(LEADERS.search(above.text)) or starts_item(line.text)
    waits = BARE_MARK.match(above.text) or (BARE_CLAUSE.match(above.text) and above.bold and line.bold)
    if len(group) == 1 and waits:
        return False
    if ATTACHMENT.match(line.text):
        return True
    printed_apart = line.bold or line.size > 1.1 * style.size
    if APPENDIX.match(text_of(group)) and (NATURE.match(line.text) or (printed_apart and is_centred(line, here))):
        return False
    if abs(above.size - line.size) > SAME_SIZE * max(above.size, line.size) + 0.3 and not mixed(above, line):
        return True
    far = 4.5 if lacks_last_word(text_of(group)) and LAST_WORD.search(line.text) else 2.6
    if (
        same_place
        and gap <= max(1.7 * here.leading, far * line.size)
        and is_title_print(group, line, before, here, style)
    ):
        return starts_clause(group, line) or not is_torn_title(text_of(group), line.text)
    if is_centred(line, here) and is_centred(above, before):
        return True
    indent = line.x0 - here.left
    torn_at_edge = not SENTENCE_END.search(above.text) and not ends_before_edge(group, line, before, style)
    runs_on = torn_at_edge and abs(indent) < INDENTED * line.size and gap < UNEVEN * here.leading
    if same_place and gap > 1.6 * here.leading and gap > 1.5 * line.size and not runs_on:
        return True
    if indent > 0.4 * (here.right - here.left):  # a signature or a date at the right; else a scrap of a torn line
        return not torn_at_edge
    if indent <= -INDENTED * line.size and (
        SENTENCE_END.search(above.text) or ends_before_edge(group, line, before, style)
    ):
        return True
    if indent >= INDENTED * line.size:
        hangs = is_hanging(above, before) and abs(above.x0 - line.x0) < line.size
        hangs = hangs or hangs_below_mark(group, line, before)
        return not hangs or bool(SENTENCE_END.search(above.text))
    if not ends_before_edge(group, line, before, style):
        return bool(SENTENCE_END.search(above.text)) and (starts_item(line.text) or starts_clause(group, line))
    return not (is_torn(group, line, before) or follows_scrap(group, line, before, here, style))


def is_title_print(group: Sequence[Placed], line: PrintLine, before: Margins, here: Margins, style: Style) -> bool:
    """Both lines are printed as a title is: large, or bold and centred, the first perhaps as wide as the page."""
    above = group[-1].line
    if above.bold != line.bold:
        return False
    if min(above.size, line.size) > 1.1 * style.size:
        return True
    wide = above.x1 >= before.right - 2 * above.size
    ends = line.bold or bool(TITLE_END.search(line.text))
    return ends and is_centred(line, here) and (is_centred(above, before) or (wide and line.bold))


def is_torn_title(above: str, text: str) -> bool:
    """Two lines are one title: the first is no whole title, the second no date, byline or heading."""
    if TITLE_APART.search(text) or heading_mark(text) or SENTENCE_END.search(above):
        return False
    return not TITLE_END.search(above) or (lacks_last_word(above) and bool(TITLE_END.search(text)))


def lacks_last_word(text: str) -> bool:
    """A title with 关于 that has not come to its 通知 or 决定 yet, though a plan's name may end it for now."""
    return bool(re.search(r"关于|印发|转发", text)) and not LAST_WORD.search(text)


def page_sizes(lines: Sequence[tuple[int, Sized]], size: float) -> dict[int, float]:
    """The size of the text of each page: a notice and what it brings may be printed in different ones."""
    counts: dict[int, Counter[float]] = {}
    for page, line in lines:
        counts.setdefault(page, Counter())[round(line.size * 2) / 2] += len(line.text)
    own = {page: count.most_common(1)[0] for page, count in counts.items()}
    return {page: max(size, own_size) if chars >= MIN_PAGE_TEXT else size for page, (own_size, chars) in own.items()}


def text_of(group: Sequence[Placed]) -> str:
    return "".join(placed.line.text for placed in group)


def mixed(above: PrintLine, line: PrintLine) -> bool:
    """A line of figures or Latin letters in another size inside a Chinese paragraph."""
    chinese = re.compile(r"[\u4e00-\u9fff]{2}")
    alike = min(above.size, line.size) >= MIXED_SIZE * max(above.size, line.size)
    latin = bool(chinese.search(above.text)) and not chinese.search(line.text)
    return latin and alike and not SENTENCE_END.search(above.text)


def ends_before_edge(group: Sequence[Placed], line: PrintLine, margins: Margins, style: Style) -> bool:
    """The last line ends before the right edge, though the first word of the next one would have fitted."""
    above = group[-1].line
    first = present(re.match(r"[A-Za-z0-9.,%’'()/-]*", line.text)).group()
    wanted = max(1.5 * line.size, display_width(first) * line.size / 2 + 0.6 * line.size)
    if style.lost_indents and len(group) == 1:
        wanted += 2 * line.size
    return margins.right - above.x1 > wanted


def is_torn(group: Sequence[Placed], line: PrintLine, margins: Margins) -> bool:
    """A line that ends early goes on all the same: it ends inside a sentence, and what follows begins nothing."""
    above = group[-1].line
    if SENTENCE_END.search(above.text) or starts_item(line.text) or starts_clause(group, line):
        return False
    if re.search(r"[，、,]$", above.text):
        return True
    text = text_of(group)
    if len(group) > 1 and (re.search(r"[，。；]", text) or len(text) > MAX_TITLE or is_article(text)):
        return True
    is_heading = heading_mark(text) is not None and "。" not in text and not is_article(text)
    filled = above.x1 - margins.left >= 0.6 * (margins.right - margins.left)
    return not is_heading and filled and above.x0 - margins.left < 3 * above.size


def follows_scrap(group: Sequence[Placed], line: PrintLine, before: Margins, here: Margins, style: Style) -> bool:
    """Where first lines stand in, one that does not goes on with the few characters above it that do (加 / 快建设)."""
    scrap = len(group) == 1 and len(text_of(group)) <= SCRAP and not SENTENCE_END.search(group[0].line.text)
    if not (scrap and style.indents) or starts_item(group[0].line.text) or starts_item(line.text):
        return False
    indented = group[0].line.x0 - before.left >= INDENTED * group[0].line.size
    says = line.x1 - here.left >= 0.75 * (here.right - here.left) or SENTENCE_END.search(line.text)
    return indented and not is_centred(group[0].line, before) and bool(says)


def starts_item(text: str) -> bool:
    return heading_mark(text) is not None or is_article(text) or bool(LIST_ITEM.match(text))


def starts_clause(group: Sequence[Placed], line: PrintLine) -> bool:
    """A numbered clause of a standard (4.2 总则, 2 术语), which no list item looks like: a quantity might."""
    depth, above = clause_depth(line.text), group[-1].line.text
    if depth is None or depth == 1:
        return depth == 1 and line.bold and not re.search(r"[，。；：]", line.text)
    after = bool(SENTENCE_END.search(above)) or (clause_depth(above) is not None and len(group) == 1)
    return line.bold or after or depth > 2


def is_centred(line: PrintLine, margins: Margins) -> bool:
    left, right = line.x0 - margins.left, margins.right - line.x1
    return left > 2.5 * line.size and right > 1.5 * line.size and abs(left - right) <= 2.2 * line.size


def is_hanging(above: PrintLine, margins: Margins) -> bool:
    """The line before runs to the right edge and stands in too: an indented block, no first line."""
    return above.x0 - margins.left >= INDENTED * above.size and margins.right - above.x1 < above.size


def hangs_below_mark(group: Sequence[Placed], line: PrintLine, margins: Margins) -> bool:
    """An indented item of a list goes on below its own words, not below its number (7. 某某标准和 / 支持条件)."""
    first = group[0].line
    mark = LIST_ITEM.match(first.text)
    if mark is None or starts_item(line.text) or first.x0 - margins.left < INDENTED * first.size:
        return False
    below = group[-1].line.x0 if len(group) > 1 else line.x0
    return 0.4 * line.size <= line.x0 - first.x0 <= MARK_ROOM * line.size and abs(below - line.x0) < line.size
