"""Finds lines that are the same but for a number that counts the pages: a web address with 2/7 behind it, © 某局 3.

Those of odd and even pages may differ: 年度报告 2 on one, 第一章 进展 3 on the next.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.captions import is_box_title, is_caption
from corpus.numbering import arabic_mark, heading_mark

MAX_FOOT = 120  # characters of one with a web address in it
APART_LINES = 8  # lines of text, at least, stand between the feet of two pages
MIN_LINES = 3  # that count on


@dataclass(frozen=True, slots=True)
class Counter:
    """Lines of one shape: where they stand, and the number that alone differs."""

    places: tuple[int, ...]
    numbers: tuple[int, ...]


def counting_lines(order: Sequence[int], filled: dict[int, str]) -> set[int]:
    """Indices of the lines that count on by one, or, on every other page, by two; those of odd and of even pages are
    few each in a short report, and count together. A page of text stands between each two."""
    groups: dict[str, list[int]] = {}
    for at, i in enumerate(order):
        if may_count(filled[i]):
            groups.setdefault(re.sub(r"\d+", "#", re.sub(r"\s", "", filled[i])), []).append(at)
    found = [counter for places in groups.values() if (counter := counter_of(places, order, filled))]
    in_turn = [counter for counter in found if steps(counter) == {2}]
    pairs = [merged(a, b) for n, a in enumerate(in_turn) for b in in_turn[n + 1 :]]
    return {order[at] for counter in [*found, *pairs] if counts_pages(counter) for at in counter.places}


def may_count(text: str) -> bool:
    """A short line with a number and words in it that heads nothing by that number."""
    if not re.search(r"\d", text) or len(text) > MAX_FOOT or "。" in text or text.startswith("附"):
        return False
    by_number = heading_mark(text) and not heading_mark(re.sub(r"\d", "#", text))
    words = len(re.findall(r"[\u4e00-\u9fffA-Za-z]", text))
    return words >= 2 and not (by_number or arabic_mark(text) or is_caption(text) or is_box_title(text))


def counter_of(places: Sequence[int], order: Sequence[int], filled: dict[int, str]) -> Counter | None:
    """The lines as a counter where just one number differs between them, and another one from line to line."""
    if len(places) < 2:
        return None
    rows = [[int(n) for n in re.findall(r"\d+", filled[order[at]])] for at in places]
    moving = [column for column in zip(*rows, strict=True) if len(set(column)) > 1]
    return Counter(tuple(places), tuple(moving[0])) if len(moving) == 1 else None


def steps(counter: Counter) -> set[int]:
    return {b - a for a, b in pairwise(counter.numbers)}


def merged(a: Counter, b: Counter) -> Counter:
    """The lines of two counters in the order of the file."""
    both = sorted([*zip(a.places, a.numbers, strict=True), *zip(b.places, b.numbers, strict=True)])
    return Counter(tuple(place for place, _ in both), tuple(number for _, number in both))


def counts_pages(counter: Counter) -> bool:
    apart = [b - a >= APART_LINES for a, b in pairwise(counter.places)][:-1]  # the last page may be short
    return len(counter.places) >= MIN_LINES and steps(counter) in ({1}, {2}) and all(apart)
