"""Tells how often a question asks its engine, and what an engine far away costs it.

    python -m bench.trips postgresql://user@host/database [--distance 20] [--asked 8] [--reports PATH]… [--cache FOLDER]

`faiss` for the embedded engine: the calls alone. Questions are turns of the chats in `eval/chats`. What distance adds
to the time inside the engine, divided by it, is how many times a question waits for the way there and back.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean, median
from typing import Any

from bench.agreement import GENERATION, filled
from bench.distance import distant
from eval.conversation.turns import Turn, read_turns
from index.build import build_index
from index.core import Index
from index.encoders import BUNDLED, make_encoder
from index.engines.addresses import EMBEDDED, open_shelf, without_password
from index.engines.contract import Engine
from index.engines.guard import Guard, Patience
from retrieval.answerer import Answerer

CHATS = Path(__file__).parent.parent / "eval" / "chats"
KINDS = {"fact": "fact", "followup": "follow-up", "multi": "several things", "structure": "chapter"}  # groups of turns
CALLS = ("candidates", "dense_search", "text_search", "sentences")
PATIENCE = Patience(each=60, several=60, every=60)  # what it takes counts here, not whether it is given up
TIMES = 2  # that each question is asked; the fastest counts: the machine does other things besides


class Counted:
    """An engine whose searches are counted."""

    def __init__(self, engine: Engine):
        self.engine, self.calls = engine, Counter[str]()
        self.inside = self.longest = 0.0  # seconds in all calls, and of the longest

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.engine, name)
        return self.counting(name, found) if name in CALLS else found

    def counting(self, name: str, call: Callable) -> Callable:
        def counted(*arguments: Any) -> Any:
            self.calls[name] += 1
            begun = time.perf_counter()
            found = call(*arguments)
            spent = time.perf_counter() - begun
            self.inside, self.longest = self.inside + spent, max(self.longest, spent)
            return found

        return counted


def turns_of(kind: str, asked: int) -> list[Turn]:
    """The first turns of a group, taken from each of the chats in turn."""
    sets = [[turn for turn in read_turns(path) if turn.group == kind] for path in sorted(CHATS.glob("*.jsonl"))]
    spread = [turns[n] for n in range(max(map(len, sets))) for turns in sets if n < len(turns)]
    return spread[:asked]


def measured(index: Index, engine: Engine, counted: Counted, asked: int) -> dict[str, dict]:
    """Of each kind of question the calls and the time of one, when nothing of an earlier one is kept and then when it
    is asked again."""
    answerer = Answerer(replace(index, engine=engine))
    answerer.ask("你好")
    answerer.index.sample  # noqa: B018 — taken once for all questions
    return {
        f"{name}{again}": asking(answerer, counted, turns_of(kind, asked), forget=not again)
        for kind, name in KINDS.items()
        for again in ("", ", again")
    }


def asking(answerer: Answerer, counted: Counted, turns: Sequence[Turn], forget: bool) -> dict:
    calls, whole, inside, counted.longest = [], [], [], 0.0
    for turn in turns:
        asked, searched = [], []
        for _ in range(TIMES):
            if forget and isinstance(answerer.index.engine, Guard):
                answerer.index.engine.kept.forget()
            counted.calls.clear()
            counted.inside = 0.0
            begun = time.perf_counter()
            answerer.ask(turn.question, turn.history)
            asked.append(time.perf_counter() - begun)
            searched.append(counted.inside)
        calls.append(counted.calls.total())
        whole.append(1000 * min(asked))
        inside.append(1000 * min(searched))
    told = {"median": median(calls), "mean": round(mean(calls), 1), "most": max(calls)}
    return {
        "questions": len(turns),
        "calls": told,
        "longest_call_ms": round(1000 * counted.longest),
        "ms": [round(each) for each in whole],
        "engine_ms": [round(each) for each in inside],
    }


def with_distance(index: Index, address: str, asked: int, seconds: float) -> dict:
    """The same near and far, and how often a question waits for the way."""
    near = measured_there(index, address, asked)
    with distant(address, seconds) as far_address:
        far = measured_there(index, far_address, asked)
    told = {}
    for name, one in near.items():
        times = zip(one["engine_ms"], far[name]["engine_ms"], strict=True)
        waits = [(far_ms - near_ms) / (1000 * seconds) for near_ms, far_ms in times]
        told[name] = {
            **{key: one[key] for key in ("questions", "calls", "longest_call_ms")},
            **{key: round(median(one[key])) for key in ("ms", "engine_ms")},
            **{f"{key}_far": round(median(far[name][key])) for key in ("ms", "engine_ms")},
            "waits": {"median": round(median(waits), 1), "most": round(max(waits), 1)},
        }
    return told


def measured_there(index: Index, address: str, asked: int) -> dict[str, dict]:
    """On a server that holds the rows already, by the guard that stands before it."""
    counted = Counted(open_shelf(address).open(GENERATION))
    guard = Guard(counted.engine.stamp, lambda: counted, PATIENCE, vectors=index.rows.vectors_of)
    return measured(index, guard, counted, asked)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.trips", description=__doc__.splitlines()[0])
    parser.add_argument("address", help="of the engine: milvus://…, postgresql://… or faiss")
    parser.add_argument("--distance", type=float, default=20, help="milliseconds there and back (default 20)")
    parser.add_argument("--asked", type=int, default=8, help="questions of each kind (default 8)")
    parser.add_argument("--reports", type=Path, action="append", help="files or folders (default corpus/)")
    parser.add_argument("--cache", type=Path, help="folder of vectors that were embedded before")
    parser.add_argument("--kept", action="store_true", help="take the rows that an earlier run left, and leave them")
    chosen = parser.parse_args()
    root = Path(__file__).parent.parent / "corpus"
    index = build_index(chosen.reports or [root / "reports", root / "holdout"], make_encoder(BUNDLED), chosen.cache)
    if chosen.address == EMBEDDED:
        counted = Counted(index.engine)
        print(json.dumps({"engine": EMBEDDED} | measured(index, counted, counted, chosen.asked), ensure_ascii=False))
        return
    shelf = open_shelf(chosen.address)
    if not (chosen.kept and GENERATION in shelf.generations()):
        shelf.drop(GENERATION)
        filled(shelf, index)
    told = {"engine": without_password(chosen.address), "distance_ms": chosen.distance}
    try:
        print(json.dumps(told | with_distance(index, chosen.address, chosen.asked, chosen.distance / 1000)))
    finally:
        if not chosen.kept:
            shelf.drop(GENERATION)
        shelf.close()


if __name__ == "__main__":
    main()
