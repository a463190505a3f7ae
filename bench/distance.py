"""A way to a server on this machine that is as long as one to a machine far away: all arrives later, nothing slower."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from urllib.parse import urlsplit, urlunsplit

Due = tuple[float, bytes]  # when a piece arrives; an empty one ends the line


@contextmanager
def distant(address: str, seconds: float) -> Iterator[str]:
    """Yield the address by which a server is reached whose answers take so much longer, there and back."""
    parts = urlsplit(address)
    there = (parts.hostname or "127.0.0.1", parts.port or 0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, args=(listener, there, seconds / 2), daemon=True).start()
        user = parts.netloc.rpartition("@")[0]
        here = f"{user}{'@' * bool(user)}127.0.0.1:{listener.getsockname()[1]}"
        yield urlunsplit(parts._replace(netloc=here))


def accept(listener: socket.socket, there: tuple[str, int], seconds: float) -> None:
    while True:
        try:
            incoming = listener.accept()[0]
        except OSError:  # it was closed: nobody comes any more
            return
        outgoing = socket.create_connection(there)
        for line in (incoming, outgoing):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for source, target in ((incoming, outgoing), (outgoing, incoming)):
            under_way: SimpleQueue[Due] = SimpleQueue()
            threading.Thread(target=depart, args=(source, under_way, seconds), daemon=True).start()
            threading.Thread(target=arrive, args=(target, under_way), daemon=True).start()


def depart(source: socket.socket, under_way: SimpleQueue[Due], seconds: float) -> None:
    piece = b"begun"
    while piece:
        try:
            piece = source.recv(65536)
        except OSError:
            piece = b""
        under_way.put((time.monotonic() + seconds, piece))


def arrive(target: socket.socket, under_way: SimpleQueue[Due]) -> None:
    with suppress(OSError):
        while True:
            due, piece = under_way.get()
            time.sleep(max(0.0, due - time.monotonic()))
            if not piece:
                break
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
