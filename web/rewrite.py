"""Puts our frame around the page that Gradio serves at `/`; every other response passes untouched. Plain ASGI."""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, State

from web.asgi import App, Receive, Scope, Send, local_path
from web.frame import Opened, framed
from web.pages.view import view_from
from web.service import Service


class Rewrite:
    """Reads the page at `/` whole and sends it framed, in the language that the browser asks for."""

    def __init__(self, app: App, service: Service, examples: Callable[[], Sequence[str]] = tuple):
        self.app, self.service, self.examples = app, service, examples

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_page(scope):
            return await self.app(scope, receive, send)
        start, chunks, state = {}, [], scope["app"].state  # Gradio's app will take our app's place in the scope

        async def collect(message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            chunks.append(message.get("body", b""))
            if not message.get("more_body"):
                body = b"".join(chunks)
                if start["status"] == 200:
                    body = self.page(body.decode(), scope, state).encode()
                await send({**start, "headers": page_headers(start["headers"], len(body))})
                await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, collect)

    def page(self, html: str, scope: Scope, state: State) -> str:
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        view, query = view_from("/", pairs, Headers(scope=scope)), dict(reversed(pairs))
        opened = Opened(query.get("passage"), query.get("s"), "embed" in query, query.get("script"))
        return framed(html, self.service.index, view, state.site, state.places, opened, self.examples())


def is_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return local_path(scope) == "/"


def page_headers(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    return [*kept, (b"content-length", b"%d" % length), (b"vary", b"Accept-Language"), (b"cache-control", b"no-cache")]
