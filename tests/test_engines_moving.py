"""An index is moved from one engine to another: nothing is embedded, a move that was interrupted goes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import engine_servers
import numpy as np
import pytest
from cli_runner import make_run
from index_samples import BigramEncoder, silent_bar, small_index

from index import placing
from index.current import move
from index.engines import milvus, postgres
from index.engines.addresses import without_password
from index.manifest import IndexUnusable, read_manifest
from index.store import load_index, save_index
from index.tokens import tokenise
from retrieval.answerer import Answerer

QUESTION, ANSWER = "新能源汽车保有量是多少？", "12.6"


@pytest.fixture(params=["milvus lite", pytest.param("postgresql", marks=pytest.mark.long)])
def address(request, tmp_path: Path) -> Iterator[str]:
    if request.param == "milvus lite":
        yield f"milvus://{tmp_path}/lite.db"
        return
    with engine_servers.postgres() as server:
        yield server.address


def test_a_move_that_was_interrupted_goes_on_where_it_was(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    index, folder = small_index(tmp_path / "reports"), tmp_path / "built"
    save_index(index, folder)
    monkeypatch.setattr(placing, "BATCH", 1)
    stored = stop_after(monkeypatch, 2)
    with pytest.raises(KeyboardInterrupt):
        move(folder, BigramEncoder(), "faiss", address, silent_bar)
    assert read_manifest(folder).engine == "faiss"
    stored.left = None
    assert move(folder, BigramEncoder(), "faiss", address, silent_bar).engine == without_password(address)
    last = index.ids[1:] if address.startswith("milvus") else index.ids[2:]  # what Milvus was storing is stored again
    assert stored.ids == [*index.ids[:2], *last]
    moved = load_index(folder, BigramEncoder, engine=address).engine
    query, terms = BigramEncoder().encode_query(QUESTION), tokenise(QUESTION + "公园")
    for found, expected in zip(
        (moved.dense_search(query, 3)[0], moved.text_search(terms, 3)),
        (index.engine.dense_search(query, 3)[0], index.engine.text_search(terms, 3)),
        strict=True,
    ):
        assert [each.passage_id for each in found] == [each.passage_id for each in expected]
        assert [each.score for each in found] == pytest.approx([each.score for each in expected], rel=1e-3)


@dataclass
class Stored:
    """Which passages were given to an engine, and after how many the process is interrupted."""

    left: int | None
    ids: list[str]


def stop_after(monkeypatch: pytest.MonkeyPatch, passages: int) -> Stored:
    """Interrupt the writer when it has stored so many: PostgreSQL between two transactions, Milvus within one."""
    stored = Stored(passages, [])

    def interrupted(upsert):
        def run(engine, entries):
            if stored.left == 0:
                raise KeyboardInterrupt
            stored.ids += [entry.passage_id for entry in entries]
            stored.left = None if stored.left is None else stored.left - 1
            upsert(engine, entries)

        return run

    def settle(engine, settled=milvus.MilvusEngine.settle):
        if stored.left == 0:
            raise KeyboardInterrupt  # all is written, and nothing says so
        settled(engine)

    for kind in (postgres.PostgresEngine, milvus.MilvusEngine):
        monkeypatch.setattr(kind, "upsert", interrupted(kind.upsert))
    monkeypatch.setattr(milvus.MilvusEngine, "settle", settle)
    return stored


def test_the_command_moves_and_says_which_setting_names_the_new_place(
    tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    encoder = BigramEncoder()
    monkeypatch.setattr("index.encoders.make_encoder", lambda name: encoder)
    save_index(small_index(tmp_path / "reports"), tmp_path / "built")
    target = f"milvus://{tmp_path}/lite.db"
    run = make_run({"INDEX": tmp_path / "built", "REPORTS": tmp_path / "reports"}, capsys, monkeypatch)
    moved = run("index", "move", "--to", target)
    assert moved.code == 0 and f"BAIPISHU_ENGINE={target}" in moved.err and encoder.texts == []
    assert "set BAIPISHU_ENGINE" in run("ask", QUESTION).complaint  # it still names the old place
    assert "names no engine; there are faiss" in run("index", "move", "--to", "redis://there").complaint
    monkeypatch.setenv("BAIPISHU_ENGINE", target)
    assert ANSWER in run("ask", QUESTION).out


def test_moving_there_and_back_embeds_nothing_and_answers_alike(address: str, tmp_path: Path):
    index, folder, encoder = small_index(tmp_path / "reports"), tmp_path / "built", BigramEncoder()
    save_index(index, folder)
    for source, target in (("faiss", address), (address, "faiss")):
        assert move(folder, encoder, source, target, silent_bar).engine == without_password(target)
        with pytest.raises(IndexUnusable, match="index move"):
            load_index(folder, lambda: encoder, engine=source)
        moved = load_index(folder, lambda: encoder, engine=target)
        assert ANSWER in Answerer(moved).ask(QUESTION).answer
    assert encoder.texts == []
    for old, new in zip(index.engine.sentences(index.ids), moved.engine.sentences(index.ids), strict=True):
        assert np.abs(old - new).max() < 1e-3
