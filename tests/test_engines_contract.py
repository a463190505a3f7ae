"""Every engine does the same: one suite, four back ends, real questions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import engine_servers
import numpy as np
import pytest
from engine_samples import entries, library, questions

from index.engines import milvus, postgres
from index.engines.addresses import open_shelf
from index.engines.contract import Engine, Entry, Query
from index.engines.embedded import EmbeddedEngine
from index.engines.errors import EngineUnavailable
from index.engines.selector import EVERYTHING, Selector
from retrieval.search.ranking import rank

pytestmark = pytest.mark.early

FIRST = 10
SAME = 0.98  # of the real questions must have the same first ten
SELECTORS = {
    "one report": Selector(doc_ids=frozenset(["qingdao-sea-2023"])),
    "two reports": Selector(doc_ids=frozenset(["qingdao-sea-2023", "xiamen-parks-2021"])),
    "no report": Selector(doc_ids=frozenset()),
    "a section": Selector(titles=frozenset(["一、海洋经济", "二、树木养护"])),
    "no section": Selector(titles=frozenset()),
    "a kind": Selector(kind="box"),
    "a year": Selector(year=2021),
    "a place": Selector(place="青岛市"),
    "pages": Selector(pages=(3, 5)),
    "a page and a kind": Selector(kind="body", pages=(4, 4)),
}


@contextmanager
def served(name: str, folder: Path) -> Iterator[str]:
    if name == "milvus lite":
        yield f"milvus://{folder}/lite.db"
        return
    with engine_servers.postgres() if name == "postgresql" else engine_servers.milvus(folder) as server:
        yield server.address


SERVERS = [pytest.param(name, marks=pytest.mark.long) for name in ("postgresql", "milvus 2.3")]


@pytest.fixture(scope="module", params=["faiss", "milvus lite", *SERVERS])
def engine(request, tmp_path_factory) -> Iterator[Engine]:
    """The engine with the reports in it."""
    stamp = library().engine.stamp
    if request.param == "faiss":
        yield EmbeddedEngine.of(stamp, entries())
        return
    with served(request.param, tmp_path_factory.mktemp("engine")) as address, pytest.MonkeyPatch.context() as patch:
        patch.setattr(milvus, "SEARCH_SECONDS", 60)  # what is found counts here, not when
        patch.setattr(postgres, "STATEMENT", 60_000)
        shelf = open_shelf(address)
        staged = shelf.stage(replace(stamp, generation="first"))
        with pytest.raises(EngineUnavailable):
            shelf.open()  # nothing is published yet
        assert staged.stamp.passages == 0  # a build goes on after what is stored
        staged.upsert(entries())
        assert staged.stamp.passages == len(entries()) == shelf.open("first").stamp.passages
        shelf.publish("first")
        assert shelf.generations() == ["first"]
        yield shelf.open()


def ids(found) -> list[str]:
    return [each.passage_id for each in found]


def of_report(doc_id: str) -> list[Entry]:
    return [entry for entry in entries() if entry.doc_id == doc_id]


def passes(entry: Entry, selector: Selector) -> bool:
    """What the docstring of Selector says, word for word."""
    first, last = selector.pages or (0, 0)
    return (
        (selector.doc_ids is None or entry.doc_id in selector.doc_ids)
        and (selector.titles is None or bool(selector.titles & set(entry.titles)))
        and (selector.kind is None or entry.kind == selector.kind)
        and (selector.year is None or entry.year == selector.year)
        and (selector.place is None or entry.place == selector.place)
        and (
            selector.pages is None
            or (entry.first_page is not None and entry.first_page <= last and entry.last_page >= first)
        )
    )


def test_the_first_ten_of_real_questions_are_those_of_comparing_everything(engine: Engine):
    matrix, every = np.stack([entry.vector for entry in entries()]), entries()
    alike = 0
    for _, vector, _ in questions():
        order = np.lexsort((np.arange(len(every)), -(matrix @ vector)))[:FIRST]
        alike += ids(engine.dense_search(vector, FIRST)[0]) == [every[n].passage_id for n in order]
    assert alike >= SAME * len(questions()), f"{alike} of {len(questions())}"


def test_the_words_of_real_questions_find_the_same_ten_with_the_same_scores(engine: Engine):
    alike = 0
    for _, _, terms in questions():
        expected, found = library().engine.text_search(terms, FIRST), engine.text_search(terms, FIRST)
        alike += ids(found) == ids(expected)
        assert [each.score for each in found] == pytest.approx([each.score for each in expected], rel=1e-3)
    assert alike >= SAME * len(questions()), f"{alike} of {len(questions())}"


def test_real_questions_are_ranked_alike(engine: Engine):
    index, alike = replace(library(), engine=engine), 0
    for text, vector, _ in questions()[::3]:
        one, other = rank(library(), text, None, vector), rank(index, text, None, vector)
        alike += one.order[:FIRST].tolist() == other.order[:FIRST].tolist()
    assert alike >= SAME * len(questions()[::3]), f"{alike} of {len(questions()[::3])}"


@pytest.mark.parametrize("selector", SELECTORS.values(), ids=SELECTORS)
def test_a_selector_leaves_what_it_says(engine: Engine, selector: Selector):
    inside = {entry.passage_id for entry in entries() if passes(entry, selector)}
    _, vector, terms = questions()[0]
    [found] = engine.candidates([Query(vector, [*terms, "青岛", "公园"], selector)], len(entries()))
    assert set(ids(found.dense)) == inside
    assert set(ids(found.text)) <= inside
    assert engine.count(selector) == len(inside)


def test_a_selector_changes_no_score(engine: Engine):
    whole = {each.passage_id: each.score for each in engine.text_search(["公园", "海洋"], len(entries()))}
    some = engine.text_search(["公园", "海洋"], 5, SELECTORS["two reports"])
    assert some and all(each.score == pytest.approx(whole[each.passage_id], rel=1e-5) for each in some)


def test_several_vectors_are_searched_at_once(engine: Engine):
    vectors = np.stack([vector for _, vector, _ in questions()[:3]])
    assert [ids(each) for each in engine.dense_search(vectors, 4)] == [
        ids(engine.dense_search(vector, 4)[0]) for vector in vectors
    ]


def test_several_questions_with_filters_of_their_own_are_searched_at_once(engine: Engine):
    """One without words and one that finds nothing stand between others: none may take another's place."""
    some = questions()[:6]
    selectors = [EVERYTHING, SELECTORS["one report"], EVERYTHING, SELECTORS["no report"], EVERYTHING, EVERYTHING]
    terms = [some[0][2], ["海洋"], [], some[3][2], ["龘龘"], some[5][2]]
    queries = [
        Query(vector, words, selector) for (_, vector, _), words, selector in zip(some, terms, selectors, strict=True)
    ]
    found = engine.candidates(queries, FIRST)
    assert [len(each.dense) for each in found] == [FIRST, len(of_report("qingdao-sea-2023")), FIRST, 0, FIRST, FIRST]
    assert [bool(each.text) for each in found] == [True, True, False, False, False, True]
    for query, each in zip(queries, found, strict=True):
        [alone] = engine.candidates([query], FIRST)
        assert (ids(each.dense), ids(each.text)) == (ids(alone.dense), ids(alone.text))
    assert engine.candidates([], FIRST) == []


def test_several_lists_of_words_are_searched_at_once(engine: Engine):
    asked = [["公园"], ["龘龘"], ["海洋", "公园"], []]
    for selector in (EVERYTHING, SELECTORS["two reports"], SELECTORS["no report"]):
        alone = [engine.text_search(terms, 5, selector) for terms in asked]
        assert engine.text_searches(asked, 5, selector) == alone and not alone[1] and not alone[3]
    assert engine.text_searches([], 5, SELECTORS["one report"]) == []


def test_words_that_no_passage_holds_find_nothing(engine: Engine):
    assert engine.text_search([], 5) == engine.text_search(["龘龘", "o'neil\\"], 5) == []


def test_the_vectors_come_back_as_they_were_stored(engine: Engine):
    some = entries()[::7]
    for entry, matrix in zip(some, engine.sentences([entry.passage_id for entry in some]), strict=True):
        assert matrix.shape == (1 + len(entry.sentences), len(entry.vector))
        assert np.abs(matrix - np.vstack([entry.vector, entry.sentences])).max() < 5e-4  # half precision at most
    with pytest.raises(KeyError):
        engine.sentences([some[0].passage_id, "none:0-1"])


def test_an_entry_takes_the_place_of_its_earlier_self(engine: Engine):
    entry = next(entry for entry in entries() if entry.doc_id == "xiamen-parks-2021")
    engine.upsert([replace(entry, terms=("鹭岛", "公园"), sentences=entry.sentences[:0])])
    try:
        assert ids(engine.text_search(["鹭岛"], 3)) == [entry.passage_id]
        assert [len(matrix) for matrix in engine.sentences([entry.passage_id])] == [1]
        assert engine.count() == len(entries())
    finally:
        engine.upsert([entry])
    again, before = engine.text_search(["公园", "鹭岛"], 5), library().engine.text_search(["公园", "鹭岛"], 5)
    assert ids(again) == ids(before)
    assert [each.score for each in again] == pytest.approx([each.score for each in before], rel=1e-3)


def test_a_report_that_is_deleted_is_gone_and_its_words_are_no_longer_counted(engine: Engine):
    own = of_report("qingdao-sea-2023")
    left = [entry for entry in entries() if entry.doc_id != "qingdao-sea-2023"]
    without = EmbeddedEngine.of(library().engine.stamp, left)
    assert engine.delete("qingdao-sea-2023") == len(own) and engine.delete("qingdao-sea-2023") == 0
    try:
        assert engine.count() == engine.stamp.passages == len(left)
        _, vector, terms = questions()[0]
        query = Query(vector, [*terms, "海洋"])
        found, expected = (each.candidates([query], FIRST)[0] for each in (engine, without))
        assert ids(found.dense) == ids(expected.dense) and ids(found.text) == ids(expected.text)
        assert [e.score for e in found.text] == pytest.approx([e.score for e in expected.text], rel=1e-3)
    finally:
        engine.upsert(own)
    assert engine.count() == len(entries())


def test_it_says_that_it_is_well(engine: Engine):
    health = engine.health()
    assert (health.ready, health.passages) == (True, len(entries()))
    assert engine.count(EVERYTHING) == len(entries())
