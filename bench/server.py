"""Starts `baipishu serve` on a free port and asks it questions over its API."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from types import TracebackType
from typing import Any, Self

from bench.process import QUIET, ROOT, BenchmarkFailed

START_LIMIT = 120  # seconds until a server that does not answer is given up
ANSWER_LIMIT = 60  # seconds until a question counts as not answered
POLL = 0.05  # seconds between two looks whether the page is there


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

    def connect(self) -> "User":
        return User(self.port)


class User:
    """Somebody who asks over the plain HTTP API of Gradio.

    Not gradio_client: on two cores it takes more than the server itself, and threads that share one lose answers.
    """

    def __init__(self, port: int) -> None:
        self.http = HTTPConnection("127.0.0.1", port, timeout=ANSWER_LIMIT)
        described = self.fetch("GET", "/gradio_api/info")["named_endpoints"]["/ask"]["parameters"]
        self.defaults = [parameter.get("parameter_default") for parameter in described[1:]]

    def fetch(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Send a request; return the JSON document of the response, of an event stream the last one."""
        sent = json.dumps(body) if body else None
        self.http.request(method, path, sent, {"Content-Type": "application/json"} if sent else {})
        response = self.http.getresponse()
        text = response.read().decode()
        if response.status != 200:
            raise BenchmarkFailed(f"{method} {path}: {response.status} {text[:200]}")
        if response.getheader("Content-Type", "").startswith("text/event-stream"):
            event, data = re.findall(r"^(?:event|data): (.*)$", text, re.MULTILINE)[-2:]
            if event != "complete":
                raise BenchmarkFailed(f"{method} {path}: {event} {data[:200]}")
            return json.loads(data)
        return json.loads(text)

    def ask(self, question: str) -> tuple[float, dict[str, Any]]:
        """Ask one question; return the milliseconds of the round trip and the answer."""
        begun = time.perf_counter()
        event = self.fetch("POST", "/gradio_api/call/ask", {"data": [question, *self.defaults]})["event_id"]
        answer = self.fetch("GET", f"/gradio_api/call/ask/{event}")[0]
        return (time.perf_counter() - begun) * 1000, answer

    def count_errors(self, questions: Sequence[str]) -> int:
        """Ask one question after the other; return how many had no answer."""
        return sum(not self.is_answered(question) for question in questions)

    def is_answered(self, question: str) -> bool:
        try:
            return bool(self.ask(question)[1])
        except (BenchmarkFailed, HTTPException, OSError, ValueError) as problem:
            print(f"{question}: {problem!r}", file=sys.stderr)
            return False


def ask_at_once(users: Sequence[User], questions: Sequence[str]) -> tuple[float, int]:
    """Let all users ask at the same time, each a share of the questions; return questions a second and errors."""
    shares = [questions[number :: len(users)] for number in range(len(users))]
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(users)) as pool:
        errors = sum(pool.map(User.count_errors, users, shares))
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
