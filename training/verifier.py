"""Fits the verifier: whether the sentence that the reader likes best answers, by what the reader's layers hold of it.

    python -m training.verifier [--every 2]   # the rows that the reader has not seen; writes models/verifier.npz

On rows that it has learned by heart the reader is always sure, so that nothing can be learned from them. One line for
each document; what is told at the end is of documents left out of the fit, in turn.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from index.encoders import MODELS
from retrieval.answerer import Answerer
from retrieval.read.candidates import as_told, place_of
from retrieval.read.constraints import fitting
from retrieval.read.verifier import FILE, Verifier, clipped
from retrieval.search.ranking import rank
from training.heldout import unseen_reports
from training.rows import QuestionRow

STRENGTH = 1e-4  # inverse of the regularisation of 2,304 weights; .0003: AUC .949 on the held-out documents, the same
LOGIT = 10 / 3  # scale of the logit beside the states, which all vary by 1: it is hardly regularised
FOLDS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The likeliest sentence of one question, as the reader's layers hold it."""

    doc: str
    states: np.ndarray
    logit: float
    answered: bool


class Watched:
    """Keeps what the verifier of an answerer is asked, by the logit that it answers with."""

    def __init__(self, verifier: Verifier):
        self.verifier = verifier
        self.states: dict[float, np.ndarray] = {}

    def verified(self, states: np.ndarray, logit: float) -> float:
        verified = self.verifier.verified(states, logit)
        self.states[verified] = states
        return verified


def examples_of(answerer: Answerer, rows: Sequence[QuestionRow]) -> Iterator[Example]:
    """Of each question whose year, place and title some sentence meets."""
    reader = answerer.evidence.reader
    reader.verifier = watched = Watched(reader.verifier)
    for row in rows:
        watched.states.clear()
        reader.read_one.cache_clear()
        asked = answerer.wordings.understood(row.question, ())
        vector = answerer.index.encoder.encode_query(asked.resolved)
        reading = answerer.evidence.read(asked, rank(answerer.index, asked.resolved, None, vector), vector)
        if fit := fitting(asked, reading.pool):
            best = max(fit, key=lambda candidate: candidate.said.logit)
            place = place_of(answerer.index, best.position, best.passage.sentences.index(best.sentence))
            (said,) = reader.read_pairs([(as_told(asked.resolved, best.document, place), place)])  # as it was asked
            yield Example(row.doc, watched.states[said.verified], said.logit, row.answerable)


def fit(examples: Sequence[Example]) -> Verifier:
    """A logistic model on states of like spread, told as weights on the states themselves."""
    states = np.stack([example.states for example in examples]).astype(np.float64)
    middle, spread = states.mean(0), states.std(0) + 1e-6
    logits = np.array([[LOGIT * clipped(example.logit)] for example in examples])
    answered = [example.answered for example in examples]
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit(np.hstack([(states - middle) / spread, logits]), answered)
    weights = model.coef_[0, :-1] / spread
    bias = float(model.intercept_[0] - weights @ middle)
    return Verifier(weights.astype(np.float32), LOGIT * float(model.coef_[0, -1]), bias)


def left_out(examples: Sequence[Example]) -> np.ndarray:
    """What each example is given by a verifier that has not seen its document."""
    verified = np.zeros(len(examples))
    docs = [example.doc for example in examples]
    for seen, unseen in GroupKFold(FOLDS).split(docs, groups=docs):
        verifier = fit([examples[i] for i in seen])
        verified[unseen] = [verifier.verified(examples[i].states, examples[i].logit) for i in unseen]
    return verified


def save(verifier: Verifier, folder: Path) -> None:
    np.savez(folder / FILE, weights=verifier.weights, logit=np.float64(verifier.logit), bias=np.float64(verifier.bias))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="only each n-th row")
    every, examples = parser.parse_args().every, []
    for answerer, document, rows in unseen_reports():
        examples += examples_of(answerer, rows[::every])
        print(f"{document.doc}: {len(examples)} questions", flush=True)
    save(fit(examples), MODELS)
    answered = [example.answered for example in examples]
    before = roc_auc_score(answered, [example.logit for example in examples])
    after = roc_auc_score(answered, left_out(examples))
    print(f"{len(examples)} questions: AUC of the reader's logit {before:.3f}, of the verifier's {after:.3f}")


if __name__ == "__main__":
    main()
