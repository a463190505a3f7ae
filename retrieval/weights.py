"""The fitted numbers of retrieval, as `eval/fit.py` wrote them: two linear models, and the thresholds of the tiers."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from retrieval.vocabulary import DATA

WEIGHTS = DATA / "weights.json"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities between the tiers, chosen on the dev questions."""

    answer: float  # from here on the question is answered
    relate: float  # below: refused; between: related passages


@cache
def weights(model: Literal["sentence", "answerable"], names: tuple[str, ...]) -> np.ndarray:
    """Weights of a model in the order of `names`, shape (len(names),). Raises KeyError for a name without a weight."""
    stored = json.loads(WEIGHTS.read_text("utf-8"))[model]
    fitted = np.array([stored[name] for name in names], dtype=np.float64)
    fitted.flags.writeable = False  # it is shared
    return fitted


@cache
def thresholds() -> Thresholds:
    return Thresholds(**json.loads(WEIGHTS.read_text("utf-8"))["thresholds"])


def reread() -> None:
    """Forget what was read, after the file changed."""
    weights.cache_clear()
    thresholds.cache_clear()
