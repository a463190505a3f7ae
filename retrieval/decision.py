"""Decides whether the chosen sentences answer the question: graded evidence in one calibrated probability, then a tier.

Similarity alone tells an answerable question from a near-topic unanswerable one hardly better than a coin, and hard rules refuse
colloquial questions; so every sign is a feature of one logistic model, fitted on the dev questions of two reports (`eval/fit.py`).
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from retrieval.answers import Status
from retrieval.constraints import Unmet
from retrieval.coverage import Coverage
from retrieval.evidence import FEATURES, Candidate, figure_fit, unit_fit, year_fit
from retrieval.question import Question
from retrieval.ranking import Ranking
from retrieval.sentences import facts_of
from retrieval.trim import clauses

SIGNALS = (
    "key",
    "clause",
    "matched",
    "focus",
    "lexical",
    "figure",
    "year",
    "place",
    "title",
    "ordinal",
    "english",
    "terms",
    "bias",
)

NO_KEY = -0.5  # lower than any share
CLAUSE = FEATURES.index("clause")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities between the tiers, chosen on the dev questions."""

    answer: float  # from here on the question is answered
    relate: float  # below: refused; between: related passages


@cache
def model() -> tuple[np.ndarray, Thresholds]:
    stored = json.loads((Path(__file__).parent / "data" / "weights.json").read_text("utf-8"))
    return np.array([stored["answerable"][name] for name in SIGNALS]), Thresholds(**stored["thresholds"])


def signals(
    question: Question, ranking: Ranking, coverage: Coverage, chosen: list[Candidate], unmet: Unmet
) -> np.ndarray:
    """Return what speaks for and against an answer, shape (len(SIGNALS),)."""
    if not chosen:
        return np.zeros(len(SIGNALS))
    best = chosen[0]
    covered = np.maximum.reduce([candidate.in_context for candidate in chosen])
    position = int(ranking.order[best.rank])
    return np.array(
        [
            max(key_share(question, coverage, c) for c in chosen),
            float(best.features[CLAUSE]),
            math.log1p(float(covered @ coverage.weights)),
            coverage.focus_least(np.maximum.reduce([candidate.covered for candidate in chosen])),
            math.log1p(float(ranking.lexical[position])),
            max(figure_fit(question, c.figures) for c in chosen),
            -float(len(unmet.years) > 0),
            -float(len(unmet.places) > 0),
            -float(len(unmet.titles) > 0),
            -float(len(unmet.ordinals) > 0),
            float(question.language == "en"),
            min(len(coverage.terms), 8) / 8,
            1.0,
        ]
    )


def key_share(question: Question, coverage: Coverage, candidate: Candidate) -> float:
    """Share of the question that the clause of a fitting figure says, with the clause before it; NO_KEY when no figure fits
    or the sentence speaks of another year.

    Where no figure is wanted, the share that the best clause says.
    """
    if not question.wants.figure:
        return float(candidate.features[CLAUSE])
    if year_fit(question, candidate.sentence, candidate.passage, candidate.document) < 0:
        return NO_KEY
    text, before, best = candidate.sentence.text, "", NO_KEY
    for clause in clauses(text):
        piece = text[clause.start : clause.end]
        figures = facts_of(piece).figures
        if figure_fit(question, figures) > 0 and unit_fit(question, figures) >= 0:
            best = max(best, coverage.share(coverage.of(before + piece)))
        before = piece
    return best


def probability(found: np.ndarray) -> float:
    """Calibrated probability that the question is answered by the chosen sentences."""
    weights, _ = model()
    return 1 / (1 + math.exp(-float(found @ weights)))


def tier(p: float, unmet: Unmet, has_evidence: bool) -> Status:
    """Map a probability to a tier. What is lacking for sure (a title, a place, every year asked for) refuses; low overlap relates."""
    _, thresholds = model()
    if not has_evidence or unmet.certain:
        return "refused"
    if p >= thresholds.answer:
        return "answered"
    return "refused" if p < thresholds.relate else "related"
