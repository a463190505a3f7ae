"""Trains the reader: a cross-encoder that tells whether a sentence answers a question, and with which words.

    python -m training.reader BUILD --layers 12                    # a teacher
    python -m training.reader BUILD --layers 6 --teacher 12        # a student that learns from it as well

Heads: `answer` (one logit from [first piece ; mean of the sentence]), `inside` and `start` (two logits a piece: is it
part of the answer, does a piece of the answer begin here), `alone` (does a question in a conversation stand alone).
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from retrieval.read.pairing import Pair, pair
from training.base import folder_state, make_bert
from training.examples import Examples
from training.weights import load_weights, save_weights

SMOOTHING = 0.03
SPAN_WEIGHT = 0.5
TEACHER = 0.65  # weight of a teacher's judgement beside the label
WORKERS = 8  # processes that put batches together for a GPU
MEASURED = 60  # steps by which the speed is told
WARM = 0.06  # share of the steps in which the learning rate rises
DEPTH = 8  # sentences of each question's document that are read, as when it answers


@dataclass(frozen=True, slots=True)
class Example:
    """One pair: a question row, the sentence row it is read with, and what is right; None: ask the teacher."""

    question: int
    row: int
    label: float | None
    swapped: bool = False


class ReaderModel(nn.Module):
    """BERT with four heads."""

    def __init__(
        self, state: Mapping[str, np.ndarray], layers: int, dropout: float = 0.1, attention: str = "sdpa"
    ):
        super().__init__()
        self.bert = make_bert(state, layers, dropout, attention)
        width = self.bert.config.hidden_size
        self.dense = nn.Linear(2 * width, width)
        self.answer = nn.Linear(width, 1)
        self.alone = nn.Linear(width, 1)
        self.words = nn.Linear(width, 2)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, kinds: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Shapes (pairs, pieces) → answer (pairs,), words (pairs, pieces, 2), alone (pairs,)."""
        hidden = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state
        said = kinds.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * said).sum(1) / said.sum(1).clamp(min=1)
        pooled = torch.tanh(self.dense(torch.cat([hidden[:, 0], mean], dim=-1)))
        return self.answer(pooled).squeeze(-1), self.words(hidden), self.alone(pooled).squeeze(-1)


def build(examples: Examples, question: int, row: int, swapped: bool = False) -> Pair:
    asked = examples.questions[question]
    doc, i = examples.rows[row]
    document = examples.documents[doc]
    heading = document["headings"][document["heading_of"][i]]
    before = document["sentences"][i - 1] if i else []
    words = asked["swapped"] if swapped else asked["question"]
    return pair(words, document["title"], heading, before, document["sentences"][i])


def epoch(examples: Examples, numbers: list[int], mined: dict, hard: dict, chance: random.Random) -> list[Example]:
    """The pairs of one pass: answers, tempting sentences, mined and random ones, the wrong year, place, document."""
    found: list[Example] = []
    for number in numbers:
        row = examples.questions[number]
        start = examples.start[row["doc"]]
        size = len(examples.documents[row["doc"]]["sentences"])
        gold = [start + i for i in row["sentences"]]
        if row["label"] == "Y":
            found += [Example(number, g, 1.0) for g in gold[:3]]
            near = [r for r in range(max(start, gold[0] - 4), min(start + size, gold[-1] + 5)) if r not in gold]
            if near:
                found.append(Example(number, chance.choice(near), 0.0))
            negatives = hard.get(number, [])[:8]
            found += [Example(number, r, 0.0) for r in chance.sample(negatives, min(2, len(negatives)))]
            if chance.random() < 0.25:
                found.append(Example(number, chance.randrange(len(examples.rows)), 0.0))
            if row["swapped"] and chance.random() < 0.4:
                found.append(Example(number, gold[0], 0.0, swapped=True))
            if row["named"] and chance.random() < 0.3:
                others = [r for r in mined[number]["others"] if other_body(examples, row["doc"], r)]
                found += [Example(number, r, 0.0) for r in others[:1]]
        else:
            found += [Example(number, g, 0.0) for g in gold[:2]]
            negatives = [r for r in hard.get(number, []) if r not in gold][:8]
            found += [Example(number, r, 0.0) for r in chance.sample(negatives, min(2, len(negatives)))]
    return found


def other_body(examples: Examples, doc: str, row: int) -> bool:
    """A report of another place in the same series: what it says of itself does not answer for the first."""
    other = examples.rows[row][0]
    return doc[0] == other[0] == "p" and doc != other


def soft_epoch(examples: Examples, numbers: list[int], mined: dict) -> list[Example]:
    """The first sentences of every question, to be judged by the teacher alone."""
    return [Example(number, r, None) for number in numbers for r in mined[number]["rows"][:DEPTH]]


class Batch(NamedTuple):
    ids: torch.Tensor
    mask: torch.Tensor
    kinds: torch.Tensor
    label: torch.Tensor  # -1 where unknown
    inside: torch.Tensor  # -1 where it does not count
    start: torch.Tensor


def tensors(pairs: list[Pair], device: str) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    length = max(len(p.ids) for p in pairs)
    length = -(-length // 8) * 8
    ids = np.ones((len(pairs), length), dtype=np.int64)
    mask, kinds = np.zeros_like(ids), np.zeros_like(ids)
    for i, p in enumerate(pairs):
        ids[i, : len(p.ids)], mask[i, : len(p.ids)], kinds[i, : len(p.ids)] = p.ids, 1, p.kinds
    return tuple(torch.from_numpy(a).to(device, non_blocking=True) for a in (ids, mask, kinds))


def collate(examples: Examples, chosen: list[Example]) -> Batch:
    """The tensors of a batch, on the CPU."""
    pairs = [build(examples, e.question, e.row, e.swapped) for e in chosen]
    ids, mask, kinds = tensors(pairs, "cpu")
    inside = np.full(ids.shape, -1.0, dtype=np.float32)
    start = inside.copy()
    for i, (e, p) in enumerate(zip(chosen, pairs, strict=True)):
        _, number = examples.rows[e.row]
        spans = examples.questions[e.question]["spans"].get(str(number)) if e.label == 1.0 else None
        if spans:
            first, last = p.sentence_start, p.sentence_start + p.sentence_length
            inside[i, first:last] = start[i, first:last] = 0.0
            for a, b in spans:
                inside[i, first + a : min(first + b, last)] = 1.0
                if first + a < last:
                    start[i, first + a] = 1.0
    labels = torch.tensor([-1.0 if e.label is None else e.label for e in chosen])
    return Batch(ids, mask, kinds, labels, torch.from_numpy(inside), torch.from_numpy(start))


class BatchSource(torch.utils.data.Dataset):
    """Batches put together by worker processes while the model learns from the one before."""

    def __init__(self, examples: Examples, cut: list[list[Example]]):
        self.examples, self.cut = examples, cut

    def __len__(self) -> int:
        return len(self.cut)

    def __getitem__(self, n: int) -> Batch:
        return collate(self.examples, self.cut[n])


def loaded(examples: Examples, cut: list[list[Example]], device: str) -> Iterator[Batch]:
    """The batches on the device, in order."""
    workers = WORKERS if device == "cuda" else 0
    loader = torch.utils.data.DataLoader(
        BatchSource(examples, cut), batch_size=None, num_workers=workers, prefetch_factor=8 if workers else None
    )
    for batch in loader:
        yield Batch(*(tensor.to(device, non_blocking=True) for tensor in batch))


def batches(examples: Examples, found: list[Example], size: int, chance: random.Random) -> list[list[Example]]:
    """Batches of pairs of like length, in random order."""
    chance.shuffle(found)
    cut = []
    for at in range(0, len(found), size * 50):
        block = sorted(
            found[at : at + size * 50],
            key=lambda e: len(examples.documents[examples.rows[e.row][0]]["sentences"][examples.rows[e.row][1]]),
        )
        cut += [block[i : i + size] for i in range(0, len(block), size)]
    chance.shuffle(cut)
    return cut


def loss_of(model: ReaderModel, batch: Batch, teacher: ReaderModel | None) -> torch.Tensor:
    """Answer and word losses against the labels, and against a teacher's judgement where there is one.

    Everything is weighed rather than selected, so that no step waits for the device.
    """
    answer, words, _ = model(batch.ids, batch.mask, batch.kinds)
    answer, words = answer.float(), words.float()
    known = (batch.label >= 0).float()
    target = batch.label.clamp(min=0) * (1 - 2 * SMOOTHING) + SMOOTHING
    marked = (batch.inside >= 0).float()
    wanted = torch.stack([batch.inside, batch.start], dim=-1).clamp(min=0)
    each = F.binary_cross_entropy_with_logits(
        words, wanted, pos_weight=words.new_tensor([1.5, 4.0]), reduction="none"
    ).mean(-1)
    loss = SPAN_WEIGHT * (each * marked).sum() / marked.sum().clamp(min=1)
    if teacher is not None:
        with torch.no_grad():
            taught, taught_words, _ = teacher(batch.ids, batch.mask, batch.kinds)
        soft = torch.sigmoid(taught.float())
        target = known * ((1 - TEACHER) * target + TEACHER * soft) + (1 - known) * soft
        known = torch.ones_like(known)
        weight = batch.kinds.float() * soft[:, None]
        each = F.binary_cross_entropy_with_logits(words, torch.sigmoid(taught_words.float()), reduction="none").mean(-1)
        loss = loss + SPAN_WEIGHT * (each * weight).sum() / weight.sum().clamp(min=1)
    each = F.binary_cross_entropy_with_logits(answer, target, reduction="none")
    return loss + (each * known).sum() / known.sum().clamp(min=1)


def alone_batch(examples: Examples, rows: list[dict], device: str) -> tuple[tuple[torch.Tensor, ...], torch.Tensor]:
    pairs = [pair(row["question"], [], [], [], row["history"]) for row in rows]
    return tensors(pairs, device), torch.tensor([float(row["alone"]) for row in rows], device=device)


@torch.no_grad()
def score(model: ReaderModel, examples: Examples, chosen: list[Example], device: str) -> tuple[np.ndarray, list]:
    """Answer logits and, for each, (inside, start) probabilities of the sentence's pieces."""
    model.eval()
    order = sorted(range(len(chosen)), key=lambda i: len(build(examples, chosen[i].question, chosen[i].row).ids))
    logits, words = np.zeros(len(chosen)), [None] * len(chosen)
    for at in range(0, len(order), 256):
        part = order[at : at + 256]
        pairs = [build(examples, chosen[i].question, chosen[i].row, chosen[i].swapped) for i in part]
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

    chosen = [Example(n, r, None) for n in numbers for r in mined[n]["rows"][:DEPTH]]
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


def train(
    examples: Examples,
    state: Mapping[str, np.ndarray],
    mined: dict,
    hard: dict,
    layers: int,
    epochs: int,
    rate: float,
    teacher: ReaderModel | None = None,
    share: float = 1.0,
    seed: int = 1,
    batch: int = 96,
    seconds: float | None = None,
    log=print,
) -> ReaderModel:
    """One reader from the base `state`; a teacher's judgements count beside the labels.

    With `seconds` the number of steps is cut to what fits, as the first MEASURED steps tell.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = ReaderModel(state, layers).to(device).train()
    model.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    numbers = examples.questions_of(held=False, share=share)
    talk = [row for row in examples.followups if not examples.documents.get(row["doc"], {}).get("held")]
    body = [p for name, p in model.named_parameters() if name.startswith("bert") and p.requires_grad]
    heads = [p for name, p in model.named_parameters() if not name.startswith("bert")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "top": rate}, {"params": heads, "top": 5 * rate}],
        lr=rate,
        betas=(0.9, 0.98),
        weight_decay=0.01,
        fused=device == "cuda",
    )
    count = len(epoch(examples, numbers, mined, hard, random.Random(0)))
    soft = soft_epoch(examples, numbers, mined) if teacher is not None else []
    total = epochs * ((count + len(soft) // 2) // batch + 1)
    began, losses, step = time.time(), [], 0
    for n in range(epochs):
        found = epoch(examples, numbers, mined, hard, chance) + chance.sample(soft, len(soft) // 2)
        for given in loaded(examples, batches(examples, found, batch, chance), device):
            if step == MEASURED and seconds:
                total = min(total, int(MEASURED + (seconds - (time.time() - began)) * MEASURED / (time.time() - began)))
            done = step / total
            for group in optimizer.param_groups:
                group["lr"] = group["top"] * max(done / WARM if done < WARM else (1 - done) / (1 - WARM), 0.02)
            with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
                loss = loss_of(model, given, teacher)
                if talk and step % 6 == 0:
                    inputs, alone = alone_batch(examples, chance.sample(talk, min(96, len(talk))), device)
                    loss = loss + F.binary_cross_entropy_with_logits(model(*inputs)[2].float(), alone)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            losses.append(loss.detach())
            step += 1
            if step >= total:
                break
        log(f"  epoch {n + 1} of {epochs}: {len(found)} pairs, step {step} of {total}, "
            f"loss {torch.stack(losses[-200:]).mean():.4f}, {time.time() - began:.0f} s", flush=True)
        if step >= total:
            break
    return model


def reader_state(model: ReaderModel) -> dict[str, np.ndarray]:
    """Weights without the frozen word vectors, which the base holds."""
    return {
        name: values.detach().float().cpu().numpy()
        for name, values in model.state_dict().items()
        if not any(part in name for part in ("position_ids", "word_embeddings", "token_type_ids"))
    }


def alone_accuracy(model: ReaderModel, examples: Examples, device: str) -> float:
    rows = [row for row in examples.followups if examples.documents.get(row["doc"], {}).get("held")]
    model.eval()
    with torch.no_grad():
        inputs, alone = alone_batch(examples, rows, device)
        right = ((model(*inputs)[2] > 0) == (alone > 0.5)).float().mean()
    model.train()
    return float(right)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--teacher", type=int, help="layers of a reader trained before, to learn from")
    given = parser.parse_args()
    from training.retriever import hard_rows

    examples = Examples.load(given.folder)
    base = folder_state(given.folder)
    mined = {int(n): found for n, found in json.loads((given.folder / "mined.json").read_text()).items()}
    teacher = None
    if given.teacher:
        teacher = ReaderModel(base, given.teacher)
        stored = load_weights(given.folder, f"reader-{given.teacher}")
        teacher.load_state_dict({k: torch.from_numpy(v) for k, v in stored.items()}, strict=False)
        teacher.eval()
    model = train(
        examples, base, mined, hard_rows(examples, mined), given.layers, given.epochs, given.rate, teacher
    )
    device = next(model.parameters()).device.type
    print(evaluate(model, examples, mined, examples.questions_of(held=True), device))
    save_weights(given.folder, f"reader-{given.layers}", reader_state(model))


if __name__ == "__main__":
    main()
