"""Fits the model that tells how a question completes the one before it, on the hand-written pairs.

    python -m training.rewriting              # a minute on a CPU; writes models/rewriting.json

For each pair every rewriting is made; those are right that share most with the standalone question written by hand. A
softmax over the rewritings of a pair is fitted to them; the held-out documents' pairs give the report.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from index.encoders import MODELS
from index.pieces import fold_characters
from retrieval.question.followup import readings
from retrieval.question.rewriting import FILE, Rewriting
from retrieval.read.reader import Reader
from retrieval.text.language import detect_language
from training.rows import FollowUp, held_out, read_followups

KINDS = ("ellipsis", "correction", "pronoun", "place", "why", "year")
NEAR = 0.02  # of the best share: as right as that one
DECAY = 2.0  # weight of the squared weights
RARE = 4  # signs of fewer rewritings than this get no weight
FIRST = (1, 4)  # ranks for which the report tells how often a right one is among them


def bigrams(text: str) -> Counter[str]:
    plain = "".join(char for char in fold_characters(text).lower() if char.isalnum())
    return Counter(plain[i : i + 2] for i in range(len(plain) - 1))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """F1 of two texts' pairs of characters."""
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def cases(rows: list[FollowUp], reader: Reader) -> list[tuple[FollowUp, list[Rewriting], np.ndarray]]:
    """Each pair with its rewritings and how much each shares with the one written by hand."""
    found = []
    for row in rows:
        alone = reader.stands_alone(row.question, row.history)
        options = readings(row.question, row.history[-1], detect_language(row.question), alone)
        gold = bigrams(row.standalone)
        found.append((row, options, np.array([likeness(bigrams(option.text), gold) for option in options])))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=MODELS / FILE)
    given = parser.parse_args()
    rows, reader = [row for row in read_followups() if row.kind in KINDS], Reader()
    train = cases([row for row in rows if row.doc not in held_out()], reader)
    held = cases([row for row in rows if row.doc in held_out()], reader)
    counted = Counter(sign for _, options, _ in train for option in options for sign in option.signs)
    names = {sign: n for n, sign in enumerate(sorted(s for s, count in counted.items() if count >= RARE))}
    matrix, starts, wanted = table(train, names)
    fitted = fit(matrix, starts, wanted)
    stored = {name: round(float(fitted[n]), 3) for name, n in names.items() if abs(fitted[n]) >= 0.0005}
    given.out.write_text(json.dumps(stored, ensure_ascii=False, indent=0) + "\n", "utf-8")
    for label, group in (("trained on", train), ("held out", held)):
        print(f"{label}: {len(group)} pairs, {report(group, stored)}")


def table(group: list, names: dict[str, int]) -> tuple[csr_matrix, np.ndarray, np.ndarray]:
    """Signs (rewritings, signs), where each pair's rewritings begin, and the share of each that is wanted."""
    rows, columns, starts, wanted, at = [], [], [], [], 0
    for _, options, alike in group:
        starts.append(at)
        best = alike >= alike.max() - NEAR
        wanted.extend(best / best.sum())
        for option in options:
            for sign in option.signs:
                if sign in names:
                    rows.append(at)
                    columns.append(names[sign])
            at += 1
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(at, len(names))), np.array(starts), np.array(wanted)


def fit(matrix: csr_matrix, starts: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Weights that make the wanted rewritings likeliest, by the cross-entropy of a softmax over each pair."""
    sizes = np.diff([*starts, matrix.shape[0]])
    pair = np.repeat(np.arange(len(starts)), sizes)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        scores -= np.maximum.reduceat(scores, starts)[pair]
        logs = scores - np.log(np.add.reduceat(np.exp(scores), starts))[pair]
        gradient = matrix.T @ (np.exp(logs) - wanted) + DECAY * weights
        return float(-(wanted * logs).sum() + DECAY / 2 * weights @ weights), gradient

    return minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x


def report(group: list, stored: dict[str, float]) -> str:
    """How often one of the first few shares as much as the best one, and how much the first and the best share."""
    told = {first: 0 for first in FIRST}
    first_share, best_share = [], []
    for _, options, alike in group:
        weights = np.array([sum(stored.get(sign, 0.0) for sign in option.signs) for option in options])
        order = np.argsort(-weights, kind="stable")
        for first in FIRST:
            told[first] += alike[order[:first]].max() >= alike.max() - NEAR
        first_share.append(alike[order[0]])
        best_share.append(alike.max())
    ranks = ", ".join(f"in the first {first}: {count / len(group):.3f}" for first, count in told.items())
    return f"{ranks}; shared {np.mean(first_share):.3f} of {np.mean(best_share):.3f}"


if __name__ == "__main__":
    main()
