"""The chosen sentences as they are shown: numbered, the long ones trimmed, with the box they are true of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from corpus.document import Document
from corpus.rows import SEPARATOR, cells_in
from index.tokens import fold
from retrieval.answer.answers import CheckedFigure, Citation, cite, plain
from retrieval.answer.frames import frame, phrase
from retrieval.answer.ticks import Pointed, pointed_figures, stands_in
from retrieval.answer.trust import TICK, trust
from retrieval.question.question import Question
from retrieval.read.candidates import Candidate
from retrieval.text.clauses import LONG, shown, trim_sentence
from retrieval.text.quantities import find_quantities

SHOWN_KINDS = ("quantity", "date")
TELLING = 0.1  # probability from which a character is kept when a long sentence is trimmed
NAME = 2  # characters of a box's title that the question must share for the box to need no naming


@dataclass(frozen=True, slots=True, eq=False)
class Quotation:
    """A chosen sentence with its citation, the part of it that is shown, and the figures that answer."""

    candidate: Candidate
    citation: Citation
    start: int  # within the sentence
    end: int
    pointed: tuple[Pointed, ...]
    leads: bool  # it is the best answer to the question or to a part of it

    @property
    def document(self) -> Document:
        return self.candidate.document

    @property
    def part(self) -> str:
        """The part that is shown, verbatim."""
        return self.candidate.sentence.text[self.start : self.end]

    @property
    def text(self) -> str:
        """The part as it is written into the answer: in quotation marks, with …… for cuts and its marker."""
        return f"“{shown(self.candidate.sentence.text, self.start, self.end)}”[{self.citation.n}]"

    @property
    def figures(self) -> tuple[CheckedFigure, ...]:
        """The figures of the shown part that stand, with the same value and unit, in the sentence it cites; key: the
        one asked for, when nothing speaks against it."""
        keys = {(p.figure.start, p.figure.end) for p in self.pointed if p.ticked}
        return tuple(
            CheckedFigure(
                figure.text,
                plain(figure.value),
                figure.unit,
                self.citation.n,
                (figure.start + self.start, figure.end + self.start) in keys,
            )
            for figure in find_quantities(self.part)
            if figure.kind in SHOWN_KINDS and stands_in(figure, self.citation.quote)
        )


def quotations(
    chosen: Sequence[Candidate],
    asked: Mapping[int, Question],
    rivals: Mapping[int, Sequence[Candidate]] = MappingProxyType({}),
) -> list[Quotation]:
    """The chosen sentences, numbered in their order; the long ones trimmed to what answers.

    `asked`: by the id() of its sentence, the question or part that a candidate is the best answer to. Only these point
    at a figure; what else is quoted is context. `rivals`: by the same, the sentences that were read for it.
    """
    quoted = []
    for n, candidate in enumerate(chosen, 1):
        sentence = candidate.sentence.text
        start, end = trim_sentence(sentence, telling(candidate), LONG)
        question = asked.get(id(candidate.sentence))
        found = pointed_figures(question, sentence, candidate.said) if question else []
        read = rivals.get(id(candidate.sentence), ())
        pointed = tuple(doubting(p, candidate, read) for p in found if start <= p.figure.start < end)
        citation = cite(n, candidate.sentence, candidate.passage, candidate.document)
        quoted.append(Quotation(candidate, citation, start, end, pointed, question is not None))
    return quoted


def doubting(pointed: Pointed, candidate: Candidate, rivals: Sequence[Candidate]) -> Pointed:
    """A figure with the doubt "unsure" where too little speaks for it."""
    sure = trust(candidate, pointed.figure, rivals, not pointed.ticked) >= TICK
    return pointed if sure else replace(pointed, doubts=(*pointed.doubts, "unsure"))


def telling(candidate: Candidate) -> list[int]:
    """Offsets of the characters that answer; the likeliest one when the reader is sure of none."""
    inside = candidate.said.inside
    found = np.flatnonzero(inside >= TELLING)
    return (found if len(found) else np.flatnonzero(inside >= inside.max(initial=0.0))).tolist()


def scope(quotation: Quotation, question: Question) -> str:
    """Name the box of a sentence when the question does not: what is true of a school may not be true of the city.
    Of a piece of a table's row name the row."""
    passage, sentence = quotation.candidate.passage, quotation.candidate.sentence
    if passage.kind == "table" and sentence is not passage.sentences[0]:
        return frame("scope", question.told_in, scope=row_name(passage.before(1)))
    if passage.box is None or shares_name(fold(passage.box), question.plain):
        return ""
    return phrase("scope", question.told_in, scope=passage.box)


def row_name(head: str) -> str:
    """What the first cells of a row hold, without those that only count the rows.

    >>> row_name("加分指标 · 序号：1 · 指标：文化程度")
    '加分指标 · 文化程度'
    """
    held = (head[cell.content : cell.end] for cell in cells_in(head))
    return SEPARATOR.join(words for words in held if not words.isdigit()) or head


def shares_name(box: str, question: str) -> bool:
    """The question holds three characters in a row of the title behind the box's number."""
    title = box.split(" ", 2)[-1]
    return any(title[i : i + 1 + NAME] in question for i in range(max(0, len(title) - NAME)))
