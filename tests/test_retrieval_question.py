"""What a question is understood to ask: follow-ups, parts, wanted kinds of answer, years, places, titles."""

import pytest

from retrieval.text.places import find_places
from retrieval.question.question import split_facets, understand
from retrieval.question.wants import read_wants

STOCK = "2024年深圳新能源汽车保有量是多少？"
RAIN = "深圳的年降雨量有多少？"


@pytest.mark.parametrize(
    ("question", "previous", "resolved"),
    [
        ("那2019年呢？", STOCK, "2019年深圳新能源汽车保有量是多少？"),
        ("那前年呢？", STOCK, "2022年深圳新能源汽车保有量是多少？"),
        ("咁廣州呢？", STOCK, "2024年廣州新能源汽车保有量是多少？"),
        ("广州呢", RAIN, "广州的年降雨量有多少？"),
    ],
)
def test_a_new_year_or_place_takes_the_place_of_the_old_one(question: str, previous: str, resolved: str):
    assert understand(question, [previous]).resolved == resolved


@pytest.mark.parametrize("question", ["那网约车呢？", "咁的士呢？", "它什么时候建成？", "谁负责？"])
def test_an_elliptical_question_is_asked_of_the_subject_before(question: str):
    resolved = understand(question, ["深圳公交车电动化的比例是多少？"]).resolved
    assert resolved.startswith("深圳公交车电动化的比例是多少；")
    assert resolved != question


def test_an_elliptical_english_question_is_asked_of_the_subject_before():
    asked = understand("and by when?", ["How many near-zero pilots will Shenzhen build?"])
    assert asked.resolved == "How many near-zero pilots will Shenzhen build; by when"
    assert "when" in asked.wants.kinds


@pytest.mark.parametrize(
    "question",
    [
        "深圳碳市场截至2024年底的累计成交量和成交额是多少？",
        "森林覆盖率和森林蓄积量分别是多少？",
        "How many meteorological observation stations were added in Shenzhen in 2024?",
    ],
)
def test_a_question_that_stands_alone_keeps_its_own_text(question: str):
    assert understand(question, ["锦田小学的占地面积是多少？"]).resolved == question


@pytest.mark.parametrize("history", [[], [""]])
def test_without_an_earlier_question_nothing_is_added(history: list[str]):
    assert understand("那前年呢？", history).resolved == "那前年呢？"


def test_only_the_last_question_completes_a_follow_up():
    assert understand("那2019年呢？", [RAIN, STOCK]).resolved == "2019年深圳新能源汽车保有量是多少？"


def test_a_resolved_follow_up_insists_on_the_year_it_names_alone():
    assert understand("那2019年呢？", [STOCK]).years == {2019}


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


def test_a_follow_up_is_one_part():
    assert len(understand("那2019年呢？", ["公园有几个，谁来管？"]).facets) == 1


@pytest.mark.parametrize(
    ("plain", "kind"),
    [
        ("公园有多少个", "quantity"),
        ("哪一年建成的", "when"),
        ("什么时候实施", "when"),
        ("由谁负责", "who"),
        ("哪个部门印发的", "who"),
        ("位于哪个区", "where"),
        ("出台了哪部条例", "title"),
        ("有哪些措施", "list"),
        ("是否已经完成", "yes_no"),
        ("如何推进", "how"),
        ("为什么要修复", "why"),
        ("什么是碳普惠", "definition"),
        ("how many parks are there", "quantity"),
        ("when was the plan issued", "when"),
        ("who is in charge of it", "who"),
        ("where is the school", "where"),
        ("which law was issued", "title"),
        ("what measures were taken", "list"),
        ("is it true that all buses are electric", "yes_no"),
        ("how does the city reduce emissions", "how"),
        ("why is the corridor important", "why"),
    ],
)
def test_the_wanted_kind_of_answer_is_read(plain: str, kind: str):
    assert kind in read_wants(plain, "en" if plain.isascii() else "zh-Hans").kinds


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
    wants = read_wants(plain, "en" if plain.isascii() else "zh-Hans")
    assert "quantity" in wants.kinds
    assert family in wants.families
    if unit:
        assert wants.unit == unit


def test_a_measure_without_a_question_for_its_number_wants_no_figure():
    assert not read_wants("贷款利率是怎么定的", "zh-Hans").figure


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


def test_cantonese_question_words_are_read_as_standard_ones():
    assert "quantity" in understand("而家有幾多個公園呀？").wants.kinds
    assert "who" in understand("邊個部門負責呀？").wants.kinds
    assert "why" in understand("點解要整公園？").wants.kinds
