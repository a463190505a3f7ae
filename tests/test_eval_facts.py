"""Facts, forbidden strings, context utilisation and length, in arithmetic that can be done by hand."""
from typing import get_args

import pytest
from eval_fakes import answerable, held_passage, make_citation, make_passage, make_response, unanswerable

from eval.definitions import COLUMNS
from eval.labels import CAUSES
from eval.measures.answers import count_sentences, facts_found, forbidden, score_answer
from eval.measures.diagnosis import Cause, diagnose, score_verdict
from eval.measures.score import NOTHING
from eval.measures.scores import score_question
from eval.record import Timing

FOUND = "2024 年，新能源汽车保有量达 126.9 万辆。"
HELD = {"p1": held_passage(FOUND)}  # what the report holds
TWO_FACTS = answerable(answers=(("126.9万辆",), ("76.9%", "76.9％")), evidence=("达126.9万辆", "占比76.9%"))


def cited(answer, status="answered", quote=FOUND, **changes):
    """A response that cites one sentence, [1]."""
    return make_response(status, answer, citations=[make_citation(quote)], **changes)


def test_one_of_two_facts_is_half_recall_and_not_all_facts():
    scores = score_answer(TWO_FACTS, make_response(answer="达126.9 萬輛。[1]"))
    assert scores["fact_recall"] == (0.5, 1.0)
    assert scores["all_facts"] == (0.0, 1.0)


def test_any_alternative_of_a_fact_will_do():
    assert score_answer(TWO_FACTS, make_response(answer="126.9万辆，76.9％"))["all_facts"] == (1.0, 1.0)


def test_a_forbidden_string_voids_all_facts_but_not_fact_recall():
    question = answerable(forbid=("97.6万",))
    scores = score_answer(question, make_response(answer="126.9万辆，去年97.6 万辆"))
    assert (scores["fact_recall"], scores["all_facts"]) == ((1.0, 1.0), (0.0, 1.0))


@pytest.mark.parametrize(("fact", "answer", "found"), [
    ("26.9万辆", "达126.9万辆", False), ("6.9%", "占76.9%", False), ("126", "126.9万辆", False),
    ("12", "甲[12]", False),
    ("1030座", "1,030 座", True), ("1,030座", "1030座", True), ("5%", "约5%、6%", True), ("9", "1.9和9", True)])
def test_the_numbers_of_a_fact_stand_whole_in_the_answer(fact, answer, found):
    assert facts_found(answerable(answers=((fact,),)), answer) == [found]
    assert forbidden(answerable(forbid=(fact,)), answer) == [fact] * found


def test_facts_under_the_status_related_are_not_right():
    assert score_verdict(answerable(), cited("达126.9万辆。[1]", "related"), HELD)["right"] == (0.0, 1.0)
    assert score_verdict(answerable(), cited("达126.9万辆。[1]", "partial"), HELD)["right"] == (1.0, 1.0)


def test_a_question_that_names_no_fact_has_no_verdict():
    question, response = answerable(answers=()), make_response(answer="126.9万辆")
    scores = score_answer(question, response) | score_verdict(question, response, {})
    assert {scores[name] for name in ("right", "all_facts", "fact_recall", "context_utilisation")} == {NOTHING}
    assert diagnose(question, make_response("refused"), {}) is None


def test_of_two_facts_retrieved_one_said_is_half_of_the_context_used():
    passages = [make_passage("p1", FOUND), make_passage("p2", "占比 76.9%。", 2)]
    scores = [score_answer(TWO_FACTS, make_response(answer="76.9%", passages=passages[:k])) for k in (2, 1, 0)]
    assert [score["context_utilisation"] for score in scores] == [(0.5, 1.0), (0.0, 1.0), NOTHING]


def test_a_fact_in_the_eleventh_passage_is_not_retrieved():
    passages = [make_passage(f"p{n}", "无关", n) for n in range(1, 11)] + [make_passage("p11", FOUND, 11)]
    assert score_answer(answerable(), make_response(passages=passages))["context_utilisation"] == NOTHING


def test_lengths_count_given_answers_only():
    scores = score_answer(answerable(), make_response(answer="甲。[1]乙。[2]"))
    assert (scores["sentences"], scores["chars"]) == ((2.0, 1.0), (10.0, 1.0))
    assert score_answer(answerable(), make_response("refused", "报告未提及。"))["chars"] == NOTHING


@pytest.mark.parametrize(("answer", "count"), [
    ("", 0), ("[1]", 0), ("达126.9万辆。[1]", 1), ("According to the report:\n「达126.9万辆。」[1]", 2),
    ("甲！？乙", 2), ("It rose by 5.2%. It fell.", 2)])
def test_sentences_are_counted_by_their_stops_and_lines(answer, count):
    assert count_sentences(answer) == count


@pytest.mark.parametrize(("question", "response", "cause"), [
    (answerable(), cited(f"“{FOUND}”[1]"), None),
    (answerable(), cited("达126.9万辆。[1]"), None),
    (answerable(), make_response("related"), "wrongly_refused"),
    (answerable(), make_response(answer="报告写道："), "not_retrieved"),
    (answerable(), make_response(passages=[make_passage("p", FOUND)]), "not_chosen"),
    (answerable(), cited("“2024 年……”[1]", passages=[make_passage("p", FOUND)]), "trimmed"),
    (answerable(forbid=("2024年",)), cited(f"“{FOUND}”[1]"), "forbidden"),
    (unanswerable(), make_response("refused"), None),
    (unanswerable(), make_response("answered"), "should_have_refused")])
def test_a_wrong_response_has_a_cause_and_a_right_one_none(question, response, cause):
    assert diagnose(question, response, HELD) == cause
    assert score_verdict(question, response, HELD)["right"] == (float(cause is None), 1.0)


@pytest.mark.parametrize(("answer", "cause"), [
    ("“2024 年，新能源汽车保有量达 127.9 万辆。”[1]", "unsupported_figure"),  # and not "trimmed"
    (f"“{FOUND}”[1]\n达 127 万辆。[1]", "unsupported_figure"),  # every fact is said, and an invented one
    ("“2024 年，新能源汽车保有量降 126.9 万辆。”[1]", "unsupported_statement"),
    (f"“{FOUND}”[1]居全国第一。[1]", "unsupported_statement"),
    (f"“{FOUND}”", "unsupported_figure"), (f"“{FOUND}”[2]", "unsupported_figure"),
    (f"“{FOUND}”[1]\nIn English: 新能源汽车 = petrol cars.", "unsupported_statement")])
def test_an_answer_that_says_more_than_it_cites_is_not_right(answer, cause):
    for question in (answerable(), answerable(forbid=("127",))):
        assert diagnose(question, cited(answer), HELD) == cause
        assert score_verdict(question, cited(answer), HELD)["right"] == (0.0, 1.0)


def test_an_answer_that_quotes_what_the_report_does_not_say_is_not_right():
    response, other = cited(f"“{FOUND}”[1]"), held_passage(FOUND.replace("达", "未"))
    assert diagnose(answerable(), response, HELD) is None
    assert diagnose(answerable(), response, {"p1": other}) == "unsupported_statement"


def test_a_refusal_that_names_a_year_of_its_own_is_not_right():
    said = "报告没有2016年的这项内容，只有{}年的。"
    assert diagnose(unanswerable(), make_response("refused", said.format("2016")), {}) is None
    assert diagnose(unanswerable(), make_response("refused", said.format("2031")), {}) == "unsupported_figure"


def test_every_cause_has_a_name_in_both_languages():
    assert set(get_args(Cause)) == set(CAUSES)


def test_every_column_is_scored_for_every_question():
    for question in (answerable(), unanswerable()):
        assert set(score_question(question, make_response(), Timing(1.0, 1.0), {}, None)) == set(COLUMNS)
