"""Measures what a user waits for and prints it beside the budgets. A benchmark: it reports, it fails nothing.

    make bench                      make bench ARGS="--runs 3 --json bench/results/today.json"
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

from bench.process import ROOT, BenchmarkFailed, must_end_well, run_process
from bench.server import Server, ask_at_once

USERS = 20
QUESTIONS_AT_ONCE = 200  # ten for each user
QUESTIONS_ONE_BY_ONE = 60
QUESTION = "深圳新能源汽车保有量是多少？"  # asked by the one-shot process
ADDED_SENTENCE = "这一句话只为测量增量重建所需的时间而加入。"  # "this sentence is added only to time a rebuild"
NOT_COPIED = (".git", ".venv", "built", "cache", "runs", "results", "__pycache__", "*.egg-info", ".*_cache")


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table: all values of one quantity, and the budget for their median."""

    what: str
    unit: str
    values: tuple[float, ...]
    budget: float | None = None
    at_least: bool = False  # the budget is a floor (questions per second), not a ceiling

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def kept(self) -> bool | None:
        """Whether the median keeps the budget; None where there is no budget."""
        if self.budget is None:
            return None
        return self.median >= self.budget if self.at_least else self.median <= self.budget


def ask_once(runs: int) -> Iterator[Measured]:
    """Whole processes of `baipishu ask` on a current index, after one more that warms the disk."""
    must_end_well(run_process(["index", "build"]), "index build")
    _, *ended = (must_end_well(run_process(["ask", QUESTION, "--json"]), "ask") for _ in range(runs + 1))
    yield Measured("ask: whole process", "s", tuple(each.seconds for each in ended), 3)
    yield Measured("ask: peak memory", "MB", tuple(each.peak_mb for each in ended), 400)


def build_index() -> Iterator[Measured]:
    """A build without any cache in a copy of this checkout, then one with a sentence added."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        reports = copy / "corpus" / "reports"
        places = {
            "HOME": folder,
            "XDG_CACHE_HOME": str(Path(folder) / "cache"),
            "BAIPISHU_REPORTS": str(reports),
            "BAIPISHU_INDEX": str(copy / "index" / "built"),
            "BAIPISHU_CACHE": str(copy / "index" / "cache"),
        }

        first = must_end_well(run_process(["index", "build"], copy, places), "index build")
        yield Measured("index: build from nothing", "s", (first.seconds,), 40)
        yield Measured("index: build, peak memory", "MB", (first.peak_mb,))

        report = sorted(reports.glob("*.txt"))[0]
        report.write_bytes(with_one_more_sentence(report.read_bytes().decode()).encode())
        again = must_end_well(run_process(["index", "build"], copy, places), "index build after a change")
        yield Measured("index: rebuild after one added sentence", "s", (again.seconds,), 3)


def with_one_more_sentence(text: str) -> str:
    """Put a sentence behind the sentence end nearest to the middle.

    >>> with_one_more_sentence("甲。乙。丙丁") == "甲。乙。" + ADDED_SENTENCE + "丙丁"
    True
    """
    end = text.index("。", len(text) // 2) + 1
    return text[:end] + ADDED_SENTENCE + text[end:]


def serve(questions: Sequence[str]) -> Iterator[Measured]:
    """A server from its start to twenty users at once."""
    with Server() as server:
        page = server.seconds_until_page()
        user = server.connect()
        first, _ = user.ask(questions[0])
        yield Measured("serve: start to page", "s", (page,))
        yield Measured("serve: start to page, and the first answer", "s", (page + first / 1000,), 8)

        asked = [user.ask(question) for question in islice(cycle(questions), QUESTIONS_ONE_BY_ONE)]
        inside = sorted(answer["timings_ms"]["total"] for _, answer in asked)
        yield Measured("serve: one question in the server, p50", "ms", (percentile(inside, 50),), 60)
        yield Measured("serve: one question in the server, p95", "ms", (percentile(inside, 95),), 120)
        yield Measured("serve: one question, round trip", "ms", tuple(round_trip for round_trip, _ in asked))

        users = [server.connect() for _ in range(USERS)]
        rate, errors = ask_at_once(users, list(islice(cycle(questions), QUESTIONS_AT_ONCE)))
        yield Measured(f"serve: {USERS} users at once", "questions/s", (rate,), 15, at_least=True)
        yield Measured(f"serve: {USERS} users at once, errors", "", (errors,), 0)


def percentile(ordered: Sequence[float], share: int) -> float:
    """The smallest value that `share` percent of the values do not exceed (nearest rank).

    >>> percentile([1.0, 2.0, 3.0, 4.0], 50), percentile([1.0, 2.0, 3.0, 4.0], 95)
    (2.0, 4.0)
    """
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def read_questions() -> list[str]:
    """The fixed questions that need no history, spread over all sets; the one-shot question where there is none."""
    sets = sorted((ROOT / "eval" / "questions").glob("*.jsonl"))
    rows = [json.loads(line) for path in sets for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    questions = [row["question"] for row in rows if not row.get("history")]
    return questions[:: len(questions) // QUESTIONS_ONE_BY_ONE or 1] or [QUESTION]


def table(rows: Sequence[Measured]) -> str:
    """Write the rows as a Markdown table."""
    lines = ["| what | unit | n | min | median | max | budget | |", "|---|---|--:|--:|--:|--:|--:|---|"]
    for row in rows:
        numbers = map(rounded, (min(row.values), row.median, max(row.values)))
        budget = "" if row.budget is None else f"{'≥' if row.at_least else '≤'} {row.budget:g}"
        verdict = {True: "kept", False: "**missed**", None: ""}[row.kept]
        lines.append("| " + " | ".join((row.what, row.unit, str(len(row.values)), *numbers, budget, verdict)) + " |")
    return "\n".join(lines)


def rounded(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Times and memory beside their budgets.")
    parser.add_argument("--runs", type=int, default=5, help="processes of `baipishu ask` (default 5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers to a file as well")
    options = parser.parse_args()

    rows: list[Measured] = []
    for measure in (lambda: ask_once(options.runs), build_index, lambda: serve(read_questions())):
        try:
            for row in measure():
                rows.append(row)
                print(f"{row.what}: {row.median:.2f} {row.unit}", file=sys.stderr)
        except BenchmarkFailed as problem:
            print(problem, file=sys.stderr)
    print(table(rows))
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
