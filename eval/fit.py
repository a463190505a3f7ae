"""Fits the two linear models of retrieval on the dev questions of several reports and writes retrieval/data/weights.json.

    python -m eval.fit eval/questions/shenzhen-2024.jsonl=corpus/reports/shenzhen-climate-2024.txt \\
                       eval/questions/gov-work-report-2024.jsonl=corpus/holdout/gov-work-report-2024.txt

Sentence model: logistic regression on differences of feature vectors (a right sentence minus a wrong one of the same question).
Answerable model: logistic regression on the signals of the chosen sentences, against "the chosen sentences hold the answer".
"""
import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from eval.questions import Question, load_questions, select
from eval.scores import facts_found
from eval.text import covers
from index.build import build_index
from index.encoders import BUNDLED, make_encoder
from retrieval import decision, evidence
from retrieval.answerer import Answerer
from retrieval.reading import Reading

CACHE = Path(__file__).parent.parent / "index" / "cache"
WEIGHTS = Path(__file__).parent.parent / "retrieval" / "data" / "weights.json"


@dataclass(frozen=True, slots=True)
class Read:
    """A question with what was found for it."""
    question: Question
    answerer: Answerer
    reading: Reading


def read_all(answerer: Answerer, questions: list[Question]) -> list[Read]:
    """Read every question that reaches retrieval (declined ones teach the models nothing)."""
    found = ((q, answerer.read_question(q.question, q.history)) for q in questions)
    return [Read(q, answerer, reading) for q, reading in found if reading is not None]


def is_right(question: Question, sentence: str) -> bool:
    """The sentence holds evidence of the question, or is held by it."""
    return any(covers(sentence, snippet) for snippet in question.evidence)


def fit_sentences(reads: list[Read], strength: float) -> dict[str, float]:
    """Return a weight for each sentence feature; questions count alike however many sentences they have."""
    rows, weights = [], []
    for read in reads:
        right = [c.features for c in read.reading.pool if is_right(read.question, c.sentence.text)]
        wrong = [c.features for c in read.reading.pool if not is_right(read.question, c.sentence.text)]
        differences = [r - w for r in right for w in wrong]
        rows += differences
        weights += [1 / len(differences)] * len(differences)
    x, w = np.array(rows), np.array(weights) * 10
    model = LogisticRegression(fit_intercept=False, C=strength, max_iter=5000)
    model.fit(np.vstack([x, -x]), np.r_[np.ones(len(x)), np.zeros(len(x))], sample_weight=np.r_[w, w])
    return {name: round(float(value), 4) for name, value in zip(evidence.FEATURES, model.coef_[0], strict=True)}


def holds_answer(read: Read) -> bool:
    text = " ".join(c.sentence.text for c in read.reading.chosen)
    return read.question.answerable and any(facts_found(read.question, text))


def fit_answerable(reads: list[Read], strength: float) -> tuple[dict[str, float], np.ndarray, np.ndarray]:
    """Return a weight for each signal, the fitted probabilities and the labels."""
    x = np.array([decision.signals(r.answerer.index, r.reading.question, r.reading.ranking, r.reading.coverage, r.reading.chosen, r.reading.unmet) for r in reads])
    y = np.array([holds_answer(read) for read in reads])
    spread = x.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(fit_intercept=False, C=strength, max_iter=5000).fit(x / spread, y)
    weights = model.coef_[0] / spread
    return {n: round(float(v), 4) for n, v in zip(decision.SIGNALS, weights, strict=True)}, 1 / (1 + np.exp(-(x @ weights))), y


def write(sentence: dict[str, float], answerable: dict[str, float], thresholds: dict[str, float]) -> None:
    WEIGHTS.write_text(json.dumps({"sentence": sentence, "answerable": answerable, "thresholds": thresholds}, indent=1) + "\n", "utf-8")
    evidence.weights.cache_clear()
    decision.model.cache_clear()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", help="QUESTIONS=REPORT")
    parser.add_argument("--strength", type=float, default=1.0, help="inverse of the regularisation")
    arguments = parser.parse_args()
    answerers = []
    for pair in arguments.sets:
        questions, _, report = pair.partition("=")
        index = build_index([Path(report)], make_encoder(BUNDLED), CACHE)
        answerers.append((Answerer(index), select(load_questions(Path(questions)), "dev")))
    thresholds = json.loads(WEIGHTS.read_text("utf-8"))["thresholds"]
    answerable = json.loads(WEIGHTS.read_text("utf-8"))["answerable"]
    reads = [read for answerer, questions in answerers for read in read_all(answerer, questions)]
    write(fit_sentences([r for r in reads if r.question.answerable], arguments.strength), answerable, thresholds)
    reads = [read for answerer, questions in answerers for read in read_all(answerer, questions)]
    answerable, p, y = fit_answerable(reads, arguments.strength)
    write(json.loads(WEIGHTS.read_text("utf-8"))["sentence"], answerable, thresholds)
    print(f"{len(reads)} questions, {y.sum()} answered by the chosen sentences")
    for cut in np.arange(0.2, 0.85, 0.05):
        print(f"answer from {cut:.2f}: answered of the answerable {np.mean(p[y] >= cut):.3f}, declined of the others {np.mean(p[~y] < cut):.3f}")


if __name__ == "__main__":
    main()
