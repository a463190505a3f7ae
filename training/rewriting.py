"""Fits the networks that tell how a question completes the one before it, on hand-written follow-ups and on swaps.

    python -m training.rewriting              # ten minutes on one core; writes models/rewriting.npz

For each follow-up every completion is made; those are right that share most with the standalone question written by
hand. A softmax over the completions of a question is fitted to them; the held-out documents' rows give the report.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from index.encoders import MODELS
from index.pieces import fold_characters
from retrieval.question.completer import FILE, Ways, ways_of
from retrieval.question.followup import LEAN, readings, wants_more
from retrieval.question.rewriting import NAMED, Leaning, no_preference
from retrieval.read.reader import Reader
from retrieval.text.language import detect_language
from training.rows import FollowUp, held_out, read_followups, read_questions
from training.swaps import swaps

KINDS = ("ellipsis", "correction", "pronoun", "place", "why", "year", "more")
NEAR = 0.02  # of the best share: as right as that one
SIZE = 64  # values that a word is told in
OFTEN = 3  # times that a hand-written row is seen for each time a swap is
SWAP = 0.3  # weight of a swap beside a hand-written row
PASSES, BATCH, RATE, DECAY, DROP = 3, 16, 2e-3, 0.2, 0.3
SEEDS = (26, 27, 28)  # one network each
FIRST = (1, 4, 6)  # ranks for which the report tells how often a right one is among them


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A follow-up with its completions and how much each shares with the one written by hand."""

    row: FollowUp
    given: Ways
    shares: np.ndarray  # shape (completions,)
    weight: float

    @property
    def wanted(self) -> np.ndarray:
        """The share of each completion that is wanted: all of those that are as right as the best."""
        best = self.shares >= self.shares.max() - NEAR
        return best / best.sum()


def bigrams(text: str) -> Counter[str]:
    plain = "".join(char for char in fold_characters(text).lower() if char.isalnum())
    return Counter(plain[i : i + 2] for i in range(len(plain) - 1))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """F1 of two texts' pairs of characters."""
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def examples(rows: Sequence[FollowUp], reader: Reader, weight: float = 1.0) -> Iterator[Example]:
    """Each row that rules leave open, and whose last earlier question stands alone."""
    for row in rows:
        *earlier, previous = row.history
        if wants_more(row.question) or (earlier and reader.stands_alone(previous, earlier) < LEAN):
            continue
        leaning = leaning_of(row.question, previous)
        if leaning and leaning.words and leaning.own:
            gold = bigrams(row.standalone)
            shares = np.array([likeness(bigrams(text), gold) for text in leaning.ways])
            yield Example(row, ways_of(leaning, reader.held), shares, weight)


def leaning_of(question: str, previous: str) -> Leaning | None:
    """What the network is asked to weigh; None where a year or a place alone moves."""
    seen: list[Leaning] = []

    def watch(leaning: Leaning) -> np.ndarray:
        seen.append(leaning)
        return no_preference(leaning)

    readings(question, previous, detect_language(question), watch)
    return seen[0] if seen else None


class Network(nn.Module):
    """What `completer.Network` computes, for states of like spread; names as in its file."""

    def __init__(self, middle: torch.Tensor, spread: torch.Tensor):
        super().__init__()
        self.register_buffer("middle", middle)
        self.register_buffer("spread", spread)
        width = len(middle)
        self.words, self.own = nn.Linear(width, SIZE), nn.Linear(width, SIZE)
        self.hidden, self.out = nn.Linear(9 * SIZE, 2 * SIZE), nn.Linear(2 * SIZE, 1, bias=False)
        self.kinds, self.kind_bias = nn.Embedding(NAMED + 1, SIZE), nn.Parameter(torch.zeros(NAMED + 1))
        self.edges = nn.Parameter(torch.randn(2, SIZE) * 0.1)
        self.drop = nn.Dropout(DROP)

    def tell(self, layer: nn.Linear, states: np.ndarray) -> torch.Tensor:
        even = (torch.from_numpy(states.astype(np.float32)) - self.middle) / self.spread
        return torch.tanh(self.drop(layer(self.drop(even))))

    def forward(self, given: Ways) -> torch.Tensor:
        kind, start, end, pronoun = torch.from_numpy(given.ways).T
        words, own = self.tell(self.words, given.words), self.tell(self.own, given.own)
        first = self.tell(self.words, given.first[None])[0]
        edged = torch.cat([self.edges[:1], words, self.edges[1:]])
        summed = torch.cat([torch.zeros(1, SIZE), words.cumsum(0)])
        gone, some = summed[end] - summed[start], (end > start)[:, None]
        told = [
            edged[start],
            edged[end + 1],
            edged[(start + 1).clamp(max=len(words) + 1)] * some,
            edged[end] * some,
            gone / (end - start).clamp(min=1)[:, None],
            (summed[-1] - gone) / (len(words) - (end - start)).clamp(min=1)[:, None],
            own.mean(0).expand(len(kind), -1),
            own[pronoun] * (kind == NAMED)[:, None],
            self.kinds(kind) + first,
        ]
        return self.out(functional.relu(self.hidden(torch.cat(told, 1))))[:, 0] + self.kind_bias[kind]

    def layers(self) -> dict[str, np.ndarray]:
        """The weights as `completer.Network` takes them, for states as they are."""
        told = {"kinds": self.kinds.weight, "kind_bias": self.kind_bias, "edges": self.edges, "out": self.out.weight[0]}
        for name in ("words", "own"):
            layer = getattr(self, name)
            told[name] = (layer.weight / self.spread).T
            told[f"{name}_bias"] = layer.bias - layer.weight @ (self.middle / self.spread)
        told |= {"hidden": self.hidden.weight.T, "hidden_bias": self.hidden.bias}
        return {name: values.detach().numpy().astype(np.float16) for name, values in told.items()}


def fit(train: Sequence[Example], seed: int) -> Network:
    """The network after PASSES over the examples, one thread: the same each time."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    chance = random.Random(seed)
    states = np.concatenate([example.given.words for example in train[:600]]).astype(np.float32)
    network = Network(torch.from_numpy(states.mean(0)), torch.from_numpy(states.std(0) + 1e-4))
    order = [example for example in train for _ in range(OFTEN if example.weight == 1 else 1)]
    steps = PASSES * (len(order) // BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=RATE, total_steps=steps + 1, pct_start=0.1)
    for _ in range(PASSES):
        chance.shuffle(order)
        for at in range(0, len(order) - BATCH + 1, BATCH):
            loss = sum(lost(network, example) for example in order[at : at + BATCH]) / BATCH
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return network.eval()


def lost(network: Network, example: Example) -> torch.Tensor:
    """Cross-entropy of the softmax over the completions of one follow-up."""
    wanted = torch.from_numpy(example.wanted.astype(np.float32))
    return -example.weight * (torch.log_softmax(network(example.given), 0) * wanted).sum()


def report(networks: Sequence[Network], group: Sequence[Example]) -> str:
    """How often one of the first few shares as much as the best one, and how much the first and the best share."""
    told, first_share = dict.fromkeys(FIRST, 0), []
    for example in group:
        with torch.no_grad():
            weighed = torch.stack([network(example.given) for network in networks]).mean(0)
        order = np.argsort(-weighed.numpy(), kind="stable")
        for first in FIRST:
            told[first] += example.shares[order[:first]].max() >= example.shares.max() - NEAR
        first_share.append(example.shares[order[0]])
    ranks = ", ".join(f"in the first {first}: {count / len(group):.3f}" for first, count in told.items())
    best = np.mean([example.shares.max() for example in group])
    return f"{len(group)} follow-ups, {ranks}; shared {np.mean(first_share):.3f} of {best:.3f}"


def save(networks: Sequence[Network], path: Path) -> None:
    """Write the weights of all, one behind the other."""
    layers = [network.layers() for network in networks]
    np.savez_compressed(path, **{name: np.stack([each[name] for each in layers]) for name in layers[0]})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=MODELS / FILE)
    given = parser.parse_args()
    rows, reader, apart = [row for row in read_followups() if row.kind in KINDS], Reader(), held_out()
    train = list(examples([row for row in rows if row.doc not in apart], reader))
    held = list(examples([row for row in rows if row.doc in apart], reader))
    questions = [row for row in read_questions() if row.doc not in apart]
    networks = [fit([*train, *examples(swaps(questions, seed), reader, SWAP)], seed) for seed in SEEDS]
    save(networks, given.out)
    for label, group in (("trained on", train), ("held out", held)):
        print(f"{label}: {report(networks, group)}")
    for language in "ste":
        print(f"held out, {language}: {report(networks, [one for one in held if one.row.language == language])}")


if __name__ == "__main__":
    main()
