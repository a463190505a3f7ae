"""Fits the models that tell what kind of thing an utterance is, and whether a question asks for a list, on vectors of
the bundled retriever and n-grams of characters.

    python -m training.kinds                  # minutes on a CPU; writes models/kinds.npz and models/gathers.npz

Multinomial logistic regression (scikit-learn) on nine tenths of the rows; the tenth held out, by the hash of the text,
gives the report and the thresholds in `retrieval/question/kinds.py`.
"""

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report

from index.encoders import MODELS, BundledEncoder
from retrieval.question.gathers import FILE as GATHERS_FILE
from retrieval.question.gathers import GATHERS, LIST, ONE
from retrieval.question.kinds import CHATS, COMMANDS, FILE, QUESTION, SURE
from retrieval.question.ngrams import NGrams, learn
from training.rows import read_followups, read_gathers, read_questions, read_utterances

QUESTIONS = "question*[!4].tsv"  # those of -4 come in pairs that differ by a word, and crowd out others
MORE_QUESTIONS = 10_000  # of the reader's training questions: with fewer, real questions are taken for other things
MORE_SINGLES = 2000  # of the reader's questions that ask for one thing
SHORT = 12  # characters of an answer that is one thing
LEANING = ("ellipsis", "pronoun", "year", "place", "why", "correction")  # follow-ups that ask: 在校生呢 is no greeting
REGULARISATION = 10.0  # C of scikit-learn: 5, 40 and 50 did worse on the held-out tenth; 20 takes more questions
LIST_REGULARISATION = 5.0  # 1 and 60 did worse


def is_held(text: str) -> bool:
    """Every tenth text, by its hash."""
    return int(hashlib.sha256(f"kind {text}".encode()).hexdigest(), 16) % 10 == 0


def labelled() -> list[tuple[str, str]]:
    """(kind, text), each text once; of the questions those whose hash is lowest."""
    rows = {utterance.text: utterance.kind for utterance in read_utterances()}
    questions = {row.question for row in read_questions(QUESTIONS)} - rows.keys()
    chosen = sorted(questions, key=lambda text: hashlib.sha256(text.encode()).hexdigest())[:MORE_QUESTIONS]
    chosen += sorted({row.question for row in read_followups() if row.kind in LEANING} - rows.keys() - questions)
    return [(kind, text) for text, kind in rows.items()] + [(QUESTION, text) for text in chosen]


def lists_and_others() -> list[tuple[str, str]]:
    """(LIST or ONE, question): those labelled by hand, and of the reader's the ones that one short piece answers or
    that claim something."""
    rows = {question: LIST if asks_list else ONE for question, asks_list in read_gathers()}
    single = {
        row.question
        for row in read_questions(QUESTIONS)
        if row.label == "N-claim" or (len(row.answer) == len(row.sentences) == 1 and len(row.answer[0]) <= SHORT)
    }
    chosen = sorted(single - rows.keys(), key=lambda text: hashlib.sha256(text.encode()).hexdigest())[:MORE_SINGLES]
    return [(kind, text) for text, kind in rows.items()] + [(ONE, text) for text in chosen]


def embed(texts: Sequence[str]) -> np.ndarray:
    encoder = BundledEncoder()
    return np.stack(list(encoder.pool.map(encoder.encode_query, texts)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=MODELS, help="folder")
    folder = parser.parse_args().out
    rows = labelled()
    report(*fit(rows, REGULARISATION, folder / FILE))
    report_lists(*fit(lists_and_others(), LIST_REGULARISATION, folder / GATHERS_FILE, balanced=True))


def fit(
    rows: Sequence[tuple[str, str]], c: float, path: Path, balanced: bool = False
) -> tuple[LogisticRegression, csr_matrix, np.ndarray]:
    """Fit and store a model of (kind, text); return it with the held-out rows and kinds."""
    kinds, texts = np.array([kind for kind, _ in rows]), [text for _, text in rows]
    vectors, held = embed(texts), np.array([is_held(text) for text in texts])
    ngrams = learn(text for text, apart in zip(texts, held, strict=True) if not apart)
    signs = hstack([csr_matrix(vectors), table(ngrams, texts)]).tocsr()
    weight = "balanced" if balanced else None
    model = LogisticRegression(C=c, max_iter=3000, class_weight=weight).fit(signs[~held], kinds[~held])
    names = [str(name) for name in model.classes_]
    weights, bias = model.coef_, model.intercept_
    if len(names) == 2:  # one row, of the second: as two, whose softmax is the same
        weights, bias = np.vstack([-weights / 2, weights / 2]), np.concatenate([-bias / 2, bias / 2])
    dimensions = vectors.shape[1]
    np.savez_compressed(
        path,
        names=np.array(names, dtype=str),
        weights=weights[:, :dimensions].astype(np.float32),
        ngram_weights=weights[:, dimensions:].astype(np.float16),
        bias=bias.astype(np.float32),
        ngrams=ngrams.names,
        rarity=ngrams.rarity.astype(np.float32),
    )
    return model, signs[held], kinds[held]


def table(ngrams: NGrams, texts: Sequence[str]) -> csr_matrix:
    """The weighed n-grams of each text, shape (texts, n-grams)."""
    rows = [ngrams.weigh(text) for text in texts]
    starts = np.cumsum([0, *(len(places) for places, _ in rows)])
    places, weights = (np.concatenate(column) for column in zip(*rows, strict=True))
    return csr_matrix((weights, places, starts), shape=(len(texts), len(ngrams.names)))


def report(model: LogisticRegression, signs: csr_matrix, kinds: np.ndarray) -> None:
    """Print precision and recall of each kind, and how many questions the threshold takes for something else."""
    print(classification_report(kinds, model.predict(signs), zero_division=0))
    p = model.predict_proba(signs)
    lost = sum(p[:, model.classes_ == kind].ravel() for kind in (*CHATS, *COMMANDS))[kinds == QUESTION] >= SURE
    print(f"questions taken for a chat or a command: {int(lost.sum())} of {len(lost)}")


def report_lists(model: LogisticRegression, signs: csr_matrix, kinds: np.ndarray) -> None:
    """Print how often a list is told from one thing, at the threshold in `retrieval/question/gathers.py`."""
    found = model.predict_proba(signs)[:, model.classes_ == LIST].ravel() >= GATHERS
    lists = kinds == LIST
    print(f"lists: {(found == lists).mean():.3f} of {len(kinds)} right, precision {lists[found].mean():.3f}, "
          f"recall {found[lists].mean():.3f}")


if __name__ == "__main__":
    main()
