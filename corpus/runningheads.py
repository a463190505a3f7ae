"""Finds running heads that stand alone, without a page number: lines that return, each time inside a sentence."""

import re
from collections.abc import Sequence
from itertools import pairwise

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
    found: set[int] = set()
    for places in (group for group in groups.values() if len(group) > 1):
        inside = [breaks_sentence(at, text, filled, returning) for at in places]
        heads = places[1:] if not inside[0] or is_marked(filled[text[places[0]]]) else places
        seen = inside[len(places) - len(heads) : -1 if heads[-1] == len(text) - 1 else None]
        spread = all(size_between(a, b, text, filled) >= MIN_TEXT for a, b in pairwise(heads))
        if spread and sum(seen) >= 2 and sum(seen) * 2 >= len(seen):
            found |= {text[at] for at in heads}
    return found


def may_return(text: str) -> bool:
    words = len(re.findall(r"[\u4e00-\u9fffA-Za-z]", text))
    return 2 <= words and len(text) <= MAX_HEAD and not (SENTENCE_END.search(text) or CELLS.search(text))


def breaks_sentence(at: int, text: Sequence[int], filled: dict[int, str], returning: set[int]) -> bool:
    """A full line that ends inside a sentence stands above, and text below, heads of the same page left aside."""
    above, below = at - 1, at + 1
    while above in returning:
        above -= 1
    while below in returning:
        below += 1
    if above < 0 or below >= len(text):
        return False
    before, after = filled[text[above]], filled[text[below]]
    running = display_width(before) >= WIDE_LINE and re.search(r"[，。；、]", before) and not is_marked(before)
    goes_on = display_width(after) >= WIDE_LINE or SENTENCE_END.search(after)
    return bool(running and goes_on) and not (SENTENCE_END.search(before) or is_marked(after))


def is_marked(text: str) -> bool:
    """It begins with a number, as a heading or an item of a list does."""
    return bool(heading_mark(text) or arabic_mark(text))


def size_between(a: int, b: int, text: Sequence[int], filled: dict[int, str]) -> int:
    return sum(len(filled[i]) for i in text[a + 1 : b])
