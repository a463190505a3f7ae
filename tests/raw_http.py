"""Requests as no decent client sends them: bytes on a socket, from any address of this machine."""

import re
import socket
import time
from urllib.parse import urlsplit

PATIENCE = 60  # seconds; on a busy machine


def connect(url: str, source: str = "127.0.0.1", timeout: float = PATIENCE) -> socket.socket:
    """Open a connection from `source`; every address 127.… belongs to this machine."""
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout, (source, 0))


def exchange(url: str, request: bytes) -> bytes:
    """Send bytes and return what is answered: as much as its head announces, or all until the server closes."""
    with connect(url) as stream:
        stream.sendall(request)
        found = b""
        try:
            while not is_whole(found) and (chunk := stream.recv(65536)):
                found += chunk
        except (TimeoutError, ConnectionError):
            pass
        return found


def is_whole(response: bytes) -> bool:
    """Tell whether a response holds the body that its head announces; without such a word its end is the closing."""
    top, ended, body = response.partition(b"\r\n\r\n")
    if not ended:
        return False
    if length := re.search(rb"(?im)^content-length: *(\d+)", top):
        return len(body) >= int(length[1])
    return status(response) in (204, 304) or (b"chunked" in top.lower() and body.endswith(b"0\r\n\r\n"))


def everything(stream: socket.socket) -> bytes:
    """All that comes until the server closes, or until the time-out of the stream."""
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
