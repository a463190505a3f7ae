"""Asks the trained reader and the retriever whether a source bears out a statement. Knows no lists of words.

A statement is put to the reader as a question would be: a sentence that says the same answers it, one that says
something else does not. With a figure left out (保有量达多少辆) the reader has to point at that very figure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from retrieval.read.reader import Place, Said
from retrieval.text.quantities import Quantity, find_quantities
from retrieval.text.vocabulary import unit_of
from writing.faults import Fault
from writing.figures import StatedQuantity, english_quantities, is_year
from writing.sources import Source
from writing.subject import misplaced

ANSWERS = -1.3  # logit from which a Chinese sentence bears a statement out: below it none of 61 true ones of
NEAR = 0.25  # tests/data/statements.txt, and least inner product of the two vectors
ANSWERS_ENGLISH, NEAR_ENGLISH = -2.4, 0.3  # the same across languages, where the reader is less sure
POINTED = 0.35  # mean probability of a figure's characters from which the reader points at it,
LEAST_AHEAD = {
    None: -0.05,
    False: -0.45,
    True: 0.5,
}  # of the other figures, by what the words around it say, see subject

APART, JOINED = -2.35, -3.5  # the same of an English clause without a figure, behind a mark or a word such as `and`:
# true ones from -2.4 and -3.0 on, others up to -2.9 and -3.9

CLAUSE = re.compile(r"[，,；;](?!\d)")
MARKED = re.compile(r"[,;:()—–](?!\d)|[.!?](?=\s)")
SOURCE = re.compile(r"according to (?:the|this) [\w ]{3,40}", re.IGNORECASE)  # the citation tells
LINKED = re.compile(r"\s(?=(?:and|but|while|which|who|whose|because)\b)", re.IGNORECASE)
SHORT = 7  # characters before a figure; a shorter clause seldom names what it measures


class Reads(Protocol):
    """A reader, see retrieval.read.reader."""

    def read(self, question: str, places: Sequence[Place]) -> list[Said]: ...


class Encodes(Protocol):
    """An encoder, see index.encoders."""

    def encode_query(self, text: str) -> np.ndarray: ...

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray: ...


@dataclass(frozen=True, slots=True)
class Support:
    """Judges statements by two trained models; safe to share between threads."""

    reader: Reads
    encoder: Encodes

    def faults(
        self, statement: str, figures: Sequence[StatedQuantity], sources: Sequence[Source], english: bool
    ) -> Iterator[Fault]:
        """What the sources, taken together, do not bear out."""
        places = [source.place for source in sources]
        best = max(said.logit for said in self.reader.read(statement, places))
        if not english:
            for figure in figures:
                if figure.held_by and figure.quantity.kind == "quantity" and not in_name(figure, statement):
                    logit, pointed = self.points(statement, figure, [f.quantity for f in figures])
                    best = max(best, logit)
                    if not pointed:
                        yield Fault("subject", figure.quantity.text.strip())
                        return
        if best < (ANSWERS_ENGLISH if english else ANSWERS):
            yield Fault("support", f"reader {best:.1f}")
            return
        if english and (clause := self.unsupported(statement, places)):
            yield Fault("support", clause)
            return
        near = float(
            (self.encoder.encode_texts([s.text for s in sources]) @ self.encoder.encode_query(statement)).max()
        )
        if near < (NEAR_ENGLISH if english else NEAR):
            yield Fault("support", f"retriever {near:.2f}")

    def unsupported(self, statement: str, places: Sequence[Place]) -> str | None:
        """A clause of a statement across languages that says something else: no words can be compared there."""
        for part in MARKED.split(statement):
            for n, clause in enumerate(LINKED.split(part)):
                is_whole = clause.strip(" .!?") == statement.strip(" .!?")
                if (
                    is_whole
                    or len(clause.split()) < 2
                    or english_quantities(clause)
                    or SOURCE.fullmatch(clause.strip())
                ):
                    continue
                if max(said.logit for said in self.reader.read(clause.strip(), places)) < (JOINED if n else APART):
                    return clause.strip()
        return None

    def points(self, statement: str, figure: StatedQuantity, others: Sequence[Quantity]) -> tuple[float, bool]:
        """Whether the reader points at the figure when the statement asks for it, and how surely it answers."""
        said = figure.quantity
        start, end = around(statement, said)
        asked = f"{statement[start : said.start]}多少{said.unit or ''}{statement[said.end : end]}"
        best, pointed = -10.0, False
        for source, told in figure.held_by:
            [heard] = self.reader.read(asked, [source.place])
            own = strength(heard, told)
            ahead = own - max((strength(heard, q) for q in rivals(told, source.text, others)), default=0.0)
            sure = ahead >= LEAST_AHEAD[misplaced(statement, said, source, told)]
            best = max(best, heard.logit)
            pointed = pointed or (own >= POINTED and sure)
        return best, pointed


def around(statement: str, said: Quantity) -> tuple[int, int]:
    """The clause of a figure; one that is too short to name its subject with the clause before it."""
    marks = [mark.end() for mark in CLAUSE.finditer(statement)]
    before = [0, *(mark for mark in marks if mark <= said.start)]
    end = next((mark for mark in marks if mark >= said.end), len(statement))
    start = before[-1]
    if said.start - start < SHORT and len(before) > 1:
        start = before[-2]
    return start, end


def rivals(told: Quantity, text: str, said: Sequence[Quantity]) -> list[Quantity]:
    """The figures of a sentence that could stand for another of its figures, those that are said too left out."""
    values = {figure.value for figure in said}
    return [q for q in find_quantities(text) if q.start != told.start and rival(q, told) and q.value not in values]


def in_name(figure: StatedQuantity, statement: str) -> bool:
    """A number in words that belongs to a name of the source: 二次供水, 一期工程."""
    said = figure.quantity
    name = statement[said.start : said.end + 2].strip()
    return not said.text[0].isdigit() and said.value <= 10 and any(name in source.text for source, _ in figure.held_by)


def strength(heard: Said, figure: Quantity) -> float:
    return float(heard.inside[figure.start : figure.end].mean())


def rival(one: Quantity, other: Quantity) -> bool:
    """Two figures that could stand for one another: no years, and units of one family or unknown ones."""
    if is_year(one) or one.kind == "date":
        return False
    a, b = (unit_of(q.unit) if q.unit else None for q in (one, other))
    return a is None or b is None or a.family == b.family
