"""Finds running heads and page numbers: lines that belong to the page, not to the text."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corpus.counting import counting_lines
from corpus.digits import to_number
from corpus.pagenumbers import find_page_numbers
from corpus.runningheads import is_marked, returning_heads
from corpus.sentences import SENTENCE_END

DASH = "[—–―\\-－·]"
PAGE_NUMBER = re.compile(  # — 22 —, 第 3 页 共 9 页, Page 3 of 9
    rf"^(?:{DASH}+\s*(\d{{1,4}})\s*{DASH}+|第\s*(\d{{1,4}}|[一二三四五六七八九十百]{{1,5}})\s*页(?:[\s，,/]*共\s*\S{{1,5}}?\s*页)?|[Pp]age\s+(\d{{1,4}})(?:\s+of\s+\d+)?)$"
)
BARE_NUMBER = re.compile(r"^\d{1,4}$")
ROMAN_NUMBER = re.compile(rf"^{DASH}*\s*(?:[ivxlc]{{1,7}}|[IVXLC]{{1,7}})\s*{DASH}*$")
NUMBERED_HEAD = (  # a head with the page number in it or beside it: 版权所有 第1页 共5页, 2  某市报告, 第一章 进展  3
    re.compile(
        r"^(?P<head>.*\S)?\s*第\s*(?P<number>\d{1,4}|[一二三四五六七八九十百]{1,5})\s*页(?P<after>[\s，,/]*共\s*\d{1,4}\s*页)?$"
    ),
    re.compile(r"^(?P<head>.*\S)?\s*[Pp]age\s*(?P<number>\d{1,4})(?P<after>\s*(?:of|/)\s*\d{1,4})?$"),
    re.compile(r"^(?P<number>\d{1,4})(?:\s+|\s*[|｜]\s*)(?P<head>\D.*)$"),
    re.compile(r"^(?P<head>.*\S)(?:\s{2,}|\t|\s*[|｜·•]\s*|\s*[—\-]+\s*)(?P<number>\d{1,4})\s*[—\-]*$"),
    re.compile(r"^(?P<number>\d{1,4})(?P<head>\s*/\s*\d{1,4})$"),
)
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
    numbers |= numbered_heads(order, filled) | counting_lines(order, filled) | find_page_numbers(filled)
    heads = repeated_beside(numbers, order, filled)
    found = numbers | {i for i in order if closed(filled[i]) in heads} - first_of_section(heads, numbers, order, filled)
    bare = {at for at, i in enumerate(order) if BARE_NUMBER.match(filled[i])}
    found |= {order[at] for at in bare if heads and found & set(order[max(0, at - 1) : at + 2])}
    found |= at_page_edges(lines, filled, found)
    found |= returning_heads(order, filled, found)
    printed = Counter(filled[i] for i in found if not is_number(filled[i]) and not numbered_head(filled[i]))
    return found, printed.most_common(1)[0][0] if printed else None


def is_number(text: str) -> bool:
    return bool(PAGE_NUMBER.match(text) or BARE_NUMBER.match(text) or ROMAN_NUMBER.match(text))


def numbered_head(text: str) -> tuple[str, int] | None:
    """The head of a page and the page number that the same line prints, or None."""
    if len(text) > MAX_HEAD or re.search(r"[。；！？]", text):
        return None
    found = next((match for pattern in NUMBERED_HEAD if (match := pattern.match(text))), None)
    return (closed(found["head"] or "页"), to_number(found["number"])) if found else None


def numbered_heads(order: Sequence[int], filled: dict[int, str]) -> set[int]:
    """Lines with a head that returns and numbers that count the pages, those of odd and even pages together."""
    heads = {i: head for i in order if (head := numbered_head(filled[i]))}
    counts = Counter(text for text, _ in heads.values())
    lines = [i for i in heads if counts[heads[i][0]] >= 2]
    return set(lines) if len(lines) >= HEAD_PAGES and counts_pages([heads[i][1] for i in lines]) else set()


def counts_pages(numbers: Sequence[int]) -> bool:
    """The numbers rise, in most places by one; a page without a head leaves a gap.

    >>> counts_pages([1, 3, 5, 7]), counts_pages([1, 4, 7, 10])
    (True, False)
    """
    return is_rising(numbers) and sum(1 for a, b in pairwise(numbers) if b - a <= 2) * 2 >= len(numbers) - 1


def page_number(text: str) -> int:
    found = PAGE_NUMBER.match(text)
    return to_number(next(group for group in found.groups() if group)) if found else 0


def is_rising(numbers: Sequence[int]) -> bool:
    return len(numbers) >= 2 and all(a < b for a, b in pairwise(numbers))


def repeated_beside(numbers: set[int], order: Sequence[int], filled: dict[int, str]) -> set[str]:
    """Folded lines that stand next to a page number more than once."""
    places = [at for at, i in enumerate(order) if i in numbers]
    beside = Counter(closed(filled[order[j]]) for at in places for j in (at - 1, at + 1) if 0 <= j < len(order))
    return {text for text, count in beside.items() if count >= 2 and is_head_like(text) and not numbered_head(text)}


def first_of_section(heads: set[str], numbers: set[int], order: Sequence[int], filled: dict[int, str]) -> set[int]:
    """The headings whose words the pages below repeat as their heads: the first of each, away from a page number."""
    firsts: dict[str, int] = {}
    for at, i in enumerate(order):
        if closed(filled[i]) in heads and is_marked(filled[i]):
            firsts.setdefault(closed(filled[i]), at)
    return {order[at] for at in firsts.values() if not numbers & set(order[max(0, at - 1) : at + 2])}


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
    heads: set[str] = set()
    for edge in [0, -1] * EDGE_LINES:
        edges = {at: page[edge] for at, page in enumerate(pages) if page}
        shifts = Counter(int(filled[i]) - at for at, i in edges.items() if BARE_NUMBER.match(filled[i]))
        shift = next((value for value, count in shifts.most_common(1) if count >= 2), None)
        shared = Counter(edge_text(filled[i]) for i in edges.values() if is_head_like(filled[i]))
        for at, i in edges.items():
            counts = BARE_NUMBER.match(filled[i]) and int(filled[i]) - at == shift
            returns = shared[edge_text(filled[i])] >= max(HEAD_PAGES, len(pages) / 3)
            if counts or returns or ROMAN_NUMBER.match(filled[i]):
                found.add(i)
                pages[at].remove(i)
            if returns:
                heads.add(edge_text(filled[i]))
    below_title = [i for i in pages[0][1 : 1 + EDGE_LINES] if edge_text(filled[i]) in heads]
    return found | set(below_title)


def is_head_like(text: str) -> bool:
    return len(text) <= MAX_HEAD and not BARE_NUMBER.match(text) and not SENTENCE_END.search(text)


def edge_text(text: str) -> str:
    """A head without the page number beside it."""
    return closed(re.sub(r"^\d{1,4}\s+|\s+\d{1,4}$", "", text))


def closed(text: str) -> str:
    return re.sub(r"\s", "", text)
