"""Headers that go out with every response."""

from collections.abc import Mapping

from web.asgi import Message, Send

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


def framed(security: Mapping[str, str]) -> dict[str, str]:
    """The headers of a response that may stand in a frame of our own pages, and of no other."""
    policy = security["content-security-policy"].replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    return {name: value for name, value in security.items() if name != "x-frame-options"} | {
        "content-security-policy": policy
    }


def with_headers(send: Send) -> Send:
    """Add the security headers, and to a 429 or 503 without one the time after which to try again."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", [])]
            security = framed(SECURITY) if FRAMED in headers else SECURITY
            headers += [(name.encode(), value.encode()) for name, value in security.items()]
            if message["status"] in (429, 503) and b"retry-after" not in dict(headers):
                headers.append((b"retry-after", RETRY_AFTER))
            message = {**message, "headers": headers}
        await send(message)

    return send_with_headers
