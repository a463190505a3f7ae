"""Citations: ALCE by hand, and against the evidence of a question."""
import pytest
from eval_fakes import answerable, make_citation, make_response, unanswerable

from eval.measures.citations import alce, score_citations
from eval.measures.score import NOTHING
from eval.measures.statements import statements
from eval.record import CorpusPassage

FOUND = "2024 年，新能源汽车保有量达 126.9 万辆。"
TWO_FACTS = answerable(answers=(("126.9万辆",), ("76.9%", "76.9％")), evidence=("达126.9万辆", "占比76.9%"))
QUOTES = {1: "全市森林覆盖率稳定在41.2%。", 2: "新增公园绿地50公顷，建成绿道120公里。", 3: "建成充电桩3,200个。"}


def scored(answer, quotes=QUOTES):
    return alce(statements(answer), quotes)


@pytest.mark.parametrize(("answer", "precision", "recall"), [
    ("全市森林覆盖率稳定在41.2%。[1]", 1, 1),
    ("全市森林覆盖率稳定在41.2%。", 0, 0),  # no citation: recall 0, no citation to be right
    ("全市森林覆盖率稳定在41.2%。[2]", 0, 0),  # the wrong one
    ("全市森林覆盖率稳定在41.2%。[9]", 0, 0),  # out of range: the statement fails, its citation is not counted
    ("全市森林覆盖率稳定在41.2%。[1][9]建成充电桩3,200个。[3]", 1, 1 / 2),
    ("全市森林覆盖率稳定在41.2%。[1][2]", 1 / 2, 1),  # over-citation: the second adds nothing
    ("全市森林覆盖率稳定在41.2%，新增公园绿地50公顷。[1][2]", 1, 1),  # the union supports, neither alone does
    ("全市森林覆盖率稳定在41.2%，新增公园绿地50公顷。[1]", 0, 0),
    ("全市森林覆盖率稳定在41.2%，新增公园绿地50公顷。[1][2][3]", 2 / 3, 1),
    ("全市森林覆盖率稳定在41.2%。[1] 建成充电桩3,200个。[1]", 1 / 2, 1 / 2),
    ("", 0, 0), (".", 0, 0), (". [1]", 0, 0)])
def test_citation_precision_and_recall_are_those_of_alce(answer, precision, recall):
    assert scored(answer) == pytest.approx((precision, recall))


@pytest.mark.parametrize("answer", [
    "报告写道：\n“全市森林覆盖率稳定在41.2%。”[1]", "「全市森林覆蓋率穩定在41.2%。」[1]", "1. “……建成绿道120公里。”[2]",
    "The report says (in Chinese):\n“建成充电桩3,200个。”[3]\nIn English: charging pile = 充电桩.",
    "“全市森林覆盖率……41.2%。”[1]\n报告没有说明：2016年。", "- **建成充电桩 3200 个**。[3]",
    "建成充电桩３，２００个。[3]"])
def test_quotations_are_supported_in_every_form_in_which_they_are_shown(answer):
    assert scored(answer) == (1, 1)


@pytest.mark.parametrize("answer", [
    "全市森林覆盖率稳定在42.2%。[1]", "全市森林覆盖率稳定在41.2个百分点。[1]", "全市森林覆盖率稳定在41.2。[1]",
    "新增公园绿地50平方公里，建成绿道120公里。[2]", "建成充电桩3,200万个。[3]", "建成充电桩3.2个。[3]",
    "建成充电桩2.3万个，覆盖全部街道。[3]", "全市森林覆盖率稳定在41.2%，居全国第一。[1]"])
def test_a_changed_figure_or_an_added_clause_is_not_supported(answer):
    assert scored(answer) == (0, 0)


def test_nine_tenths_of_the_characters_are_enough_and_less_is_not():
    quotes = {1: "我市持续推进新能源汽车推广应用工作取得积极成效"}
    assert scored("我市持续推进新能源汽车推广应用工作取得积极进展。[1]", quotes) == (1, 1)  # 21 of 23
    assert scored("我市持续推进新能源汽车推广工作取得明显的好成绩。[1]", quotes) == (0, 0)


def test_a_computed_statement_is_supported_by_the_figures_it_follows_from():
    quotes = {1: "2024年保有量达126.9万辆。", 2: "2023年为97.6万辆。"}
    assert scored("推算：126.9 万辆 − 97.6 万辆 = 29.3 万辆[1][2]", quotes) == (1, 1)
    assert scored("推算：126.9 万辆 − 97.6 万辆 = 29.4 万辆[1][2]", quotes) == (0, 0)
    assert scored("126.9 万辆 − 97.6 万辆 = 29.3 万辆[1][2]", quotes) == (0, 0)  # only 推算 may compute


def test_alce_is_a_mean_over_the_answers_that_were_given():
    answer = "全市森林覆盖率稳定在41.2%。[1]建成充电桩9个。[1]"
    citations = [make_citation(QUOTES[1])]
    scores = score_citations(unanswerable(), make_response(answer=answer, citations=citations), {})
    assert (scores["citation_precision"], scores["citation_recall"]) == ((0.5, 1.0), (0.5, 1.0))
    scores = score_citations(answerable(), make_response("refused", answer), {})
    assert (scores["citation_precision"], scores["citation_recall"]) == (NOTHING, NOTHING)


def test_evidence_precision_counts_quotes_and_evidence_recall_counts_snippets():
    citations = [make_citation(FOUND), make_citation("无关。", 2), make_citation("再无关。", 3)]
    scores = score_citations(TWO_FACTS, make_response(citations=citations), {})
    assert scores["evidence_precision"] == (1.0, 3.0)
    assert scores["evidence_cited"] == (1.0, 2.0)
    assert scores["gold_sentence"] == (1.0, 1.0)


def test_without_citations_evidence_recall_is_missed_and_its_precision_has_nothing_to_judge():
    scores = score_citations(TWO_FACTS, make_response(), {})
    assert (scores["evidence_precision"], scores["evidence_cited"]) == (NOTHING, (0.0, 2.0))
    assert scores["gold_sentence"] == (0.0, 1.0)
    assert (scores["citation_precision"], scores["citation_recall"]) == ((0.0, 1.0), (0.0, 1.0))


def test_a_quote_is_verbatim_only_at_its_own_offsets():
    text = f"前文。{FOUND}"
    passages = {"p1": CorpusPassage("p1", "report", 100, 100 + len(text), "", text)}
    sound = make_citation(FOUND, start=103)
    citations = [sound, make_citation(FOUND, start=102), make_citation("", start=103),
                 make_citation(FOUND.replace(" ", ""), start=103), make_citation(FOUND, start=103, doc_id="other"),
                 {**sound, "passage_id": "p2"}, make_citation("文", start=99), {**sound, "end": sound["end"] + 1}]
    scores = score_citations(unanswerable(), make_response(citations=citations), passages)
    assert scores["verbatim"] == (1.0, 8.0)
