"""What the server lets in and sends out: an allow-list of paths, a limit on bodies, security headers. Plain ASGI."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.responses import PlainTextResponse

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY = 64 * 1024  # bytes; a question with its history is far below it

# What the page and gradio_client use. Gradio has more: uploads, a proxy, files, recordings, code editing, monitoring.
ALLOWED = re.compile(
    r"/(?:|healthz|panel|api/v1/[\w./-]+|mcp|config|theme\.css|favicon\.ico|robots\.txt|(?:web|assets|static)/.+"
    r"|gradio_api/(?:info|app_id|startup-events|theme\.css|reset|cancel|heartbeat/\w+|queue/(?:join|data)|call/ask(?:/\w+)?))/?"
)
HEADERS = {
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


class Guard:
    """Answers 404 to paths that nobody needs and 413 to bodies that no question has; adds headers to all."""

    def __init__(self, app: App):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send) if scope["type"] == "lifespan" else None
        refusal = refuse(scope)
        await (refusal or self.app)(scope, receive, with_headers(send))


def refuse(scope: Scope) -> App | None:
    """Return the response to a request that is not let in; None when it is."""
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    if not ALLOWED.fullmatch(path):
        return PlainTextResponse("Not found", 404)
    if scope["method"] == "POST" and not 0 <= body_length(scope) <= MAX_BODY:
        return PlainTextResponse(f"The body must have a Content-Length of at most {MAX_BODY} bytes", 413)
    return None


def body_length(scope: Scope) -> int:
    """Content-Length of a request; -1 when it is missing or no number."""
    value = dict(scope["headers"]).get(b"content-length", b"")
    return int(value) if value.isdigit() else -1


def with_headers(send: Send) -> Send:
    async def send_with_headers(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            added = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            message = {**message, "headers": [*message.get("headers", []), *added]}
        await send(message)

    return send_with_headers
