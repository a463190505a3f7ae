"""Long messages: the piece that asks is found, and what is told before it decides nothing."""

import pytest

from retrieval.question import longwinded
from retrieval.question.question import understand


def kernels(said: str, language: str) -> list[str]:
    """Those of a message, the likeliest first."""
    return [kernel.text for kernel in sorted(longwinded.kernels(said, language), key=lambda kernel: -kernel.weight)]


STORY = "我是外地来的，前年搬到这里，孩子今年上学，家里老人身体也不太好，问了好几个人都说不清楚"
STORY_HANT = "我係香港過嚟嘅，舊年先搬到呢度，屋企人都話要問清楚，但係搵咗好耐都搵唔到"
STORY_EN = (
    "I moved here from Hong Kong last year with two children, my neighbours all tell me something else, "
    "and the office has been closed for weeks, "
)


@pytest.mark.parametrize("before", ["就想问一下", "想知道", "其实就是想知道", "麻烦看一下", "想确认一下", "请问"])
@pytest.mark.parametrize("mark", ["，", " "])
def test_words_that_come_to_the_point_show_where_the_question_begins(before: str, mark: str):
    said = STORY.replace("，", mark) + f"{mark}{before}学校一个班收多少人"
    assert kernels(said, "zh-Hans") == ["学校一个班收多少人"]


@pytest.mark.parametrize("before", ["其實就係想知", "就想問下", "唔該睇下", "想確認一下"])
def test_they_do_in_traditional(before: str):
    assert kernels(f"{STORY_HANT}，{before}學校一班收幾多人？", "zh-Hant")[0] == "學校一班收幾多人"


@pytest.mark.parametrize("before", ["I just want to know", "my question is", "could you tell me", "I'd like to know"])
def test_they_do_in_english(before: str):
    assert kernels(f"{STORY_EN}{before} how many pupils a class takes?", "en") == ["how many pupils a class takes"]


def test_places_and_years_of_the_story_are_not_asked_about():
    asked = understand(kernels(f"{STORY_HANT}，就想問下學校一班收幾多人", "zh-Hant")[0])
    assert (asked.places, asked.years) == ((), frozenset())


def test_without_such_words_each_piece_that_asks_is_offered_with_what_stands_before_it():
    said = STORY_HANT + "，搞到我好煩惱唔知點算先好，其實學校每一班收幾多人，交通方便定唔方便先"
    assert "其實學校每一班收幾多人" in kernels(said, "zh-Hant")
    assert any("煩惱" in kernel and kernel.endswith("幾多人") for kernel in kernels(said, "zh-Hant"))


def test_a_message_in_spaces_alone_is_cut_as_one_in_commas():
    said = STORY.replace("，", " ") + " 打电话去也没人接 学校一个班到底收多少人"
    assert kernels(said, "zh-Hans")[0] == "学校一个班到底收多少人"


def test_several_questions_behind_those_words_stay_together():
    assert kernels(STORY + "，想问一下学校收多少人？一个班几个老师？", "zh-Hans")[0] == "学校收多少人？一个班几个老师"


@pytest.mark.parametrize("said", ["请问学校一个班收多少人", "麻烦看一下学校收多少人", "I want to know how many"])
def test_a_short_message_is_taken_whole(said: str):
    assert kernels(said, "en" if said.isascii() else "zh-Hans") == []


def test_what_points_back_is_offered_with_what_it_points_at():
    said = STORY + "，学校的食堂听说不错，就想问一下它一天供应多少顿饭"
    pointed, before, whole = kernels(said, "zh-Hans")
    assert (pointed, before) == ("它一天供应多少顿饭", "学校的食堂听说不错，就想问一下它一天供应多少顿饭")
    assert whole == said  # where it is short, the thing may stand anywhere


def test_what_was_asked_before_the_point_is_offered_as_well():
    said = STORY + "，说要知道一个班到底收多少人，让我帮忙看看报告里有没有，写去年的就行"
    assert "说要知道一个班到底收多少人" in kernels(said, "zh-Hans")
