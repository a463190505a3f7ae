"""Follow-ups: what leans on the question before is completed; relative years stand between word borders."""

from collections.abc import Sequence

import pytest

from index.encoders import MODELS
from retrieval.question.completer import Completer
from retrieval.question.followup import framed, readings, strip_openers, swap_year
from retrieval.question.question import understand
from retrieval.question.rewriting import ALONE, NAMED, Leaning, Rewriting, likely, rewritings
from retrieval.question.years import absolute_years, full_years, neighbouring_years
from retrieval.read.reader import Reader

STOCK = "2024年深圳新能源汽车保有量是多少？"
RAIN = "深圳的年降雨量有多少？"


def leans(question: str, history: Sequence[str]) -> float:
    """The judge that takes every question with an earlier one for a follow-up."""
    return 0.0


def resolved(question: str, *history: str, choose=lambda possible: possible[0].text, year: int | None = 2024) -> str:
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


def test_a_question_that_asks_something_else_can_be_joined_to_the_one_before():
    possible = [reading.text for reading in readings("它什么时候建成？", "深圳建了多少公园？", "zh-Hans")]
    assert possible[0] == "深圳建了多少公园；它什么时候建成"
    english = [r.text for r in readings("and by when?", "How many pilots will Shenzhen build?", "en")]
    assert english[0] == "How many pilots will Shenzhen build; by when"


@pytest.mark.parametrize(
    ("question", "previous", "whole"),
    [
        ("那网约车呢？", "公交车电动化的比例是多少？", "网约车电动化的比例是多少？"),
        ("在哪个区", "青山文化产业园一年营收多少", "青山文化产业园在哪个区"),
        ("今年目标呢", "2023年粮食产量有多少", "2024年粮食产量目标"),
    ],
)
def test_new_words_may_take_the_place_of_any_of_the_old_ones(question: str, previous: str, whole: str):
    seen: list[str] = []

    def choose(possible: Sequence[Rewriting]) -> str:
        seen.extend(reading.text.rstrip("？") for reading in possible)
        return possible[-1].text

    assert resolved(question, previous, choose=choose).rstrip("？") == seen[-1]
    assert whole.rstrip("？") in seen or whole.rstrip("？") in [
        reading.text.rstrip("？") for reading in readings(absolute_years(question, 2024), previous, "zh-Hans")
    ]


def test_the_likeliest_completions_come_first_and_no_text_comes_twice():
    leaning = Leaning("那网约车呢？", "网约车", "公交车电动化的比例是多少", "zh-Hans")
    found = rewritings(leaning, Completer.load(MODELS, Reader().held).weigh, "网约车", bare=True)
    first = likely(found, 3)
    assert [r.weight for r in first] == sorted((r.weight for r in found), reverse=True)[:3]
    assert len({r.text for r in found}) == len(found)
    assert "网约车电动化的比例是多少" in [r.text for r in first]
    assert [r.text for r in found if r.bare] == ["网约车"]


def test_a_year_beside_other_words_moves_into_the_question_before():
    assert swap_year("2024年目标", "2023年末粮食产量有多少") == ("目标", "2024年粮食产量有多少")
    assert swap_year("2023年和2024年", RAIN) == ("2023年和2024年", RAIN)


def test_a_new_year_leaves_the_chooser_nothing_to_choose():
    def refuse(possible: Sequence[Rewriting]) -> str:
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
    assert resolved("今年呢？", "2020年深圳新能源汽车保有量是多少？").startswith("2024年")
    assert resolved("今年呢？", "2023年深圳新能源汽车保有量是多少？").startswith("2024年")


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


@pytest.mark.parametrize(
    ("question", "previous", "whole"),
    [
        ("2018年那会呢", STOCK, "2018年深圳新能源汽车保有量是多少？"),
        ("那2018年是多少", STOCK, "2018年深圳新能源汽车保有量是多少？"),
        ("2018年嗰陣呢", "2020年有幾多架車", "2018年有幾多架車"),
        ("那前一年呢", "2020年有多少辆车", "2019年有多少辆车"),
        ("咁到2030年呢？", "方案對2025年嘅能耗有咩要求", "方案對到2030年嘅能耗有咩要求"),
        ("到2030年呢", "到2025年要建几个公园", "到2030年要建几个公园"),
        ("後一年呢", "2020年有幾多架車", "2021年有幾多架車"),
        ("what was it in 2017", "How many cars were there in 2020?", "How many cars were there in 2017?"),
        ("and the year before?", "How many cars were there in 2020?", "How many cars were there in 2019?"),
    ],
)
def test_a_year_that_says_nothing_else_moves_into_the_question_before(question: str, previous: str, whole: str):
    assert resolved(question, previous) == whole


@pytest.mark.parametrize("question", ["那跟上一年比呢", "比前一年多几个", "和上一年相比呢"])
def test_a_year_that_is_only_compared_with_stays(question: str):
    assert neighbouring_years(question, 2023) == question


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("18年那会呢", "2018年那会呢"),
        ("绿地25年要多少", "绿地2025年要多少"),
        ("20年比15年降多少", "2020年比2015年降多少"),
        ("98年呢", "1998年呢"),
        ("18年嗰陣呢", "2018年嗰陣呢"),
        ("and in '18?", "and in 2018?"),
    ],
)
def test_a_year_in_two_digits_is_written_out_where_the_reports_speak_of_it(text: str, written: str):
    assert full_years(text, {1998, 2015, 2018, 2020, 2025}.__contains__) == written
    assert full_years(text, set().__contains__) == text


@pytest.mark.parametrize(
    "text",
    ["交满15年", "住了20年", "工作18年以上", "近15年", "20年来", "15年期", "再交15年行吗", "2018年", "有18年工龄"],
)
def test_a_length_of_time_is_no_year(text: str):
    assert full_years(text, lambda year: True) == text


@pytest.mark.parametrize(
    ("question", "previous"),
    [("现在呢", "2025年要建多少公园"), ("而家有幾多", "2025年要起幾多個公園"), ("and now?", "how many parks by 2025")],
)
def test_what_is_asked_of_now_is_not_asked_of_the_year_before(question: str, previous: str):
    possible = readings(question, previous, "en" if previous.isascii() else "zh-Hans")
    assert all("2025" not in reading.text for reading in possible)


def test_a_new_thing_may_have_a_figure_of_its_own():
    seen: list[str] = []
    resolved("总价呢", "这种房要住满几年", choose=lambda possible: seen.extend(r.text for r in possible) or seen[0])
    assert "总价多少" in seen
    assert not framed("谁来管", "这种房要住满几年", "zh-Hans", 0.0)


@pytest.mark.parametrize("question", ["还有吗", "還有冇", "仲有冇其他", "anything else?", "继续"])
def test_who_wants_more_is_given_the_list_that_was_asked_for(question: str):
    assert resolved(question, "扣分的有哪些", "第一项扣多少分", choose=lambda possible: "") == "扣分的有哪些"


@pytest.mark.parametrize("question", ["10千伏以下的嘞", "10千伏以下的呢？", "10千伏以下的哩"])
def test_what_only_ends_a_follow_up_is_dropped(question: str):
    assert strip_openers(question) == "10千伏以下的"


@pytest.mark.parametrize(
    ("question", "previous", "language", "whole"),
    [
        ("他们怎么找工作", "今年高校毕业生有多少人", "zh-Hans", "今年高校毕业生怎么找工作"),
        ("佢適用邊啲人", "包租代管係乜嘢", "zh-Hant", "包租代管適用邊啲人"),
        ("when did it open?", "Which airport did Yunnan build", "en", "when did airport open?"),
    ],
)
def test_what_a_pronoun_stands_for_is_looked_for_in_the_question_before(question, previous, language, whole):
    ways = Leaning(question, question, previous, language).ways
    assert ways[whole].kind == NAMED


@pytest.mark.parametrize("question", ["怎么找工作", "哪里找工作", "我能找工作吗"])
def test_a_question_without_a_pronoun_names_nothing_again(question: str):
    ways = Leaning(question, question, "今年高校毕业生有多少人", "zh-Hans").ways.values()
    assert not any(way.kind == NAMED for way in ways)


def test_every_completion_is_weighed_and_the_question_itself_is_one_of_them():
    leaning = Leaning("那网约车呢？", "网约车", "公交车电动化的比例是多少", "zh-Hans")
    assert len(Completer.load(MODELS, Reader().held).weigh(leaning)) == len(leaning.ways)
    assert leaning.ways["网约车"].kind == ALONE
    assert not Completer.load(MODELS, Reader().held).weigh(Leaning("呢", "", "公交车", "zh-Hans")).any()


def test_what_one_stands_for_is_the_last_word_that_gives_way():
    ways = Leaning("And the new ones?", "the new ones", "How long are the metro lines", "en").ways
    assert "How long are the new lines" in ways
    assert "How long are the metro lines; the new ones" in ways
    assert "one year of metro lines" in Leaning("one year?", "one year", "How many of metro lines", "en").ways


def test_what_is_named_in_english_takes_the_place_of_what_was_named():
    asked = "How many new vehicles did the city sell in 2024"
    ways = Leaning("And the province?", "the province", asked, "en").ways
    assert "How many new vehicles did the province sell in 2024" in ways
    assert not [way for way in ways if "new the" in way or "many the" in way or "province city" in way]
    assert "How many old vehicles did the city sell in 2024" in Leaning("And old?", "old", asked, "en").ways


def test_new_words_may_stand_between_any_two_of_the_old_ones():
    assert "深圳公园去年有几个" in Leaning("去年", "去年", "深圳公园有几个", "zh-Hans").ways


@pytest.mark.parametrize(
    ("question", "previous"), [("2020年嗰時有幾多個？", "有幾多個公園"), ("2025年目标呢", "2023年粮食产量有多少")]
)
def test_no_reading_loses_the_year_that_is_named(question: str, previous: str):
    possible = readings(question, previous, "zh-Hans")
    assert len(possible) > 1
    assert all(question[:4] in reading.text for reading in possible)


@pytest.mark.parametrize(("text", "bare"), [("秦岭", False), ("它有多大", False), ("罚多少钱", True)])
def test_a_reading_that_lacks_a_question_or_what_it_is_of_gains_nothing_from_what_is_found(
    two_reports, monkeypatch, text, bare
):
    whole = "秦岭那一片管哪些地方"
    known = {text: 3.0, whole: -2.0}
    monkeypatch.setattr(two_reports.wordings, "likelihoods", lambda texts, allowed: [known[one] for one in texts])
    choose = two_reports.wordings.chooser(None)
    assert choose([Rewriting(whole, 3.0), Rewriting(text, 0.0, bare)]) == whole
    assert choose([Rewriting(whole, -1.0), Rewriting(text, 0.0, bare)]) == text


def test_an_english_noun_gives_way_before_the_verb_of_its_question():
    asked, previous = "the inclusive ones for small firms", "What did the balance of manufacturing loans rise to"
    ways = Leaning(f"And {asked}?", asked, previous, "en").ways
    assert "What did the balance of the inclusive loans for small firms rise to" in ways
    assert "What did the balance of manufacturing the inclusive rise for small firms to" not in ways
