"""The n-grams of characters that an utterance is made of, weighed by how rare they are (tf-idf).

The vector of an utterance knows what it means, its n-grams how it is said: 这规划啥时候发的 means a date, of 这规划.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.pieces import fold_characters

LONGEST = 3  # characters; of two .947 of the held-out utterances are told right, of three .950, of none .933
MOST = 20_000  # n-grams of a model: those that the most texts have


@dataclass(frozen=True, eq=False)
class NGrams:
    """A vocabulary; safe to share between threads."""

    names: np.ndarray  # of str, shape (n-grams,)
    rarity: np.ndarray  # inverse document frequency, shape (n-grams,)

    @cached_property
    def places(self) -> dict[str, int]:
        return {name: n for n, name in enumerate(self.names.tolist())}

    def weigh(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """(places in the vocabulary, weights) of the n-grams that a text has; the weights' squares sum to 1.

        >>> known = NGrams(np.array(["a", "b", "ab"]), np.array([1.0, 1.0, 2.0]))
        >>> [found.round(2).tolist() for found in known.weigh("xab")]
        [[0, 1, 2], [0.41, 0.41, 0.82]]
        """
        counts = {self.places[name]: n for name, n in Counter(ngrams_of(text)).items() if name in self.places}
        places = np.array(sorted(counts), dtype=np.int64)
        weights = np.array([1 + math.log(counts[place]) for place in places.tolist()]) * self.rarity[places]
        return places, weights / (np.linalg.norm(weights) or 1.0)


def ngrams_of(text: str) -> Iterable[str]:
    """Every stretch of up to LONGEST characters of a text in one script and small letters."""
    folded = fold_characters(text).lower()
    return (folded[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(folded) - n + 1))


def learn(texts: Iterable[str]) -> NGrams:
    """The vocabulary of some texts.

    >>> learn(["ab", "ac"]).names.tolist()[0]
    'a'
    """
    number, found = 0, Counter[str]()
    for text in texts:
        number += 1
        found.update(set(ngrams_of(text)))
    names = sorted(found, key=lambda name: (-found[name], name))[:MOST]
    rarity = [math.log((1 + number) / (1 + found[name])) + 1 for name in names]
    return NGrams(np.array(names, dtype=str), np.array(rarity))
