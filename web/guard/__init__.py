"""The layer in front of everything: what the server lets in and sends out. Plain ASGI; each decision in a file.

The order is that of cost: the client's address, the host and the path, then how much the client has asked, then the
body. Nothing that Gradio or another part serves is reached by a way around it.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from web.asgi import App, Message, Receive, Refusal, Scope, Send, local_path
from web.guard.bodies import ClientGone, check_length, checked_body
from web.guard.clients import Proxies, asking, household
from web.guard.headers import may_be_framed, with_headers
from web.guard.hosts import Hosts, check_origin
from web.guard.operators import Operators
from web.guard.paths import check_address, known_query
from web.guard.rates import Limiter, Rates

KEPT = re.compile(r"/gradio_api/(?:info|openapi\.json)/?")  # what Gradio makes once, of the first request

log = logging.getLogger(__name__)


class Guard:
    """Refuses what no reader needs, checks every body before anything else sees it, adds headers to every response.

    `functions` are the page's handlers: index → number of inputs; `queued` tells whose questions
    wait for their turn, `refused` is told the status of every refusal, `framers` are the origins of sites that may
    show the chat in a frame.
    """

    def __init__(
        self,
        app: App,
        functions: Mapping[int, int],
        proxies: Proxies | None = None,
        hosts: Hosts | None = None,
        rates: Rates | None = None,
        operators: Operators | None = None,
        queued: Callable[[], Iterable[str]] = tuple,
        refused: Callable[[int], None] = lambda status: None,
        framers: Sequence[str] = (),
    ):
        self.app, self.functions, self.refused = app, functions, refused
        self.proxies, self.hosts = proxies or Proxies(), hosts or Hosts()
        self.limiter, self.operators = Limiter(rates or Rates()), operators or Operators()
        self.limiter.queued, self.framers = queued, framers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":
            return None  # a WebSocket: nothing here speaks it
        sender = Sender(with_headers(send, self.framers if may_be_framed(scope) else ()))
        scope = self.proxies.identified(scope)
        asking.set(household(scope["client"][0]))
        try:
            self.check_head(scope)
            with self.limiter.admitted(scope):
                self.operators.check(scope)
                if scope["method"] == "POST":
                    receive = await checked_body(scope, receive, self.functions)
                await self.app(read_like_get(scope), receive, sender)
        except Refusal as refusal:
            self.refused(refusal.status)
            await refusal.response()(scope, receive, sender)
        except ClientGone:
            return None
        except Exception as error:
            log.error("a request failed: %s", where(error))
            if sender.started:
                await sender.end()
            else:
                await Refusal(500, "服务器出了问题，请稍后再试。").response()(scope, receive, sender)

    def check_head(self, scope: Scope) -> None:
        """Raises Refusal for what can be told without the body and without counting."""
        self.hosts.check(scope)
        if dict(scope["headers"]).get(b"upgrade", b"").lower() == b"websocket":
            raise Refusal(400, "这里没有 WebSocket。", connection="close")
        check_address(scope)
        scope["query_string"] = known_query(scope)
        check_length(scope)
        check_origin(scope)
        if KEPT.fullmatch(local_path(scope)):
            self.hosts.hide(scope)


def read_like_get(scope: Scope) -> Scope:
    """A HEAD as a GET, which our pages and the API know; uvicorn sends the head of the answer alone.

    Gradio's streams would be held open for it: what it does with a HEAD is right.
    """
    if scope["method"] == "HEAD" and not local_path(scope).startswith("/gradio_api/"):
        return {**scope, "method": "GET"}
    return scope


class Sender:
    """Sends on, and remembers how far a response has come."""

    def __init__(self, send: Send):
        self.send, self.started, self.ended = send, False, False

    async def __call__(self, message: Message) -> None:
        self.started = True
        self.ended = message["type"] == "http.response.body" and not message.get("more_body")
        await self.send(message)

    async def end(self) -> None:
        """End a stream that broke off, so that the client is not left with half a message."""
        if not self.ended:
            await self({"type": "http.response.body", "body": b""})


def where(error: BaseException | None) -> str:
    """An error in one line, without what a stranger sent: its kind and the place in the code."""
    frames = error.__traceback__ if error else None
    while frames and frames.tb_next:
        frames = frames.tb_next
    name = type(error).__name__
    return f"{name} in {frames.tb_frame.f_code.co_filename}:{frames.tb_lineno}" if frames else name
