"""Figures of an answer against what it cites: every way in which a number has been let through elsewhere."""
import pytest
from eval_fakes import answerable, make_citation, make_response

from eval.measures.figures import numbers, read_figures
from eval.measures.grounding import check_figures
from eval.measures.scores import score_figures

FOUND = "2024 年，新能源汽车保有量达 126.9 万辆。"


def checked(answer, *quotes, question=None, status="answered", **changes):
    """Check an answer that cites all the quotes in order, [1] first."""
    citations = [make_citation(quote, n) for n, quote in enumerate(quotes, 1)]
    return check_figures(question or answerable(), make_response(status, answer, citations=citations, **changes))


@pytest.mark.parametrize(("text", "figures"), [
    ("2,940万", [(29_400_000, "")]), ("2,940", [(2940, "")]), ("１，３２０公里", [(1320, "公里")]),
    ("50%", [(50, "%")]), ("50", [(50, "")]), ("百分之50", [(50, "%")]), ("50 per cent", [(50, "%")]),
    ("1.2 个百分点", [(1.2, "pp")]), ("1.2百分点", [(1.2, "pp")]), ("1.2 percentage points", [(1.2, "pp")]),
    ("50 bps", [(50, "bp")]), ("50 basis points", [(50, "bp")]), ("50 个基点", [(50, "bp")]),
    ("5千瓦", [(5, "千瓦")]), ("5 千 瓦", [(5000, "瓦")]), ("12万千瓦时", [(120_000, "千瓦时")]),
    ("3千家", [(3000, "家")]),
    ("1,500 million", [(1.5e9, "")]), ("1.5 billion", [(1.5e9, "")]), ("1.2万亿元", [(1.2e12, "元")]),
    ("10多万人", [(100_000, "人")]), ("5 markets", [(5, "")]), ("5 m", [(5, "m")]),
    ("增长-5.2%", [(-5.2, "%")]), ("−3 ℃", [(-3, "°c")]), ("零下5℃", [(-5, "°c")]),
    ("零下 5 ℃到5℃", [(-5, "°c"), (5, "°c")]), ("負5℃", [(-5, "°c")]), ("5%-10%", [(5, "%"), (10, "%")]),
    ("2023年-2024年", [(2023, "年"), (2024, "年")]), ("20-30 个", [(20, ""), (30, "个")])])
def test_a_figure_has_a_value_and_a_unit_class(text, figures):
    assert [(figure.value, figure.unit) for figure in read_figures(text)] == figures


@pytest.mark.parametrize(("said", "cited"), [
    ("2,940", "2,940万"), ("2,940万", "2,940"), ("50", "50%"), ("50%", "50"), ("1.2%", "1.2个百分点"),
    ("1.2个百分点", "1.2%"),
    ("50%", "50 bps"), ("50 个基点", "50 个"), ("5 千瓦", "5000 瓦"), ("5 千瓦时", "5 千瓦"),
    ("126.9 万吨", "126.9 万辆"),
    ("26.9 万辆", "126.9 万辆"), ("12.69 万辆", "126.9 万辆"), ("-5.2%", "5.2%"), ("零下5℃", "5℃"), ("5℃", "零下5℃"),
    ("1,500 billion", "1,500 million"),
    ("127.9 万辆", "126.9 万辆")])
def test_a_figure_of_another_value_scale_unit_or_sign_is_not_supported(said, cited):
    assert len(checked(f"达 {said}。[1]", f"达 {cited}。")[1]) == 1
    assert checked(f"达 {cited}。[1]", f"达 {cited}。")[1] == []


@pytest.mark.parametrize(("said", "cited"), [
    ("１，３２０ 公里", "1320公里"), ("126.9萬輛", "126.9 万辆"), ("1269000 辆", "126.9 万辆"),
    ("1.5 billion", "1,500 million"),
    ("百分之50", "50%"), ("50 percent", "50％"), ("5.20%", "5.2%"), ("零下5℃", "-5 ℃")])
def test_a_figure_in_another_spelling_is_supported(said, cited):
    assert checked(f"达 {said}。[1]", f"达 {cited}。") == (1, [])


def test_a_figure_must_stand_in_the_quotation_that_its_own_statement_cites():
    assert checked("达 41.2%。[1]达 50 公顷。[1]", "达 41.2%。", "达 50 公顷。") == (2, ["50 公顷"])
    assert checked("达 41.2%。", "达 41.2%。") == (1, ["41.2%"])
    assert checked("达 41.2%。[7]", "达 41.2%。") == (1, ["41.2%"])


def test_numbers_are_read_half_width_and_without_thousands_separators():
    assert numbers("１，３２０公里、2.6×2.6 公里、CO₂ 超50%") == ["1320", "2.6", "2.6", "2", "50"]


def test_a_listed_figure_must_stand_with_its_unit_in_the_quotation_it_names():
    figures = [("126.9 万辆", 1), ("76.9 万辆", 2), ("76.9%", 1), ("6.9%", 2), ("126.9 万辆", 9)]
    listed = [{"text": text, "citation": n} for text, n in figures]
    assert checked("", FOUND, "占比 76.9%。", figures=listed) == (5, ["76.9 万辆", "76.9%", "6.9%", "126.9 万辆"])


def test_a_listed_figure_that_a_statement_shows_counts_once_when_it_is_right():
    assert checked(f"“{FOUND}”[1]", FOUND, figures=[{"text": "126.9 万辆", "citation": 1}]) == (2, [])
    figures = [{"text": "126.9 万辆", "citation": 2}]
    assert checked(f"“{FOUND}”[1]", FOUND, "无。", figures=figures) == (3, ["126.9 万辆"])


def test_a_figure_may_be_listed_without_the_noun_it_counts_but_not_without_its_percent_sign():
    assert checked("", "11 个部门", figures=[{"text": "11", "citation": 1}]) == (1, [])
    assert checked("", "占 11%", figures=[{"text": "11", "citation": 1}]) == (1, ["11"])


def test_a_derived_figure_must_follow_from_the_quotations_it_names():
    figures = [{"text": text, "citation": 1, "derived_from": [1, 2]} for text in ("29.3 万辆", "30%", "31%")]
    answer = "推算：增加 29.3 万辆，即 30%[1][2]"
    assert checked(answer, FOUND, "2023 年为 97.6 万辆。", figures=figures) == (3, ["31%"])


@pytest.mark.parametrize(("result", "follows"), [
    ("29.3 万辆", True), ("-29.3 万辆", True), ("29.2 万辆", False), ("29.3 万吨", False), ("1.3 倍", True),
    ("1.4 倍", False),
    ("30%", True), ("30 个百分点", False), ("77%", True), ("1926.4 万辆", False)])
def test_a_computed_figure_is_a_difference_ratio_or_share_in_its_unit_as_rounded(result, follows):
    answer = f"推算：126.9 万辆与 97.6 万辆，{result}[1][2]"
    assert (checked(answer, FOUND, "2023 年为 97.6 万辆。")[1] == []) == follows


def test_percentages_differ_by_percentage_points():
    assert checked("推算：76.9% − 70.4% = 6.5 个百分点[1][2]", "占 76.9%。", "占 70.4%。")[1] == []
    assert checked("推算：76.9% − 70.4% = 6.5%[1][2]", "占 76.9%。", "占 70.4%。")[1] == ["6.5%"]


def test_only_a_computed_statement_may_compute():
    assert checked("增加 29.3 万辆。[1][2]", FOUND, "2023 年为 97.6 万辆。")[1] == ["29.3 万辆"]


def test_a_number_in_no_quotation_is_not_supported():
    assert checked("1. 达 126.9 万辆，[1] 约 127 万。", FOUND) == (2, ["127 万"])


def test_a_number_that_only_contains_the_shown_one_does_not_support_it():
    assert checked("26.9 万[1]", FOUND)[1] == ["26.9 万"]


def test_numbers_of_the_question_may_be_repeated_where_nothing_is_claimed():
    question = answerable(question="2016年有多少？")
    assert checked(f"“{FOUND}”[1]\n报告没有说明：2016年。", FOUND, question=question) == (3, [])
    assert checked(f"“{FOUND}”[1]\n报告没有说明：2016年。", FOUND) == (3, ["2016"])
    assert checked("2016年达到。[1]", FOUND, question=question) == (1, ["2016年"])


def test_the_place_of_a_citation_and_the_value_of_its_figure_in_digits_may_be_named():
    citation = {**make_citation(FOUND), "box": "专栏 3"}
    response = make_response(answer=f"“{FOUND}”[1]（范围：专栏 3）", citations=[citation])
    assert check_figures(answerable(), response) == (3, [])
    assert checked(f"“{FOUND}”[1]（范围：专栏 3）", FOUND) == (3, ["3"])
    assert checked(f"“{FOUND}”[1]\nIn English: 126.9 万辆 = 1.269 million.", FOUND) == (3, [])


def test_a_refusal_may_name_the_year_of_the_question_and_no_other():
    question = answerable(question="2016年有多少？")
    assert checked("报告没有2016年的这项内容。", status="refused", question=question) == (1, [])
    assert checked("报告没有2016年的这项内容，只有2031年的。", status="refused", question=question) == (2, ["2031"])


def test_faithfulness_counts_each_wrong_figure_each_time_it_is_shown():
    response = make_response(answer="达 5 辆。[1]又达 5 辆。[1]达 126.9 万辆。[1]", citations=[make_citation(FOUND)])
    scores = score_figures(answerable(), response, ())
    assert (scores["figures_checked"], scores["figures_unsupported"]) == ((3.0, 1.0), (2.0, 1.0))
    assert (scores["figures_grounded"], scores["figures_wrong_answer"]) == ((1.0, 3.0), (1.0, 1.0))


def test_a_refusal_is_no_answer_with_a_figure():
    scores = score_figures(answerable(question="2016年？"), make_response("refused", "报告没有2016年的内容。"), ())
    assert scores["figures_wrong_answer"] == (0.0, 0.0)
