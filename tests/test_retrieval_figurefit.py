"""Which figures may be the answer: not those that the question names, not of another year, not a level for a change."""

import pytest

from retrieval.figurefit import OTHER_SENSE, certainty, figure_fit, unit_fit
from retrieval.text.quantities import find_figures
from retrieval.question.question import understand


def fit(question: str, sentence: str) -> float:
    return figure_fit(understand(question), tuple(find_figures(sentence)))


def test_a_figure_that_the_question_names_is_not_the_answer():
    assert fit("查到的85家企业里有几家完成淘汰？", "核查85家企业。") == -1
    assert fit("查到的85家企业里有几家完成淘汰？", "核查85家企业，60家完成淘汰。") == 1


def test_the_same_holds_for_an_english_question_in_millions():
    assert fit("How many firms were behind the 243.9 billion yuan of value added?", "增加值达到2439亿元。") == -1


def test_a_question_whether_a_figure_is_right_may_be_answered_by_that_figure():
    assert fit("公园有200多个，是不是真的有这么多，到底多少个？", "公园达200个。") == 1


@pytest.mark.parametrize(
    ("question", "piece", "sure"),
    [
        ("2022年履约率是百分之几？", "2022年履约率达100%", 1.0),
        ("2024年履约率是百分之几？", "2022、2023年履约率达100%", 0.0),
        ("2024年履约率是百分之几？", "履约率比2020年提高3%", 1.0),
        ("2020年新增就业多少人？", "新增就业年均1270万人", 0.0),
        ("新增就业年均多少人？", "新增就业年均1270万人", 1.0),
    ],
)
def test_the_year_of_a_clause_must_be_one_that_is_asked_for(question: str, piece: str, sure: float):
    assert certainty(understand(question), piece) == sure


@pytest.mark.parametrize(
    ("question", "piece", "sure"),
    [
        ("增加值比上年增长多少？", "增加值达到2439亿元", OTHER_SENSE),
        ("增加值比上年增长多少？", "增加值增长5%", 1.0),
        ("一共补到多少元？", "补助标准提高30元", OTHER_SENSE),
        ("一共补到多少元？", "补助标准达到640元", 1.0),
    ],
)
def test_a_level_is_no_change_and_a_change_no_total(question: str, piece: str, sure: float):
    assert certainty(understand(question), piece) == pytest.approx(sure)


@pytest.mark.parametrize(
    ("question", "sentence", "fits"),
    [
        ("签发了多少减排量？", "签发17万吨减排量。", True),
        ("一天烧多少垃圾？", "日处理能力达5000吨。", True),
        ("有多少公园？", "占地17万吨。", False),
        ("今年多贴几个钱？", "补助标准提高30元。", True),
    ],
)
def test_what_is_measured_is_not_counted(question: str, sentence: str, fits: bool):
    assert (unit_fit(understand(question), tuple(find_figures(sentence))) >= 0) == fits


def test_a_place_in_a_row_is_no_quantity():
    assert fit("盐田港是广东第几批试点？", "入选第一批试点。") == 0
