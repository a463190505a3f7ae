"""Tells a question for everything on a matter (有哪些, 做了什么, a bare subject) from one for one thing.

A linear model on the retriever's vector of the question and on its n-grams; `training/kinds.py` fits it.
"""

from pathlib import Path

import numpy as np

from index.encoders import MODELS
from retrieval.question.kinds import Kinds
from retrieval.question.question import Question, asks, asks_figure

FILE = "gathers.npz"
LIST, ONE = "list", "one"
GATHERS = 0.55  # probability from which a list is asked for: .96 of the held-out lists, .83 of what is taken for one
SINGLE = 0.4  # and below which one thing is, that a lead-in may tell by itself (有下列行为之一的，处多少罚款)
SUBJECT = 8  # characters: a bare subject (碳足迹) asks for all on it, a bare measure (森林覆盖率) for its figure


class Gathers:
    """Tells how likely a question asks for a list; safe to share between threads."""

    def __init__(self, folder: Path = MODELS):
        self.kinds = Kinds(folder, FILE)

    def tell(self, vector: np.ndarray, text: str) -> float:
        """Probability by the question's vector as a query of the bundled retriever, (dimensions,), and its words."""
        return self.kinds.tell(vector, text).p[LIST]


def asks_list(question: Question) -> bool:
    """Tell whether everything that the report says on a matter is asked for."""
    bare = len(question.plain) <= SUBJECT and not asks(question.plain) and not asks_figure(question)
    return question.gathers >= GATHERS or bare


def asks_one(question: Question) -> bool:
    """Tell whether one thing is asked for; a question may ask for neither plainly."""
    return not asks_list(question) and question.gathers < SINGLE
