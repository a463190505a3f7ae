"""The chosen sentences as they are shown: numbered, the long ones trimmed, with the box they are true of."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from retrieval.answers import Citation, cite
from retrieval.coverage import Coverage
from retrieval.evidence import Candidate
from retrieval.frames import say
from retrieval.keyfigures import key_figures
from retrieval.reading import Reading
from retrieval.trim import LONG, LONG_TEXT, shown, trim_sentence

NAMED = 0.8  # coverage from which the title of a box says a term of the question


@dataclass(frozen=True, slots=True)
class Quotation:
    """A chosen sentence with its citation and the part of it that is shown."""

    candidate: Candidate
    citation: Citation
    start: int  # within the sentence
    end: int

    @property
    def part(self) -> str:
        """The part that is shown, verbatim."""
        return self.candidate.sentence.text[self.start : self.end]

    @property
    def text(self) -> str:
        """The part as it is written into the answer: in quotation marks, with …… for cuts and its marker."""
        return f"“{shown(self.candidate.sentence.text, self.start, self.end)}”[{self.citation.n}]"


def quotations(reading: Reading) -> list[Quotation]:
    """The chosen sentences by the part of the question they answer, then in reading order; the long ones trimmed."""
    of_part = {id(part.found.sentence): i for i, part in reversed(list(enumerate(reading.parts)))}
    ordered = sorted(
        reading.chosen,
        key=lambda c: (of_part.get(id(c.sentence), len(of_part)), c.document.doc_id, c.sentence.start),
    )
    quoted = []
    worth = worth_of(reading)
    long = LONG if reading.question.wants.figure else LONG_TEXT
    for n, candidate in enumerate(ordered, 1):
        start, end = trim_sentence(candidate.sentence.text, worth, long)
        quoted.append(
            Quotation(candidate, cite(n, candidate.sentence, candidate.passage, candidate.document), start, end)
        )
    return quoted


def worth_of(reading: Reading) -> Callable[[str], float]:
    """Return a measure of what a text says of the question: the share of its words, and 1 for each figure asked for."""
    wanted = {
        figure.text
        for candidate in reading.chosen
        for figure in key_figures(reading.question, reading.coverage, candidate.sentence.text)
    }

    def measure(text: str) -> float:
        share = reading.coverage.share(reading.coverage.of(text))
        return round(share + sum(figure in text for figure in wanted), 3)

    return measure


def scope(quotation: Quotation, coverage: Coverage, language: str) -> str:
    """Name the box of a sentence when the question does not: what is true of a school may not be true of the city."""
    box = quotation.candidate.passage.box
    if box is None or float(np.max(coverage.of(box), initial=0.0)) >= NAMED:
        return ""
    return say("scope", language, scope=box)
