"""Requests as no decent client sends them: bytes on a socket, from any address of this machine."""

import socket
import time
from urllib.parse import urlsplit


def connect(url: str, source: str = "127.0.0.1", timeout: float = 10) -> socket.socket:
    """Open a connection from `source`; every address 127.… belongs to this machine."""
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout, (source, 0))


def exchange(url: str, request: bytes, timeout: float = 10) -> bytes:
    """Send bytes and return all that comes back until the server closes or says no more."""
    with connect(url, timeout=timeout) as stream:
        stream.sendall(request)
        return everything(stream)


def everything(stream: socket.socket) -> bytes:
    found = b""
    try:
        while chunk := stream.recv(65536):
            found += chunk
    except (TimeoutError, ConnectionError):
        pass
    return found


def seconds_until_closed(stream: socket.socket, limit: float) -> float:
    """Wait until the server gives a silent connection up; `limit` when it has not by then."""
    begun = time.monotonic()
    stream.settimeout(limit)
    try:
        while stream.recv(65536):
            pass
    except TimeoutError:
        return limit
    except ConnectionError:
        pass
    return time.monotonic() - begun


def status(response: bytes) -> int:
    return int(response.split(b" ", 2)[1]) if response.startswith(b"HTTP/") else 0


def head(method: str, path: str, *headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")
