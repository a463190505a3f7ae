"""A sentence that may answer, with what speaks for it, and the passages in the order of their best sentences."""

import re
from dataclasses import dataclass
from itertools import islice

import numpy as np

from corpus.document import Document, Passage, Sentence
from retrieval.figures import Figure
from retrieval.ranking import Ranking

HEADLINE = 30  # characters from which a sentence says more than a headline
NO_KEY = -0.5  # feature `key` of a sentence without a figure that fits: lower than any share
STEP = 0.001  # least difference between the scores of two ranks
FEATURES = (
    "dense",
    "passage",
    "tokens",
    "context",
    "clause",
    "terms",
    "opener",
    "figure",
    "unit",
    "year",
    "length",
    "caption",
    "focus",
    "key",
)
PASSAGE = FEATURES.index("passage")


@dataclass(frozen=True, slots=True, eq=False)  # equal when identical: arrays have no truth value
class Candidate:
    """A sentence that may answer, with what speaks for it."""

    sentence: Sentence
    passage: Passage
    document: Document
    rank: int  # of its passage, 0-based
    covered: np.ndarray  # of each term by the sentence, shape (terms,)
    in_context: np.ndarray  # the same with section, box and the sentences before it
    figures: tuple[Figure, ...]
    features: np.ndarray  # shape (len(FEATURES),)
    score: float


def reorder(ranking: Ranking, pool: list[Candidate], count: int) -> list[tuple[int, float]]:
    """The best `count` passages as (position, score), those of the pool by how well their best sentence answers.

    Scores fall strictly from passage to passage within the pool and on into the rest, which keeps its order.
    """
    best: dict[int, float] = {}
    for candidate in pool:
        position = int(ranking.order[candidate.rank])
        best[position] = max(best.get(position, -np.inf), candidate.score + float(candidate.features[PASSAGE]))
    order = sorted(best, key=lambda position: -best[position])
    order += islice((int(position) for position in ranking.order if int(position) not in best), count)
    scored: list[tuple[int, float]] = []
    for position in order[:count]:
        ceiling = scored[-1][1] - STEP if scored else best.get(position, 0.0)
        scored.append((position, min(best.get(position, ceiling), ceiling)))
    return scored


def is_opener(sentence: Sentence, passage: Passage) -> bool:
    """Tell the short headline with which a paragraph begins (绿色低碳产业蓬勃发展。) and which answers nothing."""
    return (
        sentence is passage.sentences[0]
        and len(passage.sentences) > 1
        and len(sentence.text) < HEADLINE
        and not re.search(r"\d", sentence.text)
    )
