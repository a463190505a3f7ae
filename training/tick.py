"""Fits the few weights that tell how sure it is that a marked figure is the one asked for.

    python -m training.tick [--every 2]       # the questions on the held-out documents; writes models/tick.json

Every figure counts at which the whole program points in an answer, right when it stands within the answering words of
an answerable row. Near misses count less, as more of them were written than people ask. What is told for a threshold
is of the documents left out of the fit, in turn.
"""

import argparse
import json
from collections.abc import Iterator

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from index.encoders import MODELS
from retrieval.answer.compose import asked_of, best_first, rivals_of
from retrieval.answer.quotations import quotations
from retrieval.answer.trust import FILE, SIGNALS, signals
from retrieval.answerer import Answerer
from retrieval.read.decision import decide
from retrieval.search.ranking import rank
from training.check_ticks import is_answer
from training.heldout import held_out_reports
from training.rows import QuestionRow

THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)
FOLDS = 8
NEAR_MISS = 0.4  # weight of a figure in the answer to one: a quarter of the questions of our sets, half of these rows


def figures_of(answerer: Answerer, row: QuestionRow) -> Iterator[tuple[np.ndarray, bool]]:
    """Signals of each figure at which the answer to a question points, and whether it is right."""
    asked = answerer.wordings.understood(row.question, ())
    vector = answerer.index.encoder.encode_query(asked.resolved)
    reading = answerer.evidence.read(asked, rank(answerer.index, asked.resolved, None, vector), vector)
    decision = decide(reading)
    if decision.status not in ("answered", "partial"):
        return
    rivals = rivals_of(reading)
    for quotation in quotations(best_first(reading, decision.chosen), asked_of(reading), rivals):
        candidate = quotation.candidate
        sentence = candidate.sentence
        for pointed in quotation.pointed:
            doubted = any(doubt != "unsure" for doubt in pointed.doubts)
            right = row.answerable and is_answer(pointed.figure, sentence.text, row)
            yield signals(candidate, pointed.figure, rivals.get(id(sentence), ()), doubted), right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="only each n-th row")
    every = parser.parse_args().every
    found, truth, documents, counts = [], [], [], []
    for answerer, document, rows in held_out_reports():
        for row in rows[::every]:
            for signal, right in figures_of(answerer, row):
                found.append(signal)
                truth.append(right)
                documents.append(document.doc)
                counts.append(1.0 if row.answerable else NEAR_MISS)
    matrix, right, weight = np.stack(found), np.array(truth), np.array(counts)
    model = LogisticRegression(fit_intercept=False, C=1.0, max_iter=1000)
    p = cross_val_predict(
        model, matrix, right, groups=documents, cv=GroupKFold(FOLDS), method="predict_proba",
        params={"sample_weight": weight},
    )[:, 1]  # fmt: skip
    model.fit(matrix, right, sample_weight=weight)
    weights = dict(zip(SIGNALS, (round(float(w), 3) for w in model.coef_[0]), strict=True))
    (MODELS / FILE).write_text(json.dumps(weights, indent=1) + "\n", "utf-8")
    print(f"{len(right)} figures, {right.mean():.3f} right, AUC {roc_auc_score(right, p):.3f}: {weights}")
    sound = matrix[:, SIGNALS.index("doubted")] == 0  # a doubted one gets no tick, however likely
    for least in THRESHOLDS:
        ticked = sound & (p >= least)
        precision, recall = np.average(right[ticked], weights=weight[ticked]), ticked[right].mean()
        print(f"from {least:.2f}: {precision:.3f} of {ticked.sum()} right, {recall:.3f} of the right")


if __name__ == "__main__":
    main()
