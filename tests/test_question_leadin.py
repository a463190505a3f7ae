"""Lead-ins: what only says that another subject comes is cut off, and nothing asked before is leant on."""

import pytest

from retrieval.question.lead_ins import without_lead_in
from retrieval.question.question import understand

BEFORE = ["公园一共建了多少座？"]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("不说这个了 电费什么时候开始涨", "电费什么时候开始涨"),
        ("先不聊这些了，电费涨了多少", "电费涨了多少"),
        ("哎问个别的，电费涨了多少？", "电费涨了多少？"),
        ("另外问个 电费涨了多少", "电费涨了多少"),
        ("换个话题  电费涨了多少", "电费涨了多少"),
        ("另一个问题：电费涨了多少", "电费涨了多少"),
        ("唔講呢個喇，電費幾時開始加？", "電費幾時開始加？"),
        ("轉個話題，電費加咗幾多", "電費加咗幾多"),
        ("我想問第二個問題，電費加咗幾多", "電費加咗幾多"),
        ("ok other question: did power prices rise?", "did power prices rise?"),
        ("different topic, did power prices rise?", "did power prices rise?"),
        ("Let's change the subject. Did power prices rise?", "Did power prices rise?"),
        ("forget that, did power prices rise?", "did power prices rise?"),
    ],
)
def test_who_changes_the_subject_leans_on_nothing(said: str, asked: str):
    assert without_lead_in(said) == (asked, True)
    assert understand(said, BEFORE, 2024, lambda question, history: 0.0).resolved == asked


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("对了，面积有多大", "面积有多大"),
        ("對了，面積有幾大", "面積有幾大"),
        ("另外问下面积有多大", "面积有多大"),
        ("by the way, how large are they?", "how large are they?"),
        ("换个话题，去年呢", "去年呢"),
    ],
)
def test_who_only_turns_to_something_may_lean_on_what_was_asked(said: str, asked: str):
    assert without_lead_in(said) == (asked, False)


@pytest.mark.parametrize(
    "said",
    [
        "不说明理由可以吗",
        "换个电池多少钱",
        "还想问其他城市的电费",
        "别的城市电费多少",
        "对了多少题",
        "new questions were raised by how many people?",
        "other cities: how many?",
        "换个话题",
        "不说这个了",
    ],
)
def test_words_that_only_look_like_a_lead_in_stay(said: str):
    assert without_lead_in(said) == (said, False)


def test_what_follows_a_change_of_subject_leans_on_the_new_one_only():
    asked = understand("去年呢", ["公园建了多少座", "不说这个了，2020年电费多少"], 2024, lambda question, history: 0.0)
    assert asked.resolved == "2019年电费多少"
