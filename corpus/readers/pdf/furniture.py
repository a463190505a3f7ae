"""Running heads, feet and page numbers of a PDF, found by their place. Knows the lines of all pages, nothing of text.

A line belongs to the page, not to the text, when it stands at the edge of the page and is a page number that counts
with the pages, or returns at the same height, or is small and stands apart at the same height.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.digits import FULL_WIDTH, to_number
from corpus.readers.pdf.lines import PrintLine

EDGE_LINES = 3  # of a page that may be furniture, counted from the top and from the bottom
EDGE_SHARE = 0.2  # of the height of the page: furniture stands within it
SAME_HEIGHT = 6.0  # points: a running head stands at one height
HEAD_PAGES = 3  # pages on which a line must return
APART_SHARE = 0.6  # of the heads stand apart from the text; below one the title may stand
HEAD_SHARE = 0.25  # of the pages from the first to the last: （资料性附录） returns too, above each appendix
MAX_HEAD = 60  # characters
DASHES = r"[—–―─\-－·•.~～|/\s]*"
ROMAN = r"[ivxlcIVXLCⅠ-Ⅻⅰ-ⅻ]{1,7}"
NUMBER = rf"(?P<number>\d{{1,4}}|{ROMAN})"
BRACKETS = re.compile(r"^[\[【〔〈<（(《]\s*(.{1,7}?)\s*[\]】〕〉>）)》]$")
PAGE_NUMBERS = (  # — 22 —, 22, iv; 第 3 页 共 9 页; Page 3 of 9, 3 / 9, P3
    re.compile(rf"^{DASHES}{NUMBER}{DASHES}$"),
    re.compile(rf"^{DASHES}第\s*{NUMBER}\s*[页頁](?:[\s，,/]*[（(]?共\s*\d{{1,4}}\s*[页頁][）)]?)?{DASHES}$"),
    re.compile(rf"^(?:[Pp]age|PAGE|[Pp]\.?)\s*{NUMBER}(?:\s*(?:of|/)\s*\d+)?$"),
    re.compile(r"^(?P<number>\d{1,4})\s*(?:/|of)\s*\d{1,4}$"),
    re.compile(r"^第\s*(?P<number>[一二三四五六七八九十百]{1,5})\s*[页頁](?:[\s，,/]*共\s*\S{1,5}\s*[页頁])?$"),
)
BESIDE = re.compile(  # 4.2 资源投入 is a heading, no head beside the number of a page
    r"^(?P<number>\d{1,4})\s*(?P<head>[^\d.．、）)].*)$|^(?P<head2>.*\D)\s*[|—\-]?\s*(?P<number2>\d{1,4})$"
)
REVISION = re.compile(  # what Word prints in the margin
    r"^(?:域代码已更改|带格式的[：:]|设置格式[：:]|删除的内容[：:]|批注\s*\[)"
)
OPENS_INSERT = re.compile(r"^(?:[专專]\s*[栏欄]|[图圖表附])")
ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page in reading order, its height, and the number printed on it."""

    lines: tuple[PrintLine, ...]
    height: float
    label: str | None = None


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """A line near the top or bottom of a page."""

    page: int  # 0-based
    place: int  # 0 the outermost
    top: bool
    line: PrintLine


def drop_furniture(pages: Sequence[PageLines]) -> tuple[list[PageLines], str | None]:
    """Return the pages without furniture and with the numbers printed on them, and the commonest running head."""
    dropped: list[set[int]] = [set() for _ in pages]
    labels: list[str | None] = [None] * len(pages)
    heads: Counter[str] = Counter()
    for _ in range(EDGE_LINES):  # with what is outermost gone, the next line is at the edge
        edges = list(edge_lines(pages, dropped))
        found = [*numbered(edges, pages, labels), *returning(edges, pages), *outside(edges, pages, dropped)]
        if not found:
            break
        for edge in found:
            dropped[edge.page].add(id(edge.line))
            if not page_number(edge.line.text) and edge.top:
                heads[edge_key(edge.line.text)] += 1
    kept = [
        PageLines(tuple(x for x in page.lines if id(x) not in gone and not REVISION.match(x.text)), page.height, label)
        for page, gone, label in zip(pages, dropped, labels, strict=True)
    ]
    head = next((text for text, count in heads.most_common(1) if count >= HEAD_PAGES), None)
    return kept, head


def edge_lines(pages: Sequence[PageLines], dropped: Sequence[set[int]]) -> Iterator[EdgeLine]:
    """The outermost lines of every page; those of one height stand in one place."""
    for at, page in enumerate(pages):
        lines = sorted((line for line in page.lines if id(line) not in dropped[at]), key=lambda line: line.y0)
        for top in (True, False):
            ordered = lines if top else lines[::-1]
            place, before = -1, None
            for line in ordered:
                y = line.y0 if top else line.y1
                if before is None or abs(y - before) > SAME_HEIGHT:
                    place, before = place + 1, y
                limit = EDGE_SHARE * page.height
                if place >= EDGE_LINES or (line.y0 > limit if top else line.y1 < page.height - limit):
                    break
                yield EdgeLine(at, place, top, line)


def page_number(text: str) -> str | None:
    """The number that a line is, however it is dressed.

    >>> [page_number(text) for text in ("— 22 —", "第3页 共9页", "iv", "【１２】", "2025年")]
    ['22', '3', 'iv', '12', None]
    """
    text = BRACKETS.sub(r"\1", text.strip())
    text = re.sub(r"(?<=[ivxlcIVXLC])\s(?=[ivxlcIVXLC])", "", text)
    found = next((found["number"] for pattern in PAGE_NUMBERS if (found := pattern.match(text))), None)
    return found.translate(FULL_WIDTH) if found else None


def number_value(number: str) -> int:
    """The value of a page number.

    >>> number_value("12"), number_value("iv"), number_value("Ⅲ"), number_value("十二")
    (12, 4, 3, 12)
    """
    if re.match(r"[一二三四五六七八九十百]", number):
        return to_number(number)
    if number.isdecimal():
        return int(number)
    if len(number) == 1 and "Ⅰ" <= number <= "ⅿ":
        return (ord(number) - ord("Ⅰ")) % 16 + 1
    values = [ROMAN_VALUES.get(char, 0) for char in number.lower()]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


def numbered(edges: Sequence[EdgeLine], pages: Sequence[PageLines], labels: list[str | None]) -> Iterator[EdgeLine]:
    """Page numbers at the edges; a bare one must count with the pages, or with the one page that there is."""
    outer = [e for e in edges if e.place == 0]
    numbers = [(e, number) for e in outer if (number := page_number(e.line.text))]
    body = body_size(pages)
    shifts = Counter((e.top, number_value(n) - e.page, n.isdecimal()) for e, n in numbers)
    for edge, number in numbers:
        shift = (edge.top, number_value(number) - edge.page, number.isdecimal())
        text = edge.line.text.strip().translate(FULL_WIDTH)
        dressed = text != number and not BRACKETS.match(text)  # (3) may be the number of a formula
        alone = not edge.top and (number_value(number) in (edge.page, edge.page + 1) or len(pages) == 1)
        small = edge.line.size <= 0.95 * body and number_value(number) <= edge.page + 1
        roman = not edge.top and not number.isdecimal() and small  # of a preface of one page
        if shifts[shift] >= 2 or alone or roman or (dressed and not edge.top):
            labels[edge.page] = labels[edge.page] or number
            yield edge
    beside = [(e, b) for e in outer if len(e.line.text) <= MAX_HEAD and (b := BESIDE.match(e.line.text))]
    heads: dict[tuple[bool, int], Counter[str]] = defaultdict(Counter)
    for edge, found in beside:
        head = edge_key(found["head"] or found["head2"])
        heads[edge.top, int(found["number"] or found["number2"]) - edge.page][head] += 1
    for edge, found in beside:
        number = found["number"] or found["number2"]
        same = heads[edge.top, int(number) - edge.page]
        if same.total() >= HEAD_PAGES and max(same.values()) > 1:  # 1 总则, 2 管理, 3 附则 head a page each
            labels[edge.page] = labels[edge.page] or number
            yield edge


def returning(edges: Sequence[EdgeLine], pages: Sequence[PageLines]) -> Iterator[EdgeLine]:
    """Lines that return at one height on several pages, numbers in them aside; on two pages, on both and smaller."""
    groups: dict[tuple[str, bool], list[EdgeLine]] = defaultdict(list)
    for edge in edges:
        if edge.place < 2 and len(edge.line.text) <= MAX_HEAD and edge_key(edge.line.text):
            groups[(edge_key(edge.line.text), edge.top)].append(edge)
    body = body_size(pages)
    for group in groups.values():
        heights = Counter(round(e.line.y0 / SAME_HEIGHT) for e in group)
        level = heights.most_common(1)[0][0]
        same = [e for e in group if abs(round(e.line.y0 / SAME_HEIGHT) - level) <= 1]
        on = {e.page for e in same}
        small = all(e.line.size <= 0.95 * body for e in same)
        often = len(on) >= max(HEAD_PAGES, HEAD_SHARE * (max(on) - min(on) + 1))
        if often or (len(on) == len(pages) == 2 and small):
            yield from same


def outside(edges: Sequence[EdgeLine], pages: Sequence[PageLines], dropped: Sequence[set[int]]) -> Iterator[EdgeLine]:
    """Small lines at one height, apart from the text: a head that names each page's chapter, a foot with an address."""
    outer = [e for e in edges if e.place == 0 and is_small(e, pages[e.page]) and not OPENS_INSERT.match(e.line.text)]
    for top in (True, False):
        heights = Counter(round(e.line.y0 / SAME_HEIGHT) for e in outer if e.top == top)
        for level, count in heights.most_common(1):
            same = [e for e in outer if e.top == top and abs(round(e.line.y0 / SAME_HEIGHT) - level) <= 1]
            apart = sum(stands_apart(e, pages[e.page], dropped[e.page]) for e in same)
            if count >= HEAD_PAGES and apart >= APART_SHARE * len(same):
                yield from same


def is_small(edge: EdgeLine, page: PageLines) -> bool:
    short = len(edge.line.text) <= MAX_HEAD and not edge.line.text.endswith(("。", "；", "，"))
    return short and edge.line.size <= 0.92 * body_size([page])


def stands_apart(edge: EdgeLine, page: PageLines, dropped: set[int]) -> bool:
    """The gap between the line and the text is wider than the gaps in the text."""
    others = sorted((x for x in page.lines if x is not edge.line and id(x) not in dropped), key=lambda line: line.y0)
    if not others:
        return True
    gap = others[0].y0 - edge.line.y1 if edge.top else edge.line.y0 - max(line.y1 for line in others)
    return gap > 1.15 * median([b.y0 - a.y1 for a, b in pairwise(others) if b.y0 > a.y1] or [0.0])


def body_size(pages: Sequence[PageLines]) -> float:
    """The size in which most of the text is printed."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def edge_key(text: str) -> str:
    """What of a line stays the same from page to page."""
    return re.sub(r"[\d\s]", "", text)
