"""What kind of thing a person types: a question, a greeting, a wish for an overview, …

A linear model on the retriever's vector of the utterance and on its n-grams; `training/kinds.py` fits it.

    kinds = Kinds()
    kinds.tell(encoder.encode_query("你好"), "你好").kind      # → "greeting"
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from index.encoders import MODELS
from retrieval.question.ngrams import NGrams

FILE = "kinds.npz"
QUESTION = "question"
CHATS = ("greeting", "thanks", "help", "feedback", "gibberish", "more")  # answered without a look into the reports
COMMANDS = ("injection", "task")  # something else than an answer is wanted of the program
BESIDES = ("service", "advice", "opinion", "offtopic")  # declined unless the reports answer after all
WHOLES = ("overview", "part", "about")  # about the report or a part of it, not about one of its sentences
SURE = 0.6  # of a chat
COMMAND = 0.45  # of a command
BESIDE = 0.45  # of what is declined when no answer is likelier than this
WHOLE = 0.35  # of overview, part and about together,
WHOLE_NAMED = 0.12  # and where a part is named by its number


@dataclass(frozen=True, slots=True)
class Told:
    """Probabilities of the kinds, which sum to 1."""

    p: dict[str, float]

    @property
    def kind(self) -> str:
        return max(self.p, key=self.p.__getitem__)

    def of(self, kinds: tuple[str, ...]) -> float:
        """Probability that the utterance is of one of these kinds."""
        return sum(self.p.get(kind, 0.0) for kind in kinds)

    def likeliest(self, kinds: tuple[str, ...]) -> str:
        return max(kinds, key=lambda kind: self.p.get(kind, 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """Weights of each kind."""

    names: tuple[str, ...]
    weights: np.ndarray  # of the vector, shape (kinds, dimensions)
    ngram_weights: np.ndarray  # shape (kinds, n-grams)
    bias: np.ndarray  # shape (kinds,)
    ngrams: NGrams


class Kinds:
    """Multinomial logistic regression; safe to share between threads."""

    def __init__(self, folder: Path = MODELS, file: str = FILE):
        self.path = folder / file

    @cached_property
    def model(self) -> Linear:
        with np.load(self.path, allow_pickle=False) as stored:
            ngrams = NGrams(stored["ngrams"], stored["rarity"].astype(np.float64))
            names = tuple(stored["names"].tolist())
            return Linear(names, stored["weights"], stored["ngram_weights"].astype(np.float32), stored["bias"], ngrams)

    def tell(self, vector: np.ndarray, text: str) -> Told:
        """Tell the kind of an utterance by its vector as a query of the bundled retriever, shape (dimensions,), and
        its words."""
        model = self.model
        places, weights = model.ngrams.weigh(text)
        scores = model.weights @ vector + model.ngram_weights[:, places] @ weights + model.bias
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        return Told(dict(zip(model.names, shares.tolist(), strict=True)))
