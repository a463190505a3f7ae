"""Lets locust's users loose on a running server and sums up what they saw."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.percentiles import p50_p95
from bench.process import ROOT, BenchmarkFailed, run_process
from bench.server import ANSWER_LIMIT

RUN_TIME = 20  # seconds in which users begin questions; those begun are waited for


def load_test(url: str, users: int, samples: Path, run_time: int = RUN_TIME) -> dict[str, Any]:
    """Run locust with so many users at once; return `summary` of what they saw. Raises BenchmarkFailed."""
    arguments = ["-m", "locust", "-f", "bench/locustfile.py", "--headless", "--only-summary", "--host", url]
    arguments += ["-u", str(users), "-r", str(users), "-t", f"{run_time}s", "--stop-timeout", str(ANSWER_LIMIT)]
    arguments += ["--exit-code-on-error", "0", "--loglevel", "ERROR"]
    environment = {"BENCH_SAMPLES": str(samples), "PYTHONPATH": str(ROOT)}
    ended = run_process(arguments, environment, limit=run_time + ANSWER_LIMIT + 60)
    if why := ended.why():
        raise BenchmarkFailed(f"locust with {users} users: {why}")
    return summary(users, [json.loads(line) for line in samples.read_text(encoding="utf-8").splitlines()])


def summary(users: int, samples: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Sum up the questions of one run; errors count as asked, never as answered.

    >>> ok = {"started": 0.0, "ended": 2.0, "round_trip_ms": 2000.0, "inside_ms": 40.0, "error": None}
    >>> summary(1, [ok, {**ok, "error": "timed out"}])["per_second"]
    0.5
    """
    good = [sample for sample in samples if not sample["error"]]
    seconds = max((s["ended"] for s in samples), default=0) - min((s["started"] for s in samples), default=0)
    errors = sorted({sample["error"] for sample in samples if sample["error"]})
    return {
        "users": users,
        "asked": len(samples),
        "errors": len(samples) - len(good),
        "first_errors": errors[:3],
        "seconds": round(seconds, 1),
        "per_second": round(len(good) / seconds, 2) if seconds else 0.0,
        "round_trip_ms": p50_p95([sample["round_trip_ms"] for sample in good]),
        "inside_ms": p50_p95([sample["inside_ms"] for sample in good]),
    }
