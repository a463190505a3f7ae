"""What is answered, in part, related or refused, by likelihood and by what is lacking for sure; without models."""

import math
from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np
import pytest

from retrieval.question.question import understand
from retrieval.read import decision
from retrieval.read.constraints import Unmet
from retrieval.read.decision import (
    ANSWER,
    ANSWER_IN_PART,
    ANSWER_IN_WORDS,
    BUDGET,
    FURTHER,
    GATHER,
    LEANING,
    MAX_SENTENCES,
    RELATE,
    SURE,
    choose,
    decide,
)
from retrieval.read.reader import Said
from retrieval.read.reading import Part, Reading

QUESTION = understand("建成了多少座超充站？")
NOTHING = Unmet()
GATHERING = replace(understand("采取了哪些措施？"), gathers=0.9)
IN_WORDS = understand("由哪个部门负责？")


@pytest.fixture(autouse=True)
def logit_alone(monkeypatch):
    """The probability is that of the reader's logit, so that the cases can be given by it."""
    monkeypatch.setattr(decision, "calibrated", lambda signs: 1 / (1 + math.exp(-signs[1])))


@dataclass
class Found:
    """What is decided on: a candidate without its passage."""

    p: float
    said: Said
    document: SimpleNamespace
    context: str
    sentence: SimpleNamespace
    dense: float = 0.6


def sentence(p: float, start: int = 0, length: int = 30, doc: str = "a", text: str = ""):
    logit, text = math.log(p / (1 - p)), text or "句" * length
    said = Said(logit, (), np.zeros(len(text), np.float32), logit)
    return Found(p, said, SimpleNamespace(doc_id=doc), text, SimpleNamespace(text=text, start=start))


def reading(*fit, unmet=NOTHING, parts=(), question=QUESTION) -> Reading:
    return Reading(question, None, tuple(fit), tuple(fit), unmet, (), tuple(parts))


def part(label: str, *found) -> Part:
    return Part(QUESTION, label, tuple(found))


@pytest.mark.parametrize(("p", "status"), [
    (ANSWER + 0.01, "answered"), (ANSWER - 0.01, "related"), (RELATE + 0.01, "related"), (RELATE - 0.01, "refused"),
])
def test_the_likelihood_of_the_best_sentence_decides(p: float, status: str):
    assert decide(reading(sentence(p))).status == status


def test_a_part_that_leans_on_an_open_one_must_be_sure():
    first, leaning = part("开幕"), part("增速", sentence(0.7))
    leaning = replace(leaning, question=replace(QUESTION, resolved="增速", before=first.question.resolved))
    assert decide(reading(sentence(0.1), parts=(first, leaning))).status == "refused"
    assert decide(reading(sentence(0.1), parts=(part("开幕", sentence(0.7)), leaning))).status == "answered"
    sure = replace(leaning, found=(sentence(LEANING + 0.01),))
    assert decide(reading(sentence(0.1), parts=(first, sure))).open_parts == ("开幕",)


def test_where_no_figure_is_asked_for_more_is_wanted():
    between = (ANSWER_IN_WORDS + ANSWER) / 2
    assert decide(reading(sentence(between))).status == "answered"
    assert decide(reading(sentence(between), question=IN_WORDS)).status == "related"


def test_nothing_found_is_refused():
    assert decide(reading()).status == "refused"
    assert decide(reading()).p == 0.0


def test_what_gathers_is_answered_from_a_lower_likelihood():
    between = (GATHER + ANSWER) / 2
    assert decide(reading(sentence(between), question=GATHERING)).status == "answered"
    assert decide(reading(sentence(between))).status == "related"


@pytest.mark.parametrize("unmet", [Unmet(years=("2016年",)), Unmet(places=("广州",)), Unmet(titles=("白皮书",))])
def test_what_is_lacking_for_sure_refuses_however_likely_the_sentence(unmet: Unmet):
    assert decide(reading(sentence(0.99), unmet=unmet)).status == "refused"


def test_a_title_that_is_lacking_refuses_a_question_in_parts_too():
    parts = [part("甲", sentence(0.99)), part("乙", sentence(0.98, 50))]
    assert decide(reading(sentence(0.99), unmet=Unmet(titles=("白皮书",)), parts=parts)).status == "refused"


@pytest.mark.parametrize("unmet", [Unmet(years=("2016年",)), Unmet(places=("广州",))])
def test_a_year_or_place_that_is_lacking_refuses_a_question_of_whose_parts_none_is_answered(unmet: Unmet):
    parts = [part("甲", sentence(ANSWER_IN_PART - 0.01)), part("乙")]
    assert decide(reading(sentence(0.99), unmet=unmet, parts=parts)).status == "refused"


def test_a_part_that_is_not_answered_stays_open_and_is_named():
    parts = [part("甲", sentence(0.9)), part("乙", sentence(RELATE - 0.05, 50))]
    decided = decide(reading(sentence(0.9), parts=parts))
    assert (decided.status, decided.open_parts) == ("partial", ("乙",))
    assert [c.sentence.start for c in decided.chosen] == [0]


def test_a_sure_answer_to_the_whole_closes_parts_that_are_near_unless_something_is_lacking():
    parts = [part("甲", sentence(0.9)), part("乙", sentence(RELATE + 0.01, 50))]
    sure = sentence(SURE + 0.01)
    assert decide(reading(sure, parts=parts)).status == "answered"
    assert decide(reading(sure, parts=parts, unmet=Unmet(years=("2016年",)))).status == "partial"
    assert decide(reading(sentence(SURE - 0.01), parts=parts)).status == "partial"


def test_the_best_sentence_of_each_part_is_quoted_once():
    both = sentence(0.9)
    decided = decide(reading(both, parts=[part("甲", both), part("乙", sentence(0.9))]))
    assert (decided.status, len(decided.chosen)) == ("answered", 1)


def test_further_sentences_are_quoted_while_the_answer_is_short_or_when_they_are_sure():
    best = sentence(0.9, 0, BUDGET - 50)
    likely, long, sure = sentence(0.6, 300, 50), sentence(0.6, 400, 51), sentence(SURE, 500, 400)
    unlikely = sentence(FURTHER - 0.01, 600, 10)
    assert choose([best, likely]) == [best, likely]
    assert choose([best, long]) == [best]
    assert choose([best, sure]) == [best, sure]
    assert choose([best, unlikely]) == [best]
    assert choose([]) == []


def test_a_sentence_without_the_number_that_is_asked_of_is_not_quoted_beside_one_with_it():
    best, other = sentence(0.95, 0, text="500千伏变电站13座。"), sentence(0.95, 50, text="220千伏变电站98座。")
    assert choose([best, other], "500千伏的变电站到2025年有几座") == [best]
    assert choose([other, best], "变电站到2025年有几座") == [other, best]
    assert choose([other, best], "110千伏的变电站有几座") == [other, best]  # neither has it: nothing tells them apart


def test_no_answer_has_more_than_so_many_sentences():
    many = [sentence(0.99, 100 * n) for n in range(MAX_SENTENCES + 3)]
    assert choose(many) == many[:MAX_SENTENCES]
