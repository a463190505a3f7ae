"""Runs a module of ours over a file from outside, in a process of its own with limits on time and memory.

told, rest = run_bounded("corpus.readers.pdf.worker", data, seconds=180, memory=2 << 30)

The module is given SECONDS, MEMORY and further words, calls `limit_this_process` with the first two, reads the file
from stdin and writes a line of JSON to stdout, and whatever is to follow it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 4  # seconds of the clock for a second of computing: the machine has other things to do
OUT_OF_TIME = -24  # exit code of a process that SIGXCPU has ended
OUT_OF_MEMORY = (b"MemoryError", b"std::bad_alloc")  # said on stderr


class Stopped(Exception):
    """The process came to no end of its own; `why` is "time", "memory" or "crash"."""

    def __init__(self, why: str, said: str = ""):
        super().__init__(f"{why}: {said}")
        self.why = why


def run_bounded(
    module: str, data: bytes, seconds: int, memory: int, words: Sequence[str] = ()
) -> tuple[dict[str, Any], bytes]:
    """Run a module; return what its line of JSON tells and the bytes behind it. Raises Stopped."""
    command = [sys.executable, "-m", module, str(seconds), str(memory), *words]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    limit = PATIENCE * seconds
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=limit, env=environment, cwd=ROOT)
    except subprocess.TimeoutExpired:
        raise Stopped("time") from None
    head, _, rest = done.stdout.partition(b"\n")
    try:
        return json.loads(head), rest
    except ValueError:
        said = done.stderr[-2000:].decode(errors="replace")
        if any(word in done.stderr for word in OUT_OF_MEMORY):
            raise Stopped("memory", said) from None
        raise Stopped("time" if done.returncode == OUT_OF_TIME else "crash", said) from None
