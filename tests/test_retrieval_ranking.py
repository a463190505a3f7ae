"""Ranking arithmetic on three passages made by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from retrieval.search.ranking import LEXICAL_WEIGHT, rank, scale

DENSE = np.array([0.5, 0.2, 0.1, 0.6, 0.9, 0.3], dtype=np.float32)  # three passages, then their sentences
BM25 = {"公园": [0.0, 2.0, 4.0], "海堤": [1.0, 0.0, 0.0]}


def made_index(dense: np.ndarray = DENSE, starts: tuple = (3, 4, 6, 6)) -> SimpleNamespace:
    """An index with known scores; the third passage has no sentence of its own."""
    return SimpleNamespace(
        passages=["甲", "乙", "丙"],
        sentence_starts=np.array(starts),
        encoder=SimpleNamespace(encode_query=lambda text: np.zeros(1)),
        dense_scores=lambda query: dense,
        bm25=SimpleNamespace(
            scores=lambda tokens: np.sum([BM25.get(t, [0.0] * 3) for t in [*tokens, ""]], axis=0, dtype=np.float32)
        ),
    )


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
    # dense: 0.5+0.6, 0.2+0.9, 0.1+0.1 = 1.1, 1.1, 0.2 → 1, 1, 0; BM25: 0, 2, 4 → 0, 0.5, 1
    fused = rank(made_index(), "公园").fused
    assert fused == pytest.approx([1.0, 1.0 + 0.5 * LEXICAL_WEIGHT, LEXICAL_WEIGHT], abs=1e-6)


def test_the_order_runs_from_the_best_and_ties_stay_in_reading_order():
    assert rank(made_index(), "公园").order.tolist()[0] == 1
    tied = rank(made_index(np.full(6, 0.5)), "")
    assert tied.order.tolist() == [0, 1, 2]


def test_without_a_word_in_common_the_dense_score_decides():
    ranking = rank(made_index(), "？")
    assert ranking.lexical.tolist() == [0, 0, 0]
    assert ranking.fused == pytest.approx([1, 1, 0], abs=1e-6)


def test_only_allowed_passages_are_ranked():
    allowed = np.array([True, False, True])
    assert rank(made_index(), "公园", allowed).order.tolist() == [0, 2]


def test_a_vector_that_is_given_is_not_embedded_again():
    index = made_index()
    index.encoder.encode_query = None  # would raise
    index.dense_scores = lambda query: DENSE * query
    assert rank(index, "公园", vector=np.float32(2)).dense.tolist() == (DENSE * 2).tolist()
