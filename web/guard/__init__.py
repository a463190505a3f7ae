"""The layer in front of everything: what the server lets in and sends out. Plain ASGI; each decision in a file."""

import logging
from collections.abc import Mapping

from web.asgi import App, Message, Receive, Refusal, Scope, Send
from web.guard.bodies import ClientGone, checked_body
from web.guard.headers import with_headers
from web.guard.paths import check_address

log = logging.getLogger(__name__)


class Guard:
    """Refuses what no reader needs, checks every body before anything else sees it, adds headers to every response.

    `functions` are the page's handlers: index → number of inputs.
    """

    def __init__(self, app: App, functions: Mapping[int, int]):
        self.app, self.functions = app, functions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":
            return None  # a WebSocket: nothing here speaks it
        sender = Sender(with_headers(send))
        scope = {**scope}
        try:
            check_address(scope)
            if scope["method"] == "POST":
                receive = await checked_body(scope, receive, self.functions)
            await self.app(scope, receive, sender)
        except Refusal as refusal:
            await refusal.response()(scope, receive, sender)
        except ClientGone:
            return None
        except Exception as error:
            log.error("a request failed: %s", where(error))
            if not sender.started:
                await Refusal(500, "服务器出了问题，请稍后再试。").response()(scope, receive, sender)


class Sender:
    """Sends on, and remembers whether a response has begun."""

    def __init__(self, send: Send):
        self.send, self.started = send, False

    async def __call__(self, message: Message) -> None:
        self.started = True
        await self.send(message)


def where(error: BaseException) -> str:
    """An error in one line, without what a stranger sent: its kind and the place in the code."""
    frames = error.__traceback__
    while frames and frames.tb_next:
        frames = frames.tb_next
    code = frames.tb_frame.f_code if frames else None
    return f"{type(error).__name__} in {code.co_filename}:{frames.tb_lineno}" if code else type(error).__name__
