"""Which addresses are served, and by which methods. Everything else that Gradio offers does not exist."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from web.asgi import Refusal, Scope, local_path

MAX_ADDRESS = 4096  # bytes of path and query; a permalink has about 100

# What the page and gradio_client use. Gradio has more: uploads, a proxy, files, recordings, code editing, monitoring.
ALLOWED = re.compile(
    r"/(?:|healthz|readyz|metrics|panel|config|api|api/v1(?:/[\w.-]{1,80}){1,3}|mcp"
    r"|theme\.css|favicon\.ico|robots\.txt|(?:web|assets|static)(?:/[^/\\\x00-\x1f\x7f]{1,200}){1,8}"
    r"|(?:reports|quotes|search|figures|lists|basket|evaluate|api-docs)(?:/[^/\\\x00-\x1f\x7f]{1,200}){0,4}"  # pages
    r"|operator/evaluate(?:/[\w-]{1,80}){1,3}"
    r"|gradio_api/(?:info|app_id|startup-events|theme\.css|reset|cancel|heartbeat/\w+|queue/(?:join|data)"
    r"|call/ask(?:/\w+)?))/?"
)
POSTED = re.compile(  # addresses that take a body
    r"/(?:gradio_api/(?:reset|cancel|queue/join|call/ask)|api/v1/(?:ask|feedback|export/passages)|mcp"
    r"|operator/evaluate/(?:sets|compare|runs(?:/[\w-]{1,80}/(?:stop|go-on|delete))?))/?"
)
EITHER = re.compile(r"/api/v1/export")  # read by GET, asked by POST
READING = ("GET", "HEAD", "OPTIONS")
# What may stand behind the ? of an address that Gradio serves. Its own names there are a page, which ends in an error
# when there is none, and a link to files that were uploaded.
ASKED: Mapping[re.Pattern[str], frozenset[str]] = {
    re.compile(r"/"): frozenset(("passage", "s", "embed", "script", "lang")),
    re.compile(r"/gradio_api/queue/data/?"): frozenset(("session_hash",)),
    re.compile(r"/(?:config|theme\.css|gradio_api/.*)/?"): frozenset(),
}


def check_address(scope: Scope) -> None:
    """Raises Refusal for an address that nobody needs, a method that it does not have, or one without end."""
    path = local_path(scope)
    if len(scope.get("raw_path") or b"") + len(scope.get("query_string", b"")) > MAX_ADDRESS:
        raise Refusal(414, "地址太长。")
    if not ALLOWED.fullmatch(path):
        raise Refusal(404, "没有这个地址。")
    allowed: tuple[str, ...] = ("POST", "OPTIONS") if POSTED.fullmatch(path) else READING
    if EITHER.fullmatch(path):
        allowed = (*READING, "POST")
    if scope["method"] not in allowed:
        raise Refusal(405, "这个地址不接受这种请求。", allow=", ".join(allowed))


def known_query(scope: Scope) -> bytes:
    """The query of an address without what Gradio alone would read of it."""
    path, query = local_path(scope), scope.get("query_string", b"")
    names = next((names for pattern, names in ASKED.items() if pattern.fullmatch(path)), None)
    if names is None or not query:
        return query
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return urlencode([pair for pair in pairs if pair[0] in names]).encode()
