"""Fits the model that tells what kind of thing an utterance is, on vectors of the bundled retriever.

    python -m training.kinds                  # minutes on a CPU; writes models/kinds.npz

Multinomial logistic regression (scikit-learn) on nine tenths of the rows; the tenth held out, by the hash of the text,
gives the report and the thresholds in `retrieval/question/kinds.py`.
"""

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report

from index.encoders import MODELS, BundledEncoder
from retrieval.question.kinds import CHATS, COMMANDS, FILE, QUESTION, SURE
from training.rows import read_followups, read_questions, read_utterances

MORE_QUESTIONS = 3000  # of the reader's training questions, beside the utterances of that kind
LEANING = ("ellipsis", "pronoun", "year", "place", "why", "correction")  # follow-ups that ask: 在校生呢 is no greeting
REGULARISATION = 20.0  # C of scikit-learn: 5 and 50 did worse on the held-out tenth


def is_held(text: str) -> bool:
    """Every tenth text, by its hash."""
    return int(hashlib.sha256(f"kind {text}".encode()).hexdigest(), 16) % 10 == 0


def labelled() -> list[tuple[str, str]]:
    """(kind, text), each text once; of the questions those whose hash is lowest."""
    rows = {utterance.text: utterance.kind for utterance in read_utterances()}
    questions = {row.question for row in read_questions()} - rows.keys()
    chosen = sorted(questions, key=lambda text: hashlib.sha256(text.encode()).hexdigest())[:MORE_QUESTIONS]
    chosen += sorted({row.question for row in read_followups() if row.kind in LEANING} - rows.keys() - questions)
    return [(kind, text) for text, kind in rows.items()] + [(QUESTION, text) for text in chosen]


def embed(texts: Sequence[str]) -> np.ndarray:
    encoder = BundledEncoder()
    return np.stack(list(encoder.pool.map(encoder.encode_query, texts)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=MODELS / FILE)
    given = parser.parse_args()
    rows = labelled()
    kinds, texts = np.array([kind for kind, _ in rows]), [text for _, text in rows]
    vectors, held = embed(texts), np.array([is_held(text) for text in texts])
    model = LogisticRegression(C=REGULARISATION, max_iter=2000).fit(vectors[~held], kinds[~held])
    report(model, vectors[held], kinds[held])
    np.savez(
        given.out,
        weights=model.coef_.astype(np.float32),
        bias=model.intercept_.astype(np.float32),
        names=np.array(model.classes_, dtype=str),
    )


def report(model: LogisticRegression, vectors: np.ndarray, kinds: np.ndarray) -> None:
    """Print precision and recall of each kind, and how many questions the threshold takes for something else."""
    print(classification_report(kinds, model.predict(vectors), zero_division=0))
    p = model.predict_proba(vectors)
    lost = sum(p[:, model.classes_ == kind].ravel() for kind in (*CHATS, *COMMANDS))[kinds == QUESTION] >= SURE
    print(f"questions taken for a chat or a command: {int(lost.sum())} of {len(lost)}")


if __name__ == "__main__":
    main()
