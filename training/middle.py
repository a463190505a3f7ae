"""What the reader's lower layers hold of the pairs that its upper layers are taught: these layers stay as they are, so
each pair goes through them once, not in each pass.

    python -m training.middle BUILD      # writes middle.npy, middle.json; some minutes on two cores

BUILD: what `training.prepare --shipped` wrote, and mined.json.

Pairs: of every question with a changed sentence that sentence and its own, of a share of the older questions what
`pairs.epoch` takes, and all of the follow-ups. Rows of `heldout.UNSEEN` are left out: the verifier is fitted on them
and has to see a reader that has not.
"""

import argparse
import json
import os
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from index.encoders import MODELS
from retrieval.read.pairing import Pair
from training.examples import Examples, load_mined
from training.heldout import UNSEEN
from training.measure import DEPTH
from training.pairs import Example, alone_pair, build, epoch
from training.retriever import hard_rows
from training.rows import read_questions

OLDER = 4_000  # questions without a changed sentence that stand beside those with one
MEASURED = 600  # held-out questions by which the taught layers are measured
WIDTH = 384


@dataclass(frozen=True)
class Middle:
    """States of pairs, half precision, one pair after the other."""

    states: np.ndarray  # shape (pieces of all pairs, WIDTH)
    ends: np.ndarray  # of each pair's pieces
    changed: list[list[Example]]  # the pairs of each question that has a changed sentence
    older: list[list[Example]]
    held: list[Example]  # the first DEPTH sentences of held-out questions
    held_changed: list[list[Example]]

    def of(self, number: int) -> np.ndarray:
        """The states of a pair, shape (pieces, WIDTH): the order is that of `pairs`, then of the follow-ups."""
        start = self.ends[number - 1] if number else 0
        return self.states[start : self.ends[number]]

    @property
    def pairs(self) -> list[Example]:
        groups = [*self.changed, *self.older, self.held, *self.held_changed]
        return [example for group in groups for example in group]

    @classmethod
    def load(cls, folder: Path) -> "Middle":
        told = json.loads((folder / "middle.json").read_text("utf-8"))

        def groups(name: str) -> list[list[Example]]:
            return [[Example(**{**one, "blank": tuple(one["blank"])}) for one in group] for group in told[name]]

        states = np.load(folder / "middle.npy", mmap_mode="r")
        (held,) = groups("held")
        return cls(states, np.array(told["ends"]), groups("changed"), groups("older"), held, groups("held_changed"))


def lower_layers(path: Path = MODELS / "reader.onnx") -> onnxruntime.InferenceSession:
    """The reader up to its middle layer."""
    whole = onnx.load(path)
    lower = onnx.utils.Extractor(whole).extract_model([given.name for given in whole.graph.input], ["middle"])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(lower.SerializeToString(), options, providers=["CPUExecutionProvider"])


def chosen(examples: Examples, mined: dict, chance: random.Random) -> dict[str, list[list[Example]]]:
    """The pairs of each group, a list a question."""
    unseen = set(read_questions(UNSEEN))
    fresh = [i for i, row in enumerate(read_questions()) if row not in unseen]
    held = set(examples.questions_of(held=True))
    changed = [i for i in fresh if examples.questions[i]["edited"]]
    older = [i for i in fresh if not examples.questions[i]["edited"] and i not in held]
    measured = [i for i in sorted(held) if not examples.questions[i]["edited"]]
    hard = hard_rows(examples, mined)
    older = chance.sample(older, min(OLDER, len(older)))
    taught = [i for i in changed if i not in held]
    return {
        "changed": [close(examples, group) for group in epoch(examples, taught, mined, hard, chance)],
        "older": epoch(examples, older, mined, hard, chance),
        "held": [[Example(i, row) for i in chance.sample(measured, min(MEASURED, len(measured)))
                  for row in mined[i]["rows"][:DEPTH]]],
        "held_changed": [sides(examples, i) for i in changed if i in held],
    }  # fmt: skip


def close(examples: Examples, group: list[Example]) -> list[Example]:
    """Of the pairs of a question with a changed sentence those that tell the change, and one that tempts."""
    row = examples.questions[group[0].question]
    own = {examples.start[row["doc"]] + i for i in row["sentences"]}
    told = [e for e in group if e.row in own]
    return told + [e for e in group if e.row not in own][:1]


def sides(examples: Examples, number: int) -> list[Example]:
    """A question with its first sentence, and with each change of one."""
    row = examples.questions[number]
    start = examples.start[row["doc"]]
    first = Example(number, start + row["sentences"][0], float(row["label"] == "Y"))
    changes = [
        Example(number, start + edit["sentence"], float(edit["answers"]), edited=n)
        for n, edit in enumerate(row["edited"])
    ]
    return [first, *changes]


def write(folder: Path, pairs: Sequence[Pair]) -> np.ndarray:
    """Write the states of the pairs; return where each one's end."""
    ends = np.cumsum([len(pair.ids) for pair in pairs])
    states = np.lib.format.open_memmap(folder / "middle.npy", "w+", np.float16, (int(ends[-1]), WIDTH))
    session = lower_layers()

    def run(number: int) -> None:
        ids, kinds = (np.array([values], np.int64) for values in (pairs[number].ids, pairs[number].kinds))
        (middle,) = session.run(None, {"ids": ids, "mask": np.ones_like(ids), "kinds": kinds})
        states[ends[number] - len(pairs[number].ids) : ends[number]] = middle[0]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, _ in enumerate(pool.map(run, range(len(pairs)))):
            if number % 5_000 == 0:
                print(f"{number} of {len(pairs)} pairs", flush=True)
    states.flush()
    return ends


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    if (folder / "tokenizer.json").read_bytes() != (MODELS / "tokenizer.json").read_bytes():
        raise SystemExit(f"{folder}: rows in other pieces than the reader's; run `python -m training.prepare {folder} "
                         "--shipped` first")  # fmt: skip
    examples = Examples.load(folder)
    save(folder, examples, chosen(examples, load_mined(folder), random.Random(1)))


def save(folder: Path, examples: Examples, groups: dict[str, list[list[Example]]]) -> None:
    """Write the pairs of the groups and of all follow-ups with their states."""
    pairs = [build(examples, e) for name in groups for group in groups[name] for e in group]
    talk = [alone_pair(row) for row in examples.followups]
    ends = write(folder, [*pairs, *talk])
    told = {name: [[asdict(e) for e in group] for group in listed] for name, listed in groups.items()}
    (folder / "middle.json").write_text(json.dumps({**told, "ends": ends.tolist()}), "utf-8")
    print({name: sum(map(len, listed)) for name, listed in groups.items()}, f"{len(talk)} follow-ups")


if __name__ == "__main__":
    main()
