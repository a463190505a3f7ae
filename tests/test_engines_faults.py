"""An engine that is stopped, killed, slow, full, half loaded or of another encoder: no answer, never a wrong one."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import engine_servers
import httpx
import numpy as np
import psycopg
import pytest
from api_server import serving
from engine_servers import stopped
from index_samples import SENTENCES, TEXT, BigramEncoder, small_index

from index.build import embedded
from index.current import move
from index.engines.addresses import EngineUnknown, check_address, guarded, open_shelf, without_password
from index.engines.contract import Stamp
from index.engines.embedded import EmbeddedEngine
from index.engines.errors import EngineUnavailable
from index.engines.guard import Breaker, Guard, Patience
from index.manifest import IndexUnusable, read_manifest
from index.store import IndexNotSaved, load_index, save_index
from retrieval.answerer import Answerer
from web.api.http import create_api
from web.api.turns import Turns
from web.api.verbs import Verbs

pytestmark = pytest.mark.long

QUESTION = "新能源汽车保有量是多少？"
TOLD = 2.0  # seconds until who asks is told that the engine cannot be asked
RECOVERED = 60.0
ANSWER = "12.6"


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[tuple[str, int]]:
    with engine_servers.postgres(tmp_path_factory.mktemp("postgres")) as started:
        yield started


@pytest.fixture
def address(server) -> str:
    return server[0]


@pytest.fixture
def folder(address: str, tmp_path: Path) -> Path:
    """An index whose rows are in PostgreSQL."""
    save_index(small_index(tmp_path / "reports"), tmp_path / "built", engine=address)
    return tmp_path / "built"


def opened(folder: Path, address: str) -> Answerer:
    return Answerer(load_index(folder, BigramEncoder, engine=address))


@pytest.fixture
def api(folder: Path, address: str) -> Iterator[httpx.Client]:
    answerer = opened(folder, address)
    verbs = Verbs(answerer, answerer.searcher, lambda: answerer.index, Turns(4, 64))
    with serving(create_api(verbs)) as url, httpx.Client(base_url=url, timeout=20) as http:
        assert ANSWER in ask(http).json()["answer"]
        yield http


def ask(http: httpx.Client) -> httpx.Response:
    return http.post("/ask", json={"question": QUESTION})


def assert_told(http: httpx.Client) -> None:
    """Who asks is told in time, and when to come back; nothing is said of the reports."""
    begun = time.monotonic()
    response = ask(http)
    assert time.monotonic() - begun < TOLD + 1.0  # a second for a machine that does other things
    assert response.status_code == 503 and 1 <= int(response.headers["Retry-After"]) <= RECOVERED
    assert "status\":\"refused" not in response.text and "引擎" in response.text


def assert_recovers(http: httpx.Client) -> None:
    end = time.monotonic() + RECOVERED
    while (response := ask(http)).status_code == 503 and time.monotonic() < end:
        time.sleep(0.5)
    assert ANSWER in response.json()["answer"]


def test_an_engine_that_is_stopped_costs_answers_until_it_goes_on(api: httpx.Client, server):
    with stopped(server[1]):
        for _ in range(3):
            assert_told(api)
        assert api.get("/search", params={"q": "公园"}).status_code == 503
    assert_recovers(api)


def test_connections_that_are_cut_are_made_anew_without_a_word(api: httpx.Client, address: str):
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert ANSWER in ask(api).json()["answer"]


def test_passages_that_are_lost_are_no_refusal(api: httpx.Client, folder: Path, address: str):
    schema = f"baipishu_{read_manifest(folder).stamp.generation}"
    with psycopg.connect(address) as connection:
        connection.execute(f"CREATE TABLE kept AS SELECT * FROM {schema}.passages")
        connection.execute(f"DELETE FROM {schema}.passages WHERE ord = 0")
    for _ in range(2):
        assert_told(api)
    with psycopg.connect(address) as connection:
        connection.execute(f"INSERT INTO {schema}.passages SELECT * FROM kept WHERE ord = 0")
        connection.execute("DROP TABLE kept")
    assert_recovers(api)


@pytest.mark.parametrize("changed", [{"encoder": "another"}, {"format": 99}])
def test_a_generation_of_another_encoder_or_version_is_not_searched(folder: Path, address: str, changed: dict):
    manifest = read_manifest(folder)
    stamp = replace(manifest.stamp, **changed)
    guard = guarded(address, stamp)
    with pytest.raises(EngineUnavailable, match="index build"):
        guard.candidates(np.ones(64, np.float32), ["公园"], 3)
    assert not guard.health().ready


def test_a_database_that_is_full_leaves_the_index_before_in_use(folder: Path, address: str, tmp_path: Path):
    with psycopg.connect(address) as connection:
        connection.execute("""CREATE FUNCTION no_room() RETURNS event_trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$""")
        connection.execute(
            "CREATE EVENT TRIGGER full_disk ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION no_room()"
        )
    try:
        before = read_manifest(folder)
        with pytest.raises(IndexNotSaved, match="no room"):
            save_index(small_index(tmp_path / "more", TEXT * 2), folder, engine=address)
    finally:
        with psycopg.connect(address) as connection:
            connection.execute("DROP EVENT TRIGGER full_disk; DROP FUNCTION no_room")
    assert read_manifest(folder) == before
    assert ANSWER in opened(folder, address).ask(QUESTION).answer
    mark = before.stamp.generation.partition("_")[0]
    assert [name for name in open_shelf(address).generations() if name.startswith(mark)] == [before.stamp.generation]


def test_two_processes_share_one_engine_and_an_old_one_goes_on_while_a_new_generation_is_published(
    folder: Path, address: str, tmp_path: Path
):
    one, other = opened(folder, address), opened(folder, address)
    save_index(small_index(tmp_path / "newer", TEXT.replace("12.6万辆", "13.7万辆")), folder, engine=address)
    assert ANSWER in one.ask(QUESTION).answer and ANSWER in other.ask(QUESTION).answer
    assert "13.7" in opened(folder, address).ask(QUESTION).answer
    assert open_shelf(address).open().stamp == read_manifest(folder).stamp  # the pointer names it too
    for _ in range(2):
        save_index(small_index(tmp_path / "newer"), folder, engine=address)
    mark = read_manifest(folder).stamp.generation.partition("_")[0]
    assert sum(name.startswith(mark) for name in open_shelf(address).generations()) == 2  # it and the one before


def test_moving_there_and_back_embeds_nothing_and_answers_alike(address: str, tmp_path: Path):
    index, folder = small_index(tmp_path / "reports"), tmp_path / "built"
    save_index(index, folder)
    encoder = BigramEncoder()
    for source, target in (("faiss", address), (address, "faiss")):
        assert move(folder, encoder, source, target).engine == without_password(target)
        with pytest.raises(IndexUnusable, match="index move"):
            load_index(folder, lambda: encoder, engine=source)
        moved = load_index(folder, lambda: encoder, engine=target)
        assert ANSWER in Answerer(moved).ask(QUESTION).answer
    assert encoder.texts == []
    for old, new in zip(index.engine.sentences(index.ids), moved.engine.sentences(index.ids), strict=True):
        assert np.abs(old - new).max() < 1e-3


def test_an_index_is_built_moved_and_asked_on_milvus_too(tmp_path: Path):
    address, folder = f"milvus://{tmp_path}/lite.db", tmp_path / "built"
    save_index(small_index(tmp_path / "reports"), folder, engine=address)
    assert ANSWER in opened(folder, address).ask(QUESTION).answer
    assert move(folder, BigramEncoder(), address, "faiss").engine == "faiss"
    assert ANSWER in opened(folder, "faiss").ask(QUESTION).answer


def test_an_engine_that_was_killed_is_asked_again_when_it_is_back(tmp_path: Path):
    (tmp_path / "short").mkdir()
    with engine_servers.postgres(tmp_path / "short") as (address, pid):
        save_index(small_index(tmp_path / "reports"), tmp_path / "built", engine=address)
        answerer = opened(tmp_path / "built", address)
        assert ANSWER in answerer.ask(QUESTION).answer
        engine_servers.kill_postgres(tmp_path / "short", pid)
        begun = time.monotonic()
        with pytest.raises(EngineUnavailable):
            answerer.ask(QUESTION)
        assert time.monotonic() - begun < TOLD + 1.0
        engine_servers.restart_postgres(tmp_path / "short")
        end = time.monotonic() + RECOVERED
        while time.monotonic() < end:
            try:
                assert ANSWER in answerer.ask(QUESTION).answer
                break
            except EngineUnavailable:
                time.sleep(0.5)
        else:
            pytest.fail("it did not recover")


class Waiting(EmbeddedEngine):
    """An engine that answers when it is let, and counts who asks."""

    def __init__(self, engine: EmbeddedEngine):
        super().__init__(engine.stamp, engine.arrays)
        self.let, self.asked, self.closed = Event(), 0, 0

    def candidates(self, *arguments):
        self.asked += 1
        self.let.wait(10)
        return super().candidates(*arguments)

    def close(self) -> None:
        self.closed += 1


def waiting(tmp_path: Path) -> Waiting:
    return Waiting(small_index(tmp_path).engine)


def test_a_slow_engine_is_given_up_after_a_second_try_and_then_left_alone(tmp_path: Path):
    slow = waiting(tmp_path)
    guard = Guard(slow.stamp, lambda: slow, Patience())
    begun = time.monotonic()
    with pytest.raises(EngineUnavailable, match="no answer within"):
        guard.candidates(np.ones(64, np.float32), [], 3)
    assert 1.5 < time.monotonic() - begun < TOLD + 0.5
    assert slow.asked == slow.closed == 2
    begun = time.monotonic()
    with pytest.raises(EngineUnavailable, match="just failed") as told:
        guard.candidates(np.ones(64, np.float32), [], 3)
    assert time.monotonic() - begun < 0.1 and 1 <= told.value.seconds <= 5 and slow.asked == 2
    slow.let.set()


def test_a_failure_that_passes_is_not_noticed(tmp_path: Path):
    engine, tries = small_index(tmp_path).engine, []

    def connect():
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionError("reset")
        return engine

    guard = Guard(engine.stamp, connect)
    assert len(guard.candidates(np.ones(64, np.float32), ["充电"], 3).dense) == 3
    assert len(tries) == 2 and guard.count() == 3


def test_after_a_pause_one_call_tries_and_the_others_wait_for_it():
    now = [100.0]
    breaker = Breaker(5.0, lambda: now[0])
    breaker.check()
    breaker.failed()
    for at in (100.1, 104.9):
        now[0] = at
        with pytest.raises(EngineUnavailable):
            breaker.check()
    now[0] = 105.0
    breaker.check()
    with pytest.raises(EngineUnavailable):
        breaker.check()
    breaker.succeeded()
    breaker.check()


@pytest.mark.parametrize("address", ["redis://there", "chroma", "http://db:19530", ""])
def test_an_address_of_no_engine_is_refused_with_those_there_are(address: str):
    with pytest.raises(EngineUnknown, match=r"names no engine; there are faiss, milvus://…"):
        check_address(address)


def test_no_password_is_kept(folder: Path, address: str, tmp_path: Path):
    scheme, _, rest = address.partition("://")
    save_index(small_index(tmp_path / "again"), folder, engine=f"{scheme}://postgres:secret@{rest.partition('@')[2]}")
    assert all(b"secret" not in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_documents_and_vectors_make_one_engine_however_it_is_built():
    from retrieval_index import make_document, make_passage

    passage = make_passage(SENTENCES[0])
    document = replace(make_document(), passages=(passage,))
    engine = embedded((document,), [np.eye(2, 4, dtype=np.float32)], "made", "g1")
    assert engine.stamp == Stamp("g1", "made", 4, 1, engine.stamp.mean_length)
    assert engine.count() == 1 and engine.sentences([passage.passage_id])[0].tolist() == np.eye(2, 4).tolist()
