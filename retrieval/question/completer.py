"""Tells which completion of a question that leans is meant, by what the reader holds of both questions.

The reader has learned from follow-ups whether a question stands alone; what its layers hold of each word knows what
the word does to the other question. Small networks on these states, fitted by `training/rewriting.py`, weigh the
borders and the middle of the words that would give way; the mean of several is surer than each. Rewriting by editing
the question before, as in Liu et al. 2020, "Incomplete Utterance Rewriting as Semantic Segmentation".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.question.rewriting import BETWEEN, NAMED, SWAPPED, Leaning, Word

FILE = "rewriting.npz"
LOST, ADDED = 0.7, 0.5  # less where more words give way than there are new ones, and where none does
ALIKE = 0.5  # more where both begin alike (成交量, 成交额), which no swap shows: they part where two questions part
TRUST = 0.5  # of its logits beside the reader's: of 148 held-out follow-ups .784 find the right sentence, with 1 .770


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What the reader holds of a question and the one before it: states of shape (pieces, width), and where in its
    text each piece stands."""

    first: np.ndarray  # shape (width,): of the pair
    question: np.ndarray
    question_at: Sequence[tuple[int, int]]
    previous: np.ndarray
    previous_at: Sequence[tuple[int, int]]


Look = Callable[[str, str], Held]  # (question, previous question) → what is held of them


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The ways of a leaning as numbers, and the states of its words: what the network is given."""

    first: np.ndarray  # shape (width,)
    words: np.ndarray  # of the previous question, shape (words, width)
    own: np.ndarray  # of the question, shape (words, width)
    ways: np.ndarray  # kind, start, end, pronoun of each, shape (ways, 4)


def ways_of(leaning: Leaning, look: Look) -> Ways:
    """What the network is given; a question is read as it was asked where its core stands in it."""
    at = leaning.text.find(leaning.core)
    held = look(leaning.text if at >= 0 else leaning.core, leaning.previous)
    return Ways(
        held.first,
        of_words(leaning.words, held.previous, held.previous_at, 0),
        of_words(leaning.own, held.question, held.question_at, max(0, at)),
        np.array([(way.kind, way.start, way.end, way.pronoun) for way in leaning.ways.values()], dtype=np.int64),
    )


def of_words(words: Sequence[Word], states: np.ndarray, places: Sequence[tuple[int, int]], at: int) -> np.ndarray:
    """The mean state of each word's pieces, shape (words, width); `at`: where the words' text begins."""
    found = np.zeros((len(words), states.shape[1]), dtype=np.float32)
    for n, word in enumerate(words):
        pieces = [k for k, (a, b) in enumerate(places) if a < word.end + at and b > word.start + at]
        if pieces:
            found[n] = states[pieces].mean(0)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Completer:
    """Several networks that were trained alike."""

    look: Look
    networks: tuple["Network", ...]

    @classmethod
    def load(cls, folder: Path, look: Look) -> "Completer":
        with np.load(folder / FILE) as stored:
            layers = {name: stored[name].astype(np.float32) for name in stored.files}
        count = len(layers["out"])
        return cls(look, tuple(Network({name: each[n] for name, each in layers.items()}) for n in range(count)))

    def weigh(self, leaning: Leaning) -> np.ndarray:
        """A logit for each of the leaning's ways, in their order."""
        given = ways_of(leaning, self.look)
        if not len(given.words) or not len(given.own):
            return np.zeros(len(given.ways), dtype=np.float32)
        weighed = TRUST * np.mean([network.weigh(given) for network in self.networks], axis=0)
        kind, start, end, _ = given.ways.T
        more = (end - start > len(given.own)) * (kind == SWAPPED)
        first = leaning.core[0]
        alike = [way.kind == SWAPPED and leaning.gone(way).startswith(first) for way in leaning.ways.values()]
        return weighed - LOST * more - ADDED * (kind == BETWEEN) + ALIKE * np.array(alike)


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Tells a word in `size` values, and a way by those of its borders, its middle and the rest."""

    layers: dict[str, np.ndarray]  # as `training/rewriting.py` names them

    def weigh(self, given: Ways) -> np.ndarray:
        hidden = np.maximum(self.told(given) @ self.layers["hidden"] + self.layers["hidden_bias"], 0)
        return hidden @ self.layers["out"] + self.layers["kind_bias"][given.ways[:, 0]]

    def told(self, given: Ways) -> np.ndarray:
        """What each way is told by, shape (ways, 9 × size); in the order that `training/rewriting.py` has."""
        kind, start, end, pronoun = given.ways.T
        words = np.tanh(given.words @ self.layers["words"] + self.layers["words_bias"])
        own = np.tanh(given.own @ self.layers["own"] + self.layers["own_bias"])
        first = np.tanh(given.first @ self.layers["words"] + self.layers["words_bias"])
        count, size = words.shape
        edged = np.concatenate([self.layers["edges"][:1], words, self.layers["edges"][1:]])  # word n at n + 1
        summed = np.concatenate([np.zeros((1, size), words.dtype), words.cumsum(0)])
        gone, some = summed[end] - summed[start], (end > start)[:, None]
        return np.concatenate(
            [
                edged[start],
                edged[end + 1],
                edged[np.minimum(start + 1, count + 1)] * some,
                edged[end] * some,
                gone / np.maximum(end - start, 1)[:, None],
                (summed[-1] - gone) / np.maximum(count - (end - start), 1)[:, None],
                np.broadcast_to(own.mean(0), (len(kind), size)),
                own[pronoun] * (kind == NAMED)[:, None],
                self.layers["kinds"][kind] + first,
            ],
            axis=1,
        )
