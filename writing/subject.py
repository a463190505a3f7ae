"""Tells whether a figure is given to the thing that its sentence gives it to, by the words around it.

Helps the reader where it wavers between two figures of one sentence:
A、B分别增长10%、7% · 从26%提升至35% · 工厂174家、园区14家.
"""

import re
from collections.abc import Sequence

import rjieba

from retrieval.text.quantities import Quantity, find_quantities
from writing.figures import squeeze
from writing.sources import Source

PIECES = re.compile(r"[，,；;。、]|(?:以及|及|和)(?=[一-龥])")
RESPECTIVELY = re.compile(r"分别|各为")
FROM = re.compile(r"(?:从|由|原来的?)\s*$")


def misplaced(statement: str, said: Quantity, source: Source, told: Quantity) -> bool | None:
    """Whether the statement gives the figure `said` to another thing than `source` gives its `told`.

    True: the words around it are those of another figure; False: they are its own; None: they do not tell.
    """
    if FROM.search(source.text[: told.start]) and not FROM.search(statement[: said.start]):
        return True
    other = other_item(statement, source.text, told)
    return other_piece(statement, source.text, told) if other is None else other


def other_item(statement: str, text: str, told: Quantity) -> bool | None:
    """In a list with 分别: the statement has the words of another item than the figure's; None without such a list."""
    marks = [mark.end() for mark in RESPECTIVELY.finditer(text) if mark.end() <= told.start]
    if not marks or re.search(r"[，,；;。]", text[marks[-1] : told.start]):
        return None
    end = next((m.start() for m in re.finditer(r"[，,；;。]", text) if m.start() >= told.end), len(text))
    figures = [q for q in find_quantities(text) if marks[-1] <= q.start < end]
    before = re.split(r"[，,；;。]", text[: marks[-1]])[-1]
    items = [item for item in re.split(r"、|以及|及|和|与", before) if item][-len(figures) :]
    place = next((i for i, q in enumerate(figures) if q.start == told.start), None)
    if place is None or len(items) != len(figures) or len(items) < 2:
        return None
    shares = [own_share(item, [other for other in items if other is not item], statement) for item in items]
    return max(shares) > shares[place]


def own_share(item: str, others: Sequence[str], statement: str) -> float:
    """Share of an item's own character pairs, those that no other item has, that the statement holds."""
    own = neighbours(item) - set().union(*(neighbours(other) for other in others))
    return len(own & neighbours(statement)) / len(own) if own else 0.0


def neighbours(text: str) -> set[str]:
    plain = re.sub(r"[^一-龥a-z]", "", squeeze(text))
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def other_piece(statement: str, text: str, told: Quantity) -> bool | None:
    """The statement has words that only the piece of another figure holds, and none of the figure's own piece."""
    figures = find_quantities(text)
    pieces, start = [], 0
    for end in (*(mark.start() for mark in PIECES.finditer(text) if not inside(mark.start(), figures)), len(text)):
        pieces.append((start, end))
        start = end
    words = [content(text[a:b]) for a, b in pieces]
    mine = next(i for i, (a, b) in enumerate(pieces) if a <= told.start < b)
    said = content(statement)

    def own(i: int) -> set[str]:
        return words[i] - set().union(*(w for j, w in enumerate(words) if j != i))

    rivals = [i for i, (a, b) in enumerate(pieces) if i != mine and any(a <= q.start < b for q in figures)]
    of_mine, of_others = bool(own(mine) & said), any(own(i) & said for i in rivals)
    if not own(mine) or of_mine == of_others:
        return None
    return of_others


def inside(offset: int, figures: Sequence[Quantity]) -> bool:
    return any(q.start <= offset < q.end for q in figures)


def content(text: str) -> set[str]:
    """Content words of a text, figures and units aside."""
    return {w for w, tag in rjieba.tag(squeeze(text)) if len(w) > 1 and tag[0] in "nvaijbl" and not w[0].isdigit()}
