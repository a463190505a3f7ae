"""A question that an input method misspelt is read with the words of the reports, where only so it is answered."""

import pytest

from retrieval.question.spelling import respelt, spelt_as_titles

SAID = ["绿色建筑面积超过2.1亿平方米。", "全省办结行政复议案件32910件。", "紅樹林修復106.95公頃。", "积累积分。"]


@pytest.mark.parametrize(
    ("question", "spelt"),
    [
        ("绿色健筑面级多少", "绿色建筑面积多少"),
        ("行政复仪案件办结几件", "行政复议案件办结几件"),
        ("红数林修复了多少", "红树林修复了多少"),
        ("绿色建筑面积多少", "绿色建筑面积多少"),  # right as it is
        ("绿色监督工作", "绿色监督工作"),  # 监督 sounds like nothing there
        ("能攒几分", "能攒几分"),  # 积分 stands there, but 几 asks
        ("how many buildings", "how many buildings"),
    ],
)
def test_words_that_the_reports_lack_are_read_as_theirs_of_the_same_sound(question: str, spelt: str):
    assert respelt(question, SAID) == spelt


def test_a_misspelt_question_is_answered_and_says_how_it_was_read(answerer):
    answer = answerer.ask("全市绿色健筑面级一共多少")
    assert answer.status == "answered" and "2.1 亿平方米" in answer.answer
    assert answer.question == "全市绿色健筑面级一共多少"
    assert answer.resolved_question == "全市绿色建筑面积一共多少"


def test_a_refusal_that_no_spelling_mends_names_the_question_as_it_was_asked(answerer):
    answer = answerer.ask("深圳有几座核电展示馆对外开放？")
    assert answer.status in ("refused", "related")
    assert answer.resolved_question == "深圳有几座核电展示馆对外开放？"


@pytest.mark.parametrize(
    ("question", "spelt"),
    [
        ("这个规化讲了什么", "这个规划讲了什么"),
        ("呢份規化講咗乜", "呢份规划講咗乜"),
        ("规划讲了什么", "规划讲了什么"),
        ("安徽升了多少", "安徽升了多少"),  # no word by itself
        ("几分", "几分"),
        ("what is the plan", "what is the plan"),
    ],
)
def test_words_of_titles_are_spelt_as_the_titles_are(question: str, spelt: str):
    titles = ["安徽省生态保护规划", "积分管理办法"]
    assert spelt_as_titles(question, titles, lambda word: False) == spelt


def test_a_word_that_the_reports_have_stays():
    assert spelt_as_titles("怎样计分", ["积分办法"], {"计分"}.__contains__) == "怎样计分"
