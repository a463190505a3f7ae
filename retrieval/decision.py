"""Decides whether the chosen sentences answer the question: graded evidence in one calibrated probability, then a tier.

Similarity alone tells an answerable question from a near-topic unanswerable one hardly better than a coin, and hard
rules refuse colloquial questions; so every sign is a feature of one logistic model, fitted on the dev questions of two
reports (`eval/fit.py`).
"""

import math
import re
from dataclasses import dataclass

import numpy as np

from retrieval.answers import Reason, Status
from retrieval.constraints import Unmet, context_of
from retrieval.coverage import Coverage
from retrieval.evidence import FEATURES, NO_KEY, Candidate
from retrieval.kinds import lacking
from retrieval.question import Question
from retrieval.reading import Reading
from retrieval.selection import unique
from retrieval.weights import thresholds, weights

SIGNALS = ("key", "matched", "unfit", "place", "title", "ordinal", "kind", "bias")
NEAR_BEST = 3.0  # score below the best sentence within which another's figure may be the one asked for
PART_OPEN = 0.35  # a part of the question of which its sentence says less than this may stay open
LACKING = 0.3  # coverage below which the reports lack a term,
TELLING = 0.5  # and weight from which a term is named as missing
FOREIGN = 0.35  # share of the question below which it is about something else
KEY = FEATURES.index("key")


def signals(question: Question, coverage: Coverage, chosen: list[Candidate], unmet: Unmet) -> np.ndarray:
    """Return what speaks for and against an answer, shape (len(SIGNALS),)."""
    if not chosen:
        return np.zeros(len(SIGNALS))
    best = max(candidate.score for candidate in chosen)
    key = max(float(c.features[KEY]) for c in chosen if best - c.score <= NEAR_BEST)
    covered = np.maximum.reduce([candidate.in_context for candidate in chosen])
    return np.array(
        [
            key,
            math.log1p(float(covered @ coverage.weights)),
            -float(key == NO_KEY),
            -float(len(unmet.places) > 0),
            -float(len(unmet.titles) > 0),
            -float(len(unmet.ordinals) > 0),
            -float(lacking(question.wants, [c.sentence.text for c in chosen], " ".join(map(context_of, chosen)))),
            1.0,
        ]
    )


def probability(found: np.ndarray) -> float:
    """Calibrated probability that the chosen sentences answer the question; `found` as `signals` returns it."""
    return 1 / (1 + math.exp(-float(found @ weights("answerable", SIGNALS))))


@dataclass(frozen=True, slots=True)
class Decision:
    """The tier of an answer, the sentences to quote and the parts of the question that stay open."""

    status: Status
    p: float
    chosen: list[Candidate]
    open_parts: tuple[str, ...] = ()


def decide(reading: Reading) -> Decision:
    """Answer, answer in part, relate or refuse.

    What is lacking for sure (a title, a place, every year asked for) refuses. A question in parts may be answered in
    part: a part of which its own sentence says little, or of which something is lacking for sure, stays open, and parts
    that are answered stand when the whole is not.
    """
    tiers = thresholds()
    p = probability(signals(reading.question, reading.coverage, reading.chosen, reading.unmet))
    if not reading.chosen or (reading.unmet.certain and not reading.parts):
        return Decision("refused", p, [])
    if p >= tiers.answer and not reading.unmet.certain:
        left = [part for part in reading.parts if part.lacks or (part.p < tiers.relate and part.share < PART_OPEN)]
    else:
        left = [part for part in reading.parts if part.lacks or part.p < tiers.answer]
        if len(left) == len(reading.parts):
            return Decision("refused" if reading.unmet.named or p < tiers.relate else "related", p, [])
    kept = [part for part in reading.parts if part not in left]
    if not left:  # a year that no chosen sentence speaks of stays open as well
        return Decision("partial" if reading.unmet.years else "answered", p, reading.chosen, reading.unmet.years)
    if not kept:
        return Decision("refused", p, []) if reading.unmet.named else Decision("answered", p, reading.chosen)
    dropped = {id(part.found.sentence) for part in left} - {id(part.found.sentence) for part in kept}
    chosen = [c for c in reading.chosen if id(c.sentence) not in dropped]
    if p < tiers.answer or reading.unmet.certain:
        chosen = [part.found for part in kept]
    return Decision("partial", max(p, *(part.p for part in kept)), unique(chosen), tuple(part.text for part in left))


def refusal_reason(reading: Reading) -> tuple[Reason, tuple[str, ...]]:
    """The plainest reason there is and what is missing: a title, a place, a year, else the words of the question."""
    unmet = reading.unmet
    if unmet.titles:
        return "other_document", unmet.titles
    if unmet.places:
        return "other_place", unmet.places
    if unmet.years:
        return "other_year", unmet.years
    terms = reading.coverage.terms
    covered = np.maximum.reduce([c.in_context for c in reading.pool]) if reading.pool else np.zeros(len(terms))
    lacking = tuple(
        as_written(term.text, reading.question)
        for term, said in zip(terms, covered, strict=True)
        if said < LACKING and term.weight >= TELLING
    )
    if terms and reading.coverage.share(covered) < FOREIGN:
        return "off_topic", lacking
    return "not_in_report", lacking


def as_written(word: str, question: Question) -> str:
    """A folded word of the question as the question writes it (pm2.5 → PM2.5); itself where it is not found."""
    found = re.search(re.escape(word), question.resolved, re.IGNORECASE)
    return found.group() if found else word
