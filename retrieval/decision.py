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

from index.core import Index
from retrieval.answers import Status
from retrieval.constraints import Unmet
from retrieval.coverage import Coverage
from retrieval.evidence import Candidate, figure_fit, unit_fit
from retrieval.question import Question
from retrieval.ranking import Ranking

SIGNALS = ("score", "share", "weakest", "uncovered", "unknown", "focus", "focus_in_context", "clause", "dense", "lexical", "agreement", "figure", "unit", "year", "place", "title",
           "english", "terms", "bias")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities between the tiers, chosen on the dev questions."""
    answer: float  # from here on the question is answered
    relate: float  # below: refused; between: related passages


@cache
def model() -> tuple[np.ndarray, Thresholds]:
    stored = json.loads((Path(__file__).parent / "data" / "weights.json").read_text("utf-8"))
    return np.array([stored["answerable"][name] for name in SIGNALS]), Thresholds(**stored["thresholds"])


def signals(index: Index, question: Question, ranking: Ranking, coverage: Coverage, chosen: list[Candidate], unmet: Unmet) -> np.ndarray:
    """Return what speaks for and against an answer, shape (len(SIGNALS),)."""
    if not chosen:
        return np.zeros(len(SIGNALS))
    best = chosen[0]
    covered = np.maximum.reduce([candidate.in_context for candidate in chosen])
    words = covered_words(coverage, covered)
    sentences = ranking.dense[len(index.passages):]
    return np.array([
        best.score,
        coverage.share(covered),
        min((c for c, w in words), default=1.0),
        max(((1 - c) * w for c, w in words), default=0.0),
        sum((1 - c) * w for c, w in words if w > 0.6),
        coverage.focus_share(np.maximum.reduce([candidate.covered for candidate in chosen])),
        coverage.focus_share(covered),
        float(best.features[4]),
        float(sentences.max(initial=0.0)),
        math.log1p(float(ranking.lexical.max(initial=0.0))),
        float(int(np.argmax(ranking.lexical)) == best_position(index, best)),
        figure_fit(question, best.figures),
        unit_fit(question, best.figures),
        -float(len(unmet.years) > 0),
        float(len(unmet.places) > 0),
        float(len(unmet.titles) > 0),
        float(question.language == "en"),
        min(len(coverage.terms), 8) / 8,
        1.0,
    ])


def covered_words(coverage: Coverage, covered: np.ndarray) -> list[tuple[float, float]]:
    return [(float(c), float(w)) for c, w in zip(covered, coverage.weights, strict=True)]


def best_position(index: Index, candidate: Candidate) -> int:
    return index.passages.index(candidate.passage)


def probability(found: np.ndarray) -> float:
    """Calibrated probability that the question is answered by the chosen sentences."""
    weights, _ = model()
    return 1 / (1 + math.exp(-float(found @ weights)))


def tier(p: float, unmet: Unmet, has_evidence: bool) -> Status:
    """Map a probability to a tier; what is missing for sure (a title, a year, a place) refuses, low overlap only relates."""
    _, thresholds = model()
    if has_evidence and p >= thresholds.answer:
        return "answered"
    certain = bool(unmet.years or unmet.places or unmet.titles)
    return "refused" if certain or not has_evidence or p < thresholds.relate else "related"
