"""Arithmetic needs two cited figures of one unit that the question compares."""

from dataclasses import replace

import pytest

from retrieval.answer.arithmetic import Sourced, compute, derive, label_of, outstanding, side_by_side, spoken
from retrieval.question.question import understand
from retrieval.text.quantities import find_quantities


def sourced(text: str, n: int, label: str = "") -> Sourced:
    return Sourced(n, find_quantities(text)[0], label)


CARS, VANS = sourced("126.9 万辆", 1, "新能源汽车达"), sourced("15.5 万辆", 2, "物流车达")
DIFFERENCE, RATIO = understand("新能源汽车比物流车多多少万辆？"), understand("新能源汽车和物流车差几倍？")


def test_a_difference_names_both_sources():
    figure, formula = compute(False, CARS, VANS)
    assert (figure.text, figure.value, figure.unit, figure.derived_from) == ("111.4 万辆", 1_114_000, "辆", (1, 2))
    assert formula == "126.9 万辆 − 15.5 万辆 = 111.4 万辆[1][2]"


def test_the_larger_figure_comes_first_whatever_the_order():
    assert compute(False, VANS, CARS) == compute(False, CARS, VANS)


def test_a_ratio_has_two_decimals_and_both_sources():
    figure, formula = compute(True, CARS, VANS)
    assert (figure.value, figure.unit, figure.derived_from) == (8.19, "倍", (1, 2))
    assert formula.endswith("≈ 8.19 倍[1][2]")


@pytest.mark.parametrize("other", ["15 万吨", "126.9 万辆"], ids=["of another unit", "of the same value"])
def test_nothing_is_computed_with_a_figure(other: str):
    assert compute(False, CARS, sourced(other, 2)) is None


def test_no_difference_is_shown_for_a_ratio_to_nothing():
    assert compute(True, CARS, sourced("0 辆", 2)) is None


def test_nothing_is_computed_for_a_question_that_compares_nothing():
    assert derive(understand("汽车有多少万辆？"), [CARS, VANS]) is None
    assert side_by_side(understand("汽车有多少万辆？"), [CARS, VANS]) is None


def test_a_question_for_a_difference_or_a_ratio_is_computed():
    assert derive(DIFFERENCE, [CARS, VANS])[0].text == "111.4 万辆"
    assert derive(RATIO, [CARS, VANS])[0].text == "8.19 倍"


def test_figures_that_nothing_tells_apart_are_not_computed_with():
    twins = [sourced("126.9 万辆", 1, "汽车"), sourced("15.5 万辆", 2, "汽车")]
    assert derive(DIFFERENCE, twins) is None and side_by_side(DIFFERENCE, twins) is None


def test_two_figures_of_one_side_are_not_computed_with():
    added, stock = sourced("3.4 万辆", 2, "推广新能源物流车"), sourced("15.5 万辆", 2, "保有量达")
    assert derive(understand("新能源汽车保有量比新能源物流车保有量多多少？"), [added, stock]) is None


def test_the_same_measure_of_two_places_is_compared():
    asked = understand("青岛的公园比厦门多多少个？")
    assert derive(asked, [sourced("12个", 1, "公园达"), sourced("9个", 2, "公园总数达")])[0].text.strip() == "3 个"
    assert derive(asked, [sourced("12个", 1, "公园达"), sourced("9个", 1, "公园总数达")]) is None


def test_dates_are_not_computed_with():
    assert derive(DIFFERENCE, [sourced("2024年", 1, "甲"), sourced("2020年", 2, "乙")]) is None


def test_figures_of_two_sentences_stand_side_by_side_and_those_of_one_do_not():
    assert side_by_side(DIFFERENCE, [CARS, VANS]) == "新能源汽车达126.9 万辆[1]；物流车达15.5 万辆[2]"
    assert side_by_side(DIFFERENCE, [CARS, sourced("15.5 万辆", 1, "物流车达")]) is None


def test_the_first_two_figures_of_one_unit_are_compared():
    assert derive(DIFFERENCE, [sourced("3 座", 1, "站"), CARS, VANS])[0].derived_from == (1, 2)


def test_a_label_reaches_back_to_the_comma_or_the_figure_before():
    text = "全市，新增新能源汽车 32 万辆、物流车 3.4 万辆。"
    assert [label_of(text, figure) for figure in find_quantities(text)] == ["新增新能源汽车 ", "物流车 "]


@pytest.mark.parametrize(
    ("value", "text"), [(286_000, "28.6 万 "), (120_000_000, "1.2 亿 "), (9_999, "9999 "), (0.5, "0.5 ")]
)
def test_a_computed_number_is_written_as_reports_do(value: float, text: str):
    assert spoken(value).strip() == text.strip()


@pytest.mark.parametrize(
    ("label", "of"),
    [("粮食总产量为", "吉林省"), ("粮食增产", None), ("粮食产量年均", None), ("—", "吉林省")],  # the end of a range
)
def test_a_place_is_first_only_among_figures_of_one_measure(label: str, of: str | None):
    most = replace(sourced("871.6亿斤", 1, "粮食总产量达到"), place="吉林省")
    other = replace(sourced("169.8亿斤", 2, label), place="新疆维吾尔自治区")
    first = outstanding(understand("吉林和新疆2025年粮食总产量哪个最高？"), [most, other], 2)
    assert (first.place if first else None) == of
