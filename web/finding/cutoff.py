"""Which passages are close enough to a query to be shown: nonsense finds nothing.

On the 381 dev questions of six reports that a report answers, the passage with the evidence passes for .963; of 720
random queries (characters, letters, digits, signs) .004 find a passage, of 20 off-topic ones on six reports .042.
"""

import numpy as np

from index.core import Index
from index.tokens import tokenise

NEAR = 0.36  # inner product of the query with the passage or one of its sentences; nonsense reaches .34 in one of 100
COVERED = 0.35  # share of the query's words, weighted by how rare they are, that the passage holds


def near_enough(index: Index, query: str, dense: np.ndarray) -> np.ndarray:
    """Passages to show, shape (passages,), bool. `dense`: inner product with every row, shape (rows,)."""
    return (closest(index, dense) >= NEAR) | (coverage(index, query) >= COVERED)


def closest(index: Index, dense: np.ndarray) -> np.ndarray:
    """The best score of a passage and its sentences, shape (passages,)."""
    starts = index.sentence_starts
    best, has_sentences = dense[: starts[0]].copy(), np.diff(starts) > 0
    if has_sentences.any():
        own = best[has_sentences]
        best[has_sentences] = np.maximum(own, np.maximum.reduceat(dense, starts[:-1][has_sentences]))
    return best


def coverage(index: Index, query: str) -> np.ndarray:
    """The weighted share of the query's tokens that each passage holds, shape (passages,); 0 for a query of none.

    A token's weight is its inverse document frequency; one that no passage holds weighs most.
    """
    count = len(index.passages)
    covered, total = np.zeros(count), 0.0
    for token in dict.fromkeys(tokenise(query)):
        holding = index.bm25.texts_with(token)
        weight = float(np.log(1 + (count + 0.5) / (len(holding) + 0.5)))
        covered[holding] += weight
        total += weight
    return covered / total if total else covered
