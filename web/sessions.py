"""Forgets what nobody waits for: questions whose client is gone, messages that nobody will fetch.

Gradio keeps both for as long as it runs when a client joins the queue and never opens the stream of its answer. This
reads the insides of gradio.queueing (6.31), which a test holds to what is used here.
"""

import asyncio
import logging
import re
import time
from collections import Counter
from typing import Any
from urllib.parse import parse_qs

from web.asgi import App, Receive, Scope, Send, local_path

CAPACITY = 200  # sessions whose conversation is kept, up to 200 kB each; the one that was silent longest goes first
PATIENCE = 15.0  # seconds in which a client must open the stream of what it has asked
PERIOD = 2.0  # seconds between two looks
EVENT = re.compile(r"/gradio_api/call/\w+/(\w+)/?")

log = logging.getLogger(__name__)


class Streams:
    """Plain ASGI: counts the open streams of each session, by its name or by that of a question."""

    def __init__(self, app: App, opened: Counter[str]):
        self.app, self.opened = app, opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = stream_name(scope) if scope["type"] == "http" else None
        if name is None:
            return await self.app(scope, receive, send)
        self.opened[name] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.opened[name] -= 1
            if not self.opened[name]:
                del self.opened[name]


def stream_name(scope: Scope) -> str | None:
    """The session, or the question, whose stream a request opens; None when it opens none."""
    path = local_path(scope)
    if path.rstrip("/") == "/gradio_api/queue/data":
        return parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0]
    found = EVENT.fullmatch(path)
    return found[1] if found else None


def client_of(event: Any) -> str:
    """The address of who asks; "" where Gradio does not know it."""
    return event.request.client.host if event.request and event.request.client else ""


def who_waits(queue: Any) -> list[str]:
    """The address of the client of every question that waits in Gradio's queue."""
    waiting = [event for each in queue.event_queue_per_concurrency_id.values() for event in each.queue]
    return [client for event in waiting if (client := client_of(event))]


class Janitor:
    """Looks every few seconds for sessions without a stream."""

    def __init__(self, queue: Any, opened: Counter[str], patience: float = PATIENCE):
        self.queue, self.opened, self.patience = queue, opened, patience
        self.seen: dict[str, float] = {}  # session → when it was last known to be watched, or new

    async def run(self, period: float = PERIOD) -> None:
        while True:
            await asyncio.sleep(period)
            try:
                await self.sweep(time.monotonic())
            except Exception as error:  # the next sweep must still come, or memory grows without end
                log.error("a sweep of the sessions failed: %s", type(error).__name__)

    async def sweep(self, now: float) -> None:
        """Forget the sessions that were left alone for longer than the patience."""
        waiting = self.queue.pending_event_ids_session
        sessions = {*waiting, *self.queue.pending_messages_per_session}
        for session in sessions:
            if self.opened[session] or any(self.opened[event] for event in waiting.get(session, ())):
                self.seen[session] = now
        self.seen = {session: self.seen.get(session, now) for session in sessions}
        for session, last in list(self.seen.items()):
            if now - last > self.patience:
                await self.forget(session)

    async def forget(self, session: str) -> None:
        events = set(self.queue.pending_event_ids_session.get(session, ()))
        await self.queue.clean_events(session_hash=session)
        self.queue.pending_event_ids_session.pop(session, None)
        self.queue.pending_messages_per_session.pop(session, None)
        for event in events:
            self.queue.event_analytics.pop(event, None)
        self.seen.pop(session, None)
