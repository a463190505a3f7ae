"""Bounds what one reply of a model server may cost: so many bytes, so many seconds, whatever the server does.

httpx limits the time of one read only; a server that sends a byte a second would hold a question for ever.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import cast

import httpx


class TooMuch(Exception):
    """A reply of more bytes than are taken."""


class Bounded(httpx.SyncByteStream):
    """A reply that ends at the deadline, and raises TooMuch past the limit of bytes."""

    def __init__(self, response: httpx.Response, most: int, seconds: float):
        self.inner, self.most = cast(httpx.SyncByteStream, response.stream), most  # of a client that is not async
        network = response.extensions.get("network_stream")
        self.timer = threading.Timer(max(seconds, 0.0), shut, [network.get_extra_info("socket") if network else None])
        self.timer.daemon = True
        self.timer.start()

    def __iter__(self) -> Iterator[bytes]:
        left = self.most
        for chunk in self.inner:
            left -= len(chunk)
            if left < 0:
                raise TooMuch
            yield chunk

    def close(self) -> None:
        self.timer.cancel()
        self.inner.close()


def shut(connection: socket.socket | None) -> None:
    """End a connection from outside: a read that waits on it returns at once."""
    if connection is not None:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # closed already


def bounded_client(most: int, seconds_left: Callable[[], float]) -> httpx.Client:
    """A client whose replies are bounded; `seconds_left` tells how long the call under way may still take."""

    def bound(response: httpx.Response) -> None:
        response.stream = Bounded(response, most, seconds_left())

    pool = httpx.Limits(max_keepalive_connections=0)  # a connection that was shut must not be used again
    return httpx.Client(event_hooks={"response": [bound]}, limits=pool)
