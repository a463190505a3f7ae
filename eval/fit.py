"""Fits the two linear models of retrieval on the dev questions of several reports.

Writes retrieval/data/weights.json.

    python -m eval.fit eval/questions/shenzhen-2024.jsonl=corpus/reports/shenzhen-climate-2024.txt \\
                       eval/questions/gov-work-report-2024.jsonl=corpus/holdout/gov-work-report-2024.txt

Sentence model: logistic regression on differences of feature vectors (a right sentence minus a wrong one of the same
question). Answerable model: logistic regression on the signals of the chosen sentences, against "the chosen sentences
hold a fact of the answer".
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from eval.measures.answers import facts_found
from eval.questions import Question, load_questions, select
from eval.text import covers
from index.build import build_index
from index.encoders import BUNDLED, make_encoder
from retrieval.answerer import Answerer
from retrieval.decision import SIGNALS, signals
from retrieval.evidence import FEATURES
from retrieval.reading import Reading
from retrieval.weights import WEIGHTS, reread

CACHE = Path(__file__).parent.parent / "index" / "cache"
FOLDS = 10
AGAINST = ("opener",)  # what speaks against a sentence
SENTENCE_STRENGTH = 3.0  # the sentence model has some 6,000 pairs to learn from, the other 231 questions


@dataclass(frozen=True, slots=True)
class Read:
    """A question with what was found for it."""

    question: Question
    reading: Reading


def read_all(answerer: Answerer, questions: list[Question]) -> list[Read]:
    """Read every question that reaches retrieval (declined ones teach the models nothing)."""
    found = ((q, answerer.read_question(q.question, q.history)) for q in questions)
    return [Read(q, reading) for q, reading in found if reading is not None]


def is_right(question: Question, sentence: str) -> bool:
    """Tell whether a sentence holds evidence of the question, or is held by it."""
    return any(covers(sentence, snippet) for snippet in question.evidence)


def fit_sentences(reads: list[Read], strength: float) -> dict[str, float]:
    """Return a weight for each sentence feature; questions count alike however many sentences they have."""
    rows, weights = [], []
    for read in reads:
        right = [c.features for c in read.reading.pool if is_right(read.question, c.sentence.text)]
        wrong = [c.features for c in read.reading.pool if not is_right(read.question, c.sentence.text)]
        differences = [r - w for r in right for w in wrong]
        rows += differences
        weights += [10 / len(differences) for _ in differences]  # none where search missed every right sentence
    fitted = logistic(
        np.array(rows),
        np.ones(len(rows)),
        np.array(weights),
        strength,
        free=("length", "caption"),
        names=FEATURES,
    )
    return named(FEATURES, fitted)


def holds_answer(read: Read) -> bool:
    """Tell whether the chosen sentences hold a required fact of an answerable question."""
    text = " ".join(c.sentence.text for c in read.reading.chosen)
    return read.question.answerable and any(facts_found(read.question, text))


def fit_answerable(reads: list[Read], strength: float) -> tuple[dict[str, float], np.ndarray, np.ndarray]:
    """Return a weight for each signal, cross-validated probabilities, and the labels."""
    x = np.array(
        [
            signals(r.reading.question, r.reading.coverage, r.reading.chosen, r.reading.unmet)
            for r in reads
        ]
    )
    y = np.array([holds_answer(read) for read in reads])

    def fit(rows: np.ndarray) -> np.ndarray:
        return logistic(
            x[rows], np.where(y[rows], 1.0, -1.0), np.ones(len(rows)), strength, ("bias",), SIGNALS
        )

    folds = np.random.default_rng(0).permutation(len(reads)) % FOLDS
    unseen = np.zeros(len(reads))
    for fold in range(FOLDS):
        unseen[folds == fold] = 1 / (1 + np.exp(-(x[folds == fold] @ fit(np.flatnonzero(folds != fold)))))
    return named(SIGNALS, fit(np.arange(len(reads)))), unseen, y


def logistic(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray, strength: float, free: tuple[str, ...], names: tuple[str, ...]
) -> np.ndarray:
    """Fit a ridge logistic regression whose weights are not negative; in AGAINST not positive, in `free` any.

    x: (rows, features); y: +1 or -1; strength: inverse of the ridge penalty on standardised features. A sign that
    speaks for an answer may not be turned into one that speaks against it by the accidents of 230 questions:
    unbounded weights lost 10 points of cross-validated AUC.
    """
    spread = np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    z = x / spread

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        margin = y * (z @ w)
        pull = -(y * weight / (1 + np.exp(np.clip(margin, -50, 50))))
        held = w * (np.array(names) != "bias")  # the bias says how many questions are answerable; nothing holds it back
        value = strength * float(weight @ np.logaddexp(0, -margin)) + 0.5 * float(held @ held)
        return value, strength * (z.T @ pull) + held

    bounds = [(None, None) if name in free else (None, 0) if name in AGAINST else (0, None) for name in names]
    return minimize(loss, np.zeros(x.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B").x / spread


def named(names: tuple[str, ...], values: np.ndarray) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


def write(sentence: dict[str, float], answerable: dict[str, float], thresholds: dict[str, float]) -> None:
    """Store the models and have retrieval use them from here on."""
    WEIGHTS.write_text(
        json.dumps({"sentence": sentence, "answerable": answerable, "thresholds": thresholds}, indent=1) + "\n", "utf-8"
    )
    reread()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", help="QUESTIONS=REPORT")
    parser.add_argument("--strength", type=float, default=0.3, help="inverse of the regularisation")
    arguments = parser.parse_args()
    answerers = []
    for pair in arguments.sets:
        questions, _, report = pair.partition("=")
        index = build_index([Path(report)], make_encoder(BUNDLED), CACHE)
        answerers.append((Answerer(index), select(load_questions(Path(questions)), "dev")))
    stored = json.loads(WEIGHTS.read_text("utf-8"))
    reads = [read for answerer, questions in answerers for read in read_all(answerer, questions)]
    sentence = fit_sentences([r for r in reads if r.question.answerable], SENTENCE_STRENGTH * arguments.strength)
    write(sentence, stored["answerable"], stored["thresholds"])
    reads = [read for answerer, questions in answerers for read in read_all(answerer, questions)]
    answerable, p, y = fit_answerable(reads, arguments.strength)
    write(sentence, answerable, stored["thresholds"])
    print(
        f"{len(reads)} questions, {y.sum()} answered by the chosen sentences; "
        f"cross-validated AUC {roc_auc_score(y, p):.3f}"
    )
    for cut in np.arange(0.2, 0.85, 0.05):
        print(
            f"answer from {cut:.2f}: answered of the answerable {np.mean(p[y] >= cut):.3f}, "
            f"declined of the others {np.mean(p[~y] < cut):.3f}"
        )


if __name__ == "__main__":
    main()
