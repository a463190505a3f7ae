"""Reads a body: counts its bytes as they come, waits only so long, lets nothing but JSON pass, written anew."""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

from web.asgi import Message, Receive, Refusal, Scope, local_path
from web.guard.shapes import checked

MAX_BODY = 64 * 1024  # bytes; a question with its history is far below it
LARGER = {"/operator/evaluate/sets": 1_500_000}  # bytes; of the operator alone: a file of questions in base64
BODY_TIME = 10.0  # seconds until a body must have come


class ClientGone(Exception):
    """The client left before its body was there; nobody waits for an answer."""


async def checked_body(scope: Scope, receive: Receive, functions: Mapping[int, int]) -> Receive:
    """Read and check the body of a request; return the `receive` that gives it on. Raises Refusal, ClientGone.

    What is given on is what was checked, written anew as UTF-8: another encoding, a second field of the same name or a
    half character cannot mean something else further in.
    """
    most = LARGER.get(local_path(scope), MAX_BODY)
    headers = check_headers(scope, most)
    body = await read(receive, BODY_TIME, most)
    value = checked(local_path(scope), parsed(body), functions)
    data = written(value)
    scope["headers"] = [*headers, (b"content-length", b"%d" % len(data))]
    return followed_by(data, receive)


def check_length(scope: Scope) -> None:
    """Raises Refusal for two lengths, of which a proxy may read the other one, and for a body that nobody reads."""
    headers = dict(scope["headers"])
    if b"transfer-encoding" in headers and b"content-length" in headers:
        raise Refusal(400, "Content-Length 和 Transfer-Encoding 不能同时使用。", connection="close")
    if scope["method"] != "POST" and (b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"):
        raise Refusal(400, "这种请求不带内容。", connection="close")


def check_headers(scope: Scope, most: int = MAX_BODY) -> list[tuple[bytes, bytes]]:
    """Return the headers without the length of the body. Raises Refusal when they do not announce plain JSON."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length[:19]) > most:
        raise too_large(most)
    if headers.get(b"content-encoding", b"identity").strip().lower() not in (b"identity", b""):
        raise Refusal(415, "不接受压缩过的请求。", connection="close")
    kind, _, parameters = headers.get(b"content-type", b"").lower().partition(b";")
    charset = parameters.replace(b" ", b"").replace(b'"', b"")
    if kind.strip() != b"application/json" or charset not in (b"", b"charset=utf-8", b"charset=utf8"):
        raise Refusal(415, "请求必须是 UTF-8 的 application/json。", connection="close")
    dropped = (b"content-length", b"transfer-encoding", b"content-type", b"content-encoding")
    kept = [(name, header) for name, header in scope["headers"] if name not in dropped]
    return [*kept, (b"content-type", b"application/json")]


async def read(receive: Receive, seconds: float, most: int = MAX_BODY) -> bytes:
    """Read a body of at most `most` bytes. Raises Refusal, ClientGone."""
    chunks, size, deadline = [], 0, time.monotonic() + seconds
    while True:
        try:
            message = await asyncio.wait_for(receive(), max(0.0, deadline - time.monotonic()))
        except TimeoutError as error:
            raise Refusal(408, "请求没有及时传完。", connection="close") from error
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > most:
            raise too_large(most)
        if not message.get("more_body"):
            return b"".join(chunks)


def parsed(body: bytes) -> Any:
    """Parse a JSON body. Raises Refusal for anything else, numbers that JSON does not have included."""

    def no_number(name: str) -> None:
        raise ValueError(f"{name} is no number of JSON")

    try:
        text = body.decode("utf-8")
        value = json.loads(text, parse_constant=no_number, parse_float=finite)
        return json.loads(written(value)) if "\\ud" in text.lower() else value  # half characters → ?
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise Refusal(400, "请求不是合法的 JSON。") from error


def written(value: Any) -> bytes:
    """JSON in UTF-8; half a character, which a \\ud800 may have brought in, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def finite(digits: str) -> float:
    """A number that a float can hold; 1e999 would become infinity.

    >>> finite("1.5")
    1.5
    """
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{digits[:20]} is out of range")
    return number


def followed_by(data: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a whole body once, then whatever comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": data, "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again


def too_large(most: int) -> Refusal:
    return Refusal(413, f"请求太大：最多 {most} 字节。", connection="close")
