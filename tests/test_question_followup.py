"""Follow-ups: what leans on the question before is completed; relative years stand between word borders."""

from collections.abc import Sequence

import pytest

from retrieval.question.followup import absolute_years, names_in, readings, strip_openers
from retrieval.question.question import understand

STOCK = "2024年深圳新能源汽车保有量是多少？"
RAIN = "深圳的年降雨量有多少？"


def leans(question: str, history: Sequence[str]) -> float:
    """The judge that takes every question with an earlier one for a follow-up."""
    return 0.0


def resolved(question: str, *history: str, choose=lambda possible: possible[0], year: int | None = 2024) -> str:
    return understand(question, history, year, leans, choose).resolved


@pytest.mark.parametrize(
    ("question", "previous", "whole"),
    [
        ("那2019年呢？", STOCK, "2019年深圳新能源汽车保有量是多少？"),
        ("那前年呢？", STOCK, "2022年深圳新能源汽车保有量是多少？"),
        ("2019年呢？", RAIN, "2019年深圳的年降雨量有多少？"),
        ("咁廣州呢？", STOCK, "2024年廣州新能源汽车保有量是多少？"),
        ("广州呢", RAIN, "广州的年降雨量有多少？"),
    ],
)
def test_a_new_year_or_place_takes_the_place_of_the_old_one(question: str, previous: str, whole: str):
    assert resolved(question, previous) == whole


@pytest.mark.parametrize("question", ["它什么时候建成？", "谁负责？"])
def test_a_question_that_asks_something_else_is_joined_to_the_one_before(question: str):
    assert resolved(question, "深圳建了多少公园？") == f"深圳建了多少公园；{question.rstrip('？')}"


def test_an_english_question_is_joined_too():
    asked = understand("and by when?", ["How many pilots will Shenzhen build?"], 2024, leans)
    assert asked.resolved == "How many pilots will Shenzhen build; by when"


def test_words_that_ask_nothing_may_stand_for_any_name_and_the_chooser_takes_one():
    possible = readings("那网约车呢？", "深圳公交车电动化的比例是多少？", "zh-Hans")
    assert possible[0] == "深圳公交车电动化的比例是多少；网约车"
    assert any("网约车" in reading and "公交车" not in reading for reading in possible[1:])
    last = resolved("那网约车呢？", "深圳公交车电动化的比例是多少？", choose=lambda found: found[-1])
    assert last == possible[-1]


def test_a_new_year_leaves_the_chooser_nothing_to_choose():
    def refuse(possible: Sequence[str]) -> str:
        raise AssertionError(f"asked to choose among {possible}")

    assert resolved("那2019年呢？", STOCK, choose=refuse) == "2019年深圳新能源汽车保有量是多少？"


def test_a_question_that_stands_alone_keeps_its_own_text():
    asked = "森林覆盖率和森林蓄积量分别是多少？"
    assert understand(asked, [STOCK], 2024, lambda question, history: 0.9).resolved == asked


@pytest.mark.parametrize("history", [[], [""]])
def test_without_an_earlier_question_nothing_is_added(history: list[str]):
    assert understand("那公园呢？", [text for text in history if text], 2024, leans).resolved == "那公园呢？"


def test_only_the_last_question_completes_a_follow_up():
    asked = understand("那2019年呢？", [RAIN, STOCK], 2024, lambda question, history: float("是" in question))
    assert asked.resolved == "2019年深圳新能源汽车保有量是多少？"


def test_a_follow_up_of_a_follow_up_keeps_the_subject_of_the_first_question():
    def judge(question: str, history: Sequence[str]) -> float:
        return float("保有量" in question)

    asked = understand("那2022年呢？", [STOCK, "那2023年呢？"], 2024, judge)
    assert asked.resolved == "2022年深圳新能源汽车保有量是多少？"


def test_a_follow_up_counts_last_year_from_the_year_of_the_question_before():
    assert resolved("去年呢？", "2020年深圳新能源汽车保有量是多少？").startswith("2019年")


def test_a_follow_up_insists_on_the_year_it_names_alone_and_is_one_part():
    assert understand("那2019年呢？", [STOCK], 2024, leans).years == {2019}
    assert len(understand("那2019年呢？", ["公园有几个，谁来管？"], 2024, leans).facets) == 1


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("去年和前年的降雨量", "2023年和2022年的降雨量"),
        ("今年的目标", "2024年的目标"),
        ("明年建成吗", "2025年建成吗"),
        ("last year's rainfall", "in 2023's rainfall"),
        ("this year and next year", "in 2024 and in 2025"),
    ],
)
def test_relative_years_are_written_as_numbers(text: str, written: str):
    assert absolute_years(text, 2024) == written


@pytest.mark.parametrize(
    "text",
    [
        "今后年均增长目标是多少？",
        "65岁以上年龄的人口",
        "五年前已经建成",
        "比上年增长多少",
        "本年轻人聚集区",
        "近年来",
    ],
)
def test_words_that_only_look_like_a_relative_year_stay(text: str):
    assert absolute_years(text, 2024) == text


def test_without_a_year_to_count_from_nothing_is_written():
    assert absolute_years("去年的降雨量", None) == "去年的降雨量"


def test_what_only_ties_a_question_to_the_last_is_dropped():
    assert strip_openers("那网约车呢？") == "网约车"
    assert strip_openers("And what about taxis?") == "taxis"


def test_the_names_of_a_question_are_its_nouns_longest_first():
    names = names_in("深圳公交车的比例是多少", "zh-Hans")
    assert {"公交车", "比例"} <= set(names) and names == sorted(names, key=len, reverse=True)
    assert names_in("How many electric buses are there?", "en")[0] == "electric buses"
