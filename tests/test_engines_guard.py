"""The guard before an engine: it gives a slow one up, tries again, and leaves one that failed alone for a while."""

import threading
import time
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from index_samples import SENTENCES, small_index

from index.build import embedded
from index.engines.addresses import EngineUnknown, check_address
from index.engines.contract import Query, Stamp
from index.engines.embedded import EmbeddedEngine
from index.engines.errors import EngineUnavailable
from index.engines.guard import Breaker, Guard, Patience
from index.engines.kept import KeptVectors
from index.engines.selector import Selector

QUERY = np.ones(64, np.float32)
TOLD = 60.0  # seconds in which who asks must have been told, on a busy machine; 2 on a quiet one


class Waiting(EmbeddedEngine):
    """An engine that answers when it is let, and counts who asks."""

    def __init__(self, engine: EmbeddedEngine):
        super().__init__(engine.stamp, engine.arrays)
        self.let, self.asked, self.closed = Event(), 0, 0

    def candidates(self, *arguments):
        self.asked += 1
        self.let.wait(60)
        return super().candidates(*arguments)

    def close(self) -> None:
        self.closed += 1


class Asked(EmbeddedEngine):
    """An engine that notes whose vectors it is asked for."""

    def __init__(self, engine: EmbeddedEngine):
        super().__init__(engine.stamp, engine.arrays)
        self.asked: list[list[str]] = []
        self.lost = False  # the sentences
        self.arrays_of = engine.sentences

    def sentences(self, passage_ids: list[str]) -> list[np.ndarray]:
        self.asked.append(list(passage_ids))
        return [matrix[:1] if self.lost else matrix for matrix in super().sentences(passage_ids)]


def waiting(tmp_path: Path) -> Waiting:
    return Waiting(small_index(tmp_path).engine)


def anything(*words: str) -> Query:
    return Query(QUERY, words)


def test_a_slow_engine_is_given_up_after_a_second_try_and_then_left_alone(tmp_path: Path):
    slow = waiting(tmp_path)
    guard = Guard(slow.stamp, lambda: slow, Patience())
    begun = time.monotonic()
    with pytest.raises(EngineUnavailable, match="no answer within"):
        guard.candidates([anything()], 3)
    assert 1.5 < time.monotonic() - begun < TOLD
    assert slow.asked == slow.closed == 2
    with pytest.raises(EngineUnavailable, match="just failed") as told:
        guard.candidates([anything()], 3)
    assert 1 <= told.value.seconds <= 5 and slow.asked == 2
    slow.let.set()


def test_several_searches_at_once_have_longer_than_one(tmp_path: Path):
    slow = waiting(tmp_path)
    guard = Guard(slow.stamp, lambda: slow, Patience(each=0.1, several=TOLD, every=TOLD))
    threading.Timer(0.5, slow.let.set).start()
    assert len(guard.candidates([anything()] * 8, 3)) == 8 and slow.asked == 1


def test_several_searches_at_once_are_given_up_in_the_same_two_seconds(tmp_path: Path):
    slow = waiting(tmp_path)
    guard, patience = Guard(slow.stamp, lambda: slow), Patience()
    begun = time.monotonic()
    with pytest.raises(EngineUnavailable, match="cannot be asked"):
        guard.candidates([anything()] * 8, 3)
    assert patience.several <= time.monotonic() - begun < TOLD
    slow.let.set()


def test_passages_that_are_lost_are_found_out_by_any_of_several_searches(tmp_path: Path):
    engine = small_index(tmp_path).engine
    guard = Guard(engine.stamp, lambda: engine, held={"haizhou-2023": 4})
    everywhere, inside = anything(), replace(anything(), selector=Selector(frozenset(["haizhou-2023"])))
    assert len(guard.candidates([everywhere, everywhere], 4)) == 2
    with pytest.raises(EngineUnavailable, match="half loaded: 3 passages found, not 4"):
        guard.candidates([everywhere, inside], 4)


def test_vectors_that_came_once_are_not_asked_for_again_until_something_is_stored(tmp_path: Path):
    index = small_index(tmp_path)
    engine, ids = Asked(index.engine), list(index.ids)
    guard = Guard(engine.stamp, lambda: engine, vectors=index.rows.vectors_of)
    for wanted in (ids[:2], ids, ids[::-1]):
        for one, other in zip(guard.sentences(wanted), engine.arrays_of(wanted), strict=True):
            assert (one == other).all()
    assert engine.asked == [ids[:2], ids[2:]]
    guard.delete("another report")
    guard.sentences(ids[:1])
    assert engine.asked[2:] == [ids[:1]]
    with pytest.raises(EngineUnavailable, match="half loaded: passage none is not there"):
        guard.sentences([ids[0], "none"])


def test_no_vectors_are_kept_of_a_passage_that_lacks_some(tmp_path: Path):
    """They would have been missed for ever, long after the engine had them again."""
    index = small_index(tmp_path)
    engine, ids = Asked(index.engine), list(index.ids)
    guard = Guard(engine.stamp, lambda: engine, Patience(pause=0.01), vectors=index.rows.vectors_of)
    engine.lost = True
    with pytest.raises(EngineUnavailable, match="half loaded: 1 of 2 vectors of haizhou"):
        guard.sentences(ids)
    engine.lost = False
    time.sleep(0.02)
    assert list(map(len, guard.sentences(ids))) == index.rows.vectors_of(ids)


def test_of_kept_vectors_those_go_that_nobody_asked_for_longest():
    kept = KeptVectors(most=2)
    kept.keep({name: QUERY for name in "甲乙"})
    assert kept.those_of(["甲", "丁"]).keys() == {"甲"}
    kept.keep({"丙": QUERY})
    assert kept.those_of("甲乙丙").keys() == {"甲", "丙"}


def test_the_limits_add_up_to_less_than_the_two_seconds_that_are_promised():
    patience = Patience()
    assert patience.each < patience.several and patience.several + patience.jitter < patience.every
    assert patience.every < 2.0 and round(2 * patience.each + patience.jitter, 3) <= patience.every
    assert patience.jitter > 0 and 1 <= patience.pause <= 60  # Retry-After is whole seconds, recovery a minute at most


def test_a_failure_that_passes_is_not_noticed(tmp_path: Path):
    engine, tries = small_index(tmp_path).engine, []

    def connect():
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionError("reset")
        return engine

    guard = Guard(engine.stamp, connect)
    assert [len(each.dense) for each in guard.candidates([anything("充电")] * 2, 3)] == [3, 3]
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


def test_documents_and_vectors_make_one_engine_however_it_is_built():
    from retrieval_index import make_document, make_passage

    passage = make_passage(SENTENCES[0])
    document = replace(make_document(), passages=(passage,))
    engine = embedded((document,), [np.eye(2, 4, dtype=np.float32)], "made", "g1")
    assert engine.stamp == Stamp("g1", "made", 4, 1, engine.stamp.mean_length)
    assert engine.count() == 1 and engine.sentences([passage.passage_id])[0].tolist() == np.eye(2, 4).tolist()
