"""Heads of requests: names, proxies, upgrades, silence."""

import asyncio
import re
import select
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from raw_http import PATIENCE, connect, everything, exchange, head, seconds_until_closed, status
from small_server import SmallServer, small_server, wait_until
from uvicorn import Server
from uvicorn.server import ServerState

from web.asgi import Refusal
from web.connections import ConnectionLimits, limited, server_config
from web.guard.clients import Proxies, household
from web.guard.hosts import Hosts

pytestmark = pytest.mark.early

EVIL = "evil.example"
JSON = "Content-Type: application/json"


def scope_of(peer: str, **headers: str) -> dict:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "client": (peer, 1), "scheme": "http", "headers": named, "path": "/"}


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-Host", "X-Forwarded-Server", "X-Gradio-Server", "X-Original-Host", "Forwarded", "X-Original-Url"],
)
@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/panel?passage=x"])
def test_a_forwarding_header_of_a_stranger_does_not_reach_the_page(small_app: SmallServer, header: str, path: str):
    value = f"host={EVIL};proto=https" if header == "Forwarded" else f"https://{EVIL}" if "Gradio" in header else EVIL
    found = httpx.get(small_app.url + path, headers={header: value, "X-Forwarded-Proto": "https"})
    assert found.status_code == 200
    assert EVIL not in found.text and "https://127.0.0.1" not in found.text


@pytest.mark.parametrize("host", [EVIL, "127.0.0.1.evil.example", "localhost.evil.example:80"])
@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/healthz"])
def test_a_name_that_is_not_ours_is_refused(small_app: SmallServer, host: str, path: str):
    found = httpx.get(small_app.url + path, headers={"Host": host})
    assert found.status_code == 400 and EVIL not in found.text


@pytest.mark.parametrize("host", ["a b", "a/b", "<script>", "", "localhost:123456", "[::1", "a@b", "-a"])
def test_a_malformed_name_is_refused(small_app: SmallServer, host: str):
    assert status(exchange(small_app.url, head("GET", "/", f"Host: {host}", "Connection: close"))) == 400


def test_two_names_are_refused(small_app: SmallServer):
    assert status(exchange(small_app.url, head("GET", "/", "Host: localhost", f"Host: {EVIL}"))) == 400


def test_the_description_of_the_api_keeps_no_address_of_who_asked_first():
    with small_server() as server:
        first = httpx.get(server.url + "/gradio_api/info", headers={"Host": "6.6.6.6:66"}).text
        assert "6.6.6.6" not in first
        assert httpx.get(server.url + "/gradio_api/info").text == first


def test_names_of_the_operator_are_served_with_the_scheme_that_the_trusted_proxy_tells():
    settings = {"BAIPISHU_HOSTS": "qa.example.org", "BAIPISHU_PROXIES": "127.0.0.1"}
    with small_server(settings) as server:
        told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "qa.example.org", "X-Forwarded-For": "203.0.113.9"}
        page = httpx.get(server.url, headers=told)
        assert page.status_code == 200 and "https://qa.example.org" in page.text
        assert httpx.get(server.url, headers={**told, "X-Forwarded-Host": EVIL}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/gradio_api/queue/join", "/gradio_api/queue/data", "/anything", "/ws"])
def test_a_web_socket_is_refused_in_one_short_answer(small_app: SmallServer, path: str):
    before = len(small_app.printed())
    upgrade = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAA")
    said = exchange(small_app.url, head("GET", path, "Host: localhost", *upgrade))
    assert status(said) in (400, 404)
    assert len(small_app.printed()) == before


def test_a_client_behind_a_trusted_proxy_is_the_last_address_that_no_proxy_has():
    proxies = Proxies(["127.0.0.1", "10.0.0.0/8"])
    found = proxies.identified(scope_of("127.0.0.1", x_forwarded_for="1.1.1.1, 203.0.113.5, 10.2.3.4"))
    assert found["client"][0] == "203.0.113.5"
    assert proxies.identified(scope_of("10.0.0.9", x_forwarded_for="nonsense"))["client"][0] == "10.0.0.9"


@pytest.mark.parametrize("claimed", ["127.0.0.1", "10.0.0.1", "203.0.113.5", "::1"])
def test_an_address_that_a_stranger_claims_is_not_believed(claimed: str):
    found = Proxies(["127.0.0.1"]).identified(scope_of("198.51.100.7", x_forwarded_for=claimed, x_real_ip=claimed))
    assert found["client"][0] == "198.51.100.7"
    assert found["headers"] == []


def test_all_addresses_of_an_ipv6_customer_are_one_client():
    assert household("2001:db8:1:2::1") == household("2001:db8:1:2:ffff::9") != household("2001:db8:1:3::1")


def test_a_name_below_one_of_ours_is_ours_only_where_the_operator_says_so():
    hosts = Hosts(["qa.example.org", "*.example.net"])
    for host in ("qa.example.org", "a.example.net:8080", "192.0.2.1", "[2001:db8::1]:80", "localhost"):
        hosts.check(scope_of("", host=host))
    for host in ("b.qa.example.org", "example.net", "aexample.net", "example.org"):
        with pytest.raises(Refusal, match="BAIPISHU_HOSTS"):
            hosts.check(scope_of("", host=host))


@pytest.mark.parametrize(
    "request_line", ["GET " + "/" * 8000, "GET /?" + "a" * 20_000, "GET /panel?passage=" + "%00" * 2000]
)
def test_an_address_without_end_is_refused(small_app: SmallServer, request_line: str):
    said = exchange(small_app.url, f"{request_line} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert status(said) in (400, 404, 414, 431)


@pytest.mark.parametrize("path", ["/", "/healthz", "/search?q=a", "/reports", "/api/v1/reports", "/web/site.css"])
def test_a_head_is_that_of_the_page_without_its_body(small_app: SmallServer, path: str):
    """Of most pages it was 404, though `Allow` named it: whoever watched a page so took it for gone."""
    asked = head("HEAD", path, f"Host: {small_app.url.removeprefix('http://')}", "Connection: close")
    told, _, body = exchange(small_app.url, asked).partition(b"\r\n\r\n")
    assert status(told) == 200 and body == b""
    length = len(httpx.get(small_app.url + path, headers={"accept-encoding": "identity"}).content)
    assert f"content-length: {length}".encode() in told.lower()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "BREW"])
def test_no_other_method_is_served(small_app: SmallServer, method: str):
    said = exchange(small_app.url, head(method, "/", "Host: localhost", "Connection: close"))
    assert status(said) in (400, 404, 405)


@contextmanager
def impatient() -> Iterator[str]:
    """Serve an app that greets, by uvicorn with our limits, which are short."""

    async def greet(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"hi"})

    with socket.create_server(("127.0.0.1", 0)) as door:
        server = Server(server_config(greet, ConnectionLimits(head_seconds=0.3, idle_seconds=1)))
        thread = threading.Thread(target=server.run, args=([door],), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        thread.join(PATIENCE)


def silences(opened: ExitStack, url: str) -> list[socket.socket]:
    """Connections that say nothing, half a head, and half a second request after the first was answered."""
    silent, slow, late = (opened.enter_context(connect(url)) for _ in range(3))
    slow.sendall(b"GET / HTTP/1.1\r\nHost: loc")
    late.sendall(head("GET", "/healthz", "Host: localhost"))
    assert late.recv(65536).startswith(b"HTTP/1.1 200")
    late.sendall(b"GET /heal")
    return [silent, slow, late]


def test_a_connection_that_says_nothing_is_given_up():
    with impatient() as url, ExitStack() as opened:
        for stream in silences(opened, url):
            assert seconds_until_closed(stream, PATIENCE) < PATIENCE


@pytest.mark.long
def test_the_server_as_it_is_shipped_gives_up_who_says_nothing_or_does_not_come_to_an_end():
    with small_server() as server, ExitStack() as opened:
        streams = silences(opened, server.url)  # 10 seconds each
        body = opened.enter_context(connect(server.url))
        body.sendall(head("POST", "/gradio_api/call/ask", "Host: localhost", JSON, "Content-Length: 100") + b'{"data"')
        assert status(everything(body)) == 408
        for stream in streams:
            assert seconds_until_closed(stream, PATIENCE) < PATIENCE


class Transport:
    """A connection whose client takes `taken` bytes of what waits for it between two looks."""

    def __init__(self, taken: int):
        self.left, self.taken, self.aborted = 1_000_000, taken, False

    def get_write_buffer_size(self) -> int:
        self.left -= self.taken
        return self.left

    def get_extra_info(self, name: str):
        return ("127.0.0.1", 1) if name.endswith("name") else None

    def abort(self) -> None:
        self.aborted = True

    def write(self, data: bytes) -> None:
        raise AssertionError("nothing is to be said")

    close = abort


@pytest.mark.parametrize(("taken", "given_up"), [(0, True), (1000, False)])
def test_a_client_that_takes_nothing_of_a_page_is_given_up(taken: int, given_up: bool):
    """Each of 200 connections of an address held a page of a megabyte for as long as it liked."""

    async def held() -> bool:
        transport = Transport(taken)
        limits = ConnectionLimits(stalled_seconds=0.02)
        config = server_config(lambda scope: None, limits)
        connection = limited(limits)(config, ServerState(), {}, asyncio.get_running_loop())
        connection.connection_made(transport)
        connection.pause_writing()
        await asyncio.sleep(0.2)
        connection.resume_writing()
        before = transport.left
        await asyncio.sleep(0.1)
        assert transport.left == before, "it is looked at for good"
        connection.stop_waiting()
        return transport.aborted

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asyncio.run, held()).result() is given_up


def test_one_address_does_not_hold_all_connections():
    with small_server({"BAIPISHU_CONNECTIONS_PER_CLIENT": "20", "BAIPISHU_CONNECTIONS": "50"}) as server:
        with ExitStack() as opened:
            held = [opened.enter_context(connect(server.url, "127.0.0.9")) for _ in range(40)]
            assert wait_until(lambda: len(told(held)) >= 20)
            assert all(stream.recv(65536).startswith(b"HTTP/1.1 503") for stream in told(held))
            assert server.answers()
            assert len(told(held)) == 20
            many = [opened.enter_context(connect(server.url, f"127.0.2.{n}")) for n in range(1, 101)]
            assert wait_until(lambda: len(told(many)) >= 50)
            assert server.answers(), "who has said nothing for longest makes room for who asks"
        assert re.search(r"HTTP/1.1 200", exchange(server.url, head("GET", "/healthz", "Host: localhost")).decode())


def told(held: list[socket.socket]) -> list[socket.socket]:
    """The connections on which the server has said something, or which it has closed."""
    return select.select(held, [], [], 0)[0]


def test_headers_without_end_are_refused(small_app: SmallServer):
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X-%d: %b\r\n" % (i, b"a" * 200) for i in range(200))
    with connect(small_app.url, timeout=5) as stream:
        try:
            stream.sendall(request)
        except OSError:
            pass
        assert status(everything(stream)) in (0, 400, 431)
    assert small_app.answers()
