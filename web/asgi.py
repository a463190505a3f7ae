"""The types of plain ASGI, and the one way in which a request is refused."""

from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Refusal(Exception):
    """A request that is not served; the message says why, in words that may be shown to whoever sent it."""

    def __init__(self, status: int, detail: str, **headers: str):
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def response(self) -> App:
        """An ASGI app that sends the refusal; Gradio shows `detail`, the API adds what RFC 9457 asks for."""

        async def send_refusal(scope: Scope, receive: Receive, send: Send) -> None:
            content: dict[str, Any] = {"detail": self.detail}
            kind = "application/json"
            if local_path(scope).startswith("/api/"):
                title = HTTPStatus(self.status).phrase
                content = {"type": "about:blank", "title": title, "status": self.status, **content}
                kind = "application/problem+json"
            await JSONResponse(content, self.status, self.headers, kind)(scope, receive, send)

        return send_refusal


def local_path(scope: Scope) -> str:
    """The path below where the app is mounted.

    >>> local_path({"path": "/qa/config", "root_path": "/qa"})
    '/config'
    """
    return scope["path"].removeprefix(scope.get("root_path", ""))
