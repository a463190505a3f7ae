"""Makes many vectors from a few real ones: embedding a large corpus would take hours and teach nothing new.

A made sentence is put together from clauses of real ones, so a made vector is a mixture of two real vectors, moved at
random until a row's nearest neighbour is as near as among the real rows. (Copies of one real row that are only moved
lie in tight heaps, between which HNSW finds no way: its recall fell to 0.3.)
"""

from collections.abc import Iterator, Sequence

import numpy as np

SEED = 2024
CHUNK = 8192  # rows made at a time
SAMPLE = 2000  # rows from which the distance to the nearest one is told
MAIN_SHARE = (0.5, 0.8)  # of the first of the two real rows, drawn evenly


def nearest_cosine(rows: np.ndarray) -> float:
    """Median over rows of the cosine to the nearest other row, at most SAMPLE rows; needs two."""
    unit = normalised(rows[:: max(1, len(rows) // SAMPLE)])
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -1)
    return float(np.median(cosines.max(axis=1)))


def normalised(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def mixed(rows: np.ndarray, others: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Unit rows between each row and its other one, shape of `rows`."""
    share = random.uniform(*MAIN_SHARE, size=(len(rows), 1)).astype(np.float32)
    return normalised(share * rows + (1 - share) * others)


def moved(rows: np.ndarray, cosine: float, random: np.random.Generator) -> np.ndarray:
    """Unit rows turned in a random direction, so that the cosine between old and new is `cosine`."""
    aside = random.standard_normal(rows.shape, dtype=np.float32)
    aside = normalised(aside - (aside * rows).sum(axis=1, keepdims=True) * rows)
    return cosine * rows + np.sqrt(1 - cosine**2) * aside


def noise_of(real: np.ndarray, random: np.random.Generator) -> float:
    """The cosine by which to move mixtures, so that they lie as near to one another as the real rows do.

    Two rows moved by a cosine c each in random directions end up c² times as near in cosine.
    """
    mixtures = mixed(real, real[random.permutation(len(real))], random)
    return min(1.0, max(0.0, nearest_cosine(real) / nearest_cosine(mixtures))) ** 0.5


def made_vectors(real: np.ndarray, count: int, seed: int = SEED) -> Iterator[np.ndarray]:
    """Yield `count` unit rows in chunks, shape (≤ CHUNK, dimensions): the real rows first, then made ones."""
    random = np.random.default_rng(seed)
    noise = noise_of(real, random)
    for start in range(0, count, CHUNK):
        end = min(start + CHUNK, count)
        chunk = real[np.arange(start, end) % len(real)].astype(np.float32)
        first = max(0, min(len(real) - start, end - start))  # row from which they are made
        others = real[random.integers(len(real), size=end - start - first)]
        chunk[first:] = moved(mixed(chunk[first:], others, random), noise, random)
        yield chunk


def cut_at(chunks: Iterator[np.ndarray], sizes: Sequence[int]) -> Iterator[np.ndarray]:
    """Cut chunks further, so that one ends at each size.

    >>> [len(chunk) for chunk in cut_at(iter([np.zeros((4, 1)), np.zeros((4, 1))]), [3, 4, 6])]
    [3, 1, 2, 2]
    """
    done = 0
    for chunk in chunks:
        cuts = [size - done for size in sizes if done < size < done + len(chunk)]
        yield from np.split(chunk, cuts)
        done += len(chunk)
