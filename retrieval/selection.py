"""Chooses the smallest set of sentences that says what the question asks for."""
import numpy as np

from retrieval.coverage import Coverage
from retrieval.evidence import Candidate
from retrieval.question import Question

MAX_SENTENCES = 4
GAIN = 0.12  # a further sentence must cover this share of the question more
WORSE_BY = 2.5  # and score no worse than this below the best one
FACET_OPEN = 0.35  # a part of the question of which less than this is covered stays open


def select(pool: list[Candidate], coverage: Coverage, question: Question) -> list[Candidate]:
    """Return the chosen sentences, best first: the best one, then each that covers what is still uncovered."""
    if not pool:
        return []
    chosen = [pool[0]]
    covered = pool[0].in_context
    for candidate in pool[1:]:
        if len(chosen) == MAX_SENTENCES or pool[0].score - candidate.score > WORSE_BY:
            break
        gain = coverage.share(np.maximum(covered, candidate.covered)) - coverage.share(covered)
        if gain >= GAIN:
            chosen.append(candidate)
            covered = np.maximum(covered, candidate.in_context)
    return chosen


def open_facets(question: Question, coverage: Coverage, chosen: list[Candidate]) -> tuple[str, ...]:
    """The parts of a question in several parts that the chosen sentences do not speak of; () for a question in one part."""
    if len(question.facets) < 2 or not chosen:
        return ()
    covered = np.maximum.reduce([candidate.in_context for candidate in chosen])
    found = []
    for facet in question.facets:
        mine = [(float(c), float(w)) for c, w, term in zip(covered, coverage.weights, coverage.terms, strict=True) if term.text in facet]
        total = sum(w for _, w in mine)
        if total > 0 and sum(c * w for c, w in mine) / total < FACET_OPEN:
            found.append(facet)
    return tuple(found) if len(found) < len(question.facets) else ()
