"""Bounds what one reply of a model server may cost: so many bytes, so many seconds, whatever the server does.

httpx limits the time of one read only; a server that sends a byte a second, of its head or of its words, would hold a
question for ever. It also unpacks what is compressed: a small reply could become gigabytes.
"""

import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import httpx

PLAIN = "identity"  # the encoding of what is not compressed


class TooMuch(Exception):
    """A reply of more bytes than are taken."""


class Packed(Exception):
    """A reply that is compressed though it was asked not to be."""


class Bounded(httpx.SyncByteStream):
    """A reply that raises TooMuch past the limit of bytes."""

    def __init__(self, inner: httpx.SyncByteStream, most: int):
        self.inner, self.most = inner, most

    def __iter__(self) -> Iterator[bytes]:
        left = self.most
        for chunk in self.inner:
            left -= len(chunk)
            if left < 0:
                raise TooMuch
            yield chunk

    def close(self) -> None:
        self.inner.close()


class Deadline:
    """Ends connections when the time is up, whatever they wait for: a read returns at once."""

    def __init__(self, seconds_left: Callable[[], float]):
        self.seconds_left = seconds_left
        self.watched: list[tuple[threading.Timer, socket.socket]] = []

    def __call__(self, event: str, told: Mapping[str, Any]) -> None:
        """Hear from httpcore what happens to a request, see its documentation of `trace`."""
        if event == "connection.connect_tcp.complete":
            connection = told["return_value"].get_extra_info("socket")
            own = socket.socket(fileno=os.dup(connection.fileno()))  # the other becomes part of one for TLS
            timer = threading.Timer(max(self.seconds_left(), 0.0), shut, [own])
            timer.daemon = True
            timer.start()
            self.watched.append((timer, own))

    def cancel(self) -> None:
        while self.watched:
            timer, own = self.watched.pop()
            timer.cancel()
            own.close()


def shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed already


@cache
def trusted() -> ssl.SSLContext:
    """The certificates that are trusted; reading them takes as long as all else that a client is made of."""
    return httpx.create_ssl_context()


class BoundedClient(httpx.Client):
    """A client for one call, whose reply has at most `most` bytes and ends in the seconds that are left."""

    def __init__(self, most: int, seconds_left: Callable[[], float]):
        self.deadline = Deadline(seconds_left)

        def begin(request: httpx.Request) -> None:
            request.extensions["trace"] = self.deadline

        def bound(response: httpx.Response) -> None:
            if response.headers.get("content-encoding", PLAIN).strip().lower() != PLAIN:
                raise Packed
            response.stream = Bounded(response.stream, most)

        super().__init__(
            verify=trusted(),
            event_hooks={"request": [begin], "response": [bound]},
            limits=httpx.Limits(max_keepalive_connections=0),  # a connection that was shut must not be used again
            headers={"Accept-Encoding": PLAIN},
        )

    def close(self) -> None:
        super().close()
        self.deadline.cancel()
