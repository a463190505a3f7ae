"""Headers that go out with every response."""

from collections.abc import Mapping, Sequence
from functools import cache

from web.asgi import Message, Scope, Send, local_path

SECURITY = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),  # Gradio's page has inline scripts and styles; 'unsafe-eval', which gr.HTML would need, stays out
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
}
FRAMED = (b"x-frame-options", b"SAMEORIGIN")  # of a response that a page of ours shows in a frame
RETRY_AFTER = b"5"  # seconds, when who refuses does not say


@cache
def security(framers: tuple[str, ...] = ()) -> tuple[tuple[bytes, bytes], ...]:
    """The headers; `framers` are the origins of other sites that may show this response in a frame."""
    headers = dict(SECURITY)
    if framers:
        policy = headers["content-security-policy"]
        headers["content-security-policy"] = policy.replace("ancestors 'none'", f"ancestors {' '.join(framers)}")
        del headers["x-frame-options"]  # it knows no list of origins
    return encoded(headers)


@cache
def framed_by_ours() -> tuple[tuple[bytes, bytes], ...]:
    """The headers of a response that may stand in a frame of our own pages, and of no other."""
    policy = SECURITY["content-security-policy"].replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    others = {name: value for name, value in SECURITY.items() if name != "x-frame-options"}
    return encoded(others | {"content-security-policy": policy})


def encoded(headers: Mapping[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.encode(), value.encode()) for name, value in headers.items())


def may_be_framed(scope: Scope) -> bool:
    """Tell whether a request is for the chat as the widget shows it: `/?embed=1`; no other page goes into a frame."""
    return local_path(scope) == "/" and b"embed=" in scope.get("query_string", b"")


def with_headers(send: Send, framers: Sequence[str] = ()) -> Send:
    """Add the security headers, and to a 429 or 503 without one the time after which to try again."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", [])]
            headers += framed_by_ours() if FRAMED in headers else security(tuple(framers))
            if message["status"] in (429, 503) and b"retry-after" not in dict(headers):
                headers.append((b"retry-after", RETRY_AFTER))
            message = {**message, "headers": headers}
        await send(message)

    return send_with_headers
