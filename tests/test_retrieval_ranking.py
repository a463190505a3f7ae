"""Ranking arithmetic on three passages made by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from retrieval_index import make_document, make_passage

from index.core import Index
from index.engines.contract import Entry, Stamp
from index.engines.embedded import EmbeddedEngine
from index.engines.selector import Selector
from index.rows import make_rows
from retrieval.search.ranking import LEXICAL_WEIGHT, Wanted, rank, rank_all, scale

SENTENCES = ([0.6], [0.9, 0.3], [])  # inner products of the sentences of three passages with the query
OWN = (0.5, 0.2, 0.1)  # and of the passages themselves
WORDS = (["海堤"], ["公园"], ["公园", "公园"])
QUERY = np.array([1, 0], dtype=np.float32)


def turned(cosine: float) -> np.ndarray:
    """A unit vector with this inner product with QUERY."""
    return np.array([cosine, np.sqrt(1 - cosine**2)], dtype=np.float32)


def made_index(own: tuple = OWN, sentences: tuple = SENTENCES) -> Index:
    """An index with known scores; the third passage has no sentence of its own."""
    passages = [
        replace(make_passage(*("句。" for _ in inside), start=n * 100), kind="body", passage_id=name)
        for n, (name, inside) in enumerate(zip("甲乙丙", sentences, strict=True))
    ]
    document = replace(make_document(), passages=tuple(passages))
    entries = [
        Entry(p.passage_id, "report", n, (), "body", None, None, None, None, tuple(words), turned(near),
              np.array([turned(each) for each in inside], np.float32).reshape(-1, 2))
        for n, (p, words, near, inside) in enumerate(zip(passages, WORDS, own, sentences, strict=True))
    ]  # fmt: skip
    engine = EmbeddedEngine.of(Stamp("g", "made", 2, 3, 4 / 3), entries)
    encoder = SimpleNamespace(encode_query=lambda text: QUERY)
    return Index((document,), make_rows((document,)), engine, encoder, "made")


@pytest.mark.parametrize(
    ("scores", "scaled"),
    [
        ([2, 4, 3], [0, 1, 0.5]),
        ([-2, 0], [0, 1]),
        ([7], [1]),
        ([3, 3], [1, 1]),
        ([0, 0], [0, 0]),
        ([0], [0]),
        ([], []),
    ],
)
def test_scores_are_scaled_to_one(scores: list, scaled: list):
    assert scale(np.array(scores, dtype=float)).tolist() == scaled


def test_a_passage_scores_its_own_similarity_plus_its_best_sentence():
    # dense: 0.5+0.6, 0.2+0.9, 0.1+0.1 = 1.1, 1.1, 0.2 → 1, 1, 0; BM25: none, some, most → 0, 0.5…1, 1
    index = made_index()
    words = {each.passage_id: each.score for each in index.engine.text_search(["公园"], 3)}
    fused = rank(index, "公园").fused
    assert fused[0] == pytest.approx(1.0)
    assert fused[1] == pytest.approx(1.0 + LEXICAL_WEIGHT * words["乙"] / words["丙"])
    assert fused[2] == pytest.approx(LEXICAL_WEIGHT)


def test_the_order_runs_from_the_best_and_ties_stay_in_reading_order():
    assert rank(made_index(), "公园").order.tolist()[0] == 1
    tied = rank(made_index((0.5, 0.5, 0.5), ([], [], [])), "")
    assert tied.order.tolist() == [0, 1, 2]


def test_without_a_word_in_common_the_dense_score_decides():
    ranking = rank(made_index(), "？")
    assert ranking.lexical == {}
    assert [ranking.fused[n] for n in range(3)] == pytest.approx([1, 1, 0], abs=1e-6)


def test_only_allowed_passages_are_ranked():
    assert rank(made_index(), "公园", Selector(doc_ids=frozenset())).order.tolist() == []
    assert rank(made_index(), "公园", Selector(kind="body")).order.tolist() == [1, 0, 2]
    assert rank(made_index(), "公园", Selector(kind="table")).order.tolist() == []


def test_a_vector_that_is_given_is_not_embedded_again():
    index = made_index()
    index.encoder.encode_query = None  # would raise
    assert rank(index, "公园", vector=-QUERY).dense[range(3)] == pytest.approx([-each for each in OWN])


def test_scores_are_scaled_alike_whatever_the_selector_leaves():
    index = made_index()
    alone = rank(index, "？", Selector(doc_ids=frozenset(["report"])))
    assert alone.fused == rank(index, "？").fused


def test_only_the_passages_whose_rows_are_asked_for_are_taken_from_the_engine():
    index = made_index()
    asked = []
    taken = index.engine.sentences
    index.engine.sentences = lambda ids: asked.extend(ids) or taken(ids)
    scores = index.dense_scores(QUERY)
    assert scores[[3, 4]] == pytest.approx([0.6, 0.9]) and scores[1] == pytest.approx(0.2)
    assert asked == ["甲", "乙"]


class Counting:
    """An engine that notes what it is asked."""

    def __init__(self, engine: EmbeddedEngine):
        self.engine, self.asked = engine, []

    def candidates(self, queries: list, k: int) -> list:
        self.asked.append(("candidates", len(queries)))
        return self.engine.candidates(queries, k)

    def sentences(self, passage_ids: list) -> list:
        self.asked.append(("sentences", sorted(passage_ids)))
        return self.engine.sentences(passage_ids)


def test_several_questions_are_ranked_in_two_trips_as_each_alone():
    index = made_index()
    wanted = [Wanted("公园"), Wanted("海堤", vector=turned(0.3)), Wanted("公园", Selector(doc_ids=frozenset()))]
    alone = [rank(index, each.question, each.allowed, each.vector) for each in wanted]
    index = replace(index, engine=Counting(index.engine))
    index.sample  # noqa: B018 — taken once for all questions
    index.engine.asked.clear()
    together = rank_all(index, wanted)
    assert index.engine.asked == [("candidates", 3), ("sentences", sorted("甲乙丙"))]
    for one, other in zip(alone, together, strict=True):
        assert one.order.tolist() == other.order.tolist() and one.fused == other.fused
        assert one.dense.known.keys() == other.dense.known.keys()
        assert all((one.dense.known[at] == other.dense.known[at]).all() for at in one.dense.known)
    assert len(alone[2].order) == 0 and rank_all(index, []) == []
