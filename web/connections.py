"""What uvicorn lacks: a time until a request's head must have come and a response be read, and caps on connections.

Without them a few hundred clients that send nothing hold every connection for good, and some that read nothing hold a
whole page in memory each. Where all connections are taken, the one that has said nothing for longest makes room.
"""

import asyncio
import resource
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from web.guard.clients import Proxies, household
from web.pieces import Pieces

BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n"
    b"X-Content-Type-Options: nosniff\r\n\r\n"
)
FILES = 8192  # descriptors that the process asks for; each connection takes one
MAX_HEAD = 16 * 1024  # bytes of a request line and its headers
MAX_UNREAD = 256 * 1024  # bytes of a body that come after its answer: a small one is let in, so that its client reads


@dataclass(frozen=True)
class ConnectionLimits:
    """How many connections are held and how long one may take to say what it wants."""

    total: int = 2000
    per_client: int = 200  # a browser opens 6, an office behind one address some dozens
    head_seconds: float = 10
    idle_seconds: int = 10  # between two requests of one connection
    stalled_seconds: float = 20  # of a response of which the client takes nothing
    trusted: Proxies = field(default_factory=Proxies)  # their connections are not counted by address


def server_config(app, limits: ConnectionLimits) -> uvicorn.Config:
    """Everything that uvicorn itself must hold to; headers of strangers are not believed."""
    raise_file_limit()
    return uvicorn.Config(
        app,
        http=limited(limits),
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        timeout_keep_alive=limits.idle_seconds,
        h11_max_incomplete_event_size=MAX_HEAD,
    )


def limited(limits: ConnectionLimits) -> type[H11Protocol]:
    """uvicorn's protocol with these limits; all of its connections are counted together."""
    by_client: Counter[str] = Counter()
    silent: dict[H11Protocol, None] = {}  # those without a request under way, the longest first

    class Connection(H11Protocol):
        waiting: asyncio.TimerHandle | None = None  # for the head of a request
        stalled: asyncio.TimerHandle | None = None  # for the client to take more of a response
        counted: str | None = None
        unread = 0  # bytes of a body that came after its answer

        def __init__(self, *arguments, **named) -> None:
            super().__init__(*arguments, **named)
            self.conn = Pieces(MAX_HEAD)

        def connection_made(self, transport) -> None:
            super().connection_made(transport)
            address = self.client[0] if self.client else ""
            client = household(address)
            trusted = address in limits.trusted
            full = not trusted and by_client[client] >= limits.per_client
            if full or (len(self.connections) > limits.total and not make_room()):
                transport.write(BUSY)
                transport.close()
                return
            by_client[client] += 1
            self.counted = client
            self.wait_for_head()

        def connection_lost(self, exc: Exception | None) -> None:
            silent.pop(self, None)
            self.stop_waiting()
            self.stop_watching()
            if self.counted is not None:
                by_client[self.counted] -= 1
                if not by_client[self.counted]:
                    del by_client[self.counted]
                self.counted = None
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self.is_answered_early():
                self.unread += len(data)
                if self.unread > MAX_UNREAD:
                    return self.transport.abort()
            super().data_received(data)
            if self.cycle is not None and not self.cycle.response_complete:
                self.unread = 0
                silent.pop(self, None)
                self.stop_waiting()  # a request is being handled
            elif self.waiting is None and not self.transport.is_closing():
                self.wait_for_head()

        def is_answered_early(self) -> bool:
            """Tell whether what comes belongs to a body that nobody reads any more."""
            return self.conn.our_state is h11.DONE and self.conn.their_state is h11.SEND_BODY

        def send_400_response(self, msg: str) -> None:
            """Say that what came is no HTTP; where an answer has begun already, h11 would raise."""
            if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                super().send_400_response(msg)
            else:
                self.transport.abort()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            if self.cycle is None or self.cycle.response_complete:
                silent[self] = None

        def wait_for_head(self) -> None:
            silent[self] = None
            self.waiting = self.loop.call_later(limits.head_seconds, self.transport.abort)

        def stop_waiting(self) -> None:
            if self.waiting is not None:
                self.waiting.cancel()
                self.waiting = None

        def pause_writing(self) -> None:
            super().pause_writing()
            self.stop_watching()
            self.watch_reader(self.transport.get_write_buffer_size())

        def resume_writing(self) -> None:
            self.stop_watching()
            super().resume_writing()

        def watch_reader(self, left: int) -> None:
            """Look in a while whether the client has taken any of the `left` bytes; give it up when not."""

            def look() -> None:
                now = self.transport.get_write_buffer_size()
                if now < left:
                    self.watch_reader(now)
                else:
                    self.transport.abort()

            self.stalled = self.loop.call_later(limits.stalled_seconds, look)

        def stop_watching(self) -> None:
            if self.stalled is not None:
                self.stalled.cancel()
                self.stalled = None

        def _unsupported_upgrade_warning(self) -> None:
            """An upgrade is refused by web.guard; two lines of log for each would let strangers fill the disk."""

    def make_room() -> bool:
        """Give up the connection that has been silent for longest; False where each has a request under way."""
        if (longest := next(iter(silent), None)) is None:
            return False
        del silent[longest]
        longest.transport.abort()
        return True

    return Connection


def raise_file_limit() -> None:
    """Let the process hold as many connections as it may; 1024 descriptors, the usual limit, are not enough."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        with suppress(OSError, ValueError):  # a sandbox may forbid it; `baipishu doctor` tells
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
