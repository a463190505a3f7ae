"""Runs a program to its end: how long it took and how much memory it held at its peak."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAXRSS_PER_MB = 1024**2 if sys.platform == "darwin" else 1024  # ru_maxrss counts bytes on macOS, kilobytes on Linux
QUIET = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1", "PYTHONUNBUFFERED": "1"}


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that ended: wall time, peak resident memory, and what it said."""

    seconds: float
    peak_mb: float
    exit_code: int
    output: str


class BenchmarkFailed(RuntimeError):
    """The measured program failed, so that its time means nothing."""


def run_process(arguments: Sequence[str], folder: Path = ROOT, environment: Mapping[str, str] | None = None) -> Ended:
    """Run `python -m cli …` in a checkout and wait for it.

    The peak is the kernel's `ru_maxrss` of this child (getrusage(2)). A forked child inherits the peak of its parent,
    so that this process must stay small: import nothing heavy before the last call.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        started = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-m", "cli", *arguments],
            cwd=folder,
            env={**os.environ, **QUIET, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        return Ended(seconds, usage.ru_maxrss / MAXRSS_PER_MB, child.returncode, output.read())


def must_end_well(ended: Ended, what: str) -> Ended:
    """Return the process, or raise BenchmarkFailed with the last line that it printed."""
    if ended.exit_code != 0:
        last = (ended.output.strip().splitlines() or ["(no output)"])[-1]
        raise BenchmarkFailed(f"{what} ended with exit code {ended.exit_code}: {last}")
    return ended
