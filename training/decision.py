"""Fits the few weights that turn the reader's logits into the probability that a question is answered.

    python -m training.decision [--every 2]     # the questions on the held-out documents; writes models/decision.json

Only questions whose year, place and title some sentence meets count: the others are declined for certain.
"""

import argparse
import json
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.encoders import MODELS
from retrieval.read.constraints import fitting
from retrieval.read.decision import READER, SIGNALS, calibrated, fitted, signals
from retrieval.search.ranking import rank
from training.heldout import held_out_reports

SHARES = (0.01, 0.02, 0.03, 0.05, 0.08)  # of the answerable declined, for which the threshold is told


def examples_of(every: int) -> tuple[np.ndarray, np.ndarray]:
    """Signals, shape (questions, len(SIGNALS)), and whether each question is answered."""
    found, truth = [], []
    for answerer, _, rows in held_out_reports():
        for row in rows[::every]:
            asked = answerer.wordings.understood(row.question, ())
            vector = answerer.index.encoder.encode_query(asked.resolved)
            reading = answerer.evidence.read(asked, rank(answerer.index, asked.resolved, None, vector), vector)
            if fit := fitting(asked, reading.pool):
                found.append(signals(fit))
                truth.append(row.answerable)
    return np.stack(found), np.array(truth)


def thresholds(p: np.ndarray, truth: np.ndarray, shares: Sequence[float] = SHARES) -> list[tuple[float, float, float]]:
    """(threshold, answerable declined, near misses declined) for each share of the answerable that may be declined."""
    cuts = [float(np.quantile(p[truth], share)) for share in shares]
    return [(cut, float((p[truth] < cut).mean()), float((p[~truth] < cut).mean())) for cut in cuts]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="only each n-th row")
    matrix, truth = examples_of(parser.parse_args().every)
    model = LogisticRegression(fit_intercept=False, C=1.0).fit(matrix, truth)
    alone = LogisticRegression(fit_intercept=False, C=1.0).fit(matrix[:, 1:], truth)
    found = [*model.coef_[0], *alone.coef_[0]]
    weights = dict(zip((*SIGNALS, *READER), (round(float(w), 3) for w in found), strict=True))
    (MODELS / "decision.json").write_text(json.dumps(weights, indent=1) + "\n", "utf-8")
    fitted.cache_clear()
    p = np.array([calibrated(signs) for signs in matrix])
    print(f"{len(truth)} questions, AUC {roc_auc_score(truth, p):.3f}: {weights}")
    for cut, lost, kept_out in thresholds(p, truth):
        print(f"from {cut:.3f}: {lost:.3f} of the answerable declined, {kept_out:.3f} of the near misses")


if __name__ == "__main__":
    main()
