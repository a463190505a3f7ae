"""What an operator relies on: a newer index without a dropped question, health, metrics, his token, settings."""

import asyncio
import json
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import httpx
import pytest
from index_samples import TEXT, BigramEncoder, silent_bar, write_report
from raw_http import exchange, head, status
from small_server import PATIENCE, SmallServer, small_server, wait_until

from index.current import rebuild
from web.asgi import Refusal
from web.guard.clients import Proxies
from web.guard.hosts import check_origin
from web.guard.operators import Operators, read_token
from web.watch import Watch

pytestmark = pytest.mark.early

TOKEN = "0123456789abcdef0123456789abcdef"


def index_of(server: SmallServer) -> str:
    return httpx.get(server.url + "/healthz").json()["index"]


def test_the_running_server_takes_a_newer_index_without_a_dropped_question(tmp_path):
    with small_server({"BAIPISHU_RATE_QUESTIONS": "1000/second"}, period=0.2) as server:
        before, answers, stop = index_of(server), [], threading.Event()

        def keep_asking() -> None:
            while not stop.is_set():
                answers.append(server.ask())

        asking = threading.Thread(target=keep_asking)
        asking.start()
        try:
            changed = write_report(tmp_path, TEXT.replace("12.6万辆", "13.7万辆").replace("生态建设", "生态保护"))
            rebuild([changed], server.index, BigramEncoder(), None, silent_bar)
            assert wait_until(lambda: bool(answers) and "13.7" in answers[-1])
        finally:
            stop.set()
            asking.join()
        assert all("12.6" in answer or "13.7" in answer for answer in answers)
        assert index_of(server) != before
        page = httpx.get(server.url).text
        assert "生态保护" in page and "生态建设" not in page


def test_a_signal_takes_the_newer_index_at_once_and_a_damaged_one_is_not_taken(tmp_path):
    with small_server(period=3600) as server:
        before = index_of(server)
        changed = write_report(tmp_path, TEXT.replace("12.6万辆", "13.7万辆"))
        rebuild([changed], server.index, BigramEncoder(), None, silent_bar)
        server.process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: index_of(server) != before)
        after = index_of(server)
        (server.index / "current").write_text("gen-damaged 0\n")
        server.process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: httpx.get(server.url + "/readyz").json()["status"] == "stale")
        assert index_of(server) == after and "13.7" in server.ask()


def watched(until, load, take=lambda found: None, again: float = 60) -> Watch:
    """Let a watch look at a pointer that changes after the first time, until something holds and a moment longer."""
    marks = iter([b"old", b"old"])
    watch = Watch(lambda: next(marks, b"new"), load, take)

    async def look() -> None:
        looking = asyncio.create_task(watch.run(period=0.01))
        async with asyncio.timeout(PATIENCE):
            while not until():
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        looking.cancel()

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as pool:
        patch.setattr("web.watch.AGAIN", again)
        pool.submit(asyncio.run, look()).result()
    return watch


def test_an_index_that_could_not_be_taken_for_a_while_is_taken_later():
    """Memory or descriptors were short for a moment: the new index was not looked at again."""
    tries, taken = [], []

    def load() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise MemoryError
        return "index"

    watch = watched(lambda: taken, load, taken.append, again=0.01)
    assert taken == ["index"] and watch.failure is None
    assert len(tries) == 3, "an index in use is not loaded again and again"


@pytest.mark.parametrize("broken", ["load", "take"])
def test_whatever_goes_wrong_with_a_newer_index_the_next_one_is_noticed(broken: str):
    """An error that nobody foresaw ended the watch for good; a spoilt card was one."""
    seen = []

    def fail(*_) -> None:
        seen.append(1)
        raise KeyError("unforeseen")

    load, take = (fail, lambda found: None) if broken == "load" else (lambda: "index", fail)
    watch = watched(lambda: len(seen) > 1, load, take, again=0.01)
    assert "unforeseen" in watch.failure


def test_it_is_ready_while_it_can_answer(small_app: SmallServer):
    found = httpx.get(small_app.url + "/readyz")
    assert found.status_code == 200 and found.json() == {"status": "ready", "index": index_of(small_app)}


def test_what_was_counted_is_told_in_the_format_of_prometheus(small_app: SmallServer):
    small_app.ask()
    httpx.post(small_app.url + "/gradio_api/call/ask", content=b"x")
    page = httpx.get(small_app.url + "/metrics")
    assert page.headers["content-type"].startswith("text/plain; version=0.0.4")
    for name in (
        'baipishu_questions_total{status="answered"}',
        "baipishu_question_seconds_bucket",
        'baipishu_stage_seconds_bucket{le="0.1",stage="search"}',
        "baipishu_queue_length",
        'baipishu_refused_total{status="415"}',
        "baipishu_index_age_seconds",
    ):
        assert name in page.text


def scope_for(path: str, client: str, direct: bool = True, **headers: str) -> dict:
    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"path": path, "method": "POST", "client": (client, 0), "direct": direct, "headers": named}


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/operator/reports", "/operator"])
def test_what_is_the_operators_is_closed_to_strangers(path: str):
    operators = Operators(TOKEN)
    for sent in ("", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}0", f"Basic {TOKEN}", "Bearer ", "Bearer \xff"):
        with pytest.raises(Refusal) as refusal:
            operators.check(scope_for(path, "203.0.113.5", authorization=sent))
        assert refusal.value.status == 401
    with pytest.raises(Refusal):
        Operators(None).check(scope_for(path, "203.0.113.5", authorization="Bearer "))
    operators.check(scope_for(path, "203.0.113.5", authorization=f"Bearer {TOKEN}"))


def test_who_sits_at_the_machine_is_the_operator_unless_a_proxy_has_passed_the_request_on():
    Operators().check(scope_for("/metrics", "127.0.0.1"))
    Operators().check(scope_for("/metrics", "::1"))
    with pytest.raises(Refusal):
        Operators().check(scope_for("/metrics", "127.0.0.1", direct=False))


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "X-Real-IP: ::1", "Via: 1.1 proxy"]
    + [f"{name}: 127.0.0.1" for name in ("CF-Connecting-IP", "True-Client-IP", "X-Client-IP", "X-Cluster-Client-IP")],
)
def test_a_request_that_a_proxy_has_passed_on_is_a_strangers(small_app: SmallServer, header: str):
    request = head("GET", "/metrics", "Host: localhost", header, "Connection: close")
    assert status(exchange(small_app.url, request)) == 401


@pytest.mark.parametrize(
    ("version", "host", "let_in"),
    [("1.1", host, True) for host in ("localhost", "127.0.0.1:7860", "[::1]:7860")]
    + [("1.1", host, False) for host in ("qa.example.org", "203.0.113.5", "[2001:db8::1]")]
    + [("1.0", host, False) for host in ("127.0.0.1:7860", "localhost")],
)
def test_a_proxy_that_tells_nothing_of_the_client_opens_nothing(version: str, host: str, let_in: bool):
    """Everybody was the operator behind an HAProxy or nginx on the same machine that sends no X-Forwarded-For."""
    scope = {**scope_for("/metrics", "127.0.0.1", host=host), "http_version": version}
    scope = Proxies().identified(scope)
    assert scope["direct"] is let_in
    with nullcontext() if let_in else pytest.raises(Refusal):
        Operators().check(scope)


def test_the_token_opens_what_is_the_operators_and_a_deed_is_noted(tmp_path):
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    with small_server({"BAIPISHU_TOKEN_FILE": str(file)}) as server:
        told = {"X-Forwarded-For": "203.0.113.5"}
        assert httpx.get(server.url + "/metrics", headers=told).status_code == 401
        authorised = {**told, "Authorization": f"Bearer {TOKEN}"}
        assert httpx.get(server.url + "/metrics", headers=authorised).status_code == 200
        noted = [json.loads(line) for line in server.printed().splitlines() if '"baipishu.audit"' in line]
        assert [note["allowed"] for note in noted] == [False]
        assert TOKEN not in server.printed()


def test_a_token_is_read_from_its_file_and_a_bad_one_is_told(tmp_path):
    file = tmp_path / "token"
    with pytest.raises(ValueError, match="cannot be read"):
        read_token(None, file)
    file.write_text("\n")
    with pytest.raises(ValueError, match="is empty"):
        read_token(None, file)
    with pytest.raises(ValueError, match="at least 24"):
        Operators("short")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "http://localhost:1"]
)
def test_another_sites_page_can_send_nothing(small_app: SmallServer, origin: str):
    found = httpx.post(small_app.url + "/gradio_api/call/ask", json={"data": ["问"]}, headers={"Origin": origin})
    assert found.status_code == 403
    assert "access-control-allow-origin" not in found.headers


def test_our_own_page_may_ask_and_so_may_a_program_without_an_origin():
    for origin in ({"origin": "https://qa.example.org"}, {}):
        check_origin(scope_for("/", "203.0.113.5", host="qa.example.org", **origin))


def test_every_response_has_no_cookie(small_app: SmallServer):
    for path in ("", "/config", "/healthz", "/panel?passage=x", "/gradio_api/info", "/nothing"):
        assert "set-cookie" not in httpx.get(small_app.url + path).headers
