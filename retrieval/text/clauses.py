"""Shortens an overlong sentence to the clauses that answer. Cuts only at clause borders and marks every cut with ……"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONG = 220  # characters; a sentence up to here is shown whole
ELLIPSIS = "……"
OPEN, CLOSE = "“「『（(《‘", "”」』）)》’"
NUMBERED_ITEM = re.compile(r"[（(]\s*[1-9一二三四五六七八九]\s*[)）]|[①-⑳]")
BORDER = "，；：,;"


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence with the mark that ends it; offsets within the sentence."""

    start: int
    end: int
    strong: bool  # ends with ； or stands at the end: what follows is a new statement


def clauses(sentence: str) -> list[Clause]:
    """Cut a sentence at its commas, semicolons and colons outside brackets, quotations and figures.

    >>> [("甲，乙（丙，丁）；戊。"[c.start:c.end], c.strong) for c in clauses("甲，乙（丙，丁）；戊。")]
    [('甲，', False), ('乙（丙，丁）；', True), ('戊。', True)]
    """
    found: list[Clause] = []
    start = depth = 0
    for i, char in enumerate(sentence):
        if char in OPEN:
            depth += 1
        elif char in CLOSE:
            depth = max(0, depth - 1)
        elif (
            char in BORDER and depth == 0 and not (sentence[i - 1 : i].isdigit() and sentence[i + 1 : i + 2].isdigit())
        ):
            found.append(Clause(start, i + 1, char in "；;"))
            start = i + 1
    if start < len(sentence):
        found.append(Clause(start, len(sentence), True))
    return found


def trim_sentence(sentence: str, telling: Sequence[int], long: int = LONG) -> tuple[int, int]:
    """Return (start, end) of the part to show: the clauses that hold the offsets `telling`, and those between them.

    A numbered list stays whole, and so does a sentence of up to `long` characters. The part is widened by the clause
    before it, which mostly holds the subject.
    """
    pieces = clauses(sentence)
    if len(sentence) <= long or len(pieces) < 3 or len(NUMBERED_ITEM.findall(sentence)) >= 2 or not telling:
        return 0, len(sentence)
    first = next(piece for piece in pieces if piece.start <= min(telling) < piece.end)
    last = next(piece for piece in pieces if piece.start <= max(telling) < piece.end)
    return widen(sentence, pieces, first.start, last.end)


def widen(sentence: str, pieces: list[Clause], start: int, end: int) -> tuple[int, int]:
    """Take in the clause before, and the rest of the statement after, unless a semicolon stands between."""
    before = [piece for piece in pieces if piece.end <= start]
    if before and not before[-1].strong:
        start = before[-1].start
    for piece in (piece for piece in pieces if piece.start >= end):
        previous = next(p for p in pieces if p.end == piece.start)
        if previous.strong or piece.end - start > LONG:
            break
        end = piece.end
    if end - start >= len(sentence) - 12:
        return 0, len(sentence)
    return start, end


def shown(sentence: str, start: int, end: int) -> str:
    """The part with …… where something was left out."""
    part = sentence[start:end].strip()
    if start > 0:
        part = ELLIPSIS + part
    if end < len(sentence):
        part = re.sub(r"[，；：,;]$", "", part) + ELLIPSIS
    return part
