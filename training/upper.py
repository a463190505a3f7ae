"""Teaches the reader's upper layers what a change in a sentence makes of its answer; the lower layers stay as they are.

Counterfactual data: Kaushik et al. 2020, *Learning the Difference that Makes a Difference*.

    python -m training.upper BUILD --seed 1     # writes upper-1.npz and its figures, from models/reader.onnx

Half an hour of one core: run two seeds side by side, with one thread each, then `training.graft`.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from sklearn.metrics import roc_auc_score
from torch import nn
from torch.nn import functional as F

from index.encoders import MODELS
from training.examples import Examples
from training.graft import weights_of
from training.middle import Middle
from training.pairs import Batch, Example, alone_pair, collate
from training.reader import WARM, loss_of
from training.reader_model import MIDDLE, ReaderModel

CHANGED, OLDER = 40, 28  # pairs of a step: of questions with a changed sentence, and of older ones
TOGETHER = 12  # pairs that are read at once
TALK = 5  # each so many steps a batch of follow-ups as well
STEPS, RATE = 320, 8e-5


class UpperModel(nn.Module):
    """The layers after the middle one, and the heads; reads what the middle one holds."""

    def __init__(self, state: dict[str, np.ndarray], dropout: float = 0.1):
        super().__init__()
        layers = 1 + max(int(name.split(".")[3]) for name in state if ".layer." in name)
        self.first = round(MIDDLE * layers)
        width = len(state["dense.bias"])
        empty = {  # what is read instead of words and lower layers
            "embeddings.word_embeddings.weight": np.zeros((8, width)),
            "embeddings.position_embeddings.weight": np.zeros((8, width)),
            "embeddings.token_type_embeddings.weight": np.zeros((2, width)),
            "embeddings.LayerNorm.weight": np.zeros(width),
            "embeddings.LayerNorm.bias": np.zeros(width),
        }
        bert = {name.removeprefix("bert."): values for name, values in state.items() if name.startswith("bert.encoder")}
        self.reader = ReaderModel({**empty, **bert}, layers, dropout)
        heads = {name: torch.from_numpy(values) for name, values in state.items() if not name.startswith("bert")}
        self.reader.load_state_dict(heads, strict=False)
        for layer in self.layers:
            layer.attention.self.dropout.p = 0.0  # a fifth of a step's time on a CPU

    @property
    def layers(self) -> nn.ModuleList:
        return self.reader.bert.encoder.layer[self.first :]

    def forward(self, states: torch.Tensor, mask: torch.Tensor, kinds: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """As the reader's, of the middle layer's states, shape (pairs, pieces, width); pairs of like length are read
        together, so that little is read of what fills up the short ones."""
        lengths, said = mask.sum(1), []
        order = lengths.argsort()
        for part in order.split(TOGETHER):
            longest = int(lengths[part].max())
            answer, words, alone = self.read(*(given[part, :longest] for given in (states, mask, kinds)))
            said.append((answer, F.pad(words, (0, 0, 0, mask.shape[1] - longest)), alone))
        back = order.argsort()
        return tuple(torch.cat(parts)[back] for parts in zip(*said, strict=True))

    def read(self, states: torch.Tensor, mask: torch.Tensor, kinds: torch.Tensor) -> tuple[torch.Tensor, ...]:
        unseen = (1.0 - mask[:, None, None, :].to(states.dtype)) * torch.finfo(states.dtype).min
        for layer in self.layers:
            states = layer(states, unseen)
        return self.reader.heads(states, kinds)

    def taught(self) -> dict[str, np.ndarray]:
        """The weights of these layers and the heads, by the names of `ReaderModel`."""
        upper = tuple(f"bert.encoder.layer.{n}." for n in range(self.first, len(self.reader.bert.encoder.layer)))
        return {
            name: values.detach().float().numpy()
            for name, values in self.reader.state_dict().items()
            if name.startswith(upper) or not name.startswith("bert")
        }


class Pairs:
    """Batches of pairs with their states."""

    def __init__(self, examples: Examples, middle: Middle):
        self.examples, self.middle = examples, middle
        self.number = {id(e): n for n, e in enumerate(middle.pairs)}  # the same pair may stand in several groups

    def padded(self, numbers: Sequence[int], length: int) -> torch.Tensor:
        states = np.zeros((len(numbers), length, self.middle.states.shape[1]), np.float32)
        for i, number in enumerate(numbers):
            held = self.middle.of(number)
            states[i, : len(held)] = held
        return torch.from_numpy(states)

    def batch(self, chosen: Sequence[Example]) -> Batch:
        batch = collate(self.examples, list(chosen))
        return batch._replace(ids=self.padded([self.number[id(e)] for e in chosen], batch.ids.shape[1]))

    def talk(self, numbers: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """States, mask and kinds of follow-ups, and whether each stands alone."""
        first = len(self.number)
        pairs = [alone_pair(self.examples.followups[n]) for n in numbers]
        length = max(len(pair.ids) for pair in pairs)
        mask, kinds = (torch.zeros(len(pairs), length, dtype=torch.int64) for _ in range(2))
        for i, pair in enumerate(pairs):
            mask[i, : len(pair.ids)] = 1
            kinds[i, : len(pair.ids)] = torch.tensor(pair.kinds)
        alone = torch.tensor([float(self.examples.followups[n]["alone"]) for n in numbers])
        return self.padded([first + n for n in numbers], length), mask, kinds, alone


def turns(groups: list[list[Example]], pairs: int, chance: random.Random) -> Iterator[list[Example]]:
    """Lists of about so many pairs, questions never torn; without end."""
    batch: list[Example] = []
    while groups:
        for group in chance.sample(groups, len(groups)):
            batch += group
            if len(batch) >= pairs:
                yield batch
                batch = []


def train(model: UpperModel, given: Pairs, steps: int, rate: float, seed: int) -> None:
    torch.manual_seed(seed)
    chance = random.Random(seed)
    changed = turns(given.middle.changed, CHANGED, chance)
    older = turns(given.middle.older, OLDER, chance)
    documents = given.examples.documents
    talk = [n for n, row in enumerate(given.examples.followups) if not documents.get(row["doc"], {}).get("held")]
    body = [p for p in model.layers.parameters()]
    heads = [p for name, p in model.reader.named_parameters() if not name.startswith("bert")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "top": rate}, {"params": heads, "top": 2 * rate}], lr=rate, betas=(0.9, 0.98),
        weight_decay=0.01,
    )  # fmt: skip
    began, losses = time.time(), []
    model.train()
    for step in range(steps):
        done = step / steps
        for group in optimizer.param_groups:
            group["lr"] = group["top"] * max(min(done / WARM, (1 - done) / (1 - WARM)), 0.02)
        with torch.autocast("cpu", torch.bfloat16):
            loss = loss_of(model, given.batch(next(changed) + next(older)))
            if step % TALK == 0:
                *inputs, alone = given.talk(chance.sample(talk, min(64, len(talk))))
                loss = loss + F.binary_cross_entropy_with_logits(model(*inputs)[2].float(), alone)
        loss.backward()
        nn.utils.clip_grad_norm_([*body, *heads], 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        if step % 25 == 24:
            loss_now, spent = np.mean(losses[-25:]), time.time() - began
            print(f"step {step + 1} of {steps}: loss {loss_now:.4f}, {spent:.0f} s", flush=True)


@torch.no_grad()
def logits(model: UpperModel, given: Pairs, pairs: Sequence[Example]) -> np.ndarray:
    model.eval()
    order = sorted(range(len(pairs)), key=lambda i: len(given.middle.of(given.number[id(pairs[i])])))
    found = np.zeros(len(pairs))
    for at in range(0, len(order), 64):
        batch = given.batch([pairs[i] for i in order[at : at + 64]])
        found[order[at : at + 64]] = model(batch.ids, batch.mask, batch.kinds)[0].float().numpy()
    return found


def measured(model: UpperModel, given: Pairs) -> dict[str, float]:
    """On held-out documents: AUC of answerable and near miss, how often the best sentence is right, changed sentences,
    whether a follow-up stands alone."""
    best: dict[int, tuple[float, Example]] = {}
    held = given.middle.held
    for e, logit in zip(held, logits(model, given, held), strict=True):
        best[e.question] = max(best.get(e.question, (-99.0, e)), (float(logit), e), key=lambda told: told[0])
    questions, rows = given.examples.questions, given.examples.rows
    yes = np.array([questions[n]["label"] == "Y" for n in best])
    scores = np.array([logit for logit, _ in best.values()])
    right = [rows[e.row][1] in questions[n]["sentences"] for n, (_, e) in best.items() if questions[n]["label"] == "Y"]
    sides = [e for group in given.middle.held_changed for e in group]
    told = {id(e): logit for e, logit in zip(sides, logits(model, given, sides), strict=True)}
    turned = [told[id(e)] > told[id(f)] for group in given.middle.held_changed
              for e in group for f in group if e.label > f.label]  # fmt: skip
    documents = given.examples.documents
    talk = [n for n, row in enumerate(given.examples.followups) if documents.get(row["doc"], {}).get("held")]
    with torch.no_grad():
        *inputs, alone = given.talk(talk)
        stands = ((model(*inputs)[2] > 0) == (alone > 0.5)).float().mean()
    report = {
        "AUC": roc_auc_score(yes, scores),
        **{f"declined at {s} %": (scores[~yes] < np.quantile(scores[yes], s / 100)).mean() for s in (2, 5, 10)},
        "best sentence": np.mean(right),
        "AUC of changed sentences": roc_auc_score([e.label for e in sides], list(told.values())),
        "turned the right way": np.mean(turned),
        "stands alone": stands,
    }
    return {name: round(float(value), 3) for name, value in report.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    model = UpperModel(weights_of(onnx.load(MODELS / "reader.onnx")))
    pairs = Pairs(Examples.load(given.folder), Middle.load(given.folder))
    train(model, pairs, given.steps, given.rate, given.seed)
    np.savez(given.folder / f"upper-{given.seed}.npz", **model.taught())
    print("after", json.dumps(measured(model, pairs)), flush=True)


if __name__ == "__main__":
    main()
