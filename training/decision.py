"""Fits the few weights that turn the reader's logits into the probability that a question is answered.

    python -m training.decision QUESTIONS[=REPORT] …    # the dev split of each set; writes models/decision.json

Only questions whose year, place and title some sentence meets count: the others are declined for certain.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from answering import answerer_over
from eval.questions import load_questions, split
from index.encoders import MODELS
from retrieval.read.constraints import fitting
from retrieval.read.decision import SIGNALS, signals
from retrieval.search.ranking import rank
from settings import settings


def examples_of(questions: Path, reports: list[Path]) -> tuple[list[np.ndarray], list[bool]]:
    """Signals and truth of the dev questions of a set."""
    answerer = answerer_over(reports)
    found, truth = [], []
    for row in load_questions(questions):
        if split(row.id) != "dev":
            continue
        asked = answerer.understood(row.question, row.history)
        vector = answerer.index.encoder.encode_query(asked.resolved)
        reading = answerer.read(asked, rank(answerer.index, asked.resolved, None, vector), vector)
        if fit := fitting(asked, reading.pool):
            found.append(signals(fit))
            truth.append(row.answerable)
    return found, truth


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", help="QUESTIONS or QUESTIONS=REPORT")
    rows: list[np.ndarray] = []
    truth: list[bool] = []
    for given in parser.parse_args().sets:
        questions, _, report = given.partition("=")
        found, answerable = examples_of(Path(questions), [Path(report) if report else settings().reports])
        rows += found
        truth += answerable
    matrix, right = np.stack(rows), np.array(truth)
    model = LogisticRegression(fit_intercept=False, C=1.0).fit(matrix, right)
    weights = dict(zip(SIGNALS, (round(float(w), 3) for w in model.coef_[0]), strict=True))
    (MODELS / "decision.json").write_text(json.dumps(weights, indent=1) + "\n", "utf-8")
    print(f"{len(right)} questions, AUC {roc_auc_score(right, matrix @ model.coef_[0]):.3f}: {weights}")


if __name__ == "__main__":
    main()
