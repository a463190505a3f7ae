"""Which passages are shown, and which sentences are quoted, on candidates made by hand."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from retrieval_index import make_candidate, make_document, make_reading

from retrieval.question.question import part_of, understand
from retrieval.read import decision
from retrieval.read.candidates import captions_behind, reorder
from retrieval.read.constraints import Unmet
from retrieval.read.decision import (
    ANSWER,
    BUDGET,
    FOREIGN,
    FURTHER,
    MAX_SENTENCES,
    RELATE,
    SIGNALS,
    SURE,
    choose,
    decide,
    probability,
    refusal_reason,
    signals,
)
from retrieval.read.reading import Part
from retrieval.search.ranking import Ranking

SIMPLE = understand("公园有多少个？")
DOUBLE = understand("公园有多少个，步道有多长？")
LITTLE = 0.01  # beside a threshold
LONG = "，这是一个很长的句子" * 20


@pytest.fixture(autouse=True)
def plain_probability(monkeypatch: pytest.MonkeyPatch):
    """The probability of an answer is here that of its likeliest sentence, whatever weights are shipped."""
    highest = SIGNALS.index("highest")
    monkeypatch.setattr(decision, "calibrated", lambda signs: 1 / (1 + math.exp(-signs[highest])))


def ranking_of(order: list[int]) -> Ranking:
    zeros = np.zeros(len(order) + 8, dtype=np.float32)
    return Ranking(zeros, zeros, zeros, np.array(order))


def test_passages_are_shown_by_their_best_sentence_and_the_rest_follow_in_order():
    pool = [
        make_candidate("甲。", p=0.9, position=1),
        make_candidate("乙。", p=0.6, position=0),
        make_candidate("丙。", p=0.3, position=1),
    ]
    assert [position for position, _ in reorder(ranking_of([7, 4, 2, 5]), pool, 10)] == [1, 0, 7, 4, 2, 5]


def test_a_caption_answers_only_where_no_sentence_does():
    caption, said, doubtful = (make_candidate(text, p=p) for text, p in (("图 1。", 0.9), ("甲。", 0.6), ("乙。", 0.3)))
    caption = replace(caption, passage=replace(caption.passage, kind="caption"))
    assert captions_behind([caption, said, doubtful]) == [said, caption, doubtful]
    assert captions_behind([caption, doubtful]) == [caption, doubtful]


def test_the_scores_of_shown_passages_fall_strictly_even_when_equal():
    pool = [make_candidate("甲。", p=0.5, position=1), make_candidate("乙。", p=0.5, position=0)]
    scores = [score for _, score in reorder(ranking_of([7, 4, 2, 5]), pool, 10)]
    assert all(a > b for a, b in pairwise(scores))


def test_without_a_pool_the_ranking_is_shown_as_it_is_and_no_longer_than_asked():
    assert [position for position, _ in reorder(ranking_of([7, 4, 2, 5]), [], 3)] == [7, 4, 2]


@pytest.mark.parametrize(
    ("p", "status"),
    [(ANSWER + LITTLE, "answered"), (ANSWER - LITTLE, "related"), (RELATE - LITTLE, "refused")],
)
def test_the_probability_of_the_best_sentence_decides_the_tier(p: float, status: str):
    decided = decide(make_reading(SIMPLE, make_candidate("公园9个。", p=p)))
    assert decided.status == status
    assert bool(decided.chosen) == (status == "answered")
    assert decided.p == pytest.approx(p)


def test_the_signal_is_the_highest_logit_whichever_sentence_comes_first():
    first, second = make_candidate("甲。", p=0.6, dense=0.7), make_candidate("乙。", p=0.9, dense=0.2)
    told = dict(zip(SIGNALS, signals([first, second]), strict=True))
    assert told == {"verified": second.said.verified, "highest": second.said.logit, "bias": 1}


def test_the_shipped_weights_let_a_likelier_sentence_make_an_answer_likelier(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.undo()
    weak, strong = (probability([make_candidate("甲。", p=p)]) for p in (0.05, 0.95))
    assert 0 < weak < strong < 1


def test_without_a_sentence_nothing_is_answered():
    assert probability([]) == 0.0
    assert decide(make_reading(SIMPLE)).status == "refused"


@pytest.mark.parametrize("unmet", [Unmet(years=("2016年",)), Unmet(places=("广州",)), Unmet(titles=("《规划》",))])
def test_what_a_question_insists_on_is_certain_however_likely_a_sentence_is(unmet: Unmet):
    assert decide(make_reading(SIMPLE, make_candidate("公园9个。", p=0.99), unmet=unmet)).status == "refused"


def test_a_certain_constraint_refuses_a_question_in_parts_too():
    best = make_candidate("公园9个。", p=0.99)
    parts = (Part(part_of(DOUBLE, "公园有多少个"), "公园有多少个", (best,)),)
    asked = make_reading(DOUBLE, best, parts=parts, unmet=Unmet(titles=("《规划》",)))
    assert decide(asked).status == "refused"


def chosen(*pool) -> list[str]:
    return [candidate.sentence.text[0] for candidate in choose(pool)]


def test_further_sentences_are_quoted_while_the_answer_is_short():
    likely = FURTHER + LITTLE
    assert chosen(make_candidate("甲。"), make_candidate("乙。", p=likely)) == ["甲", "乙"]
    assert chosen(make_candidate("甲。"), make_candidate("乙。", p=FURTHER - LITTLE)) == ["甲"]
    long = "乙" + "长" * BUDGET
    assert chosen(make_candidate("甲。"), make_candidate(long, p=likely), make_candidate("丙。", p=likely)) == [
        "甲",
        "丙",
    ]


def test_a_sure_sentence_is_quoted_whatever_the_length():
    assert chosen(make_candidate("甲" + LONG), make_candidate("乙" + LONG, p=SURE + LITTLE)) == ["甲", "乙"]


def test_an_answer_has_few_sentences_however_much_there_is_to_say():
    assert len(chosen(*[make_candidate(f"{i}。", p=0.99, position=i) for i in range(6)])) == MAX_SENTENCES


def parts_of(question, *found) -> tuple[Part, ...]:
    """The parts of a question, each with the candidates found for it."""
    return tuple(
        Part(part_of(question, facet), facet, tuple(candidates))
        for facet, candidates in zip(question.facets, found, strict=True)
    )


def test_every_part_of_a_question_gets_its_sentence():
    park, path = make_candidate("公园9个。", p=0.9), make_candidate("步道31公里。", p=ANSWER + LITTLE, position=1)
    decided = decide(make_reading(DOUBLE, park, parts=parts_of(DOUBLE, [park], [path])))
    assert [c.sentence.text for c in decided.chosen] == ["公园9个。", "步道31公里。"]
    assert (decided.status, decided.open_parts) == ("answered", ())


def test_a_part_without_a_sentence_stays_open_and_is_named():
    park = make_candidate("公园9个。", p=0.7)
    decided = decide(make_reading(DOUBLE, park, parts=parts_of(DOUBLE, [park], [])))
    assert (decided.status, decided.open_parts) == ("partial", (DOUBLE.facets[1],))
    assert len(decided.chosen) == 1


def test_a_sentence_that_answers_two_parts_stands_once():
    both = make_candidate("公园9个，步道31公里。")
    assert len(decide(make_reading(DOUBLE, both, parts=parts_of(DOUBLE, [both], [both]))).chosen) == 1


def test_no_part_is_open_when_one_sentence_surely_answers_the_whole():
    both = make_candidate("公园9个，步道31公里。", p=SURE + LITTLE)
    weak = make_candidate("步道很多。", p=RELATE + LITTLE, position=1)
    assert decide(make_reading(DOUBLE, both, parts=parts_of(DOUBLE, [both], [weak]))).status == "answered"
    doubtful = replace(both, said=make_candidate("x", p=SURE - LITTLE).said)
    assert decide(make_reading(DOUBLE, doubtful, parts=parts_of(DOUBLE, [doubtful], [weak]))).status == "partial"


def test_two_reports_may_say_the_same_and_both_are_quoted():
    one = make_candidate("公园9个。", document=make_document(doc_id="a"))
    other = make_candidate("公园9个。", document=make_document(doc_id="b"))
    assert len(decision.unique([one, other, one])) == 2


@pytest.mark.parametrize(
    ("unmet", "reason"),
    [
        (Unmet(("2016年",), ("广州",), ("《规划》",)), ("other_document", ("《规划》",))),
        (Unmet(("2016年",), ("广州",)), ("other_place", ("广州",))),
        (Unmet(("2016年",)), ("other_year", ("2016年",))),
    ],
)
def test_a_refusal_names_the_plainest_thing_that_is_missing(unmet: Unmet, reason: tuple):
    assert refusal_reason(make_reading(SIMPLE, make_candidate("公园9个。"), unmet=unmet)) == reason


@pytest.mark.parametrize(("dense", "reason"), [(FOREIGN - LITTLE, "off_topic"), (FOREIGN + LITTLE, "not_in_report")])
def test_a_question_far_from_every_sentence_is_about_something_else(dense: float, reason: str):
    assert refusal_reason(make_reading(SIMPLE, make_candidate("公园9个。", dense=dense)))[0] == reason
