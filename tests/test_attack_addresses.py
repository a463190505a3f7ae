"""No address reaches a file, another server or an error: paths, devices, names of other hosts, names without end."""

import re
from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

import pytest
from inside import Inside

HTML = [("accept", "text/html")]
UP = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "....//", "..%252f", "%c0%ae%c0%ae/", "..;/"]
PLACES = ["/static/", "/assets/", "/web/", "/reports/", "/api/v1/static/", "/gradio_api/", "/evaluate/", "/quotes/"]
TRAVERSALS = [place + up * 6 + "etc/passwd" for place, up in product(PLACES, UP)]
NAMED = [
    "/etc/passwd", "//etc/passwd", "/proc/self/environ", "/dev/zero", "C:\\Windows\\win.ini", "\\\\host\\share\\a",
    "file:///etc/passwd", "http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:22/", "http://[::1]/",
    "http://metadata.google.internal/", "https://example.org/", "http://0x7f000001/", "http://2130706433/", "ftp://a/b",
    "app.py", "settings.py", "requirements.lock", "..", ".", "%00", "a%00.js", "index/built/current",
]  # fmt: skip
READERS = [
    "/gradio_api/file=", "/gradio_api/proxy=", "/file=", "/proxy=", "/static/", "/web/", "/assets/", "/reports/",
    "/gradio_api/stream/", "/gradio_api/custom_component/",
]  # fmt: skip
FETCHES = [reader + name for reader, name in product(READERS, [*NAMED, *(quote(each, safe="") for each in NAMED)])]
LONG = [f"{place}{'a' * length}" for place, length in product(("/static/", "/assets/", "/web/"), (256, 300, 3000))]
LONG += ["/reports/" + "a" * 201, "/api/v1/" + "a" * 300, "/api/v1/" + "a/" * 1000, "/web/" + "a/" * 1500]
SECRETS = (b"root:", b"PATH=", b"create_app", b"--hash=sha256")


@pytest.mark.parametrize("place", range(10))
def test_no_payload_reads_a_file_or_asks_another_server(inside_app: Inside, place: int):
    payloads = [*TRAVERSALS, *FETCHES]
    assert len(payloads) >= 500
    for target in payloads[place::10]:
        found = inside_app.get(target)
        assert 400 <= found.status < 500, (target, found.status)
        assert not any(secret in found.body for secret in SECRETS), target


@pytest.mark.parametrize("target", LONG)
def test_a_name_longer_than_a_file_may_have_is_not_found(inside_app: Inside, target: str):
    assert inside_app.get(target).status in (404, 414)


@pytest.mark.parametrize("target", ["/" * 3000, "/" * 12_000, "/reports" + "/a" * 2000, "/a" * 9])
def test_a_refusal_is_not_larger_than_a_page(inside_app: Inside, target: str):
    """Every link of the page that says so repeats the way up to the root: 723 kB for 12 kB."""
    found = inside_app.get(target, HTML)
    assert found.status in (404, 414) and len(found.body) < 10_000


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/gradio_api/startup-events", "/theme.css"])
def test_what_gradio_alone_reads_of_an_address_does_not_reach_it(inside_app: Inside, path: str):
    """`/?page=x` was an error of the server, on the first page of all."""
    for name in ("page", "deep_link", "view", "__theme", "serialize", "all_endpoints", "session_hash", "page=&page"):
        for value in ("x", "../../../etc/passwd", "%00", "%0d%0aX-A:%201", "-1", ""):
            found = inside_app.get(f"{path}?{name}={value}&lang=en", HTML)
            assert found.status == 200 and "x-a" not in found.headers, (name, value)
    assert 'data-language="en"' in inside_app.get("/?page=x&lang=en", HTML).body.decode()


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"])
def test_no_method_is_an_error_of_the_server(inside_app: Inside, method: str):
    for target in ("/", "/mcp", "/api/v1/ask", "/reports", "/gradio_api/queue/join", "/metrics", "/web/site.css"):
        found = inside_app.request(method, target, (), (b"",), "203.0.113.9")
        assert found.status in (200, 401, 404, 405), (method, target)


def routes_of(routes: list, above: str = "") -> Iterator[str]:
    """An address for every route of an app, those of what is mounted in it too."""
    for route in routes:
        path = above + re.sub(r"\{[^}]*\}", "x", getattr(route, "path", ""))
        yield path or "/"
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        yield from routes_of(getattr(inner, "routes", None) or [], path)


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_route_at_all_lets_another_site_in(inside_app: Inside, origin: str):
    """Gradio alone would echo any origin, credentials allowed, once it is asked for under a public name."""
    paths = sorted(set(routes_of(inside_app.app.routes)))
    assert len(paths) > 80 and {"/mcp", "/search", "/config"} <= set(paths)
    preflight = ("access-control-request-method", "POST")
    for path, method in product(paths, ("GET", "HEAD", "OPTIONS", "POST")):
        if "heartbeat" in path:  # a stream without end
            continue
        sent = [("origin", origin), preflight, ("content-type", "application/json")]
        found = inside_app.request(method, path, sent, (b"{}" if method == "POST" else b"",), "203.0.113.9")
        told = {name for name in found.headers if name.startswith("access-control")}
        assert "access-control-allow-origin" not in told and "access-control-allow-credentials" not in told, path
        assert found.status != 500, (method, path)
