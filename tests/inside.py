"""The real app over a report of three sentences, inside the test process: asked without sockets, by whatever address.

app = inside(folder); app.get("/search?q=a").status
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import anyio
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from index_samples import BigramEncoder, silent_bar, write_report

STRANGER = "203.0.113.9"
PATIENCE = 60  # seconds; on a busy machine


@dataclass
class Response:
    """What came back; 0 when nothing did."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        return json.loads(self.body)


class Inside:
    """Sends requests as bytes on the wire would say them; nothing in between mends an address or a header."""

    def __init__(self, app: Any, portal: BlockingPortal):
        self.app, self.portal = app, portal

    def get(self, target: str, headers: Sequence[tuple[str, str]] = (), client: str = STRANGER) -> Response:
        return self.request("GET", target, headers, (b"",), client)

    def post(self, target: str, body: Any, client: str = STRANGER) -> Response:
        """POST bytes as they are, anything else as JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = [("content-type", "application/json"), ("accept", "application/json, text/event-stream")]
        return self.request("POST", target, headers, (data,), client)

    def request(
        self, method: str, target: str, headers: Sequence[tuple[str, str]], chunks: Sequence[bytes], client: str
    ) -> Response:
        return self.portal.call(self.ask, method, target, headers, chunks, client)

    async def ask(
        self, method: str, target: str, headers: Sequence[tuple[str, str]], chunks: Sequence[bytes], client: str
    ) -> Response:
        path, _, query = target.partition("?")
        sent = [("host", "localhost"), *headers]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("latin-1"),
            "query_string": query.encode("latin-1"),
            "root_path": "",
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in sent],
            "client": (client, 1),
            "server": ("127.0.0.1", 80),
            "state": {},
        }
        waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
        waiting[-1]["more_body"] = False
        response, ended = Response(), anyio.Event()

        async def receive() -> dict:
            if waiting:
                return waiting.pop(0)
            await ended.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict) -> None:
            if message["type"] == "http.response.start":
                response.status = message["status"]
                response.headers = {n.decode().lower(): v.decode("latin-1") for n, v in message["headers"]}
            elif message["type"] == "http.response.body":
                response.body += message.get("body", b"")
                if not message.get("more_body"):
                    ended.set()

        with anyio.move_on_after(PATIENCE):
            await self.app(scope, receive, send)
        return response


@contextmanager
def inside(folder: Path) -> Iterator[Inside]:
    """Start the app with all that may be switched on; no client is too fast for it."""
    from app import create_app
    from index.current import rebuild
    from retrieval.answerer import Answerer
    from settings import Settings
    from web.metrics import Metrics
    from web.service import Service

    report = write_report(folder / "reports")
    index, _ = rebuild([report], folder / "built", BigramEncoder(), None, silent_bar)
    places = {"reports": report.parent, "index": folder / "built", "runs": folder / "runs"}
    fast = {"rate_questions": "100000/second", "rate_requests": "100000/second"}
    settings = Settings(**places, **fast, feedback=folder / "notes.jsonl")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.settings", lambda: settings)
        app = create_app(Service(Answerer(index), Metrics()))
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        yield Inside(app, portal)
