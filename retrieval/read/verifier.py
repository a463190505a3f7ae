"""A second look at a sentence that seems to answer: whether what is asked is told there at all.

The reader's own logit stands on its last layer's view of rows that it has learned by heart. Its middle layers still
know where a question and a sentence part ways (a level for a growth, a part for the whole): a linear model on the
states of both, fitted by `training/verifier.py` on questions that the reader had not seen, tells near misses from
answers better than the logit does.

Answer verification as a step of its own: Hu et al. 2019, Read + Verify; Zhang et al. 2021, Retrospective Reader.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.read.pairing import Pair

FILE = "verifier.npz"
CEILING = 8.0  # of the reader's logit, beyond which more says nothing


@dataclass(frozen=True, slots=True, eq=False)
class Verifier:
    """Weights on the reader's states and its logit."""

    weights: np.ndarray  # shape (states,)
    logit: float
    bias: float

    @classmethod
    def load(cls, folder: Path) -> "Verifier":
        with np.load(folder / FILE) as stored:
            return cls(stored["weights"], float(stored["logit"]), float(stored["bias"]))

    def verified(self, states: np.ndarray, logit: float) -> float:
        """Log odds that the question is answered there; `states` as `states_of` gives them."""
        return float(states @ self.weights) + self.logit * clipped(logit) + self.bias


def states_of(given: Pair, layers: tuple[np.ndarray, ...]) -> np.ndarray:
    """What the layers, each of shape (pieces, width), hold of the pair: first piece, question and sentence, mean of
    each. Shape (3 × width × layers,)."""
    question = slice(1, 1 + given.question_length)
    sentence = slice(given.sentence_start, given.sentence_start + given.sentence_length)
    parts = [(layer[0], mean(layer[question]), mean(layer[sentence])) for layer in layers]
    return np.concatenate([part for each in parts for part in each])


def mean(pieces: np.ndarray) -> np.ndarray:
    """The mean of no piece is 0.

    >>> mean(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist(), mean(np.zeros((0, 2))).tolist()
    ([2.0, 3.0], [0.0, 0.0])
    """
    return pieces.sum(0) / max(len(pieces), 1)


def clipped(logit: float) -> float:
    return max(-CEILING, min(CEILING, logit))
