"""The names under which the server is asked for: those the operator has set, and every plain address.

Gradio writes the Host of a request into the page. A name that is not ours comes from a page of someone else's, whose
name was made to point here (DNS rebinding), or is meant for a cache on the way.
"""

import re
import socket
from collections.abc import Sequence

from web.asgi import Refusal, Scope
from web.guard.clients import parsed

HOST = re.compile(r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")


def check_origin(scope: Scope) -> None:
    """Raises Refusal for a POST that another site's page sends: a browser always says which page that is."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1").lower()
    own = headers.get(b"host", b"").decode("latin-1").lower()
    if scope["method"] == "POST" and origin and origin.partition("://")[2] != own:
        raise Refusal(403, "请求来自别的网站。")


class Hosts:
    """`names` are host names without port, `*.example.org` for all below one; `own` is where the server listens."""

    def __init__(self, names: Sequence[str] = (), own: str = "localhost"):
        self.names = {"localhost", socket.gethostname().lower(), *(name.lower() for name in names)}
        self.own = own

    def check(self, scope: Scope) -> None:
        """Raises Refusal for a Host that is malformed, doubled, or not ours."""
        sent = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        found = HOST.fullmatch(sent[0]) if len(sent) == 1 else None
        if not found:
            raise Refusal(400, "Host 不合法。", connection="close")
        name = found["name"].lower()
        if parsed(name.strip("[]")) is None and not self.knows(name):
            raise Refusal(400, "这个域名不属于本站。管理员：请把它加到 BAIPISHU_HOSTS。", connection="close")

    def knows(self, name: str) -> bool:
        """Tell whether a name is ours.

        >>> hosts = Hosts(["qa.example.org", "*.example.net"])
        >>> [hosts.knows(name) for name in ("qa.example.org", "a.b.example.net", "example.net", "evil.example")]
        [True, True, False, False]
        """
        return name in self.names or any(
            own.startswith("*.") and name.endswith(own[1:]) and len(name) > len(own) - 1 for own in self.names
        )

    def hide(self, scope: Scope) -> None:
        """Put our own name in the place of the one asked for, where the response is kept and given to others."""
        headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
        scope["headers"] = [*headers, (b"host", self.own.encode())]
