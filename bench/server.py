"""Starts `baipishu serve` on a free port and tells how long it took and how much memory it held."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from bench.process import MAXRSS_PER_MB, QUIET, ROOT, BenchmarkFailed, limit_memory

# One machine asks for all users, each under an address of its own; an environment may take these away again.
ONE_CLIENT = {
    "BAIPISHU_RATE_QUESTIONS": "1000000/second",
    "BAIPISHU_RATE_REQUESTS": "1000000/second",
    "BAIPISHU_PROXIES": "127.0.0.1",
    "BAIPISHU_READ_PAIRS": "0",  # the benchmark asks the same questions again: nothing is remembered
    "BAIPISHU_RECENT_ANSWERS": "0",
}
ANSWER_LIMIT = 120  # seconds until a question counts as not answered
POLL = 0.05  # seconds between two looks whether the page is there
STOP_LIMIT = 15  # seconds that the server has to stop by itself


class Server:
    """A web app in a process of its own; stopped at the end of the `with` block, then `peak_mb` is known."""

    def __init__(self, environment: Mapping[str, str] | None = None, start_limit: float = 120):
        self.environment, self.start_limit = {**ONE_CLIENT, **(environment or {})}, start_limit
        self.peak_mb = 0.0

    def __enter__(self) -> Self:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = tempfile.TemporaryFile("w+", encoding="utf-8")
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cli", "serve", "--host", "127.0.0.1", "--port", str(self.port)],
            cwd=ROOT,
            env={**os.environ, **QUIET, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            preexec_fn=limit_memory,
        )
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if not self.has_ended():
            self.process.terminate()
        patience = time.perf_counter() + STOP_LIMIT
        while not self.has_ended():
            if time.perf_counter() > patience:
                self.process.kill()
            time.sleep(POLL)
        self.log.close()

    def has_ended(self) -> bool:
        """Tell whether the process is gone, without waiting for it; note its peak memory when it is."""
        if self.process.returncode is None:
            ended, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if ended:
                self.process.returncode = os.waitstatus_to_exitcode(status)
                self.peak_mb = usage.ru_maxrss / MAXRSS_PER_MB
        return self.process.returncode is not None

    def seconds_until_page(self) -> float:
        """Wait until the page is served; return the seconds since the process was started. Raises BenchmarkFailed."""
        while not answers(self.url):
            waited = time.perf_counter() - self.started
            if self.has_ended() or waited > self.start_limit:
                self.log.seek(0)
                said = (self.log.read().strip() or "(no output)").splitlines()[-1]
                raise BenchmarkFailed(f"serve was not up after {waited:.0f} s: {said}")
            time.sleep(POLL)
        return time.perf_counter() - self.started

    def ask(self, question: str) -> tuple[float, dict[str, Any]]:
        """Ask one question over Gradio's plain HTTP API; return the milliseconds of the round trip and the answer."""
        begun = time.perf_counter()
        event = json.loads(fetch(f"{self.url}/gradio_api/call/ask", {"data": [question, [], None]}))["event_id"]
        answer = last_event(fetch(f"{self.url}/gradio_api/call/ask/{event}"))
        return (time.perf_counter() - begun) * 1000, answer


def fetch(url: str, body: Any = None) -> str:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"} if data else {})
    with urllib.request.urlopen(request, timeout=ANSWER_LIMIT) as response:
        return response.read().decode()


def last_event(stream: str) -> dict[str, Any]:
    """The answer at the end of an event stream. Raises BenchmarkFailed when the stream ends otherwise.

    >>> last_event("event: complete\\ndata: [{\\"status\\": \\"answered\\"}]\\n\\n")
    {'status': 'answered'}
    """
    lines = [line for line in stream.splitlines() if line.startswith(("event: ", "data: "))]
    if len(lines) < 2 or lines[-2] != "event: complete":
        raise BenchmarkFailed(f"no answer but {' '.join(lines[-2:])[:200] or '(nothing)'}")
    return json.loads(lines[-1].removeprefix("data: "))[0]


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
