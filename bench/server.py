"""Starts `baipishu serve` on a free port and asks it questions over its API."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from bench.process import QUIET, ROOT, BenchmarkFailed

START_LIMIT = 120  # seconds until a server that does not answer is given up
POLL = 0.05  # seconds between two looks whether the page is there
USERS_PER_CLIENT = 64  # threads that one client may use; more than any number of users asked for


class Server:
    """A web app in a process of its own; stopped at the end of the `with` block."""

    def __enter__(self) -> Self:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.log = tempfile.TemporaryFile("w+", encoding="utf-8")
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cli", "serve", "--host", "127.0.0.1", "--port", str(self.port)],
            cwd=ROOT,
            env={**os.environ, **QUIET},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def seconds_until_page(self) -> float:
        """Wait until the page is served; return the seconds since the process was started."""
        while not answers(self.url):
            if self.process.poll() is not None or time.perf_counter() - self.started > START_LIMIT:
                self.log.seek(0)
                raise BenchmarkFailed("serve did not come up: " + (self.log.read().strip()[-300:] or "(no output)"))
            time.sleep(POLL)
        return time.perf_counter() - self.started

    def connect(self) -> None:
        """Read the API; apart from `seconds_until_page`, because importing the client takes seconds of its own."""
        from gradio_client import Client

        self.client = Client(self.url, verbose=False, max_workers=USERS_PER_CLIENT)

    def ask(self, question: str) -> tuple[float, dict[str, Any]]:
        """Ask one question; return the milliseconds of the round trip and the answer."""
        begun = time.perf_counter()
        answer = self.client.predict(question, api_name="/ask")
        return (time.perf_counter() - begun) * 1000, answer

    def ask_at_once(self, questions: Sequence[str], users: int) -> tuple[float, int]:
        """Let `users` ask all questions, each user the next one when answered; return questions a second and errors."""

        def failed(question: str) -> bool:
            try:
                return not self.ask(question)[1]
            except Exception as problem:  # whatever a user would meet counts, and none of it stops the others
                print(f"{question}: {problem}", file=sys.stderr)
                return True

        begun = time.perf_counter()
        with ThreadPoolExecutor(users) as pool:
            errors = sum(pool.map(failed, questions))
        return len(questions) / (time.perf_counter() - begun), errors


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False
