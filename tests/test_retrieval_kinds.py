"""Kinds of answer that are no figure: a body, a place, a name, a target."""

import pytest

from retrieval.kinds import lacking
from retrieval.question.question import understand


def lacks(question: str, text: str) -> bool:
    return lacking(understand(question).wants, [text], text)


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("哪家航空公司最先运营？", "国产大飞机投入商业运营。", True),
        ("哪家航空公司最先运营？", "国产大飞机由东方航空公司投入商业运营。", False),
        ("由哪个部门负责？", "由市生态环境局牵头。", False),
        ("叫什么名字？", "设立首批国家公园。", True),
        ("叫什么名字？", "设立“三江源”国家公园。", False),
        ("哪些省参加试点？", "启动整省试点。", True),
        ("哪些省参加试点？", "广东省和江苏省启动试点。", False),
    ],
)
def test_who_where_and_what_name_must_stand_in_the_sentence(question: str, text: str, missing: bool):
    assert lacks(question, text) == missing


def test_a_target_is_not_answered_by_a_result():
    assert lacks("年初定的目标是多少万人？", "新增就业1244万人。")
    assert not lacks("年初定的目标是多少万人？", "今年预期目标是：新增就业1200万人。")


def test_a_question_of_no_kind_lacks_nothing():
    assert not lacks("介绍一下公园建设。", "公园建设稳步推进。")
