"""Processes that begin with the app already imported, which costs seconds: forked from one that has.

    server = Forked(main, arguments, environment, log)      `main` is a function that a module names
    server.wait(10)                                         as with subprocess.Popen

What is imported leaves the models as they are opened, and no thread of ours, so that a copy is as good as a new
process.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
GRACE = 10  # seconds that a process has for its last duties
START = multiprocessing.get_context("forkserver")
START.set_forkserver_preload(
    ["app", "cli", "opening", "index.build", "index.current", "index_samples", "models_opened"]
)


class Forked:
    """A process and, as far as tests use it, the interface of subprocess.Popen."""

    def __init__(self, main: Callable, arguments: tuple, environment: Mapping[str, str], log: Path) -> None:
        told = main, arguments, dict(environment), log.absolute()  # it begins by going to another folder
        self.process = START.Process(target=begin, args=told, daemon=True)
        self.process.start()
        self.pid = self.process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        if self.process.exitcode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def begin(main: Callable, arguments: tuple, environment: Mapping[str, str], log: Path) -> None:
    """Run `main` in the repository, with this environment, printing to the log."""
    threading.Thread(target=end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    tempfile.tempdir = None  # found anew, from TMPDIR
    with log.open("a") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)
    main(*arguments)


def end_with(parent: multiprocessing.process.BaseProcess) -> None:
    """A worker of the tests that is killed, or ends without its last duties, leaves no server behind."""
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def command(*words: str) -> None:
    """The command `baipishu`, as if it had been started anew."""
    from cli import main

    sys.argv = ["baipishu", *words]
    main()


def run_command(environment: Mapping[str, str], log: Path, *words: str) -> tuple[int, str]:
    """Run the command to its end; return its exit code and what it printed."""
    process = Forked(command, words, environment, log)
    try:
        return process.wait(120), log.read_text("utf-8")
    finally:
        process.kill()
