"""Puts our frame around the page that Gradio serves at `/`; every other response passes untouched. Plain ASGI."""

from urllib.parse import parse_qs

from starlette.datastructures import Headers

from web.asgi import App, Receive, Scope, Send, local_path
from web.frame import framed
from web.service import Service
from web.texts import language_of


class Rewrite:
    """Reads the page at `/` whole and sends it framed, in the language that the browser asks for."""

    def __init__(self, app: App, service: Service):
        self.app, self.service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_page(scope):
            return await self.app(scope, receive, send)
        start, chunks = {}, []

        async def collect(message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            chunks.append(message.get("body", b""))
            if not message.get("more_body"):
                body = b"".join(chunks)
                if start["status"] == 200:
                    body = self.page(body.decode(), scope).encode()
                await send({**start, "headers": page_headers(start["headers"], len(body))})
                await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, collect)

    def page(self, html: str, scope: Scope) -> str:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        language = language_of(Headers(scope=scope).get("accept-language"))
        return framed(html, self.service.index, language, query.get("passage", [None])[0], query.get("s", [None])[0])


def is_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return local_path(scope) == "/"


def page_headers(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    return [*kept, (b"content-length", b"%d" % length), (b"vary", b"Accept-Language"), (b"cache-control", b"no-cache")]
