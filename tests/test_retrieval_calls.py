"""How often a question asks the engine: on a server far away each time costs the way there and back."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from retrieval_index import shenzhen_answerer

from index.engines.contract import Candidates, Engine, Found, Query
from index.engines.selector import Selector
from retrieval.answerer import Answerer


class Noting:
    """An engine that notes how much each call asks of it."""

    def __init__(self, engine: Engine):
        self.engine = engine
        self.searched: list[int] = []  # questions of each call
        self.taken: list[int] = []  # passages whose vectors each call took

    def candidates(self, queries: Sequence[Query], k: int) -> list[Candidates]:
        self.searched.append(len(queries))
        return self.engine.candidates(queries, k)

    def text_search(self, terms: Sequence[str], k: int, selector: Selector) -> list[Found]:
        return self.engine.text_search(terms, k, selector)

    def sentences(self, passage_ids: Sequence[str]) -> list[np.ndarray]:
        self.taken.append(len(passage_ids))
        return self.engine.sentences(passage_ids)


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    known = shenzhen_answerer()
    noted = replace(known.index, engine=Noting(known.index.engine))
    noted.sample  # noqa: B018 — taken once for all questions
    return Answerer(noted, known.reader)


@pytest.fixture
def noted(answerer: Answerer) -> Noting:
    answerer.index.engine.searched.clear()
    answerer.index.engine.taken.clear()
    return answerer.index.engine


def test_a_question_searches_once(answerer: Answerer, noted: Noting):
    assert answerer.ask("深圳一共有几个公园").status == "answered"
    assert noted.searched == [1] and len(noted.taken) == 1


def test_all_readings_of_a_follow_up_are_looked_up_at_once(answerer: Answerer, noted: Noting):
    answerer.ask("那碳资产质押融资呢", ["2024年绿色低碳产业增加值是多少"])
    readings, whole, *parts = noted.searched
    assert readings > 3 and whole == 1 and len(parts) <= 1
    assert len(noted.taken) == len(noted.searched)


def test_the_things_that_are_asked_in_one_message_are_searched_at_once(answerer: Answerer, noted: Noting):
    answerer.ask("1国家级绿色工厂几家 2绿色供应链企业几家 3绿色设计示范企业几家")
    assert noted.searched == [1, 3] and len(noted.taken) == 2


def test_the_vectors_of_a_report_are_taken_together_and_not_section_by_section(answerer: Answerer, noted: Noting):
    """A question for a part of fifteen reports took them in 233 calls."""
    answerer.ask("第三部分讲了什么")
    answerer.ask("讲交通的那一章说了些什么")
    assert len(noted.taken) <= 12 and max(noted.taken) > 50


def test_a_report_of_many_passages_is_taken_in_several_calls(
    answerer: Answerer, noted: Noting, monkeypatch: pytest.MonkeyPatch
):
    """A remote engine has but a second for each."""
    vector = answerer.index.encoder.encode_query("公园")
    alone = answerer.index.dense_scores(vector)[89]
    noted.taken.clear()
    monkeypatch.setattr("index.scores.TOGETHER", 40)
    dense = answerer.index.dense_scores(vector)
    dense.take(range(90))
    assert noted.taken == [40, 40, 10]
    assert dense[89] == pytest.approx(alone, abs=1e-6)
