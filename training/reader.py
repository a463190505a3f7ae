"""Trains the reader: a cross-encoder that tells whether a sentence answers a question, and with which words.

    python -m training.reader BUILD --seed 1            # writes reader-1.*.npz
    python -m training.reader BUILD --share 0.25        # of the rows, for the learning curve; writes no weights

Loss: binary cross-entropy on every pair and piece, and a softmax over the pairs of one question (its answer against
the sentences that tempt), which puts the answer first.
"""

import argparse
import json
import random
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from training.base import folder_state
from training.examples import Examples, load_mined
from training.measure import alone_accuracy, evaluate
from training.pairs import Batch, alone_batch, batches, epoch, loaded
from training.reader_model import ReaderModel, reader_state
from training.retriever import hard_rows
from training.weights import save_weights

SMOOTHING = 0.03
SPAN_WEIGHT = 0.5
LIST_WEIGHT = 0.5  # of the softmax over the pairs of one question
WARM = 0.06  # share of the steps in which the learning rate rises


def loss_of(model: ReaderModel, batch: Batch) -> torch.Tensor:
    """Answer, order and words against the labels. Everything is weighed, not selected: no step waits for the device."""
    answer, words, _ = model(batch.ids, batch.mask, batch.kinds)
    answer, words = answer.float(), words.float()
    target = batch.label * (1 - 2 * SMOOTHING) + SMOOTHING
    marked = (batch.inside >= 0).float()
    wanted = torch.stack([batch.inside, batch.start], dim=-1).clamp(min=0)
    each = F.binary_cross_entropy_with_logits(
        words, wanted, pos_weight=words.new_tensor([1.5, 4.0]), reduction="none"
    ).mean(-1)
    spans = (each * marked).sum() / marked.sum().clamp(min=1)
    return (
        F.binary_cross_entropy_with_logits(answer, target)
        + SPAN_WEIGHT * spans
        + LIST_WEIGHT * list_loss(answer, batch.label, batch.group)
    )


def list_loss(answer: torch.Tensor, label: torch.Tensor, group: torch.Tensor) -> torch.Tensor:
    """Mean over the questions of -log of the answers' share in the softmax over the question's pairs.

    >>> list_loss(torch.tensor([9.0, 0.0]), torch.tensor([1.0, 0.0]), torch.tensor([0, 0])).item() < 0.001
    True
    """
    together = (group[:, None] == group[None, :]) & (group >= 0)[:, None]
    everything = torch.where(together, answer[None, :], -torch.inf).where(together.any(1)[:, None], 0.0)
    right = torch.where(together & (label > 0.5)[None, :], answer[None, :], -torch.inf)
    right = right.where(together.any(1)[:, None], 0.0)
    counted = (label > 0.5) & (group >= 0)
    first = (group == torch.arange(len(group), device=group.device)) & counted  # one pair stands for its question
    loss = torch.logsumexp(everything, 1) - torch.logsumexp(right, 1)
    return torch.where(first, loss, 0.0).sum() / first.sum().clamp(min=1)


def train(
    examples: Examples,
    state: Mapping[str, np.ndarray],
    mined: dict,
    layers: int,
    epochs: int,
    rate: float,
    share: float = 1.0,
    seed: int = 1,
    batch: int = 96,
    seconds: float | None = None,
    log=print,
) -> ReaderModel:
    """One reader from the base `state`. With `seconds` the rate falls by the clock and the passes end with the time."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = ReaderModel(state, layers).to(device).train()
    model.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    numbers, hard = examples.questions_of(held=False, share=share), hard_rows(examples, mined)
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
    count = sum(map(len, epoch(examples, numbers, mined, hard, random.Random(0))))
    total = epochs * (count // batch + 1)
    began, losses, step = time.time(), [], 0

    def done() -> float:
        return max(step / total, (time.time() - began) / seconds if seconds else 0.0)

    for n in range(epochs):
        cut = batches(examples, epoch(examples, numbers, mined, hard, chance), batch, chance)
        for given in loaded(examples, cut, device):
            for group in optimizer.param_groups:
                group["lr"] = group["top"] * max(min(done() / WARM, (1 - done()) / (1 - WARM)), 0.02)
            with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
                loss = loss_of(model, given)
                if talk and step % 6 == 0:
                    inputs, alone = alone_batch(examples, chance.sample(talk, min(96, len(talk))), device)
                    loss = loss + F.binary_cross_entropy_with_logits(model(*inputs)[2].float(), alone)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            losses.append(loss.detach())
            step += 1
            if done() >= 1:
                break
        log(f"  pass {n + 1} of {epochs}: step {step} of {total}, loss {torch.stack(losses[-200:]).mean():.4f}, "
            f"{time.time() - began:.0f} s", flush=True)
        if done() >= 1:
            break
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, help="where the weights go; the folder itself when not given")
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="of the rows; less than 1: measured, not written")
    parser.add_argument("--seconds", type=float, help="most seconds of training")
    given = parser.parse_args()
    out = given.out or given.folder
    out.mkdir(parents=True, exist_ok=True)
    examples, mined = Examples.load(given.folder), load_mined(given.folder)
    model = train(
        examples, folder_state(given.folder), mined, given.layers, given.epochs, given.rate, given.share, given.seed,
        given.batch, given.seconds,
    )
    device = next(model.parameters()).device.type
    report = {
        "rows": len(examples.questions_of(held=False, share=given.share)),
        **evaluate(model, examples, mined, examples.questions_of(held=True), device),
        "stands alone": round(alone_accuracy(model, examples, device), 3),
    }
    name = f"reader-{given.seed}" if given.share == 1 else f"reader-{given.seed}-of-{given.share:g}"
    (out / f"{name}.json").write_text(json.dumps(report, indent=1), "utf-8")
    print(name, json.dumps(report), flush=True)
    if given.share == 1:
        save_weights(out, name, reader_state(model))


if __name__ == "__main__":
    main()
