"""Figures: numerals and units are read, offsets hold, words that look like numbers are left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.text.quantities import find_quantities, read_chinese_number, read_number, years_in


def read(text: str) -> list[tuple]:
    return [(figure.text, figure.value, figure.unit) for figure in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("126.9 万辆", 1_269_000, "辆"),
        ("1.5 万亿元", 1.5e12, "元"),
        ("10777.63 亿元", 1_077_763_000_000, "元"),
        ("1.08 亿吨", 108_000_000, "吨"),
        ("3638 万度", 36_380_000, "度"),
        ("76.9%", 76.9, "%"),
        ("15.3 个百分点", 15.3, "个百分点"),
        ("1,320 个", 1320, "个"),
        ("1437059 条", 1_437_059, "条"),
        ("１，３２０个", 1320, "个"),
        ("７６．９％", 76.9, "％"),
        ("0.3 公里/平方千米", 0.3, "公里/平方千米"),
        ("240 余次", 240, "次"),
        ("一百二十个", 120, "个"),
        ("两千三百万人", 23_000_000, "人"),
        ("三类", 3, "类"),
    ],
)
def test_a_figure_is_read_with_its_multiplier_and_unit(text: str, value: float, unit: str):
    found = find_quantities(text)
    assert len(found) == 1
    assert found[0].value == pytest.approx(value)
    assert (found[0].text, found[0].unit.replace("％", "%")) == (text, unit.replace("％", "%"))


def test_a_fraction_is_one_figure():
    assert read("仅为全市平均水平的 1/5，") == [("1/5", 0.2, None)]
    assert find_quantities("仅为 1/5")[0].kind == "quantity"


def test_a_fine_is_read_though_its_number_is_taken_for_the_end_of_a_word():
    assert read("处二万元以上二十万元以下的罚款") == [("二万元", 20_000, "元"), ("二十万元", 200_000, "元")]
    assert find_quantities("珠三角") == []


def test_a_grid_has_two_sides_and_no_product():
    values = [figure.value for figure in find_quantities("密度达 2.6×2.6 公里")]
    assert values == [2.6, 2.6]
    assert find_quantities("密度达 2.6×2.6 公里")[-1].unit == "公里"


def test_a_range_of_return_periods_keeps_its_unit_at_the_end():
    assert read("能力为 100—200 年一遇")[-1] == ("200 年一遇", 200, "年一遇")
    assert find_quantities("能力为 100—200 年一遇")[-1].kind == "quantity"


@pytest.mark.parametrize("text", ["第28次缔约方大会", "第 28 次会议", "第3批项目"])
def test_an_ordinal_is_no_quantity(text: str):
    assert [figure.kind for figure in find_quantities(text)] == ["ordinal"]


@pytest.mark.parametrize("text", ["第一批", "第三部分"])
def test_a_chinese_ordinal_is_no_figure(text: str):
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [("2024 年", "date"), ("18 日", "date"), ("20 年", "quantity"), ("36 个月", "quantity")],
)
def test_a_year_of_the_calendar_is_a_date_and_a_span_of_years_a_quantity(text: str, kind: str):
    assert find_quantities(text)[0].kind == kind


@pytest.mark.parametrize("text", ["C40 城市", "PM2.5", "COP29", "CO2"])
def test_digits_inside_a_name_are_no_figure(text: str):
    assert find_quantities(text) == []


def test_a_bare_number_has_no_unit_and_shows_it():
    assert [(f.kind, f.unit) for f in find_quantities("标准 348")] == [("bare", None)]


def test_figures_stand_in_reading_order():
    text = "共有海堤 33 段、118.73 公里，水闸 140 座，三类泵站 154 座"
    assert [f.text for f in find_quantities(text)] == ["33 段", "118.73 公里", "140 座", "三类", "154 座"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("三千二百", 3200), ("一万", 10_000),
     ("二亿", 200_000_000), ("三万五千", 35_000), ("两千三百万", 23_000_000), ("〇", 0), ("一二三", 123)],
)  # fmt: skip
def test_a_chinese_numeral_has_its_value(text: str, value: int):
    assert read_chinese_number(text) == value


@pytest.mark.parametrize("text", ["百", "万", "千百"])
def test_a_multiplier_without_a_number_is_no_number(text: str):
    assert read_chinese_number(text) is None


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2021—2023 年", {2021, 2022, 2023}),
        ("2021－2023年", {2021, 2022, 2023}),
        ("2022至2024年", {2022, 2023, 2024}),
        ("二〇二四年", {2024}),
        ("２０２４年", {2024}),
        ("编号 12024 和 20245", set()),
        ("2030—1990", {2030, 1990}),
        ("没有年份", set()),
    ],
)
def test_years_are_read_and_spans_written_out(text: str, years: set[int]):
    assert years_in(text) == years


@given(st.integers(0, 10**9))
def test_thousands_separators_change_no_value(number: int):
    assert read_number(f"{number:,}") == read_number(str(number)) == number


@given(st.integers(1, 9999), st.sampled_from(["个", "辆", "公里", "%"]))
def test_full_width_digits_change_no_value(number: int, unit: str):
    wide = str(number).translate({ord("0") + i: ord("０") + i for i in range(10)})
    assert [(f.value, f.unit) for f in find_quantities(f"共{wide}{unit}")] == [(number, unit)]


@settings(max_examples=200)
@given(st.text(st.sampled_from("0123456789,.，％% 万亿千百十一二三两年月日个辆公里第余—×A½²")))
def test_any_mixture_of_digits_and_units_is_read_without_error(text: str):
    for figure in find_quantities(text):
        assert text[figure.start : figure.end] == figure.text


@pytest.mark.parametrize(("text", "value"), [("10777.63 亿元", 1_077_763_000_000), ("4.06万亿元", 4_060_000_000_000)])
def test_a_large_value_is_exact(text: str, value: int):
    assert find_quantities(text)[0].value == value


def test_a_latin_unit_is_a_word_of_its_own():
    assert [(f.unit, f.kind) for f in find_quantities("误差±5mil，长5m。")] == [(None, "bare"), ("m", "quantity")]
