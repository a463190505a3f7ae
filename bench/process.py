"""Runs a program to its end: how long it took, its peak memory, what it said, why it was stopped."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

ROOT = Path(__file__).parent.parent
MAXRSS_PER_MB = 1024**2 if sys.platform == "darwin" else 1024  # ru_maxrss counts bytes on macOS, kilobytes on Linux
QUIET = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1", "PYTHONUNBUFFERED": "1"}
MEMORY_LIMIT = 12 * 1024**3  # bytes of data a measured program may hold; what needs more counts as not measured


class BenchmarkFailed(RuntimeError):
    """The measured program failed or was stopped, so that its time means nothing."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that ended: wall time, peak resident memory, and what it said."""

    seconds: float
    peak_mb: float
    exit_code: int
    output: str
    errors: str
    stopped: bool  # because its time was over

    def records(self) -> list[dict[str, Any]]:
        """The JSON documents that it printed, one a line."""
        return [json.loads(line) for line in self.output.splitlines() if line.startswith("{")]

    def why(self) -> str:
        """Why it did not end well, in one sentence; "" when it did."""
        if self.stopped:
            return f"stopped after {self.seconds:.0f} s"
        if self.exit_code == 0:
            return ""
        if "MemoryError" in self.errors or "bad_alloc" in self.errors:
            return f"needs more than {MEMORY_LIMIT / 1024**3:.0f} GB of memory"
        last = (self.errors.strip() or self.output.strip() or "(no output)").splitlines()[-1]
        return f"exit code {self.exit_code}: {last}"


def run_process(
    arguments: Sequence[str],
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    limit: float | None = None,
) -> Ended:
    """Run `python …` in a checkout and wait for it; after `limit` seconds it is stopped.

    The peak is the kernel's `ru_maxrss` of this child (getrusage(2)). A forked child inherits the peak of its parent,
    so that this process must stay small: import nothing heavy before the last call.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output, tempfile.TemporaryFile("w+") as errors:
        started = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=folder,
            env={**os.environ, **QUIET, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            preexec_fn=limit_memory,
        )
        timer = Timer(limit or 1e6, child.kill)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        for stream in (output, errors):
            stream.seek(0)
        stopped = limit is not None and seconds >= limit and child.returncode < 0
        peak = usage.ru_maxrss / MAXRSS_PER_MB
        return Ended(seconds, peak, child.returncode, output.read(), errors.read(), stopped)


def limit_memory() -> None:
    """Lower the limit of this process to MEMORY_LIMIT, or leave it where it is lower already. macOS ignores it."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MEMORY_LIMIT if hard == resource.RLIM_INFINITY else min(hard, MEMORY_LIMIT)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def must_end_well(ended: Ended, what: str) -> Ended:
    """Return the process, or raise BenchmarkFailed with the reason."""
    if why := ended.why():
        raise BenchmarkFailed(f"{what}: {why}")
    return ended
