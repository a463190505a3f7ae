"""Chooses the smallest set of sentences that says what the question asks for."""

import numpy as np

from retrieval.coverage import Coverage
from retrieval.evidence import Candidate, is_opener
from retrieval.figurefit import figure_fit
from retrieval.question import Question
from retrieval.times import times_of

MAX_SENTENCES = 4
GAIN = 0.06  # a further sentence must cover this share of a comparison or a question in parts more,
GAIN_SIMPLE = 0.12  # and this share of a simple question,
WORSE_BY = 4.0  # and score no worse than this below the best one;
CLOSE = 0.8  # or score this close to it
BUDGET = 170  # characters that close but not needed sentences may fill
LIKE_BEST = 0.8  # share of the best sentence's coverage from which another speaks of the same thing


def select(pool: list[Candidate], coverage: Coverage, question: Question, of_parts: list[Candidate]) -> list[Candidate]:
    """Return the chosen sentences, best first.

    The best one, or the best one for each part of the question (`of_parts`); then, for each year that the question
    names, a sentence that speaks of it; then each that covers more of the whole, or that scores nearly as well while
    the answer is short. At most MAX_SENTENCES.
    """
    if not pool:
        return []
    pool = [c for c in pool if says_something(c)] or pool
    chosen = unique(of_parts or pool[:1])[:MAX_SENTENCES]
    for year in sorted(question.years):
        add_for_year(chosen, pool, coverage, question, year)
    covered = np.maximum.reduce([candidate.covered for candidate in chosen])
    needed = GAIN_SIMPLE if len(question.facets) < 2 and not question.wants.comparison else GAIN
    for candidate in pool[1:]:
        behind = pool[0].score - candidate.score
        if len(chosen) >= MAX_SENTENCES or behind > WORSE_BY:
            break
        if candidate.sentence in [c.sentence for c in chosen]:
            continue
        gain = coverage.share(np.maximum(covered, candidate.covered)) - coverage.share(covered)
        used = sum(len(c.sentence.text) for c in chosen)
        if gain >= needed or (behind <= CLOSE and used + len(candidate.sentence.text) <= BUDGET):
            chosen.append(candidate)
            covered = np.maximum(covered, candidate.covered)
    return chosen


def says_something(candidate: Candidate) -> bool:
    """Tell whether a sentence is neither a headline opener nor a caption, whose figures stand in the picture."""
    return candidate.passage.kind != "caption" and not is_opener(candidate.sentence, candidate.passage)


def unique(found: list[Candidate]) -> list[Candidate]:
    """Drop later candidates of the same sentence."""
    first: dict[tuple[str, int], Candidate] = {}
    for candidate in found:
        first.setdefault((candidate.document.doc_id, candidate.sentence.start), candidate)
    return list(first.values())


def add_for_year(
    chosen: list[Candidate], pool: list[Candidate], coverage: Coverage, question: Question, year: int
) -> None:
    """Add the best sentence that names a year of which no chosen one speaks, if it says as much of the rest."""
    if len(chosen) >= MAX_SENTENCES or any(year in times_of(c.sentence, c.passage, c.document) for c in chosen):
        return
    for candidate in pool:
        if pool[0].score - candidate.score > WORSE_BY:
            return
        if times_of(candidate.sentence, candidate.passage, candidate.document).get(year) == 1.0 and speaks_of(
            candidate, pool[0], coverage, question
        ):
            chosen.append(candidate)
            return


def speaks_of(candidate: Candidate, best: Candidate, coverage: Coverage, question: Question) -> bool:
    """The sentence says nearly as much of the question as the best one, and holds a figure where one is wanted."""
    return (
        coverage.share(candidate.in_context) >= LIKE_BEST * coverage.share(best.in_context)
        and figure_fit(question, candidate.figures) >= 0
        and candidate.passage.kind != "caption"
    )
