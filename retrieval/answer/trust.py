"""How sure it is that a figure pointed at is the one asked for: what reader and retriever say of its sentence, beside
the sentences that tell another figure.

A logistic model that `training/tick.py` fits on the held-out documents. Nothing here reads the question.
"""

import json
import math
from collections.abc import Sequence
from functools import cache

import numpy as np

from index.encoders import MODELS
from retrieval.answer.ticks import strength
from retrieval.read.candidates import Candidate
from retrieval.text.quantities import Quantity, find_quantities

FILE = "tick.json"
SIGNALS = ("logit", "strength", "dense", "ahead", "doubted", "bias")
TICK = 0.83  # probability from which a figure gets its tick: .92 of those are right, and .56 of the right ones get it
ROUNDED = 0.08  # share of a figure by which one of the same unit may differ and tell the same
FARTHEST = 6.0  # most that one signal in logits may say


def signals(candidate: Candidate, figure: Quantity, rivals: Sequence[Candidate], doubted: bool) -> np.ndarray:
    """What speaks for a figure of a sentence, shape (len(SIGNALS),); `rivals`: the sentences read beside it."""
    inside = min(max(strength(candidate.said, figure), 1e-3), 1 - 1e-3)
    told = [c for c in rivals if c.sentence is not candidate.sentence and not tells(figure, c.sentence.text)]
    others = [c.said.logit for c in told]
    ahead = candidate.said.logit - max(others, default=-math.inf)
    return np.array(
        [
            min(candidate.said.logit, FARTHEST),
            math.log(inside / (1 - inside)),
            candidate.dense,
            max(-FARTHEST, min(FARTHEST, ahead)),
            float(doubted),
            1.0,
        ]
    )


def tells(figure: Quantity, sentence: str) -> bool:
    """The sentence tells the figure as well, be it rounded: 126.9万辆 and 超过126万辆.

    >>> figure = find_quantities("达 126.9 万辆")[0]
    >>> tells(figure, "突破 126 万辆"), tells(figure, "达 32 万辆"), tells(figure, "达 126 万家")
    (True, False, False)
    """
    alike = [other for other in find_quantities(sentence) if other.unit == figure.unit]
    return any(abs(other.value - figure.value) <= ROUNDED * abs(figure.value) for other in alike)


def trust(candidate: Candidate, figure: Quantity, rivals: Sequence[Candidate], doubted: bool) -> float:
    """Probability that the figure is the one asked for."""
    return 1 / (1 + math.exp(-float(signals(candidate, figure, rivals, doubted) @ fitted())))


@cache
def fitted() -> np.ndarray:
    """Weights of the signals, as `training/tick.py` fitted them."""
    stored = json.loads((MODELS / FILE).read_text("utf-8"))
    return np.array([stored[name] for name in SIGNALS])
