"""Measures one size of the corpus: its index part by part, a question, the server under load. What fails is noted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.load import load_test
from bench.process import BenchmarkFailed, Ended, must_end_well, run_process
from bench.server import Server

STEP_LIMIT = {"grow": 120, "embed": 900, "build": 600, "load": 300, "ann": 480}  # seconds
ASK_LIMIT = START_LIMIT = 240  # seconds
LARGE = 100  # times the corpus from which a single process of `ask` is measured: it takes a minute
QUESTION = "深圳新能源汽车保有量是多少？"  # asked by the one-shot process
FIXED = ("load encoder", "first question")  # parts that do not grow with the passages
EMBEDDED = {"embed passages": "passages", "embed sentences": "sentences"}  # part → what it is


@dataclass(frozen=True, slots=True)
class Plan:
    """How thoroughly to measure."""

    work: Path  # folder for what the steps hand on
    users: Sequence[int]
    runs: int  # processes of `ask` on the real corpus
    seconds: int  # that users ask
    embed_up_to: int  # times the corpus; beyond, vectors are made: embedding 100× takes half an hour


def run_step(step: str, plan: Plan, times: int) -> Ended:
    """Run one step of bench.steps to its end or its limit."""
    arguments = ["-m", "bench.steps", step, "--work", str(plan.work), "--times", str(times)]
    return run_process(arguments, limit=STEP_LIMIT[step])


def measure_size(plan: Plan, times: int) -> dict[str, Any]:
    """Return everything that could be measured at one size; what could not stands in `not_measured` with the reason."""
    size: dict[str, Any] = {"times": times, "parts": [], "search": [], "peak_mb": {}, "not_measured": []}
    must_end_well(run_step("grow", plan, times), f"growing to {times}×")
    for step in ("embed", "build", "load"):
        if step != "embed" or times <= plan.embed_up_to:
            take_in(size, step, run_step(step, plan, times))
    places = {
        "BAIPISHU_REPORTS": str(plan.work / f"{times}x" / "reports"),
        "BAIPISHU_INDEX": str(plan.work / f"{times}x" / "built"),
    }
    for what, measure in (("ask", measure_ask), ("serve", measure_server)):
        if missing := next((m for m in size["not_measured"] if m["what"] == "build"), None):
            size["not_measured"].append({"what": what, "why": f"there is no index: {missing['why']}"})
            continue
        try:
            measure(size, plan, places)
        except (BenchmarkFailed, OSError) as problem:
            size["not_measured"].append({"what": what, "why": str(problem)})
    return size


def take_in(size: dict[str, Any], step: str, ended: Ended) -> None:
    """Add the records of a step to what is known of a size; those before it was stopped count too."""
    for record in ended.records():
        if "part" in record:
            size["parts"].append(record)
        elif "search" in record:
            size["search"].append(record)
        else:
            size |= record
    size["peak_mb"][step] = round(ended.peak_mb)
    if why := ended.why():
        reached = f" after {size['parts'][-1]['part']!r}" if size["parts"] else ""
        size["not_measured"].append({"what": step, "why": why + reached})


def measure_ask(size: dict[str, Any], plan: Plan, places: Mapping[str, str]) -> None:
    """Whole processes of `baipishu ask`, after one more that warms the disk; on a large corpus only one in all."""
    runs = 1 if size["times"] >= LARGE else plan.runs + 1
    arguments = ["-m", "cli", "ask", QUESTION, "--json"]
    ended = [run_process(arguments, places, limit=ASK_LIMIT) for _ in range(runs)][-plan.runs :]
    for each in ended:
        if each.exit_code not in (0, 1) or each.stopped:  # 1: refused, which a made corpus may well deserve
            raise BenchmarkFailed(each.why())
    size["ask"] = {"seconds": [round(each.seconds, 2) for each in ended]}
    size["peak_mb"]["ask"] = round(max(each.peak_mb for each in ended))


def measure_server(size: dict[str, Any], plan: Plan, places: Mapping[str, str]) -> None:
    """A server from its start to its many users."""
    size["users"] = []
    server = Server(places, START_LIMIT)
    try:
        with server:
            page = server.seconds_until_page()
            first, _ = server.ask(QUESTION)
            size["start"] = {"page_s": round(page, 2), "answer_s": round(page + first / 1000, 2)}
            for users in plan.users:
                size["users"].append(load_test(server.url, users, plan.work / "samples.jsonl", plan.seconds))
    finally:
        size["peak_mb"]["serve"] = round(server.peak_mb)


def add_per_thousand(size: dict[str, Any]) -> None:
    """Add to every part its seconds per 1,000 passages, None for one that every size has once."""
    for part in size["parts"]:
        part.setdefault("extrapolated", False)
        per_passage = "passages" in size and part["part"] not in FIXED
        part["per_1000_passages"] = round(part["seconds"] * 1000 / size["passages"], 3) if per_passage else None


def extrapolate_embedding(sizes: Sequence[dict[str, Any]]) -> None:
    """Give each size that was not embedded the time its texts would take at the pace of the largest that was."""
    embedded = [s for s in sizes if any(part["part"] == "embed sentences" for part in s["parts"])]  # the last
    for size in sizes if embedded else ():
        if size in embedded or "rows" not in size:
            continue
        for part in [part for part in embedded[-1]["parts"] if part["part"] in EMBEDDED]:
            many, few = (counts(of)[EMBEDDED[part["part"]]] for of in (size, embedded[-1]))
            known = any(other["part"] == part["part"] for other in size["parts"])  # measured before it was stopped
            if many and few and not known:
                seconds = round(part["seconds"] * many / few, 1)
                size["parts"].append({"part": part["part"], "seconds": seconds, "extrapolated": True})


def counts(size: Mapping[str, Any]) -> dict[str, int]:
    """How many texts of each kind a size holds; 0 where it was not told."""
    passages = size.get("passages", 0)
    return {"passages": passages, "sentences": size.get("rows", passages) - passages}


def measured_json(measured: Mapping[str, Any]) -> str:
    return json.dumps(measured, ensure_ascii=False, indent=1) + "\n"
