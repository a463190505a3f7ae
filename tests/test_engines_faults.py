"""An engine that is stopped, killed, slow, full, half loaded or of another encoder: no answer, never a wrong one."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from subprocess import PIPE

import engine_servers
import httpx
import numpy as np
import psycopg
import pytest
from api_server import serving
from engine_servers import Server, stopped
from index_samples import TEXT, BigramEncoder, small_index
from pymilvus import MilvusClient, MilvusException

from index.engines import addresses, milvus
from index.engines.addresses import guarded, open_shelf
from index.engines.contract import Query
from index.engines.errors import EngineUnavailable
from index.engines.guard import Guard, Patience
from index.manifest import read_manifest
from index.store import IndexNotSaved, load_index, save_index
from retrieval.answerer import Answerer
from web.api.http import create_api
from web.api.turns import Turns
from web.api.verbs import Verbs

pytestmark = pytest.mark.long

QUESTION = "新能源汽车保有量是多少？"
TOLD = 2.0  # seconds until who asks is told that the engine cannot be asked,
BUSY = 8.0  # and what a machine that does other things may add
RECOVERED = 60.0
ANSWER = "12.6"


@dataclass(frozen=True)
class Place:
    """A server with an index on it, and an app that asks it."""

    server: Server
    folder: Path  # of the index
    api: httpx.Client
    lost: Callable[[], AbstractContextManager]  # some of its passages cannot be searched
    full: Callable[[], AbstractContextManager]  # it has no room for more


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with engine_servers.postgres() as started:
        yield started


@pytest.fixture
def address(server) -> str:
    return server.address


@pytest.fixture(scope="module", params=["postgresql", "milvus 2.3"])
def place(request, tmp_path_factory) -> Iterator[Place]:
    """Both servers; the pause after a failure is a second, so that nobody waits five for each test."""
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses, "Guard", partial(Guard, patience=Patience(pause=1.0)))
        if request.param == "postgresql":
            server = request.getfixturevalue("server")
            losing, filling = lost_rows, full_database
        else:
            server = stack.enter_context(engine_servers.milvus(tmp_path_factory.mktemp("milvus")))
            losing, filling = lost_collection, full_milvus
        reports, folder = (tmp_path_factory.mktemp(name) for name in ("reports", "built"))
        save_index(small_index(reports), folder, engine=server.address)
        answerer = opened(folder, server.address)
        verbs = Verbs(answerer, answerer.searcher, lambda: answerer.index, Turns(4, 64))
        url = stack.enter_context(serving(create_api(verbs)))
        http = stack.enter_context(httpx.Client(base_url=url, timeout=60))
        generation = read_manifest(folder).stamp.generation
        lost, full = (lambda: losing(server.address, generation)), (lambda: filling(server.address))
        yield Place(server, folder, http, lost, full)


@contextmanager
def lost_rows(address: str, generation: str) -> Iterator[None]:
    passages = f"baipishu_{generation}.passages"
    with psycopg.connect(address) as connection:
        connection.execute(f"CREATE TABLE kept AS SELECT * FROM {passages}")
        connection.execute(f"DELETE FROM {passages} WHERE ord = 0")
    yield
    with psycopg.connect(address) as connection:
        connection.execute(f"INSERT INTO {passages} SELECT * FROM kept WHERE ord = 0")
        connection.execute("DROP TABLE kept")


@contextmanager
def lost_collection(address: str, generation: str) -> Iterator[None]:
    """What a Milvus that has just started does: it says which collections there are before they are loaded."""
    client = MilvusClient(**milvus.client_arguments(address))
    client.release_collection(milvus.passages_of(generation))
    yield
    client.load_collection(milvus.passages_of(generation))
    client.close()


@contextmanager
def full_database(address: str) -> Iterator[None]:
    with psycopg.connect(address) as connection:
        connection.execute("""CREATE FUNCTION no_room() RETURNS event_trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$""")
        connection.execute(
            "CREATE EVENT TRIGGER full_disk ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION no_room()"
        )
    yield
    with psycopg.connect(address) as connection:
        connection.execute("DROP EVENT TRIGGER full_disk; DROP FUNCTION no_room")


@contextmanager
def full_milvus(address: str) -> Iterator[None]:
    """A server with a quota says this; the one of the tests has none."""

    def no_room(*arguments, **named):
        raise MilvusException(9, "quota exceeded[reason=disk quota exhausted, please allocate more]")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MilvusClient, "insert", no_room)
        yield


@pytest.fixture
def folder(address: str, tmp_path: Path) -> Path:
    """An index whose rows are in PostgreSQL."""
    save_index(small_index(tmp_path / "reports"), tmp_path / "built", engine=address)
    return tmp_path / "built"


def opened(folder: Path, address: str) -> Answerer:
    return Answerer(load_index(folder, BigramEncoder, engine=address))


def ask(http: httpx.Client, **more) -> httpx.Response:
    return http.post("/ask", json={"question": QUESTION} | more)


def assert_told(http: httpx.Client, **more) -> None:
    """Who asks is told in time, and when to come back; nothing is said of the reports."""
    begun = time.monotonic()
    response = ask(http, **more)
    assert time.monotonic() - begun < TOLD + BUSY
    assert response.status_code == 503 and 1 <= int(response.headers["Retry-After"]) <= RECOVERED
    assert 'status":"refused' not in response.text and "引擎" in response.text


def assert_recovers(http: httpx.Client) -> None:
    end = time.monotonic() + RECOVERED
    while (response := ask(http)).status_code == 503 and time.monotonic() < end:
        time.sleep(0.2)
    assert ANSWER in response.json()["answer"]


def test_an_engine_that_is_stopped_costs_answers_until_it_goes_on(place: Place):
    assert_recovers(place.api)
    with stopped(place.server.pid):
        for _ in range(2):
            assert_told(place.api)
        time.sleep(1.0)  # the pause: a follow-up is let through, whose readings are looked up at once
        assert_told(place.api, history=[QUESTION], question="那充电桩呢？")
        assert place.api.get("/search", params={"q": "公园"}).status_code == 503
    assert_recovers(place.api)


def test_an_engine_that_is_gone_or_slow_is_asked_again_when_it_is_back(place: Place):
    for fault in (place.server.road.gone(), place.server.road.slow(3.0)):
        assert_recovers(place.api)
        with fault:
            assert_told(place.api)
    assert_recovers(place.api)


USERS, BETWEEN = 4, 0.05  # who ask at once, and seconds between two questions of each


@contextmanager
def asked_meanwhile(question: Callable[[], object]) -> Iterator[list]:
    """Several users ask over and over; yield what each question came to."""
    came: list[object] = []
    over = threading.Event()

    def user() -> None:
        while not over.wait(BETWEEN):
            try:
                came.append(question())
            except EngineUnavailable as error:
                came.append(error)

    with ThreadPoolExecutor(USERS) as users:
        asking = [users.submit(user) for _ in range(USERS)]
        try:
            yield came
        finally:
            over.set()
            for each in asking:
                each.result()


def stored(place: Place) -> int:
    return open_shelf(place.server.address).open(read_manifest(place.folder).stamp.generation).count()


def test_of_questions_that_come_in_meanwhile_none_is_refused_and_no_passage_is_lost(place: Place, tmp_path: Path):
    """Stopped, gone, slow, cut and full, one after the other, while four users ask."""
    assert_recovers(place.api)
    before, road = stored(place), place.server.road
    with asked_meanwhile(lambda: ask(place.api)) as came:
        for fault in (lambda: stopped(place.server.pid), road.gone, lambda: road.slow(3.0)):
            with fault():
                time.sleep(1.5)
            assert_recovers(place.api)
        road.cut()
        with place.full(), pytest.raises(IndexNotSaved, match="no room"):
            save_index(small_index(tmp_path, TEXT * 2), place.folder, engine=place.server.address)
        assert_recovers(place.api)
    answered = [response for response in came if response.status_code == 200]
    told = [response for response in came if response.status_code == 503]
    assert answered and told and len(answered) + len(told) == len(came)
    assert all(ANSWER in response.json()["answer"] for response in answered)
    assert all(int(response.headers["Retry-After"]) and "引擎" in response.text for response in told)
    assert stored(place) == before


def test_connections_that_are_cut_are_made_anew_without_a_word(place: Place):
    assert_recovers(place.api)
    place.server.road.cut()
    assert ANSWER in ask(place.api).json()["answer"]


def test_passages_that_are_lost_are_no_refusal(place: Place):
    assert_recovers(place.api)
    with place.lost():
        assert_told(place.api)
        time.sleep(1.0)  # the pause: the next one is let through, and finds out by its own report alone
        assert_told(place.api, doc=["haizhou-2023"])
    assert_recovers(place.api)


def test_an_engine_that_is_full_while_an_index_is_built_leaves_the_one_before_in_use(place: Place, tmp_path: Path):
    before, there = read_manifest(place.folder), sorted(open_shelf(place.server.address).generations())
    with place.full(), pytest.raises(IndexNotSaved, match="no room"):
        save_index(small_index(tmp_path / "more", TEXT * 2), place.folder, engine=place.server.address)
    assert read_manifest(place.folder) == before
    assert sorted(open_shelf(place.server.address).generations()) == there
    assert_recovers(place.api)


@pytest.mark.parametrize("changed", [{"encoder": "another"}, {"format": 99}])
def test_a_generation_of_another_encoder_or_version_is_not_searched(place: Place, changed: dict):
    guard = guarded(place.server.address, replace(read_manifest(place.folder).stamp, **changed))
    with pytest.raises(EngineUnavailable, match="index build"):
        guard.candidates([Query(np.ones(64, np.float32), ["公园"])], 3)
    assert not guard.health().ready


ASKS = """
import sys
import time
from pathlib import Path
from index_samples import BigramEncoder
from index.engines.contract import Query
from index.engines.errors import EngineUnavailable
from index.store import load_index
from retrieval.answerer import Answerer
answerer = Answerer(load_index(Path(sys.argv[1]), BigramEncoder, engine=sys.argv[2]))
for question in sys.stdin:
    end = time.monotonic() + 60
    while True:
        try:
            print(answerer.ask(question.strip()).answer.partition("\\n")[0], flush=True)
            break
        except EngineUnavailable:  # a busy machine
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
"""


@contextmanager
def another_process(folder: Path, address: str) -> Iterator[Callable[[str], str]]:
    """Yield a function that has another process answer from the same index."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", ASKS, str(folder), address]
    process = subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True, env=environment)

    def asked(question: str) -> str:
        process.stdin.write(f"{question}\n")
        process.stdin.flush()
        return process.stdout.readline()

    try:
        yield asked
    finally:
        process.kill()
        process.wait()


def test_another_process_asks_the_same_engine(place: Place):
    with another_process(place.folder, place.server.address) as other:
        assert_recovers(place.api)
        assert ANSWER in other(QUESTION)
        assert_recovers(place.api)


def test_processes_share_one_engine_and_an_old_one_goes_on_while_a_new_generation_is_published(
    folder: Path, address: str, tmp_path: Path
):
    one = opened(folder, address)
    with another_process(folder, address) as other:
        assert ANSWER in other(QUESTION)
        save_index(small_index(tmp_path / "newer", TEXT.replace("12.6万辆", "13.7万辆")), folder, engine=address)
        assert ANSWER in one.ask(QUESTION).answer and ANSWER in other(QUESTION)
    assert "13.7" in opened(folder, address).ask(QUESTION).answer
    assert open_shelf(address).open().stamp == read_manifest(folder).stamp  # the pointer names it too
    for _ in range(2):
        save_index(small_index(tmp_path / "newer"), folder, engine=address)
    mark = read_manifest(folder).stamp.generation.partition("_")[0]
    assert sum(name.startswith(mark) for name in open_shelf(address).generations()) == 2  # it and the one before


def test_an_engine_that_was_killed_is_asked_again_when_it_is_back(folder: Path, address: str, server):
    answerer = opened(folder, address)
    assert ANSWER in answerer.ask(QUESTION).answer
    with asked_meanwhile(lambda: answerer.ask(QUESTION).answer) as came:
        engine_servers.kill_postgres(server.folder, server.pid)
        begun = time.monotonic()
        with pytest.raises(EngineUnavailable):
            answerer.ask(QUESTION)
        assert time.monotonic() - begun < TOLD + BUSY
        engine_servers.restart_postgres(server.folder)
        end = time.monotonic() + RECOVERED
        while time.monotonic() < end:
            try:
                assert ANSWER in answerer.ask(QUESTION).answer
                break
            except EngineUnavailable:
                time.sleep(0.5)
        else:
            pytest.fail("it did not recover")
    assert all(isinstance(each, EngineUnavailable) or ANSWER in each for each in came)
    assert answerer.index.engine.count() == len(answerer.index.passages)


def test_no_password_is_kept(folder: Path, address: str, tmp_path: Path):
    scheme, _, rest = address.partition("://")
    save_index(small_index(tmp_path / "again"), folder, engine=f"{scheme}://postgres:secret@{rest.partition('@')[2]}")
    assert all(b"secret" not in path.read_bytes() for path in folder.rglob("*") if path.is_file())
