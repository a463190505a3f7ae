"""The pairs that the reader learns from: which sentences stand beside a question in one pass, in batches of tensors."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from retrieval.read.pairing import Pair, pair
from training.examples import Examples

HARD = 3  # mined sentences that tempt, for each answerable question and pass; two for a near miss
BLANK = 0.08  # chance that a pair's heading, or the sentence before, is left out: reports differ in what they have
WORKERS = 3  # processes that put batches together for a GPU


@dataclass(frozen=True, slots=True)
class Example:
    """One pair: a question row, the sentence row it is read with, and what is right (unknown when measuring)."""

    question: int
    row: int
    label: float = 0.0
    swapped: bool = False  # the question is asked of another year or place
    blank: tuple[bool, bool] = (False, False)  # heading, sentence before: left out
    edited: int | None = None  # which of the question's changes to the sentence is read in its place


def build(examples: Examples, e: Example) -> Pair:
    asked = examples.questions[e.question]
    doc, i = examples.rows[e.row]
    document = examples.documents[doc]
    heading = [] if e.blank[0] else document["headings"][document["heading_of"][i]]
    before = [] if e.blank[1] or not i else document["sentences"][i - 1]
    words = asked["swapped"] if e.swapped else asked["question"]
    sentence = document["sentences"][i] if e.edited is None else asked["edited"][e.edited]["pieces"]
    return pair(words, document["title"], heading, before, sentence)


def epoch(
    examples: Examples, numbers: list[int], mined: dict, hard: dict, chance: random.Random
) -> list[list[Example]]:
    """The pairs of one pass, a list a question: answers, tempting and random sentences, a wrong year or place, a
    sentence changed so that it answers or does not."""
    groups: list[list[Example]] = []
    for number in numbers:
        row = examples.questions[number]
        start = examples.start[row["doc"]]
        size = len(examples.documents[row["doc"]]["sentences"])
        gold = [start + i for i in row["sentences"]]
        tempting = [r for r in hard.get(number, []) if r not in gold][:8]
        if row["label"] == "Y":
            rows = [(r, 1.0) for r in gold[:3]]
            near = [r for r in range(max(start, gold[0] - 4), min(start + size, gold[-1] + 5)) if r not in gold]
            chosen = chance.sample(tempting, min(HARD, len(tempting)))
            chosen += [r for r in chance.sample(near, min(1, len(near))) if r not in chosen]
            if chance.random() < 0.25:
                chosen.append(chance.randrange(len(examples.rows)))
            if row["named"] and chance.random() < 0.3:
                chosen += [r for r in mined[number]["others"] if other_body(examples, row["doc"], r)][:1]
        else:
            rows = [(r, 0.0) for r in gold[:2]]
            chosen = chance.sample(tempting, min(2, len(tempting)))
        rows += [(r, 0.0) for r in chosen]
        group = [Example(number, r, label, blank=(blank(chance), blank(chance))) for r, label in rows]
        if row["label"] == "Y" and row["swapped"] and chance.random() < 0.4:
            group.append(Example(number, gold[0], 0.0, swapped=True))
        for n, edit in enumerate(row["edited"]):
            group.append(Example(number, start + edit["sentence"], float(edit["answers"]), edited=n))
        groups.append(group)
    return groups


def blank(chance: random.Random) -> bool:
    return chance.random() < BLANK


def other_body(examples: Examples, doc: str, row: int) -> bool:
    """A report of another place in the same series: what it says of itself does not answer for the first."""
    other = examples.rows[row][0]
    return doc[0] == other[0] == "p" and doc != other


class Batch(NamedTuple):
    ids: torch.Tensor
    mask: torch.Tensor
    kinds: torch.Tensor
    label: torch.Tensor
    group: torch.Tensor  # number of the pair's question in the batch; -1 outside the softmax
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
    pairs = [build(examples, e) for e in chosen]
    ids, mask, kinds = tensors(pairs, "cpu")
    inside = np.full(ids.shape, -1.0, dtype=np.float32)
    start = inside.copy()
    for i, (e, p) in enumerate(zip(chosen, pairs, strict=True)):
        _, number = examples.rows[e.row]
        marked = e.label == 1.0 and e.edited is None  # which words answer in a changed sentence is not told
        spans = examples.questions[e.question]["spans"].get(str(number)) if marked else None
        if spans:
            first, last = p.sentence_start, p.sentence_start + p.sentence_length
            inside[i, first:last] = start[i, first:last] = 0.0
            for a, b in spans:
                inside[i, first + a : min(first + b, last)] = 1.0
                if first + a < last:
                    start[i, first + a] = 1.0
    listed = {e.question: n for n, e in enumerate(chosen) if e.label == 1.0}
    group = torch.tensor([-1 if e.swapped else listed.get(e.question, -1) for e in chosen])
    labels = torch.tensor([e.label for e in chosen])
    return Batch(ids, mask, kinds, labels, group, torch.from_numpy(inside), torch.from_numpy(start))


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


def batches(
    examples: Examples, groups: list[list[Example]], size: int, chance: random.Random
) -> list[list[Example]]:
    """Batches of about `size` pairs, questions of like length together and never torn, in random order."""

    def longest(group: list[Example]) -> int:
        return max(len(examples.pieces(e.row)) for e in group)

    chance.shuffle(groups)
    cut: list[list[Example]] = []
    for at in range(0, len(groups), size * 10):
        batch: list[Example] = []
        for group in sorted(groups[at : at + size * 10], key=longest):
            batch += group
            if len(batch) >= size:
                cut.append(batch)
                batch = []
        cut += [batch] if batch else []
    chance.shuffle(cut)
    return cut


def alone_pair(row: dict) -> Pair:
    """A follow-up beside what was asked before it."""
    return pair(row["question"], [], [], [], row["history"])


def alone_batch(examples: Examples, rows: list[dict], device: str) -> tuple[tuple[torch.Tensor, ...], torch.Tensor]:
    pairs = [alone_pair(row) for row in rows]
    return tensors(pairs, device), torch.tensor([float(row["alone"]) for row in rows], device=device)
