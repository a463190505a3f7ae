"""The real app on the real report, in a process of its own: started once for all tests that ask for it."""

import atexit
import os
import socket
import tempfile
import time
import urllib.error
import urllib.request
from functools import cache
from pathlib import Path

from forked import ROOT, Forked, command
from retrieval_index import embed_shenzhen
from small_server import end

START_LIMIT = 180  # seconds; a machine that never embedded the report takes up to 60


@cache
def server_url(**settings: str) -> str:
    """Start `baipishu serve` on a free port with an index of its own; return its address when it is ready.

    `settings` are further variables of its environment; the same ones name the same server. No client is too fast.
    """
    embed_shenzhen()
    folder, port = tempfile.TemporaryDirectory(), free_port()
    environment = {**os.environ, "BAIPISHU_INDEX": f"{folder.name}/index", "BAIPISHU_RUNS": f"{folder.name}/runs"}
    environment |= {"BAIPISHU_REPORTS": str(ROOT / "corpus" / "reports")}
    environment |= {"BAIPISHU_RATE_QUESTIONS": "100000/second", "BAIPISHU_RATE_REQUESTS": "100000/second"}
    environment |= settings
    log = Path(folder.name) / "log"
    process = Forked(command, ("serve", "--port", str(port)), environment, log)
    atexit.register(folder.cleanup)
    atexit.register(end, process)
    url, deadline = f"http://127.0.0.1:{port}/", time.monotonic() + START_LIMIT
    while not healthy(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not come up: {log.read_text('utf-8')[-1000:]}")
        time.sleep(0.05)
    return url


def healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}healthz", timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
