"""Who asks: the address of a client, told by a proxy only where the operator has named that proxy.

Headers such as X-Forwarded-For, which anyone may send, go no further than this.
"""

from collections.abc import Sequence
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from web.asgi import Scope

TOLD = (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host")  # what a proxy may tell
FOREIGN = (
    b"forwarded", b"x-real-ip", b"x-gradio-", b"x-original-", b"x-rewrite-", b"x-forwarded-", b"x-http-method", b"via",
    b"cf-", b"true-client-ip", b"client-ip", b"x-client-ip", b"x-cluster-client-ip", b"fastly-client-ip", b"x-envoy-",
)  # fmt: skip
UNKNOWN = "unknown"  # the client of a Unix socket
HOME = 64  # bits of an IPv6 address that one customer has to himself

asking: ContextVar[str] = ContextVar("asking", default="")  # whose request is being handled, as `household` names him


class Proxies:
    """The proxies that an operator trusts, as addresses or networks: 127.0.0.1, 10.0.0.0/8."""

    def __init__(self, names: Sequence[str] = ()):
        self.networks = [ip_network(name, strict=False) for name in names]

    def __contains__(self, address: str) -> bool:
        found = parsed(address)
        return found is not None and any(found in network for network in self.networks)

    def identified(self, scope: Scope) -> Scope:
        """Return the request with the client, scheme and host that it really has, and no header that claims others."""
        peer = (scope.get("client") or (UNKNOWN, 0))[0]
        told = {name: value.decode("latin-1") for name, value in scope["headers"] if name in TOLD}
        headers = [(name, value) for name, value in scope["headers"] if not name.startswith(FOREIGN)]
        direct = len(headers) == len(scope["headers"]) and peer not in self and is_for_this_machine(scope)
        scope = {**scope, "headers": headers, "client": (peer, 0), "direct": direct}
        if peer not in self:
            return scope
        scope["client"] = (self.farthest(told.get(b"x-forwarded-for", ""), peer), 0)
        if (scheme := told.get(b"x-forwarded-proto", "").partition(",")[0].strip().lower()) in ("http", "https"):
            scope["scheme"] = scheme
        if host := told.get(b"x-forwarded-host", "").partition(",")[0].strip():
            kept = [(name, value) for name, value in headers if name != b"host"]
            scope["headers"] = [*kept, (b"host", host.encode("latin-1"))]
        return scope

    def farthest(self, forwarded_for: str, peer: str) -> str:
        """The last address of X-Forwarded-For that is no trusted proxy: each proxy appends whom it has seen.

        >>> Proxies(["10.0.0.0/8"]).farthest("6.6.6.6, 203.0.113.5, 10.1.1.1", "10.0.0.2")
        '203.0.113.5'
        """
        for address in reversed(forwarded_for.split(",")):
            address = address.strip()
            if parsed(address) is None:
                return peer
            if address not in self:
                return address
            peer = address
        return peer


def is_for_this_machine(scope: Scope) -> bool:
    """Tell whether a request asks for localhost, as who sits there does.

    A proxy that tells nothing of the client passes the name of the site on, or speaks HTTP/1.0 (nginx, unless told
    otherwise): what it passes on comes from loopback and is a stranger's all the same.
    """
    host = next((value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"), "")
    name = host.partition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    address = parsed(name)
    ours = name == "localhost" or (address is not None and address.is_loopback)
    return ours and scope.get("http_version") != "1.0"


def parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def household(address: str) -> str:
    """Whom a limit counts: an IPv4 address, or the /64 of an IPv6 one, which a single customer has to himself.

    >>> household("2001:db8::1"), household("::ffff:203.0.113.5"), household("unknown")
    ('2001:db8::/64', '203.0.113.5', 'unknown')
    """
    found = parsed(address)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, HOME), strict=False))
    return str(found) if found else address
