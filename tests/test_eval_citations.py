"""Citations: ALCE by hand, and against the evidence of a question."""
import pytest
from eval_fakes import answerable, held_passage, make_citation, make_response, unanswerable

from eval.measures.citations import alce, altered_quotations, score_citations
from eval.measures.claims import claims
from eval.measures.score import NOTHING
from eval.measures.support import judged_claims
from eval.record import CorpusPassage

FOUND = "2024 年，新能源汽车保有量达 126.9 万辆。"
TWO_FACTS = answerable(answers=(("126.9万辆",), ("76.9%", "76.9％")), evidence=("达126.9万辆", "占比76.9%"))
QUOTES = {1: "全市森林覆盖率稳定在41.2%。", 2: "新增公园绿地50公顷，建成绿道120公里。", 3: "建成充电桩3,200个。"}


def cited(answer, quotes=QUOTES, **changes):
    """A response that cites the quotes by their numbers."""
    return make_response(answer=answer, citations=[make_citation(quote, n) for n, quote in quotes.items()], **changes)


def scored(answer, quotes=QUOTES, **changes):
    return alce(claims(cited(answer, quotes, **changes)), quotes)


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
    "The report says (in Chinese):\n“建成充电桩3,200个。”[3]\nIn English: 充电桩 = charging piles.",
    "“全市森林覆盖率……41.2%。”[1]\n报告没有说明：2016年。", "- **建成充电桩 3200 个**。[3]",
    "建成充电桩３，２００个。[3]"])
def test_quotations_are_supported_in_every_form_in_which_they_are_shown(answer):
    assert scored(answer) == (1, 1)


@pytest.mark.parametrize(("answer", "right"), [
    ("甲市 41.2%[1]；乙市 50公顷[2]", True), ("乙市 41.2%[1]；甲市 50公顷[2]", False),
    ("丁市 41.2%[1]；乙市 50公顷[2]", False), ("甲市 42.2%[1]；乙市 50公顷[2]", False), ("甲市 [1]", False),
    ("“森林覆盖率稳定在41.2%；2024 年新增”[3]", True), ("“森林覆盖率稳定在41.2%；2023 年新增”[3]", False)])
def test_the_place_of_a_cited_report_says_who_speaks_and_nothing_more(answer, right):
    quotes = {1: "森林覆盖率稳定在41.2%", 2: "新增公园绿地50公顷", 3: "森林覆盖率稳定在41.2%；2024 年新增"}
    response = cited(answer, quotes)
    for citation in response["citations"]:
        citation["title"] = f"{'甲乙丙'[citation['n'] - 1]}市2024年工作报告"
    assert all(supported for _, supported in judged_claims(response)) is right


@pytest.mark.parametrize("answer", [
    "全市森林覆盖率稳定在42.2%。[1]", "全市森林覆盖率稳定在41.2个百分点。[1]", "全市森林覆盖率稳定在41.2。[1]",
    "新增公园绿地50平方公里，建成绿道120公里。[2]", "建成充电桩3,200万个。[3]", "建成充电桩3.2个。[3]",
    "建成充电桩2.3万个，覆盖全部街道。[3]", "全市森林覆盖率稳定在41.2%，居全国第一。[1]"])
def test_a_changed_figure_or_an_added_clause_is_not_supported(answer):
    assert scored(answer) == (0, 0)


@pytest.mark.parametrize("answer", [
    "“我市持续推进新能源汽车推广应用工作取得积极进展。”[1]", "“我市持续停止新能源汽车推广应用工作取得积极成效”[1]",
    "报告说“我市停止推进”，我市持续推进新能源汽车推广应用工作取得积极成效。[1]",
    "“取得积极成效……我市持续推进”[1]"])
def test_what_stands_in_quotation_marks_is_supported_only_verbatim(answer):
    quotes = {1: "我市持续推进新能源汽车推广应用工作取得积极成效"}
    assert scored(answer, quotes) == (0, 0)
    assert scored("“我市持续推进……取得积极成效”[1]", quotes) == (1, 1)


@pytest.mark.parametrize("line", [
    "In English: 充电桩 = charging piles, which fell", "In English: 充电桩 = parks", "In English: 公园 = park",
    "In English: charging piles = 充电桩", "In English: the city closed its charging piles",
    "In English: 3,200个 = 32,000", "In English: 200个 = 200",
    "In English: 充电桩 = charging piles. The city closed them",
    "报告没有说明：充电桩已全部关闭。", "The report does not say: why all were closed."])
def test_a_note_that_is_not_of_the_programs_own_kind_is_an_unsupported_statement(line):
    assert scored(f"“建成充电桩3,200个。”[3]\n{line}")[1] < 1


@pytest.mark.parametrize("line", [
    "In English: 充电桩 = charging piles; 3,200个 = 3,200.", "报告没有说明：由谁领头；2016年。"])
def test_a_note_of_the_programs_own_kind_claims_nothing(line):
    asked = {"question": "充電樁由誰領頭？", "resolved_question": "充電樁由誰領頭？"}
    assert scored(f"“建成充电桩3,200个。”[3]\n{line}", **asked) == (1, 1)


def test_the_scope_of_a_quotation_is_a_box_of_a_citation_or_a_claim():
    response = cited("“建成充电桩3,200个。”[3]（范围：專欄 1 某校）")
    assert len(claims(response)) == 2
    response["citations"][0]["box"] = "专栏 1  某校"
    assert len(claims(response)) == 1


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


@pytest.mark.parametrize(("shown", "sound"), [
    ("“新增公园绿地50公顷，建成绿道120公里。”[2]", True), ("“新增公园绿地 50 公顷……”[2]", True),
    ("“……建成绿道120公里。”[2]", True), ("“新增公园……120公里。”[2]", True), ("「新增公园绿地50公顷」[2]", True),
    ("- **“新增公园绿地50公顷”**[2]", True), ("“新增公园绿地50公顷”。[2]", True),
    ("“新增公园绿地50公顷”[3][2]", True), ("他说“新增公园绿地50公顷”[2]。", True),
    ("“减少公园绿地50公顷，建成绿道120公里。”[2]", False),  # 增 → 少: nine tenths are copied
    ("“120公里……新增公园”[2]", False), ("“新增公園綠地50公頃”[2]", False),  # the report is Simplified
    ("“新增公园绿地50公顷”[1]", False), ("“新增公园绿地50公顷”[2][9]", False), ("“……”[2]", False),
    ("“新增公园绿地50公顷，建成绿道120公里。”", False), ("“新增公园绿地50公顷”\n[x]", False),
    ("“新增公园绿地50公顷。”报告如是说。[2]", False)])
def test_a_shown_quotation_is_verbatim_when_its_pieces_stand_in_the_quotation_it_names(shown, sound):
    response = cited(f"报告写道：\n{shown}\n“建成充电桩3,200个。”[3]")
    assert len(altered_quotations(response)) == (not sound)
    passages = {"p1": held_passage(QUOTES[2])}
    assert score_citations(unanswerable(), response, passages)["verbatim"] == (2.0 + sound, 5.0)  # one of three is held


def test_a_quotation_may_hold_quotation_marks_lines_and_markers_of_its_own():
    quotes = {1: "甲“乙”丙。", 2: "一、甲：\n1. 乙[12]\n2. “丙”。", 3: "甲。”于是乙。", 4: "“甲”乙。"}
    response = cited("报告写道：\n" + "\n".join(f"“{quote}”[{n}]" for n, quote in quotes.items()), quotes)
    assert altered_quotations(response) == []
    assert score_citations(unanswerable(), response, {})["verbatim"] == (4.0, 8.0)  # the shown ones
    assert scored(response["answer"], quotes) == (1, 1)


@pytest.mark.parametrize("answer", [
    "“双碳”目标写进全市规划。[1]", "全市推进“双碳”战略。[1]", "报告没有提到“双碳”，也就没有它的内容。",
    "全市森林覆盖率稳定在41.2%。[1]"])
def test_a_word_in_quotation_marks_is_no_quotation(answer):
    response = cited(answer, {1: "“双碳”目标写进全市规划。"})
    assert score_citations(unanswerable(), response, {})["verbatim"] == (0.0, 1.0)


def test_a_quotation_shown_in_a_response_that_is_no_answer_counts_as_well():
    related = make_response("related", "报告没有直接回答这个问题。\n“全市公园减少。”[1]")
    assert score_citations(unanswerable(), related, {})["verbatim"] == (0.0, 1.0)
