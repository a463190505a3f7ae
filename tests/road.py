"""A way to a server that a test may make slow, cut or close; whoever goes it knows one address."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Road:
    """A port on this machine that leads on to a server, until a test makes the way slow, or there is none."""

    def __init__(self, connect: Callable[[], socket.socket], listener: socket.socket | None = None):
        self.connect = connect
        self.listener = listener or socket.create_server(("127.0.0.1", 0))
        self.lines: set[socket.socket] = set()
        self.is_there, self.delay = True, 0.0
        threading.Thread(target=self.run, daemon=True).start()

    @property
    def port(self) -> int:
        return self.listener.getsockname()[1]

    @contextmanager
    def gone(self) -> Iterator[None]:
        """As if the server had been killed: what is under way breaks off, whoever comes is turned away."""
        self.is_there = False
        self.cut()
        try:
            yield
        finally:
            self.is_there = True

    @contextmanager
    def slow(self, seconds: float) -> Iterator[None]:
        """Every piece that the server says takes so long."""
        self.delay = seconds
        try:
            yield
        finally:
            self.delay = 0.0

    def cut(self) -> None:
        """Break off every connection there is."""
        for line in list(self.lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.listener.close()
        self.cut()

    def run(self) -> None:
        while True:
            try:
                incoming = self.listener.accept()[0]
            except OSError:
                return
            try:
                if not self.is_there:
                    raise ConnectionRefusedError
                outgoing = self.connect()
            except OSError:
                incoming.close()
                continue
            self.lines |= {incoming, outgoing}
            for source, target, back in ((incoming, outgoing, False), (outgoing, incoming, True)):
                threading.Thread(target=self.pump, args=(source, target, back), daemon=True).start()

    def pump(self, source: socket.socket, target: socket.socket, back: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                time.sleep(self.delay * back)
                target.sendall(data)
        for end in (source, target):
            self.lines.discard(end)
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
