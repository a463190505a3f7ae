"""What only the operator may do, and how he is known: by his token, or by sitting at the machine itself.

Asking, searching and reading are for everybody. Whatever writes, runs or tells of others' use is not.
"""

import hmac
import logging
import re
from ipaddress import ip_address
from pathlib import Path

from web.asgi import Refusal, Scope, local_path
from web.private import client_name

RESERVED = re.compile(r"/(?:metrics|operator(?:/.*)?)/?")  # what writes, runs or exports goes below /operator
WATCHED = ("/metrics", "/operator/evaluate/state")  # read every few seconds: no deed
SHORTEST = 24  # characters of a token; `openssl rand -hex 32` makes 64

audit = logging.getLogger("baipishu.audit")


class Operators:
    """`token` is the operator's; without one only requests from the machine itself are let in."""

    def __init__(self, token: str | None = None):
        if token is not None and len(token) < SHORTEST:
            raise ValueError(f"the operator's token has {len(token)} characters; give it at least {SHORTEST}")
        self.token = token

    def check(self, scope: Scope) -> None:
        """Raises Refusal when a reserved address is asked for by somebody else; notes what an operator did."""
        path = local_path(scope)
        if not RESERVED.fullmatch(path):
            return
        known = self.knows(dict(scope["headers"]).get(b"authorization", b"")) or sits_here(scope)
        client = client_name(scope["client"][0])
        fields = {"method": scope["method"], "path": path[:200], "client": client, "allowed": known}
        if path not in WATCHED or not known:
            audit.warning("operator", extra={"fields": fields})
        if not known:
            raise Refusal(401, "这里只对管理员开放。", www_authenticate="Bearer")

    def knows(self, authorization: bytes) -> bool:
        """Compare in constant time, whatever was sent."""
        kind, _, sent = authorization.partition(b" ")
        token = (self.token or "").encode()
        return kind.lower() == b"bearer" and token != b"" and hmac.compare_digest(sent.strip(), token)


def sits_here(scope: Scope) -> bool:
    """Tell whether a request comes from this machine and no proxy has passed it on."""
    try:
        return bool(scope.get("direct")) and ip_address(scope["client"][0]).is_loopback
    except ValueError:
        return False


def read_token(given: str | None, file: Path | None) -> str | None:
    """The operator's token from a setting or from a file. Raises ValueError for a file that is empty or unreadable."""
    if file is None:
        return given or None
    try:
        token = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"BAIPISHU_TOKEN_FILE={file}: cannot be read ({error}); check path and permissions") from error
    if not token:
        raise ValueError(f"BAIPISHU_TOKEN_FILE={file}: is empty; put a token there: openssl rand -hex 32 > {file}")
    return token
