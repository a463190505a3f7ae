"""Which passages are close enough to a query to be shown: nonsense finds nothing.

On the 381 dev questions of six reports that a report answers, the passage with the evidence passes for .963; of 720
random queries (characters, letters, digits, signs) .004 find a passage, of 20 off-topic ones on six reports .042.
"""

from collections.abc import Collection, Mapping

from index.core import Index
from index.engines.weights import rarity
from index.scores import Scores
from index.tokens import tokenise

NEAR = 0.36  # inner product of the query with the passage or one of its sentences; nonsense reaches .34 in one of 100
COVERED = 0.35  # share of the query's words, weighted by how rare they are, that the passage holds
COUNTED = 2000  # passages that hold a word, at most; one that stands in more weighs next to nothing


def near_enough(index: Index, query: str, dense: Scores, positions: Collection[int]) -> set[int]:
    """Those of the passages at these positions that are shown."""
    covered = coverage(index, query)
    return {at for at in positions if closest(index, dense, at) >= NEAR or covered.get(at, 0.0) >= COVERED}


def closest(index: Index, dense: Scores, position: int) -> float:
    """The best score of a passage and its sentences."""
    return float(dense[[position, *index.sentence_rows[position]]].max())


def coverage(index: Index, query: str) -> Mapping[int, float]:
    """The weighted share of the query's tokens that a passage holds, by position; {} for a query of none.

    A token's weight is its inverse document frequency; one that no passage holds weighs most.
    """
    covered: dict[int, float] = {}
    total = 0.0
    tokens = [[token] for token in dict.fromkeys(tokenise(query))]
    for found in index.engine.text_searches(tokens, COUNTED):
        holding = index.positions.all([each.passage_id for each in found])
        weight = rarity(len(holding), len(index.passages))
        total += weight
        for position in holding:
            covered[position] = covered.get(position, 0.0) + weight
    return {position: share / total for position, share in covered.items()}
