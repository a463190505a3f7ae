"""Turns the JSON of a refusal into a page where a browser has opened an address; programs keep the JSON. Plain ASGI.

It stands before everything, so it speaks for the guard, for Gradio, and for whatever knows no pages.
"""

import re
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, State

from web.asgi import App, Message, Receive, Scope, Send, local_path
from web.pages.missing import SHOWN
from web.pages.rendering import HEADERS, fill
from web.pages.view import view_from
from web.service import Service

PROGRAMS = re.compile(r"/(?:api|gradio_api|mcp|metrics|healthz|readyz|config|web|assets|static)(?:/.*)?")
DEEPEST = 8  # slashes of an address that gets a page: every link of the page repeats the way up to the root
SAID = {401: "operators_only", 404: "address_unknown", 414: "address_unknown", 429: "too_fast"}  # others: "not_now"


class Refusals:
    """Wraps the whole app."""

    def __init__(self, app: App, service: Service):
        self.app, self.service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not opens_a_page(scope):
            return await self.app(scope, receive, send)
        state = scope["app"].state
        refused: dict[str, Any] = {}

        async def send_page(message: Message) -> None:
            if message["type"] == "http.response.start" and is_refusal(message):
                refused.update(message)
            elif not refused:
                await send(message)
            elif not message.get("more_body"):
                body = self.page(scope, state, refused["status"])
                await send({**refused, "headers": page_headers(refused["headers"], len(body))})
                await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, send_page)

    def page(self, scope: Scope, state: State, status: int) -> bytes:
        view = view_from(local_path(scope), parse_qsl(scope["query_string"].decode("latin-1")), Headers(scope=scope))
        values: dict[str, Any] = {
            "heading": "missing_heading" if status == 404 else "later_heading",
            "said": SAID.get(status, "not_now"),
            "values": {},
            "reports": self.service.index.documents[:SHOWN],
        }
        return fill("missing.html", view, state.site, state.places, **values).encode()


def opens_a_page(scope: Scope) -> bool:
    """Tell whether somebody has opened an address in a browser: a script or a program asks for anything (*/*)."""
    if scope["type"] != "http" or scope["method"] != "GET" or PROGRAMS.fullmatch(local_path(scope)):
        return False
    if local_path(scope).count("/") > DEEPEST:
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


def is_refusal(message: Message) -> bool:
    kind = Headers(raw=message.get("headers", [])).get("content-type", "")
    return message["status"] >= 400 and kind.startswith("application/json")


def page_headers(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    dropped = (b"content-type", b"content-length")
    kept = [(name, value) for name, value in headers if name.lower() not in dropped]
    ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    return [*kept, *ours, (b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"%d" % length)]
