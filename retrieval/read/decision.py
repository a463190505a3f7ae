"""Decides whether a question is answered, and with which sentences.

What a sentence says is for the reader to judge. What a question insists on (a year, a place, a title) is certain: when
no sentence meets it, nothing is answered, however likely the reader finds it.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np

from index.encoders import MODELS
from retrieval.question.gathers import asks_list, asks_one
from retrieval.question.question import Question, asks_figure
from retrieval.read.candidates import Candidate
from retrieval.read.reader import Said
from retrieval.read.reading import Part, Reading
from retrieval.read.verifier import clipped

Status = Literal["answered", "partial", "related", "refused", "about", "chat"]
Reason = Literal["not_in_report", "other_year", "other_place", "other_document", "off_topic", "unsafe", "empty"]
GIVEN: tuple[Status, ...] = ("answered", "partial")  # a question is answered
SIGNALS = ("verified", "highest", "bias")
READER = ("highest_alone", "bias_alone")  # weights of the last two where the verifier is not heard
SWAYS = 1.0  # log odds by which it may move what the reader alone says: of 今天天气怎么样 it was never taught
ANSWER = 0.26  # probability from which a question for a figure is answered: .04 of the held-out ones fall below,
ANSWER_IN_WORDS = 0.35  # the same where none is asked for; the verifier has mostly seen misses that ask for one
ANSWER_IN_PART = 0.2  # and of one part of a question: its words are fewer than those of a whole one
LEANING = 0.9  # and of one that leans on a part that is not answered (何时开幕？增速呢): any growth would do
GATHER = 0.16  # the same of one for all that there is on a matter, which no sentence answers by itself
RELATE = 0.15  # and below which not even a related passage is claimed
FURTHER = 0.33  # the reader's own probability from which a further sentence is quoted,
BEHIND = 4.0  # where its logit is at most this far below that of the best,
SURE = 0.85  # and from which it is quoted whatever the length
MAX_SENTENCES = 4
BUDGET = 240  # characters that further, less sure sentences may fill
NUMBER = re.compile(r"(?<![\d.])(?!(?:19|20)?\d\d年)\d{2,}(?![\d年月日])")  # of a question, no date
FOREIGN = 0.35  # inner product of question and nearest sentence below which the question is about something else


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """The tier of an answer, the sentences to quote and the parts of the question that stay open."""

    status: Status
    p: float
    chosen: tuple[Candidate, ...] = ()
    open_parts: tuple[str, ...] = ()


def signals(found: Sequence[Candidate]) -> np.ndarray:
    """What speaks for an answer: the signals of the sentence with the highest logit."""
    return signals_of(max((candidate.said for candidate in found), key=lambda said: said.logit))


def signals_of(said: Said) -> np.ndarray:
    """What the reader and its verifier say of one sentence, shape (len(SIGNALS),)."""
    return np.array([said.verified, clipped(said.logit), 1.0])


def probability(found: Sequence[Candidate]) -> float:
    """Calibrated probability that these sentences, best first, answer; 0 without one."""
    return calibrated(signals(found)) if found else 0.0


def calibrated(signs: np.ndarray) -> float:
    """The probability that something with these signals answers."""
    alone = float(signs[1:] @ fitted(READER))
    together = float(signs @ fitted(SIGNALS))
    return 1 / (1 + math.exp(-max(alone - SWAYS, min(alone + SWAYS, together))))


@cache
def fitted(names: tuple[str, ...]) -> np.ndarray:
    """Weights of these names, as `training/decision.py` fitted them on the held-out documents."""
    stored = json.loads((MODELS / "decision.json").read_text("utf-8"))
    return np.array([stored[name] for name in names])


def decide(reading: Reading) -> Decision:
    """Answer, answer in part, relate or refuse."""
    p = probability(reading.fit)
    if reading.unmet.titles:
        return Decision("refused", p)
    answered: list[Part] = []
    for part in reading.parts:
        if probability(part.found) >= (ANSWER_IN_PART if stands_on(part, answered) else LEANING):
            answered.append(part)
    if reading.parts and answered:
        return in_parts(reading, answered)
    if reading.unmet:
        return Decision("refused", p)
    if p >= least(reading.question):
        return Decision("answered", p, tuple(choose(reading.fit, reading.question.plain)))
    return Decision("related" if p >= RELATE else "refused", p)


def least(question: Question) -> float:
    """The probability from which a question is answered."""
    if asks_list(question):
        return GATHER
    if asks_figure(question):
        return ANSWER
    return ANSWER_IN_WORDS if asks_one(question) else GATHER


def stands_on(part: Part, answered: Sequence[Part]) -> bool:
    """A part stands alone, or what it was completed by is answered."""
    return not part.question.before or any(part.question.before == other.question.resolved for other in answered)


def in_parts(reading: Reading, answered: Sequence[Part]) -> Decision:
    """Quote the best sentence of each part that is answered, then what else answers the whole."""
    best = together([part.found[0] for part in answered])
    p = probability(reading.fit)
    whole = choose(reading.fit, reading.question.plain) if p >= ANSWER else []
    chosen = unique([*best, *(c for c in whole if c.p >= SURE)])[: max(MAX_SENTENCES, len(best))]
    left = tuple(part.label for part in reading.parts if part not in answered)
    if left and not reading.unmet and p >= SURE and all(probability(part.found) >= RELATE for part in reading.parts):
        left = ()  # the whole question is answered: its parts lacked the words of one another
    likeliest = max(p, *(probability(part.found) for part in answered))
    return Decision("partial" if left else "answered", likeliest, tuple(chosen), left)


def choose(found: Sequence[Candidate], question: str = "") -> list[Candidate]:
    """The best sentence, then each further one that is likely to answer, while the answer is short or it is sure.

    One that lacks a number of the question (500千伏的变电站有几座) which the best sentence has tells of another thing.
    """
    chosen = list(found[:1])
    numbers = {number for number in NUMBER.findall(question) if found and number in found[0].context}
    for candidate in found[1:]:
        if not all(number in candidate.context for number in numbers):
            continue
        used = sum(len(c.sentence.text) for c in chosen)
        room = used + len(candidate.sentence.text) <= BUDGET
        near = candidate.p >= FURTHER and candidate.said.logit >= found[0].said.logit - BEHIND
        if len(chosen) < MAX_SENTENCES and (candidate.p >= SURE or (near and room)):
            chosen.append(candidate)
    return chosen


def unique(found: Sequence[Candidate]) -> list[Candidate]:
    """Drop later candidates of the same sentence."""
    first: dict[tuple[str, int], Candidate] = {}
    for candidate in found:
        first.setdefault((candidate.document.doc_id, candidate.sentence.start), candidate)
    return list(first.values())


def together(found: Sequence[Candidate]) -> list[Candidate]:
    """Of the answers to several parts each sentence once, with the words that answer any of the parts: a row of a
    table tells 2021年 and 2022年."""
    first: dict[tuple[str, int], Candidate] = {}
    for candidate in found:
        key = candidate.document.doc_id, candidate.sentence.start
        first[key] = replace(first[key], said=first[key].said.beside(candidate.said)) if key in first else candidate
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
