"""How well a reader does on the held-out documents."""

import numpy as np
import torch

from training.examples import Examples
from training.pairs import Example, alone_batch, build, tensors
from training.reader_model import ReaderModel

DEPTH = 8  # sentences of each question's document that are read


@torch.no_grad()
def score(model: ReaderModel, examples: Examples, chosen: list[Example], device: str) -> tuple[np.ndarray, list]:
    """Answer logits and, for each, (inside, start) probabilities of the sentence's pieces."""
    model.eval()
    order = sorted(range(len(chosen)), key=lambda i: len(build(examples, chosen[i]).ids))
    logits, words = np.zeros(len(chosen)), [None] * len(chosen)
    for at in range(0, len(order), 256):
        part = order[at : at + 256]
        pairs = [build(examples, chosen[i]) for i in part]
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            answer, said, _ = model(*tensors(pairs, device))
        said = torch.sigmoid(said.float()).cpu().numpy()
        for j, (i, p) in enumerate(zip(part, pairs, strict=True)):
            logits[i] = float(answer[j])
            words[i] = said[j, p.sentence_start : p.sentence_start + p.sentence_length]
    model.train()
    return logits, words


def evaluate(model: ReaderModel, examples: Examples, mined: dict, numbers: list[int], device: str) -> dict:
    """On held-out documents: AUC answerable against near miss, by the best of the first DEPTH; best sentence; words."""
    from sklearn.metrics import roc_auc_score

    chosen = [Example(n, r) for n in numbers for r in mined[n]["rows"][:DEPTH]]
    logits, words = score(model, examples, chosen, device)
    best: dict[int, tuple[float, int, np.ndarray]] = {}
    for e, logit, said in zip(chosen, logits, words, strict=True):
        if e.question not in best or logit > best[e.question][0]:
            best[e.question] = (logit, e.row, said)
    labels = [examples.questions[n]["label"] for n in numbers]
    scores = np.array([best[n][0] for n in numbers])
    yes = np.array([label == "Y" for label in labels])
    report = {"AUC": roc_auc_score(yes, scores)}
    for label in sorted(set(labels) - {"Y"}):
        keep = yes | np.array([other == label for other in labels])
        report[f"AUC {label}"] = roc_auc_score(yes[keep], scores[keep])
    for language in "ste":
        keep = np.array([examples.questions[n]["language"] == language for n in numbers])
        report[f"AUC {language}"] = roc_auc_score(yes[keep], scores[keep])
    for share in (2, 5, 10):
        cut = np.quantile(scores[yes], share / 100)
        report[f"declined at {share} %"] = float((scores[~yes] < cut).mean())
    right, exact, overlap = [], [], []
    for n in numbers:
        row = examples.questions[n]
        if row["label"] != "Y":
            continue
        _, number = examples.rows[best[n][1]]
        right.append(number in row["sentences"])
        spans = row["spans"].get(str(number))
        if right[-1] and spans:
            got = set(np.flatnonzero(best[n][2][:, 0] > 0.5).tolist())
            want = {i for a, b in spans for i in range(a, b) if i < len(best[n][2])}
            exact.append(got == want)
            both = len(got & want)
            overlap.append(2 * both / (len(got) + len(want)) if got or want else 1.0)
    report |= {"best sentence": np.mean(right), "words exact": np.mean(exact), "words F1": np.mean(overlap)}
    return {name: round(float(value), 3) for name, value in report.items()}


def alone_accuracy(model: ReaderModel, examples: Examples, device: str) -> float:
    rows = [row for row in examples.followups if examples.documents.get(row["doc"], {}).get("held")]
    model.eval()
    with torch.no_grad():
        inputs, alone = alone_batch(examples, rows, device)
        right = ((model(*inputs)[2] > 0) == (alone > 0.5)).float().mean()
    model.train()
    return float(right)
