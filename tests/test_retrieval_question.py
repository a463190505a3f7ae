"""What a question is understood to ask: parts, wanted figures, years, places, titles."""

import pytest

from retrieval.question.question import MAX_FACETS, asks, part_of, split_facets, understand
from retrieval.question.wants import read_wants
from retrieval.text.places import find_places


@pytest.mark.parametrize(
    ("plain", "count"),
    [
        ("建成多少座超充站,又新建了多少充电桩?", 2),
        ("森林覆盖率是多少?蓄积量是多少?", 2),
        ("公园有几个;由谁来管理;什么时候建成", 3),
        ("how many parks are there, and who runs them?", 2),
        ("which year was the plan issued and who issued it?", 2),
        ("2024年底,森林覆盖率是多少?", 1),
        ("在交通方面,为了减少排放,有哪些措施", 1),
        ("红树林营造和修复各多少公顷", 1),
    ],
)
def test_a_question_has_a_part_for_each_thing_it_asks(plain: str, count: int):
    assert len(split_facets(plain)) == count


def test_no_part_of_a_question_is_lost():
    plain = "2024年,建成多少座超充站,又新建了多少充电桩,谢谢"
    assert ",".join(split_facets(plain)) == plain


@pytest.mark.parametrize(
    ("plain", "asks_for"),
    [
        ("公园有多少个", True),
        ("由谁负责", True),
        ("出台了哪部条例", True),
        ("是否已经完成", True),
        ("what measures were taken", True),
        ("why is the corridor important", True),
        ("在交通方面", False),
        ("in the field of transport", False),
    ],
)
def test_a_piece_that_asks_something_is_told_from_one_that_does_not(plain: str, asks_for: bool):
    assert asks(plain) == asks_for


def test_a_part_has_its_own_year_and_place_and_else_those_of_the_whole():
    whole = understand("2023年深圳有多少公园，2019年有多少公里步道？")
    first, second = (part_of(whole, facet) for facet in whole.facets)
    assert (first.years, first.places) == ({2023}, ("深圳市",))
    assert (second.years, second.places) == ({2019}, ("深圳市",))
    assert (second.wants.unit, second.facets) == ("公里", (whole.facets[1],))


def test_a_question_in_many_parts_keeps_four_and_loses_no_word():
    plain = ",".join(f"第{n}项有多少个" for n in range(1, 8))
    facets = split_facets(plain)
    assert len(facets) == MAX_FACETS and ",".join(facets) == plain


@pytest.mark.parametrize(
    ("plain", "unit", "family"),
    [
        ("全长多少公里", "公里", "length"),
        ("种了多少棵树", "棵", "count"),
        ("有几辆", "辆", "vehicles"),
        ("贷了多少亿元", "元", "money"),
        ("渗透率是多少", None, "percent"),
        ("占比多少", None, "percent"),
        ("面积有多大", None, "area"),
        ("里程有多长", None, "length"),
        ("花了多少钱", None, "money"),
        ("储备能用多少天", "天", "duration"),
        ("是原来的几倍", None, "ratio"),
        ("what percentage of buses is electric", None, "percent"),
    ],
)
def test_the_wanted_unit_is_read(plain: str, unit: str | None, family: str):
    wants = read_wants(plain)
    assert family in wants.families
    assert wants.unit == unit


@pytest.mark.parametrize(
    ("plain", "wants"),
    [
        ("有多少公园", {"counted"}),
        ("有多少水", set()),  # measured
        ("增加值增长了多少", {"change"}),
        ("新增多少辆", {"counted"}),  # what was added is a number of its own, no change of another
        ("公园一共有多少个", {"counted", "total"}),
        ("甲比乙多多少", {"comparison", "difference"}),
        ("甲是乙的几倍", {"comparison", "counted", "ratio"}),
        ("公园在哪里", set()),
    ],
)
def test_the_wanted_sense_of_a_figure_is_read(plain: str, wants: set[str]):
    read = read_wants(plain)
    flags = ("counted", "change", "total", "comparison", "difference", "ratio")
    assert {name for name in flags if getattr(read, name)} == wants


def test_a_change_over_time_is_no_difference_of_two_figures():
    assert not read_wants("比上年多了多少").difference


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("咁廣東同香港呢？", ("广东省", "香港特别行政区")),
        ("深圳和广州比", ("深圳市", "广州市")),
        ("How does Guangzhou compare?", ("广州市",)),
        ("最大连片面积", ()),
        ("上海南站在哪", ("上海市",)),
        ("a Parisian café", ()),
        ("没有地名", ()),
    ],
)
def test_a_place_stands_between_word_borders(text: str, places: tuple[str, ...]):
    assert find_places(text) == places


def test_titles_are_taken_whole_and_once():
    asked = understand("《噪声污染防治规划》和《噪声污染防治规划》、《慢行系统规划（2023—2035年）》说什么？")
    assert asked.titles == ("噪声污染防治规划", "慢行系统规划（2023—2035年）")


def test_the_years_of_a_title_do_not_date_the_question():
    assert understand("《慢行系统规划（2023—2035年）》提出什么目标？").years == frozenset()
    assert understand("《慢行系统规划（2023—2035年）》到2030年的目标？").years == {2030}


def test_questions_with_numbers_before_them_are_parts():
    asked = ("哪天开始施行", "被废止的老法叫啥", "拒绝检查罚多少")
    assert understand("1哪天开始施行 2被废止的老法叫啥 3拒绝检查罚多少").facets == asked
    assert understand("1、哪天开始施行 2、被废止的老法叫啥 3、拒绝检查罚多少").facets == asked
    dated = understand("1去年物价涨多少 2今年粮食产量多少", year=2023).facets
    assert dated == ("2022年物价涨多少", "2023年粮食产量多少")


@pytest.mark.parametrize("plain", ["6项任务分别是什么", "2个公园有多少树", "1个区有几条路", "1.5公里的路在哪"])
def test_a_number_that_counts_stays_in_the_question(plain: str):
    assert understand(plain).facets == (plain,)
