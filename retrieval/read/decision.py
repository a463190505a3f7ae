"""Decides whether a question is answered, and with which sentences.

What a sentence says is for the reader to judge. What a question insists on (a year, a place, a title) is certain: when
no sentence meets it, nothing is answered, however likely the reader finds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval.read.candidates import Candidate
from retrieval.read.reading import Part, Reading

Status = Literal["answered", "partial", "related", "refused"]
Reason = Literal["not_in_report", "other_year", "other_place", "other_document", "off_topic", "unsafe", "empty"]
ANSWER = 0.1  # probability of the best sentence from which a question is answered,
RELATE = 0.04  # and below which not even a related passage is claimed
FURTHER = 0.5  # probability from which a further sentence is quoted,
SURE = 0.85  # and from which it is quoted whatever the length
MAX_SENTENCES = 4
BUDGET = 240  # characters that further, less sure sentences may fill
FOREIGN = 0.35  # inner product of question and nearest sentence below which the question is about something else


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """The tier of an answer, the sentences to quote and the parts of the question that stay open."""

    status: Status
    p: float
    chosen: tuple[Candidate, ...] = ()
    open_parts: tuple[str, ...] = ()


def decide(reading: Reading) -> Decision:
    """Answer, answer in part, relate or refuse."""
    p = max((candidate.p for candidate in reading.fit), default=0.0)
    if reading.unmet.titles:
        return Decision("refused", p)
    answered = [part for part in reading.parts if part.p >= ANSWER]
    if reading.parts and answered:
        return in_parts(reading, answered)
    if reading.unmet:
        return Decision("refused", p)
    if p >= ANSWER:
        return Decision("answered", p, tuple(choose(reading.fit)))
    return Decision("related" if p >= RELATE else "refused", p)


def in_parts(reading: Reading, answered: Sequence[Part]) -> Decision:
    """Quote the best sentence of each part that is answered, then what else answers the whole."""
    best = unique([part.found[0] for part in answered])
    whole = choose(reading.fit) if reading.fit and reading.fit[0].p >= ANSWER else []
    chosen = unique([*best, *(c for c in whole if c.p >= SURE)])[:MAX_SENTENCES]
    left = tuple(part.label for part in reading.parts if part not in answered)
    p = max(part.p for part in answered)
    whole_answers = not reading.unmet and reading.fit and reading.fit[0].p >= SURE
    if left and whole_answers and all(part.p >= RELATE for part in reading.parts):
        left = ()  # the whole question is answered: its parts lacked the words of one another
    return Decision("partial" if left else "answered", p, tuple(chosen), left)


def choose(found: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence, then each further one that is likely to answer, while the answer is short or it is sure."""
    chosen = list(found[:1])
    for candidate in found[1:]:
        used = sum(len(c.sentence.text) for c in chosen)
        room = used + len(candidate.sentence.text) <= BUDGET
        if len(chosen) < MAX_SENTENCES and (candidate.p >= SURE or (candidate.p >= FURTHER and room)):
            chosen.append(candidate)
    return chosen


def unique(found: Sequence[Candidate]) -> list[Candidate]:
    """Drop later candidates of the same sentence."""
    first: dict[tuple[str, int], Candidate] = {}
    for candidate in found:
        first.setdefault((candidate.document.doc_id, candidate.sentence.start), candidate)
    return list(first.values())


def refusal_reason(reading: Reading) -> tuple[Reason, tuple[str, ...]]:
    """The plainest reason there is and what is missing: a title, a place, a year, else nothing that is named."""
    missing = reading.unmet
    if missing.titles:
        return "other_document", missing.titles
    if missing.places:
        return "other_place", missing.places
    if missing.years:
        return "other_year", missing.years
    nearest = max((candidate.dense for candidate in reading.pool), default=0.0)
    return ("off_topic" if nearest < FOREIGN else "not_in_report"), ()
