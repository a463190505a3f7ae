"""No body is larger, slower or stranger than a question needs."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import h11
import httpx
import psutil
import pytest
from raw_http import PATIENCE, connect, everything, exchange, head, status
from small_server import QUESTION, SmallServer

from web.asgi import Refusal
from web.connections import MAX_HEAD
from web.guard import Guard
from web.guard.bodies import MAX_BODY, parsed, read
from web.pieces import Pieces

CALL = "/gradio_api/call/ask"
JSON = "Content-Type: application/json"
HOST = "Host: localhost"
MB = 1024 * 1024


def resident(server: SmallServer) -> int:
    return psutil.Process(server.process.pid).memory_info().rss


def pour(server: SmallServer, *headers: str, limit: int = 300 * MB) -> tuple[int, bytes]:
    """Send chunks until the server stops taking them; return how many bytes it took and what it said."""
    chunk, sent = b"10000\r\n" + b"x" * 65536 + b"\r\n", 0
    with connect(server.url, timeout=5) as stream:
        stream.sendall(head("POST", CALL, HOST, JSON, *headers))
        try:
            while sent < limit:
                stream.sendall(chunk)
                sent += len(chunk)
        except OSError:
            pass
        return sent, everything(stream)


def test_a_length_that_lies_beside_chunks_is_refused_and_nothing_is_kept(small_app: SmallServer):
    before = resident(small_app)
    sent, said = pour(small_app, "Content-Length: 5", "Transfer-Encoding: chunked")
    assert status(said) in (0, 400) and sent < 8 * MB
    assert resident(small_app) - before < 20 * MB
    assert small_app.answers()


def test_the_pair_of_length_and_chunks_is_refused_even_when_they_agree(small_app: SmallServer):
    body = b'5\r\n{"a":\r\n3\r\n1} \r\n0\r\n\r\n'
    request = head("POST", CALL, HOST, JSON, "Content-Length: 8", "Transfer-Encoding: chunked", "Connection: close")
    said = exchange(small_app.url, request + body)
    assert status(said) == 400 and "不能同时使用" in said.decode()


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", [("Content-Length", "8"), ("Transfer-Encoding", "chunked")]),
        ("GET", [("Content-Length", "8"), ("Transfer-Encoding", "chunked")]),
        ("GET", [("Transfer-Encoding", "chunked")]),
        ("HEAD", [("Content-Length", "8")]),
    ],
)
def test_two_lengths_and_a_body_that_nobody_reads_are_refused(method: str, headers: list):
    """A stream that was opened by a GET kept 64 kB of its body."""
    sent = [(name.lower().encode(), value.encode()) for name, value in [("host", "localhost"), *headers]]
    scope = {"method": method, "path": CALL if method == "POST" else "/", "headers": sent, "query_string": b""}
    with pytest.raises(Refusal) as refusal:
        Guard(None, {}).check_head(scope)
    assert refusal.value.status == 400 and refusal.value.headers["connection"] == "close"
    Guard(None, {}).check_head({**scope, "headers": [*sent[:1], (b"content-length", b"0")]})


def test_chunks_are_counted_as_they_come(small_app: SmallServer):
    before = resident(small_app)
    sent, said = pour(small_app, "Transfer-Encoding: chunked")
    assert status(said) in (0, 413) and sent < 8 * MB
    assert resident(small_app) - before < 20 * MB


def pieces_until_refused(connection: Pieces, body: bytes) -> int | None:
    """How many pieces of a chunked body are looked at; None when it is taken to its end."""
    connection.receive_data(head("POST", CALL, HOST, "Transfer-Encoding: chunked") + body)
    for seen in range(len(body)):
        try:
            if isinstance(connection.next_event(), h11.EndOfMessage):
                return None
        except h11.RemoteProtocolError:
            return seen
    raise AssertionError("the body has no end")


def test_a_body_in_pieces_of_a_byte_is_refused_before_it_costs_time():
    """256 kB of them, which come at once, took a second in which nobody else was served."""
    assert pieces_until_refused(Pieces(MAX_HEAD), b"1\r\na\r\n" * 40_000) < 300
    plain = b"200\r\n" + b"x" * 512 + b"\r\n"
    assert pieces_until_refused(Pieces(MAX_HEAD), plain * 3000 + b"0\r\n\r\n") is None
    assert pieces_until_refused(Pieces(MAX_HEAD), b"1\r\na\r\n" * 100 + b"0\r\n\r\n") is None


def test_the_server_counts_the_pieces_of_a_body(small_app: SmallServer):
    request = head("POST", CALL, HOST, JSON, "Transfer-Encoding: chunked")
    assert status(exchange(small_app.url, request + b"1\r\n \r\n" * 1000)) == 400
    assert small_app.answers()


@pytest.mark.parametrize("rest", [b"zz\r\n", b"1\r\na\r\n" * 1000, b"1000\r\n" + b"x" * 4096 + b"\r\n"])
def test_what_comes_after_an_early_answer_has_an_end_and_leaves_no_trace(small_app: SmallServer, rest: bytes):
    """A body whose address is not there went on for ever; what was no chunk made a traceback."""
    before = len(small_app.printed())
    with connect(small_app.url) as stream:
        stream.sendall(head("POST", "/nothing", HOST, JSON, "Transfer-Encoding: chunked"))
        assert status(stream.recv(65536)) == 404
        sent = 0
        with suppress(OSError):
            while sent < 300 * MB:
                stream.sendall(rest)
                sent += len(rest)
        assert sent < 16 * MB
    assert small_app.answers()
    assert "Fatal" not in small_app.printed()[before:] and "Traceback" not in small_app.printed()[before:]


def test_a_question_in_chunks_is_answered(small_app: SmallServer):
    body = json.dumps({"data": [QUESTION]}).encode()
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    request = head("POST", CALL, HOST, JSON, "Transfer-Encoding: chunked", "Connection: close")
    said = exchange(small_app.url, request + chunked)
    assert status(said) == 200 and b"event_id" in said


@pytest.mark.parametrize("length", [MAX_BODY + 1, 10**9, 10**30])
def test_a_body_that_announces_too_much_is_refused_before_it_comes(small_app: SmallServer, length: int):
    said = exchange(small_app.url, head("POST", CALL, HOST, JSON, f"Content-Length: {length}"))
    assert status(said) in (400, 413)


@pytest.mark.parametrize("length", ["-1", "+5", "5, 6", "0x10", "five", "５"])
def test_a_length_that_is_no_number_is_refused(small_app: SmallServer, length: str):
    request = "\r\n".join([f"POST {CALL} HTTP/1.1", HOST, JSON, f"Content-Length: {length}", "", "{}"]).encode()
    assert status(exchange(small_app.url, request)) == 400


def test_a_body_that_does_not_come_is_given_up_after_its_time():
    async def silent() -> dict:
        await asyncio.sleep(3600)

    with ThreadPoolExecutor(1) as pool, pytest.raises(Refusal) as refusal:
        pool.submit(asyncio.run, read(silent, 0.05)).result()
    assert refusal.value.status == 408


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"5",
        b'"text"',
        b"{",
        b"[" * 30_000,
        b'{"a":' * 10_000,
        b'{"data": NaN}',
        b'{"data": [1e999]}',
        b'{"data": [' + b"9" * 5000 + b"]}",
        b"\xff\xfe{\x00}\x00",
        b'{"data": ["\xc3\x28"]}',
        b'{"data": "' + QUESTION.encode() + b'"}',
        b'{"data": [["a", ["b"]]]}',
    ],
)
def test_what_is_no_question_is_refused_at_once(small_app: SmallServer, body: bytes):
    with httpx.Client(base_url=small_app.url, timeout=PATIENCE) as http:
        for _ in range(20):
            begun = time.perf_counter()
            response = http.post(CALL, content=body, headers={"Content-Type": "application/json"})
            took = time.perf_counter() - begun
            assert response.status_code == 400 and "detail" in response.json()
            if took < 0.5:  # 0.02 on a quiet machine; on a busy one, once in twenty
                break
    assert took < 0.5


def test_an_answer_of_the_api_is_asked_for_in_at_most_500_characters(small_app: SmallServer):
    assert httpx.post(small_app.url + CALL, json={"data": ["长" * 501]}).status_code == 400
    assert httpx.post(small_app.url + CALL, json={"data": ["长" * 500]}).status_code == 200


@pytest.mark.parametrize("text", [r"\ud800", r"\udc00\ud800", r"a\udfffb"])
def test_half_a_character_becomes_a_question_mark(small_app: SmallServer, text: str):
    response = httpx.post(
        small_app.url + CALL, content=f'{{"data": ["{text}"]}}', headers={"Content-Type": "application/json"}
    )
    stream = httpx.get(f"{small_app.url}{CALL}/{response.json()['event_id']}").text
    assert "event: complete" in stream and "\\ud" not in stream


@pytest.mark.parametrize("kind", ["gzip", "br", "deflate", "zstd"])
def test_a_compressed_body_is_refused(small_app: SmallServer, kind: str):
    headers = {"Content-Type": "application/json", "Content-Encoding": kind}
    assert httpx.post(small_app.url + CALL, content=b"\x1f\x8b" * 20, headers=headers).status_code == 415


def test_numbers_that_json_lacks_are_refused():
    for text in (b"NaN", b"-Infinity", b"[1e400]"):
        with pytest.raises(Refusal, match="JSON"):
            parsed(text)
