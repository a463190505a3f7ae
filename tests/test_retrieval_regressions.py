"""Mistakes that were made once, each named after what was wrong."""

import re

import pytest

from retrieval.question.question import split_facets
from retrieval.text.quantities import find_quantities


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5 千米", 5, "千米"),
        ("200 万千瓦", 2e6, "千瓦"),
        ("77.1 万千瓦时", 771_000, "千瓦时"),
        ("84 万千瓦", 840_000, "千瓦"),
        ("2 千克", 2, "千克"),
        ("100 千伏", 100, "千伏"),
    ],
)
def test_the_thousand_of_a_unit_belongs_to_the_unit(text, value, unit):
    f = find_quantities(text)[0]
    assert (f.value, f.unit) == (value, unit)


@pytest.mark.parametrize("text", ["3 月", "11 月", "二〇二四年"])
def test_months_and_written_years_are_dates(text):
    assert [f.kind for f in find_quantities(text)] == ["date"]


def test_a_division_by_zero_is_no_figure():
    find_quantities("1/00 个")


def test_a_region_s_name_is_no_money():
    assert find_quantities("珠三角水资源配置工程") == []


def test_departments_are_not_counted_in_volumes():
    assert find_quantities("11 部门联合印发")[0].text != "11 部"


def test_an_english_question_word_opens_a_part():
    assert len(split_facets("which year was the plan issued and what does it aim at?")) == 2


def test_trimming_keeps_the_figure_of_every_part_2(answerer):
    answer = answerer.ask("绿色建筑面积是多少，绿色建筑项目多少个，近零碳试点多少个？").answer
    assert "2.1 亿" in answer and "1500 个" in answer and "113 个" in answer


@pytest.mark.parametrize(
    "question", ["新能源汽车保有量是新能源物流配送车保有量的几倍？", "新能源汽车保有量比新能源物流配送车保有量多多少？"]
)
def test_a_computed_figure_uses_the_two_figures_asked_about(answerer, question):
    answer = answerer.ask(question).answer
    assert "推算" not in answer or (
        "15.5 万辆" in answer.split("推算")[1] and "3.4 万辆" not in answer.split("推算")[1]
    )


@pytest.mark.parametrize("question", ["深圳现在有多少电动车？", "深圳新能源汽車保有量係幾多？"])
def test_electric_cars_are_counted_in_cars(answerer, question):
    assert re.search(r"126(?:\.9)? 万辆", answerer.ask(question).answer)  # the report rounds it elsewhere


def test_the_key_figure_is_the_volume_and_not_the_three_kinds(answerer):
    answer = answerer.ask("碳市场累计成交量多少")
    assert "1.08 亿吨" in answer.answer.split("\n")[0]
    assert {f.text for f in answer.figures if f.key} <= {"1.08 亿吨"}


def test_the_year_before_last_is_not_the_report_s_year(answerer):
    answer = answerer.ask("那前年呢？", ["2024年深圳新能源汽车保有量是多少？"])
    assert answer.status in ("refused", "related")


def test_the_year_before_last_is_not_the_report_s_year_2(answerer):
    assert answerer.ask("前年深圳新能源汽车保有量是多少？").status in ("refused", "related")


def test_an_english_frame_leaves_a_space_before_the_scope(answerer):
    assert "](scope" not in answerer.ask("What are the per capita carbon emissions?").answer


def test_missing_place_is_in_the_question_s_words(answerer):
    assert answerer.ask("廣州嘅新能源汽車保有量係幾多？").refusal.missing == ("廣州",)


def test_trees_are_counted(answerer):
    answer = answerer.ask("2024年种了多少棵树？")
    assert "53 万株" in answer.answer


def test_a_question_half_answered_is_partial(answerer):
    answer = answerer.ask("深圳市森林覆盖率是多少，房价是多少？")
    assert answer.status == "partial" and "39.09%" in answer.answer


def test_an_open_part_is_not_quoted_for(answerer):
    answer = answerer.ask("全市新能源汽车保有量是多少，深圳的房价是多少？")
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    ("question", "told", "missing"),
    [
        ("深圳有多少个公园？广州的新能源汽车保有量是多少？", "1320 个", "广州的新能源汽车保有量"),
        ("2016年森林覆盖率是多少？2024年森林覆盖率是多少？", "39.09%", "2016年森林覆盖率"),
    ],
)
def test_a_part_about_an_absent_place_or_year_is_named_as_missing(answerer, question, told, missing):
    answer = answerer.ask(question)
    assert answer.status == "partial" and told in answer.answer
    assert missing in answer.answer.rpartition("报告没有说明")[2]


def test_a_place_holds_for_the_parts_that_name_none(answerer):
    assert answerer.ask("广州有多少公园，又有多少充电桩？").status == "refused"
