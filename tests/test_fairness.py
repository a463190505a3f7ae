"""Few places, many who want them: nobody waits for all that somebody else has piled up."""

import inspect
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import SimpleNamespace

import anyio
import httpx
import pytest
from anyio.to_thread import current_default_thread_limiter, run_sync
from fastapi import HTTPException
from inside import Inside
from small_server import PATIENCE, QUESTION, small_server, wait_until

from web.api.problems import Problem
from web.api.turns import Turns
from web.fair_queue import make_fair
from web.fairness import Fairness, greediest
from web.guard.clients import asking
from web.metrics import Metrics
from web.service import OF_ONE, Overdue, Overloaded, Service


def order(places: int, waiting: list[str]) -> list[str]:
    """In which order those who wait are let in, one place after another becoming free."""
    fairness, found = Fairness(places), []
    while waiting:
        at = fairness.next(waiting, {})
        assert at is not None
        found.append(waiting.pop(at))
    return found


def test_clients_take_turns_however_many_requests_each_has():
    assert order(2, ["a"] * 4 + ["b", "b", "c"]) == ["a", "b", "c", "a", "b", "a", "a"]


def test_who_comes_later_does_not_wait_for_all_that_came_before():
    fairness = Fairness(2)
    assert fairness.next(["a", "a", "a"], {}) == 0
    assert fairness.next(["a", "a"], {"a": 1}) is None  # the second place is somebody else's
    assert fairness.next(["a", "a", "b"], {"a": 1}) == 2
    assert fairness.next(["a", "a"], {"b": 1}) == 0


def test_one_place_is_anybodys_and_the_memory_of_clients_has_an_end():
    fairness = Fairness(1)
    for number in range(1000):
        assert fairness.next([f"client {number}"], {}) == 0
    assert len(fairness.last) == 1


def test_a_full_room_is_made_room_in_by_who_has_most_there():
    assert greediest(["a"] * 3 + ["b"], "c") == 2
    assert greediest(["a", "b"], "c") is None and greediest([], "c") is None


def test_of_many_requests_of_one_client_none_keeps_another_client_waiting():
    """Sixteen costly ones of one client kept everybody waiting for their sum."""
    done: list[str] = []

    async def ask(turns: Turns, client: str, seconds: float) -> None:
        asking.set(client)
        await turns.run(time.sleep, seconds)
        done.append(client)

    async def everybody() -> None:
        turns = Turns(at_once=2, waiting=64)
        async with anyio.create_task_group() as tasks:
            for _ in range(8):
                tasks.start_soon(ask, turns, "greedy", 0.2)
            await anyio.sleep(0.05)
            tasks.start_soon(ask, turns, "other", 0)
        assert not turns.working and not turns.waiting

    with ThreadPoolExecutor(1) as pool:  # a thread of its own: a browser test may have left an event loop in this one
        pool.submit(anyio.run, everybody).result()
    assert done.index("other") == 0 and done.count("greedy") == 8


def test_the_room_for_those_who_wait_is_not_one_clients():
    async def everybody() -> list[str]:
        turns, refused = Turns(at_once=1, waiting=4), []
        free = threading.Event()

        async def ask(client: str) -> None:
            asking.set(client)
            try:
                await turns.run(free.wait, PATIENCE)
            except Problem as problem:
                assert problem.status == 503 and problem.retry_after
                refused.append(client)

        async with anyio.create_task_group() as tasks:
            for client in ["greedy"] * 6 + ["b", "c"]:
                tasks.start_soon(ask, client)
                await anyio.sleep(0.02)
            free.set()
        return refused

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(anyio.run, everybody).result() == ["greedy"] * 3


def test_who_leaves_while_he_waits_leaves_no_place_taken():
    async def everybody() -> Turns:
        turns, free = Turns(at_once=1, waiting=4), threading.Event()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(turns.run, free.wait, PATIENCE)
            await anyio.sleep(0.02)
            with anyio.move_on_after(0.05):
                await turns.run(time.sleep, 0)
            assert not turns.waiting
            free.set()
        await turns.run(time.sleep, 0)
        return turns

    with ThreadPoolExecutor(1) as pool:
        turns = pool.submit(anyio.run, everybody).result()
    assert not turns.working


class Waiting:
    """A question in Gradio's queue."""

    concurrency_id = "work"

    def __init__(self, address: str):
        self.request = SimpleNamespace(client=SimpleNamespace(host=address))


class Queue:
    """What is used of Gradio's queue; it is full."""

    def __init__(self, *addresses: str):
        waiting = [Waiting(address) for address in addresses]
        events = SimpleNamespace(queue=waiting, concurrency_limit=2, current_concurrency=0)
        self.event_queue_per_concurrency_id, self.active_jobs = {"work": events}, [None, None, None]
        self.max_size = len(waiting)

    def __len__(self) -> int:
        return len(self.event_queue_per_concurrency_id["work"].queue)

    async def push(self, body: object, request: object, username: str | None) -> None:
        """Never called here."""


def test_gradios_queue_is_taken_by_clients():
    queue = Queue(*["203.0.113.1"] * 3, "203.0.113.2")
    events = queue.event_queue_per_concurrency_id["work"]
    make_fair(queue, 2)
    first = queue.get_events()
    assert first[0][0].request.client.host == "203.0.113.1" and first[1:] == (False, "work")
    queue.active_jobs[0], events.current_concurrency = first[0], 1
    second = queue.get_events()
    assert second[0][0].request.client.host == "203.0.113.2"
    queue.active_jobs[1], events.current_concurrency = second[0], 2
    assert queue.get_events() is None
    queue.active_jobs[1], events.current_concurrency = None, 1
    assert queue.get_events() is None and len(events.queue) == 2  # who has his places waits, though one is free


def test_gradio_still_has_what_turns_are_taken_of():
    from gradio import Blocks
    from gradio.queueing import Event, EventQueue

    queue = Blocks()._queue
    assert queue.active_jobs == [] and queue.event_queue_per_concurrency_id == {} and callable(queue.get_events)
    assert {"queue", "concurrency_limit", "current_concurrency"} <= set(vars(EventQueue("work", 2)))
    assert {"max_size", "event_ids_to_events", "pending_messages_per_session"} <= set(vars(queue))
    assert list(inspect.signature(queue.push).parameters) == ["body", "request", "username"]
    event = Event(None, SimpleNamespace(concurrency_id="work"), None, None)
    assert event.concurrency_id == "work" and event.request is None


def test_a_full_queue_of_the_page_is_made_room_in_by_who_has_most_there():
    """Four addresses with sixteen questions each filled it, and nobody else could ask."""
    fast = {"BAIPISHU_RATE_QUESTIONS": "100000/second"}
    with small_server(fast) as server:
        server.hold.touch()

        def put(address: str) -> tuple[httpx.Client, httpx.Response]:
            transport = httpx.HTTPTransport(local_address=address)
            client = httpx.Client(transport=transport, base_url=server.url, timeout=PATIENCE)
            return client, client.post("/gradio_api/call/ask", json={"data": [QUESTION]})

        crowd = [put(f"127.0.0.{50 + n % 6}")[1].status_code for n in range(72)]
        honest, joined = put("127.0.0.77")
        server.hold.unlink()
        assert 503 in crowd and joined.status_code == 200
        assert "12.6" in honest.get(f"/gradio_api/call/ask/{joined.json()['event_id']}").text


@pytest.mark.parametrize(
    ("path", "called"),
    [
        ("/reports/a", "web.pages.reports.not_found"),
        ("/reports/a/pages/1", "web.pages.printed.not_found"),
        ("/lists", "web.pages.lists.view_of"),
        ("/search?q=a", "web.pages.search.view_of"),
        ("/figures", "web.pages.figures.view_of"),
    ],
)
def test_pages_that_take_time_are_made_in_turns(
    inside_app: Inside, monkeypatch: pytest.MonkeyPatch, path: str, called: str
):
    """Twelve addresses that read reports kept everybody waiting, and took the threads that other pages need."""
    begun, go_on = [], threading.Event()

    def slow(request, *_, **__) -> None:
        begun.append(request.client.host)
        go_on.wait(PATIENCE)
        raise HTTPException(404)

    monkeypatch.setattr(called, slow)
    with ThreadPoolExecutor(8) as pool:
        try:
            greedy = [pool.submit(inside_app.get, path, (), "203.0.113.1") for _ in range(4)]
            assert wait_until(lambda: len(begun) == 1)
            other = pool.submit(inside_app.get, path, (), "203.0.113.2")
            assert wait_until(lambda: len(begun) == 2) and begun == ["203.0.113.1", "203.0.113.2"]
            assert inside_app.portal.call(threads_taken) == 0  # of those that other pages need
        finally:
            go_on.set()
        assert {each.result().status for each in (*greedy, other)} == {404}


async def threads_taken() -> int:
    return current_default_thread_limiter().borrowed_tokens


def test_a_question_does_not_wait_for_files(inside_app: Inside, monkeypatch: pytest.MonkeyPatch):
    """The figures of a large library as a workbook take seconds; two clients who want it held every place."""
    begun, go_on = [], threading.Event()

    def slow(*_) -> bytes:
        begun.append(True)
        go_on.wait(PATIENCE)
        return b""

    monkeypatch.setattr("web.api.verbs.WRITERS", {".xlsx": slow})
    with ThreadPoolExecutor(3) as pool:
        try:
            files = [pool.submit(inside_app.get, "/api/v1/figures/file", (), f"203.0.113.{n}") for n in (1, 2, 3)]
            assert wait_until(lambda: len(begun) == 1)
            assert inside_app.post("/api/v1/ask", {"question": QUESTION}).status == 200
            assert len(begun) == 1
        finally:
            go_on.set()
        assert {each.result().status for each in files} == {200}


def test_whether_the_server_lives_is_told_while_every_thread_is_taken(inside_app: Inside):
    go_on = threading.Event()

    async def wait() -> None:
        await run_sync(go_on.wait, PATIENCE)

    with ThreadPoolExecutor(1) as pool:
        try:
            for _ in range(40):
                inside_app.portal.start_task_soon(wait)
            assert wait_until(lambda: inside_app.portal.call(threads_taken) == 40)
            assert pool.submit(inside_app.get, "/healthz").result(10).status == 200
        finally:
            go_on.set()


@contextmanager
def held(service: Service, client: str, count: int) -> Iterator[None]:
    """So many questions of a client that were given up and whose threads still work."""
    for _ in range(count):
        with pytest.raises(Overdue):
            service.ask("?", client=client)
    yield
    service.answerer.go_on.set()


class Stuck:
    """An answerer that takes no step before the test lets it."""

    index = SimpleNamespace(build_id="x")

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def steps(self, *_):
        self.go_on.wait(PATIENCE)
        yield SimpleNamespace(status="answered", timings_ms={"total": 1})


def test_questions_of_one_client_that_were_given_up_leave_a_thread_to_others():
    service = Service(Stuck(), Metrics(), seconds=0.05)
    with held(service, "203.0.113.1", OF_ONE):
        with pytest.raises(Overloaded):
            service.ask("?", client="203.0.113.1")
        with pytest.raises(Overdue):  # it got its thread
            service.ask("?", client="203.0.113.2")
    deadline = time.monotonic() + PATIENCE
    while service.taken and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not service.taken and service.ask("?", client="203.0.113.1").status == "answered"


@pytest.mark.parametrize("api", [True, False], ids=["api", "page"])
def test_an_honest_question_does_not_wait_for_the_sum_of_one_clients(api: bool):
    """Of the real server: sixteen requests of one client, each of a second; who asks then waits for none of them."""
    with small_server({"BAIPISHU_RECENT_ANSWERS": "0"}, slow=1) as server, ThreadPoolExecutor(16) as pool:

        def ask(address: str) -> float:
            transport, begun = httpx.HTTPTransport(local_address=address), time.monotonic()
            with httpx.Client(transport=transport, base_url=server.url, timeout=PATIENCE) as client:
                if api:
                    client.post("/api/v1/ask", json={"question": QUESTION}).raise_for_status()
                else:
                    assert "12.6" in server.ask(client=client)
            return time.monotonic() - begun

        greedy = [pool.submit(ask, "127.0.0.66") for _ in range(12)]
        time.sleep(0.5)
        honest = ask("127.0.0.67")
        waited = sum(not each.done() for each in greedy)
        assert waited >= 8, (honest, waited)
        assert max(each.result() for each in greedy) > honest
