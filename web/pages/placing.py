"""Where a stretch of text stands in the characters of a printed page: a search among strings, without geometry.

The text of a report is the page's without line ends, running heads and blanks, so characters are compared without
white space and in one form (NFKC); of several equal stretches the one in the right surroundings is taken.
"""

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

LEAST = 0.8  # of the stretch must be found when it does not stand there in one piece
PIECE = 4  # characters in a row that are no chance likeness


@dataclass(frozen=True, slots=True)
class Folded:
    """A text for comparing: characters in one form without white space, each with its position in the text."""

    text: str
    positions: tuple[int, ...]


def fold_in_place(text: str) -> Folded:
    """
    >>> fold_in_place("㎡ １").text, fold_in_place("㎡ １").positions
    ('m21', (0, 0, 2))
    """
    folded = [(c, i) for i, char in enumerate(text) for c in unicodedata.normalize("NFKC", char) if not c.isspace()]
    return Folded("".join(c for c, _ in folded), tuple(i for _, i in folded))


def placed(wanted: str, before: str, after: str, printed: str) -> list[int]:
    """Positions in `printed` of the characters of `wanted`.

    >>> placed("12", "新增", "个", "共12个，新增12个")
    [7, 8]
    >>> placed("一二三四五六七八九十", "", "", "一二三四五甲六七八九十")
    [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]
    """
    if not wanted:
        return []
    starts = occurrences(wanted, printed)
    if starts:
        size = len(wanted)
        best = max(starts, key=lambda at: likeness(printed[:at], before, printed[at + size :], after))
        return list(range(best, best + size))
    blocks = SequenceMatcher(None, printed, wanted, autojunk=False).get_matching_blocks()
    kept = [block for block in blocks if block.size >= min(PIECE, len(wanted))]
    if sum(block.size for block in kept) < LEAST * len(wanted):
        return []
    return [i for block in kept for i in range(block.a, block.a + block.size)]


def occurrences(wanted: str, printed: str) -> list[int]:
    found, at = [], printed.find(wanted)
    while at >= 0:
        found.append(at)
        at = printed.find(wanted, at + 1)
    return found


def likeness(left: str, before: str, right: str, after: str) -> int:
    """How many characters around a place are those that should stand there."""
    return same_start(left[::-1], before[::-1]) + same_start(right, after)


def same_start(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
