"""What only the embedded engine does: inverted lists beyond a size, files, words that are counted late."""

from pathlib import Path

import numpy as np
import pytest
from index_samples import SENTENCES, small_index

from index.bm25 import Bm25Index
from index.engines import files, nearest, postings
from index.engines.contract import Entry, Query, Stamp
from index.engines.embedded import EmbeddedEngine
from index.engines.postings import PostingsBuilder, joined
from index.engines.selector import Selector
from index.tokens import tokenise

TEXTS = (*SENTENCES, "公园", "", "公园公园公园", "全市建成充电桩，全市建成公园。", "森林公园")


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    """Passages in heaps, as those of reports of one kind are."""
    random = np.random.default_rng(3)
    heaps = unit(random.standard_normal((60, 48)))
    return unit(heaps[random.integers(60, size=4000)] + 0.15 * random.standard_normal((4000, 48)))


@pytest.fixture
def lists(vectors: np.ndarray, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(nearest, "HANDOVER", 1000)
    monkeypatch.setattr(nearest, "EXACT_FEW", 500)
    return nearest.build(vectors)


def exact(vectors: np.ndarray, query: np.ndarray, k: int) -> list[int]:
    return np.lexsort((np.arange(len(vectors)), -(vectors @ query)))[:k].tolist()


def test_few_vectors_have_no_lists(vectors: np.ndarray):
    assert nearest.build(vectors) is None


def test_the_lists_find_what_comparing_every_vector_finds(vectors: np.ndarray, lists):
    queries = unit(vectors[::40] + 0.1 * np.random.default_rng(4).standard_normal((100, 48)))
    found = [nearest.nearest(vectors, lists, query, 10, None) for query in queries]
    pairs = list(zip(found, queries, strict=True))
    assert np.mean([len(set(places.tolist()) & set(exact(vectors, q, 10))) for (places, _), q in pairs]) >= 9.8
    for (places, scores), query in pairs:
        assert scores == pytest.approx(vectors[places] @ query, abs=1e-6)


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_only_what_passes_is_found_whether_few_or_many_do(vectors: np.ndarray, lists, share: float):
    passing = np.random.default_rng(5).random(len(vectors)) < share
    places, _ = nearest.nearest(vectors, lists, vectors[7], 20, passing)
    among = np.flatnonzero(passing)
    assert places.tolist() == among[exact(vectors[among], vectors[7], 20)].tolist()


def test_equal_scores_stand_in_reading_order():
    same = np.ones((9, 4), np.float32) / 2
    assert nearest.nearest(same, None, same[0], 3, None)[0].tolist() == [0, 1, 2]


def test_an_engine_comes_back_from_its_files_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("index.mapped.MAPPED", 0)
    engine = small_index(tmp_path / "reports").engine
    (tmp_path / "rows").mkdir()
    files.save(engine, tmp_path / "rows")
    again = files.load(tmp_path / "rows")
    query = engine.sentences(["haizhou-2023:" + engine.arrays.columns.ids[0].decode().partition(":")[2]])[0][0]
    assert again.stamp == engine.stamp
    asked = [Query(query, ["充电"])]
    assert again.candidates(asked, 3)[0].dense == engine.candidates(asked, 3)[0].dense
    assert again.text_search(["充电"], 3, Selector(year=2023)) == engine.text_search(["充电"], 3)


def test_sentences_are_kept_in_half_precision_when_they_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "HALF_FROM", 2)
    engine = small_index(tmp_path / "reports").engine
    (tmp_path / "rows").mkdir()
    files.save(engine, tmp_path / "rows")
    again, name = files.load(tmp_path / "rows"), engine.arrays.columns.ids[0].decode()
    assert again.arrays.sentences.dtype == np.float16
    assert np.abs(again.sentences([name])[0] - engine.sentences([name])[0]).max() < 5e-4


def is_mapped(array: np.ndarray) -> bool:
    while isinstance(array, np.ndarray) and not isinstance(array, np.memmap):
        array = array.base
    return isinstance(array, np.memmap)


def test_a_large_engine_is_opened_without_being_read_and_searches_its_lists_on_disk(
    vectors: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.mapped.MAPPED", 0)
    monkeypatch.setattr(nearest, "HANDOVER", 1000)
    none = np.zeros((0, vectors.shape[1]), np.float32)
    place = ("report", ("一、公园",), "body", 2023, None, None, None)
    entries = [
        Entry(f"report:{n}-{n + 1}", place[0], n, *place[1:], (f"公园{n % 50}", "公园"), vector, none)
        for n, vector in enumerate(vectors)
    ]
    engine = EmbeddedEngine.of(Stamp("g1", "made", vectors.shape[1], len(entries), 2.0), entries)
    files.save(engine, tmp_path)
    monkeypatch.setattr(nearest, "build", None)  # nothing is built anew
    again = files.load(tmp_path)
    held = again.arrays
    assert held.lists is not None
    assert all(map(is_mapped, (held.vectors, held.by_id, held.postings.terms, held.postings.passages)))
    found, before = (each.candidates([Query(vectors[7], ["公园7"])], 10)[0] for each in (again, engine))
    assert (found.dense, found.text) == (before.dense, before.text) and len(found.dense) == len(found.text) == 10


def counted(texts) -> postings.Postings:
    builder = PostingsBuilder()
    for text in texts:
        builder.add(tokenise(text))
    return builder.finish()


def every_score(held: postings.Postings, terms: list[str]) -> list[float]:
    scores = np.zeros(len(held.lengths))
    places, found = held.scores(terms)
    scores[places] = found
    return scores.tolist()


@pytest.mark.parametrize("question", ["公园", "全市的公园有多少充电桩？", "森林覆盖率41.2%", "没有的词", ""])
def test_scores_are_those_of_bm25s(question: str):
    texts = [text for text in TEXTS if text]  # bm25s gives an empty one a word
    expected = Bm25Index.build(texts).scores(tokenise(question))
    assert every_score(counted(texts), tokenise(question)) == pytest.approx(expected.tolist(), abs=1e-5)


def test_words_of_two_parts_are_counted_as_if_they_had_come_together():
    whole = counted(TEXTS)
    parts = joined(counted(TEXTS[:3]), counted(TEXTS[3:]))
    assert parts.terms.tolist() == whole.terms.tolist() and parts.passages.tolist() == whole.passages.tolist()
    swapped = whole.taken(np.arange(len(TEXTS))[::-1])
    assert every_score(swapped, ["公园"]) == pytest.approx(every_score(whole, ["公园"])[::-1])


def test_the_commonest_words_only_add_to_what_rarer_ones_have_found():
    held, terms = counted(TEXTS), ["森林", "公园"]  # in 2 and 5 texts
    places, scores = held.scores(terms, eager=3)
    full = every_score(held, terms)
    assert places.tolist() == [n for n, text in enumerate(TEXTS) if "森林" in text]
    assert scores == pytest.approx([full[n] for n in places])
