"""The real app over a report of three sentences, in a process that a test may freeze, flood or kill.

with small_server() as server: httpx.get(server.url)
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partialmethod
from pathlib import Path

import httpx
from forked import ROOT, Forked

from web.watch import PERIOD

START_LIMIT = 120  # seconds on a busy machine; mostly Gradio's imports
PATIENCE = 60  # seconds in which a busy machine must have done what it was told
QUESTION = "新能源汽车保有量是多少？"


@dataclass(frozen=True)
class SmallServer:
    """A running server: where it listens, its process, and the file that takes what it prints."""

    url: str  # http://127.0.0.1:PORT
    process: Forked
    log: Path
    index: Path  # the folder of its index
    temporary: Path  # its TMPDIR: what it writes outside its index lands there
    hold: Path  # while this file is there, no question is answered

    def printed(self) -> str:
        return self.log.read_text("utf-8")

    def ask(self, question: str = QUESTION, client: httpx.Client | None = None, timeout: float = PATIENCE) -> str:
        """Ask over the public API as a stranger would; return the last line of the event stream."""
        http = client or httpx
        joined = http.post(f"{self.url}/gradio_api/call/ask", json={"data": [question, [], None]}, timeout=timeout)
        joined.raise_for_status()
        stream = http.get(f"{self.url}/gradio_api/call/ask/{joined.json()['event_id']}", timeout=timeout)
        return [line for line in stream.text.splitlines() if line][-1]

    def answers(self, within: float = PATIENCE) -> bool:
        """Tell whether a plain question still gets its answer."""
        try:
            return "12.6" in self.ask(timeout=within)
        except httpx.HTTPError:
            return False


@contextmanager
def small_server(
    settings: Mapping[str, str] | None = None, slow: float = 0, period: float = PERIOD
) -> Iterator[SmallServer]:
    """Start the app on a free port; `slow` seconds are added to every answer, and every `period` seconds it looks
    whether there is a newer index."""
    with tempfile.TemporaryDirectory() as folder:
        log, temporary = Path(folder) / "log", Path(folder) / "tmp"
        temporary.mkdir()
        environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
            "TMPDIR": str(temporary),
            "BAIPISHU_INDEX": str(Path(folder) / "built"),
            "BAIPISHU_RUNS": str(Path(folder) / "runs"),
            **(settings or {}),
        }
        process = Forked(main, (Path(folder) / "reports", slow, period), environment, log)
        try:
            url = address_printed(log, process)
            yield SmallServer(url, process, log, Path(folder) / "built", temporary, hold_of(Path(folder) / "reports"))
        finally:
            end(process)


def address_printed(log: Path, process: Forked) -> str:
    deadline = time.monotonic() + START_LIMIT
    while "http://" not in (said := log.read_text("utf-8") if log.exists() else ""):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not come up: {said[-1000:]}")
        time.sleep(0.05)
    return said[said.index("http://") :].split()[0].rstrip("/")


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return held


def end(process: Forked) -> None:
    """Stop a server; one that is frozen does not heed SIGTERM."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(8)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def hold_of(reports: Path) -> Path:
    return reports.with_name("hold")


def main(reports: Path, slow: float, period: float) -> None:
    from index_samples import BigramEncoder, silent_bar, write_report

    from app import serve
    from index.current import rebuild
    from opening import newer_answerer
    from retrieval.answerer import Answerer
    from settings import settings
    from web.watch import Watch

    Watch.run = partialmethod(Watch.run, period=period)

    class Slow(Answerer):
        def steps(self, *arguments, **named):
            time.sleep(slow)
            while hold_of(reports).exists():
                time.sleep(0.02)
            yield from super().steps(*arguments, **named)

    index, _ = rebuild([write_report(reports)], settings().index, BigramEncoder(), None, silent_bar)
    answerer = Slow(index)
    serve(answerer, port=0, newer=lambda: newer_answerer(answerer))
