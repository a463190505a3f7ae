"""What one response scores, in arithmetic that can be done by hand."""
import pytest
from eval_fakes import answerable, make_citation, make_passage, make_response, unanswerable
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.definitions import COLUMNS
from eval.diagnosis import diagnose
from eval.figures import check_figures, numbers
from eval.ranking import evidence_recall, first_relevant_rank
from eval.scores import (
    NOTHING,
    count_sentences,
    score_answer,
    score_citations,
    score_question,
    score_refusal,
    score_retrieval,
)
from eval.text import covers, normalise

FOUND = "2024 年，新能源汽车保有量达 126.9 万辆。"
TWO_FACTS = answerable(answers=(("126.9万辆",), ("76.9%", "76.9％")), evidence=("达126.9万辆", "占比76.9%"))


def test_text_is_compared_half_width_simplified_lower_case_without_white_space():
    assert normalise("ＧＤＰ　１２６.９ 萬輛\n") == "gdp126.9万辆"


@settings(deadline=None)  # the first example loads the conversion table
@given(st.text(max_size=40))
def test_normalised_text_holds_no_white_space(text):
    assert normalise(text).split() in ([], [normalise(text)])


@settings(deadline=None)
@given(st.text(alphabet="深圳碳 \n12。", min_size=1, max_size=20), st.text(alphabet="深圳碳 \n12。", max_size=20))
def test_coverage_does_not_depend_on_the_order_of_its_two_texts(a, b):
    assert covers(a, b) == covers(b, a)


def test_evidence_recall_is_the_share_of_snippets_that_the_first_k_passages_cover():
    passages = [make_passage("p1", "无关"), make_passage("p2", FOUND), make_passage("p3", "占比 76.9%，居全国首位。")]
    assert [evidence_recall(TWO_FACTS, passages, k) for k in (1, 2, 3)] == [0, 1 / 2, 1]
    assert first_relevant_rank(TWO_FACTS, passages) == 2


def test_a_question_without_hits_has_recall_zero_and_is_counted():
    assert score_retrieval(answerable(), make_response(), None)["evidence_recall@10"] == (0.0, 1.0)
    assert score_retrieval(unanswerable(), make_response(), None)["evidence_recall@10"] == NOTHING


def test_a_passage_inside_the_snippet_covers_it_and_a_blank_one_does_not():
    assert evidence_recall(answerable(), [make_passage("p", "126.9万")], 1) == 1
    assert evidence_recall(answerable(), [make_passage("p", " \n")], 1) == 0


def test_one_of_two_facts_is_half_recall_and_not_all_facts():
    scores = score_answer(TWO_FACTS, make_response(answer="达126.9 萬輛。[1]"))
    assert scores["fact_recall"] == (0.5, 1.0)
    assert scores["all_facts"] == (0.0, 1.0)
    assert scores["right"] == (0.0, 1.0)


def test_any_alternative_of_a_fact_will_do():
    assert score_answer(TWO_FACTS, make_response(answer="126.9万辆，76.9％"))["all_facts"] == (1.0, 1.0)


def test_a_forbidden_string_voids_all_facts_but_not_fact_recall():
    question = answerable(forbid=("97.6万",))
    scores = score_answer(question, make_response(answer="126.9万辆，去年97.6 万辆"))
    assert (scores["fact_recall"], scores["all_facts"]) == ((1.0, 1.0), (0.0, 1.0))


def test_facts_under_the_status_related_are_not_right():
    assert score_answer(answerable(), make_response("related", "126.9万辆"))["right"] == (0.0, 1.0)
    assert score_answer(answerable(), make_response("partial", "126.9万辆"))["right"] == (1.0, 1.0)


def test_lengths_count_given_answers_only():
    scores = score_answer(answerable(), make_response(answer="甲。[1]乙。[2]"))
    assert (scores["sentences"], scores["chars"]) == ((2.0, 1.0), (10.0, 1.0))
    assert score_answer(answerable(), make_response("refused", "报告未提及。"))["chars"] == NOTHING


@pytest.mark.parametrize(("answer", "count"), [
    ("", 0), ("[1]", 0), ("达126.9万辆。[1]", 1), ("According to the report:\n「达126.9万辆。」[1]", 2),
    ("甲！？乙", 2), ("It rose by 5.2%. It fell.", 2)])
def test_sentences_are_counted_by_their_stops_and_lines(answer, count):
    assert count_sentences(answer) == count


def test_citation_precision_counts_quotes_and_recall_counts_snippets():
    citations = [make_citation(FOUND), make_citation("无关。", 2), make_citation("再无关。", 3)]
    scores = score_citations(TWO_FACTS, make_response(citations=citations), {})
    assert scores["citation_precision"] == (1.0, 3.0)
    assert scores["citation_recall"] == (1.0, 2.0)


def test_without_citations_recall_is_missed_and_precision_has_nothing_to_judge():
    scores = score_citations(TWO_FACTS, make_response(), {})
    assert (scores["citation_precision"], scores["citation_recall"]) == (NOTHING, (0.0, 2.0))


def test_a_quote_is_verbatim_only_at_its_own_offsets():
    text = f"前文。{FOUND}"
    citations = [make_citation(FOUND, start=3), make_citation(FOUND, start=2), make_citation("", start=3),
                 make_citation(FOUND.replace(" ", ""), start=3), make_citation(FOUND, start=3, doc_id="other")]
    scores = score_citations(unanswerable(), make_response(citations=citations), {"report": text})
    assert scores["verbatim"] == (1.0, 5.0)


def test_numbers_are_read_half_width_and_without_thousands_separators():
    assert numbers("１，３２０公里、2.6×2.6 公里、CO₂ 超50%") == ["1320", "2.6", "2.6", "2", "50"]


def test_a_listed_figure_must_stand_with_its_unit_in_the_quotation_it_names():
    citations = [make_citation(FOUND), make_citation("占比 76.9%。", 2)]
    figures = [("126.9 万辆", 1), ("76.9 万辆", 2), ("76.9%", 1), ("6.9%", 2), ("126.9 万辆", 9)]
    response = make_response(citations=citations, figures=[{"text": text, "citation": n} for text, n in figures])
    assert check_figures(answerable(), response) == (5, ["76.9 万辆", "76.9%", "6.9%", "126.9 万辆"])


def test_a_derived_figure_must_follow_from_the_quotations_it_names():
    citations = [make_citation(FOUND), make_citation("2023 年为 97.6 万辆。", 2)]
    figures = [{"text": text, "citation": 1, "derived_from": [1, 2]} for text in ("29.3 万辆", "30%", "31%")]
    response = make_response(answer="推算：增加 29.3 万辆，即 30%", citations=citations, figures=figures)
    assert check_figures(answerable(), response) == (3, ["31%"])


def test_an_unlisted_number_of_the_answer_is_checked_too():
    response = make_response(answer="1. 达 126.9 万辆，[1] 约 127 万。", citations=[make_citation(FOUND)])
    assert check_figures(answerable(), response) == (2, ["127"])


def test_a_number_that_only_contains_the_shown_one_does_not_support_it():
    assert check_figures(answerable(), make_response(answer="26.9 万", citations=[make_citation(FOUND)]))[1] == ["26.9"]


def test_numbers_of_the_question_and_of_the_cited_place_may_be_repeated():
    response = make_response(answer="2016年的数据报告没有；第3页写道：126.9 万辆", citations=[make_citation(FOUND)])
    assert check_figures(answerable(question="2016年有多少？"), response) == (3, [])


@pytest.mark.parametrize(("question", "status", "expected"), [
    (unanswerable(), "refused", ((1, 1), (1, 1), (0, 0))),
    (unanswerable(), "related", ((1, 1), (1, 1), (0, 0))),
    (unanswerable(), "partial", ((0, 0), (0, 1), (0, 0))),
    (answerable(), "refused", ((0, 1), (0, 0), (1, 1))),
    (answerable(), "answered", ((0, 0), (0, 0), (0, 1)))])
def test_refusal_is_scored_by_status_and_answerability(question, status, expected):
    scores = score_refusal(question, make_response(status))
    assert (scores["refusal_precision"], scores["refusal_recall"], scores["false_refusal"]) == expected


@pytest.mark.parametrize(("question", "response", "cause"), [
    (answerable(), make_response(answer="126.9万辆"), None),
    (answerable(), make_response("related"), "false_refusal"),
    (answerable(), make_response(answer="不详"), "not_found"),
    (answerable(), make_response(answer="不详", passages=[make_passage("p", FOUND)]), "missing_facts"),
    (answerable(forbid=("97",)), make_response(answer="126.9万辆，97"), "forbidden"),
    (unanswerable(), make_response("refused"), None),
    (unanswerable(), make_response("answered"), "answered_without_basis")])
def test_a_wrong_response_has_a_cause_and_a_right_one_none(question, response, cause):
    assert diagnose(question, response) == cause
    assert score_answer(question, response)["right"] == (float(cause is None), 1.0)


def test_every_column_is_scored_for_every_question():
    for question in (answerable(), unanswerable()):
        assert set(score_question(question, make_response(), {}, None)) == set(COLUMNS)
