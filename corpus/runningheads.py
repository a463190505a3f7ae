"""Finds running heads that stand alone, without a page number: lines that return, each time inside a sentence."""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from corpus.layout import display_width
from corpus.numbering import arabic_mark, heading_mark
from corpus.sentences import SENTENCE_END

MAX_HEAD = 60  # characters
MIN_TEXT = 150  # of text between two of them
WIDE_LINE = 30  # cells of a line of running text; a table's cells are narrower
CELLS = re.compile(r"[|｜\t]")


def returning_heads(order: Sequence[int], filled: dict[int, str], known: set[int]) -> set[int]:
    """Indices of the lines to drop; `known` are page furniture already.

    One that also heads a section, or is the title, stands where the text above it is complete, the first time.
    """
    text = [i for i in order if i not in known]
    groups: dict[str, list[int]] = {}
    for at, i in enumerate(text):
        if may_return(filled[i]):
            groups.setdefault(re.sub(r"\s", "", filled[i]), []).append(at)
    returning = {at for places in groups.values() if len(places) > 1 for at in places}
    around, sizes = neighbours(len(text), returning), [0, *accumulate(len(filled[i]) for i in text)]
    found: set[int] = set()
    for places in (group for group in groups.values() if len(group) > 1):
        inside = [breaks_sentence(*around[at], text, filled) for at in places]
        heads = places[1:] if not inside[0] or is_marked(filled[text[places[0]]]) else places
        seen = inside[len(places) - len(heads) : -1 if heads[-1] == len(text) - 1 else None]
        spread = all(sizes[b] - sizes[a + 1] >= MIN_TEXT for a, b in pairwise(heads))
        if spread and sum(seen) >= 2 and sum(seen) * 2 >= len(seen):
            found |= {text[at] for at in heads}
    return found


def may_return(text: str) -> bool:
    words = len(re.findall(r"[\u4e00-\u9fffA-Za-z]", text))
    return 2 <= words and len(text) <= MAX_HEAD and not (SENTENCE_END.search(text) or CELLS.search(text))


def neighbours(count: int, returning: set[int]) -> list[tuple[int, int]]:
    """The nearest lines above and below each of `count` that do not return; -1 or `count` where there is none.

    Each is looked for once: a file of one line a thousand times over would else be gone through for each of them.

    >>> neighbours(5, {1, 2})
    [(-1, 3), (0, 3), (0, 3), (0, 4), (3, 5)]
    """
    above, below = [-1] * count, [count] * count
    for at in range(1, count):
        above[at] = above[at - 1] if at - 1 in returning else at - 1
    for at in range(count - 2, -1, -1):
        below[at] = below[at + 1] if at + 1 in returning else at + 1
    return list(zip(above, below, strict=True))


def breaks_sentence(above: int, below: int, text: Sequence[int], filled: dict[int, str]) -> bool:
    """A full line that ends inside a sentence stands above, and text below, heads of the same page left aside."""
    if above < 0 or below >= len(text):
        return False
    before, after = filled[text[above]], filled[text[below]]
    running = display_width(before) >= WIDE_LINE and re.search(r"[，。；、]", before) and not is_marked(before)
    goes_on = display_width(after) >= WIDE_LINE or SENTENCE_END.search(after)
    return bool(running and goes_on) and not (SENTENCE_END.search(before) or is_marked(after))


def is_marked(text: str) -> bool:
    """It begins with a number, as a heading or an item of a list does."""
    return bool(heading_mark(text) or arabic_mark(text))
