"""Measures what a user waits for and how it grows; prints the budgets, writes one JSON and one page. It fails nothing.

    make bench                      make bench ARGS="--sizes 1,10,100,1000 --out docs/benchmarks"
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.budgets import held_against_budgets, table
from bench.handover import hand_over, pays_after, slow_from
from bench.machine import machine
from bench.process import ROOT, BenchmarkFailed
from bench.rebuild import rebuild_times
from bench.sizes import Plan, add_per_thousand, extrapolate_embedding, measure_size, measured_json, run_step

LEAST_RECALL = 0.95  # of HNSW against Flat
NOTICED_MS = 6  # of a search by Flat: a tenth of what one question may take
ANN_TIMES = 100  # FAISS is compared up to so many times the corpus at least: it takes a minute


def numbers(text: str) -> list[int]:
    """A list of whole numbers above zero, smallest first: "1,10" → [1, 10]."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and int(part) > 0 for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no list of whole numbers above zero; write them like 1,10")
    return sorted({int(part) for part in parts})


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=numbers, default=[1, 10], help="corpus sizes, 1 is the real one (default 1,10)")
    parser.add_argument("--users", type=numbers, default=[1, 5, 20], help="users at once (default 1,5,20)")
    parser.add_argument("--seconds", type=int, default=20, help="that users ask, each time (default 20)")
    parser.add_argument("--runs", type=int, default=5, help="processes of `baipishu ask` (default 5)")
    parser.add_argument("--embed-up-to", type=int, default=10, help="largest size to embed for real (default 10)")
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results", help="folder for JSON and page")
    return parser.parse_args()


def written(chosen: argparse.Namespace) -> str:
    """The options of a run as they are typed, but the folder that it writes to."""
    named = {**vars(chosen), "sizes": ",".join(map(str, chosen.sizes)), "users": ",".join(map(str, chosen.users))}
    return " ".join(f"--{name.replace('_', '-')} {value}" for name, value in named.items() if name != "out")


def measure(plan: Plan, sizes: list[int]) -> dict[str, Any]:
    """Measure everything; what could not be measured is said where it is missing."""
    measured: dict[str, Any] = {"machine": machine(), "sizes": [], "rebuild": {}, "budgets": []}
    begun = time.perf_counter()
    log("build from nothing, rebuild")
    try:
        measured["rebuild"] = rebuild_times()
    except BenchmarkFailed as problem:
        measured["rebuild"] = {"why": str(problem)}
    for times in sizes:
        log(f"{times}×")
        measured["sizes"].append(measure_size(plan, times))
    extrapolate_embedding(measured["sizes"])
    for size in measured["sizes"]:
        add_per_thousand(size)
    log("FAISS Flat and HNSW")
    ended = run_step("ann", plan, max(ANN_TIMES, sizes[-1]))
    points = [record for record in ended.records() if "rows" in record]
    points = [{**point, "pays_after_queries": pays_after(point, LEAST_RECALL)} for point in points]
    slow = {"flat_ms": NOTICED_MS, "rows": slow_from(points, NOTICED_MS)}
    measured["ann"] = {"points": points, "hand_over": hand_over(points, LEAST_RECALL), "slow": slow, "why": ended.why()}
    real = next((size for size in measured["sizes"] if size["times"] == 1), {})
    measured["budgets"] = [row.to_dict() for row in held_against_budgets(real, measured["rebuild"])]
    print(table(held_against_budgets(real, measured["rebuild"])))
    measured["took_s"] = round(time.perf_counter() - begun)
    return measured


def log(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def main() -> int:
    chosen = options()
    with tempfile.TemporaryDirectory() as work:
        plan = Plan(Path(work), chosen.users, chosen.runs, chosen.seconds, chosen.embed_up_to)
        measured = measure(plan, sorted({1, *chosen.sizes}))  # the real corpus is needed: its vectors make the others
    measured["options"] = written(chosen)
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "latest.json").write_text(measured_json(measured), encoding="utf-8")
    from bench.page import write_pages  # with matplotlib, now that no child inherits its memory

    write_pages(measured, chosen.out)
    log(f"{chosen.out / 'latest.json'}, index.html and README.md, after {measured['took_s']} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
