"""Holds every shipped set against its floors: dev questions asked twice, with equal answers, dev turns asked once.

python -m tools.gate     # `make gate`

Two processes work side by side. One asks the sets in their order, the other backwards: no answer may hang on what was
asked before it, and the reports of the one half are embedded by the first, those of the other half by the second.
"""

import multiprocessing
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from eval.bounds import GateError

ROOT = Path(__file__).parent.parent
OUT = ROOT / "eval" / "runs" / "gate"
SPLIT = "dev"
FIRST, AGAIN = "first", "again"


@dataclass(frozen=True, slots=True)
class Held:
    """What became of a set: lines to print, and how many floors it misses."""

    lines: tuple[str, ...]
    missed: int


def main() -> int:
    begun = time.monotonic()
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # the two processes fill two cores
    shutil.rmtree(OUT, ignore_errors=True)
    sets, near, chats = (sorted((ROOT / "eval" / kind).glob("*.jsonl")) for kind in ("questions", "near", "chats"))
    sets += near
    spawn = multiprocessing.get_context("spawn")  # a forked process would share locks of libraries that run threads
    missed = 0
    with ProcessPoolExecutor(1, spawn) as one, ProcessPoolExecutor(1, spawn) as other:
        firsts = {path: one.submit(ask, path, FIRST) for path in sets}
        agains = {path: other.submit(ask, path, AGAIN) for path in reversed(sets)}
        talks = {path: (one, other)[n % 2].submit(talk, path) for n, path in enumerate(chats)}
        try:
            for found in outcomes(firsts, agains, talks):
                print("\n".join(found.lines), flush=True)
                missed += found.missed
        except BaseException:
            for each in (*firsts.values(), *agains.values(), *talks.values()):
                each.cancel()
            raise
    print(f"{f'FAILED 未达标（{missed} 项）' if missed else 'PASSED 全部达标'}，{time.monotonic() - begun:.0f} 秒")
    return 1 if missed else 0


def outcomes(
    firsts: dict[Path, Future], agains: dict[Path, Future], talks: dict[Path, Future]
) -> Iterator[Held]:
    """Yield what became of each set once it is asked; both processes have asked those in the middle first."""
    sets = list(firsts)
    for _, path in sorted((max(n, len(sets) - 1 - n), path) for n, path in enumerate(sets)):
        firsts[path].result(), agains[path].result()
        yield held(path, lambda path=path: judged(path.stem, OUT / path.stem))
    for path, talked in talks.items():
        yield held(path, talked.result)


def held(path: Path, found: Callable[[], Held]) -> Held:
    """What became of a set; floors that are not there or make no sense are one that is missed."""
    try:
        return found()
    except GateError as error:
        return Held((f"== {path.stem}", str(error), ""), 1)


def ask(questions: Path, run: str) -> None:
    """Ask the dev questions of a set and keep the record of the run."""
    from eval.running.manifest import Origin
    from eval.running.run import record_questions
    from eval.sets.questions import load_questions, select
    from opening import answerer_over

    answerer = answerer_over([report_of(questions.stem)])
    chosen = select(load_questions(questions, warn), SPLIT)
    record_questions(answerer, chosen, OUT / questions.stem / run, origin=Origin(questions.name, SPLIT))


def judged(name: str, folder: Path, thresholds: Path = ROOT / "eval" / "thresholds") -> Held:
    """Judge the first run of a set, and hold it against its floors and against the second run."""
    from eval.ending import ending
    from eval.gate import gate
    from eval.running.run import write_judged
    from eval.table import results_table

    result = write_judged(folder / FIRST)
    failures = [str(each) for each in gate(folder / FIRST, thresholds / f"{name}.toml", folder / AGAIN)]
    return Held((f"== {name}", results_table(result), *ending(result, folder / FIRST), *failures, ""), len(failures))


def talk(chats: Path) -> Held:
    """Ask the dev turns of a set of conversations, and hold them against their floors."""
    from eval.conversation.counts import chat_table, count, failed_lines
    from eval.conversation.floors import missed_floors, read_floors
    from eval.conversation.run import run_turns
    from eval.conversation.turns import part_of, read_turns
    from opening import answerer_over

    turns = part_of(read_turns(chats), SPLIT)
    floors = read_floors(ROOT / "eval" / "thresholds" / "chats" / f"{chats.stem}.toml", turns)
    answerer = answerer_over([report_of(chats.stem)])
    verdicts = run_turns(answerer, turns, OUT / "chats" / chats.stem, lambda done, total: None)
    counts = count(verdicts)
    failures = [str(each) for each in missed_floors(floors, counts)]
    head = f"== {chats.stem}, conversations"
    right = f"答对 {sum(verdict.right for verdict in verdicts)} / {len(verdicts)} 轮"
    return Held((head, *chat_table(counts), "", *failed_lines(verdicts), right, *failures, ""), len(failures))


def report_of(name: str) -> Path:
    """The held-out report, or the folder of reports, that a set of this name asks about; else the reports in use.

    A set of near misses is named after the report as well, with near- before it.
    """
    name = name.removeprefix("near-")
    places = ROOT / "corpus" / "holdout"
    found = [path for pattern in (name, f"{name}.*", f"*/{name}.*") for path in sorted(places.glob(pattern))]
    return next((path for path in found if path.suffix != ".toml"), ROOT / "corpus" / "reports")


def warn(warning: str) -> None:
    print(f"baipishu: {warning}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
