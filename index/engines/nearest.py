"""The nearest passages of the embedded engine: exact up to a size, beyond it by inverted lists of 8-bit vectors.

What the lists find is scored again with the exact vectors, so that only a passage they miss can be lost.
"""

from math import sqrt

import faiss
import numpy as np

HANDOVER = 50_000  # passages up to which every one is compared: 7 ms (docs/decisions.md)
LISTS = 1  # times the root of the passages
PROBED = 64  # lists that are looked into; recall @10 is 1.0 up to 260,000 passages (docs/scaling.md)
AGAIN = 1024  # of the passages found are scored exactly, or four times as many as are asked for
TRAINED_ON = 40  # passages a list
EXACT_FEW = 50_000  # passages that a selector leaves, up to which each of these is compared
ROWS = 8192  # vectors converted from half precision at a time


def build(vectors: np.ndarray) -> faiss.Index | None:
    """Inverted lists over unit vectors; None while comparing every one is fast enough."""
    if len(vectors) <= HANDOVER:
        return None
    dimensions, lists = vectors.shape[1], int(LISTS * sqrt(len(vectors)))
    lists_of = faiss.index_factory(dimensions, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
    lists_of.cp.niter = 4
    lists_of.cp.min_points_per_centroid = 1
    lists_of.cp.seed = 1
    sample = np.random.default_rng(1).choice(len(vectors), min(len(vectors), lists * TRAINED_ON), replace=False)
    lists_of.train(np.asarray(vectors[np.sort(sample)], np.float32))
    for start in range(0, len(vectors), ROWS):
        lists_of.add(np.asarray(vectors[start : start + ROWS], np.float32))
    return lists_of


def nearest(
    vectors: np.ndarray, lists: faiss.Index | None, query: np.ndarray, k: int, passing: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Positions and scores of the `k` vectors nearest to a query, best first, ties by position.

    `passing`: which may be found, shape (vectors,); None for all.
    """
    query = np.ascontiguousarray(query, np.float32)
    if passing is not None:
        few = np.flatnonzero(passing)
        if lists is None or len(few) <= EXACT_FEW:
            return best(few, products(vectors, few, query), k)
    elif lists is None:
        return best(np.arange(len(vectors)), np.asarray(vectors, np.float32) @ query, k)
    parameters = faiss.SearchParametersIVF(nprobe=min(PROBED, lists.nlist))
    if passing is not None:
        parameters.sel = faiss.IDSelectorBitmap(np.packbits(passing, bitorder="little"))
    found = lists.search(query[None, :], max(AGAIN, 4 * k), params=parameters)[1][0]
    found = np.sort(found[found >= 0])
    return best(found, products(vectors, found, query), k)


def products(vectors: np.ndarray, places: np.ndarray, query: np.ndarray) -> np.ndarray:
    """Inner products of a query with some of the vectors, shape of `places`."""
    parts = [vectors[places[at : at + ROWS]].astype(np.float32) @ query for at in range(0, len(places), ROWS)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def best(places: np.ndarray, scores: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The `k` highest scores with their places, best first; of equal ones the lower place.

    >>> best(np.array([4, 7, 9]), np.array([0.5, 0.9, 0.5]), 2)[0].tolist()
    [7, 4]
    """
    if len(scores) > 2 * k:
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        kept = scores >= least
        places, scores = places[kept], scores[kept]
    order = np.lexsort((places, -scores))[:k]
    return places[order], scores[order]
