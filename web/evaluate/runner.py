"""One run at a time: starts it, tells how it stands, ends it. What a run has answered outlives a stop of the server."""

import subprocess
import threading
from itertools import takewhile
from typing import Literal

from web.evaluate.commands import begin, call, end
from web.evaluate.runs import Job, Runs
from web.evaluate.sets import QuestionSet

State = Literal["running", "finished", "stopped", "failed"]
MAX_RUNS = 200  # kept; older ones are deleted by whoever operates the site, not by the program
COMPARE_SECONDS = 300
TABLE = "| "  # begins a row


class Busy(Exception):
    """Another run is under way."""


class Full(Exception):
    """There are as many runs as are kept."""


class Runner:
    """Starts runs in `runs`."""

    def __init__(self, runs: Runs):
        self.runs, self.lock = runs, threading.Lock()
        self.name: str | None = None  # of the run that was started last
        self.child: subprocess.Popen | None = None

    def start(self, chosen: QuestionSet, split: str) -> Job:
        """Raises Busy, Full."""
        with self.lock:
            self.must_be_free()
            if len(self.runs.all()) >= MAX_RUNS:
                raise Full
            job = self.runs.make(chosen.name, chosen.file, chosen.report, split)
            self.begin(job)
        return job

    def go_on(self, job: Job) -> None:
        """Finish a run that was stopped; what it has answered is kept. Raises Busy."""
        with self.lock:
            self.must_be_free()
            if not self.runs.is_finished(job.name):
                self.begin(job)

    def must_be_free(self) -> None:
        if self.is_running():
            raise Busy

    def begin(self, job: Job) -> None:
        words = [*job.words, "--out", str(self.runs.path(job.name)), "--json"]
        self.name, self.child = job.name, begin(words, self.runs.log(job.name))

    def is_running(self, name: str | None = None) -> bool:
        """Tell whether this run is under way; without a name, any."""
        return self.child is not None and self.child.poll() is None and name in (None, self.name)

    def stop(self, name: str) -> None:
        with self.lock:
            if self.child and self.is_running(name):
                end(self.child)

    def close(self) -> None:
        """The server ends: so does the run. It can go on later."""
        if self.name:
            self.stop(self.name)

    def state(self, name: str) -> State:
        """A run that ended by itself without a result has failed; one that was stopped can go on."""
        if self.is_running(name):
            return "running"
        if self.runs.is_finished(name):
            return "finished"
        if self.child and name == self.name:
            return "failed" if self.child.returncode > 0 else "stopped"  # below 0: by a signal
        return "stopped" if self.runs.progress(name) else "failed"

    def compare(self, before: Job, now: Job, english: bool = False) -> tuple[str, list[str]]:
        """Compare two finished runs; return the name of the page among the files of `now`, and what the command prints
        before its table: its verdict, and what differs between the runs (in Chinese only). Raises ValueError with what
        it said when they cannot be compared, TimeoutError."""
        page = f"compare-{before.name}.html"
        folders = [str(self.runs.path(job.name)) for job in (before, now)]
        words = ["eval", "compare", *folders, "--html", f"{folders[1]}/{page}", *(["--english"] if english else [])]
        code, said = call(words, COMPARE_SECONDS)
        lines = [line for line in said.splitlines() if line.strip()]
        if code:
            raise ValueError("\n".join(line.removeprefix("baipishu: ") for line in lines[-3:]))
        return page, list(takewhile(lambda line: not line.startswith(TABLE), lines))
