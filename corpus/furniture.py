"""Finds running heads and page numbers: lines that belong to the page, not to the text."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corpus.sentences import SENTENCE_END

DASH = "[—–―\\-－·]"
PAGE_NUMBER = re.compile(  # — 22 —, 第 3 页 共 9 页, Page 3 of 9
    rf"^(?:{DASH}+\s*(\d{{1,4}})\s*{DASH}+|第\s*(\d{{1,4}})\s*页(?:[\s，,/]*共\s*\d{{1,4}}\s*页)?|[Pp]age\s+(\d{{1,4}})(?:\s+of\s+\d+)?)$"
)
BARE_NUMBER = re.compile(r"^\d{1,4}$")
MAX_HEAD = 60  # characters
HEAD_PAGES = 3  # a line at the edge of so many pages, and of a third of all, is a running head
EDGE_LINES = 2  # at the top and bottom of a page: a head and a number


def find_furniture(lines: Sequence[str]) -> tuple[set[int], str | None]:
    """Return the indices of the lines to drop, and the commonest running head as printed.

    `lines` are those of the file, blank ones included; the first of each new page starts with a form feed.
    """
    filled = {i: line.strip() for i, line in enumerate(lines) if line.strip()}
    order = list(filled)
    numbers = {i for i in order if PAGE_NUMBER.match(filled[i])}
    if not is_rising([page_number(filled[i]) for i in sorted(numbers)]):
        numbers = set()
    heads = repeated_beside(numbers, order, filled)
    found = numbers | {i for i in order if fold(filled[i]) in heads}
    bare = {at for at, i in enumerate(order) if BARE_NUMBER.match(filled[i])}
    found |= {order[at] for at in bare if heads and found & set(order[max(0, at - 1) : at + 2])}
    found |= at_page_edges(lines, filled, found)
    printed = Counter(filled[i] for i in found if not PAGE_NUMBER.match(filled[i]) and not BARE_NUMBER.match(filled[i]))
    return found, printed.most_common(1)[0][0] if printed else None


def page_number(text: str) -> int:
    return int(next(group for group in PAGE_NUMBER.match(text).groups() if group))


def is_rising(numbers: Sequence[int]) -> bool:
    return len(numbers) >= 2 and all(a < b for a, b in pairwise(numbers))


def repeated_beside(numbers: set[int], order: Sequence[int], filled: dict[int, str]) -> set[str]:
    """Folded lines that stand next to a page number more than once."""
    places = [at for at, i in enumerate(order) if i in numbers]
    beside = Counter(fold(filled[order[j]]) for at in places for j in (at - 1, at + 1) if 0 <= j < len(order))
    return {text for text, count in beside.items() if count >= 2 and is_head_like(text) and not PAGE_NUMBER.match(text)}


def at_page_edges(lines: Sequence[str], filled: dict[int, str], known: set[int]) -> set[int]:
    """Where form feeds show the pages: bare numbers that rise with them, and lines that many of them share."""
    pages: list[list[int]] = [[]]
    for i, line in enumerate(lines):
        if line.startswith("\f"):
            pages.append([])
        if i in filled and i not in known:
            pages[-1].append(i)
    if len(pages) < 2:
        return set()
    found: set[int] = set()
    for edge in [0, -1] * EDGE_LINES:
        edges = {at: page[edge] for at, page in enumerate(pages) if page}
        shifts = Counter(int(filled[i]) - at for at, i in edges.items() if BARE_NUMBER.match(filled[i]))
        shift = next((value for value, count in shifts.most_common(1) if count >= 2), None)
        shared = Counter(edge_text(filled[i]) for i in edges.values() if is_head_like(filled[i]))
        for at, i in edges.items():
            is_number = BARE_NUMBER.match(filled[i]) and int(filled[i]) - at == shift
            if is_number or shared[edge_text(filled[i])] >= max(HEAD_PAGES, len(pages) / 3):
                found.add(i)
                pages[at].remove(i)
    return found


def is_head_like(text: str) -> bool:
    return len(text) <= MAX_HEAD and not BARE_NUMBER.match(text) and not SENTENCE_END.search(text)


def edge_text(text: str) -> str:
    """A head without the page number beside it."""
    return fold(re.sub(r"^\d{1,4}\s+|\s+\d{1,4}$", "", text))


def fold(text: str) -> str:
    return re.sub(r"\s", "", text)
