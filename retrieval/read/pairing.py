"""Puts a question and a sentence in its place before the reader: question, report, section, sentence before, sentence.

The one description of the reader's input; training and answering both use it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.pieces import BOS, EOS

QUESTION, TITLE, HEADING, BEFORE, SENTENCE = 56, 26, 24, 40, 160  # most pieces of each part


@dataclass(frozen=True, slots=True)
class Pair:
    """What the reader is given: piece numbers, which of them are the sentence's (kind 1), where those begin, how many
    they are, and how many are the question's, which follow the first piece."""

    ids: list[int]
    kinds: list[int]
    sentence_start: int
    sentence_length: int
    question_length: int


def pair(
    question: Sequence[int],
    title: Sequence[int],
    heading: Sequence[int],
    before: Sequence[int],
    sentence: Sequence[int],
) -> Pair:
    """Join the parts, each given as piece numbers; an overlong part is cut, the sentence before at its beginning.

    >>> pair([5, 6], [7], [], [8], [9, 9]).ids
    [0, 5, 6, 2, 7, 2, 2, 8, 2, 9, 9, 2]
    """
    context = [*question[:QUESTION], EOS, *title[:TITLE], EOS, *heading[:HEADING], EOS, *before[-BEFORE:], EOS]
    said = list(sentence[:SENTENCE])
    start = 1 + len(context)
    kinds = [0] * start + [1] * len(said) + [0]
    return Pair([BOS, *context, *said, EOS], kinds, start, len(said), len(question[:QUESTION]))


def document_line(title: str, year: int | str | None, place: str | None) -> str:
    """What the reader is told of a report: its title, with year and place where the title leaves them out.

    >>> document_line("政府工作报告", 2026, "云南省"), document_line("2026年云南省政府工作报告", 2026, "云南省")
    ('2026年云南省政府工作报告', '2026年云南省政府工作报告')
    """
    bare = place[:-1] if place and place[-1] in "省市县区" and len(place) > 2 else place
    where = place if place and bare and bare not in title else ""
    when = f"{year}年" if year and str(year) not in title else ""
    return f"{when}{where}{title}"
