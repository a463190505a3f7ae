"""Several questions at once: each part is asked by itself, with what they share."""

import pytest

from retrieval.question.numbering import unnumbered
from retrieval.question.question import shared_things, split_facets, understand


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("①谁来管理②罚款多少③何时施行", ("谁来管理", "罚款多少", "何时施行")),
        ("(1)谁来管理？(2)罚款多少？", ("谁来管理", "罚款多少")),
        ("（一）誰嚟管理（二）罰款幾多", ("谁嚟管理", "罚款几多")),
        ("想问三个问题：①谁来管理②罚款多少③何时施行", ("谁来管理", "罚款多少", "何时施行")),
        ("1、谁来管理 2、罚款多少", ("谁来管理", "罚款多少")),
        ("1) who runs it? 2) what is the fine?", ("who runs it", "what is the fine")),
    ],
)
def test_numbered_questions_are_asked_one_by_one(text: str, parts: tuple[str, ...]):
    assert tuple(part.strip("?") for part in understand(text).facets if part) == parts


def test_what_stands_before_the_numbers_stays_with_the_first():
    assert unnumbered("关于停车费：①谁来收②收多少") == "关于停车费，谁来收；收多少"


@pytest.mark.parametrize("text", ["第(1)条和第(2)条", "产量1.5万吨", "②罚多少", "图(3)说什么"])
def test_numbers_that_part_nothing_stay(text: str):
    assert unnumbered(text) == text or ";" not in unnumbered(text)


def test_questions_that_are_marked_need_no_question_words():
    assert split_facets("甲市的粮食产量?乙市的粮食产量?丙市目标?") == ("甲市的粮食产量", "乙市的粮食产量", "丙市目标")
    assert split_facets("你好?请问,产量多少?") == ("你好,请问,产量多少",)
    assert split_facets("感觉没咋涨价啊,到底涨了百分之几") == ("感觉没咋涨价啊,到底涨了百分之几",)


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("绿地面积 道路长度 公交线路 各是多少", ["绿地面积", "道路长度", "公交线路"]),
        ("綠地面積 道路長度 各係幾多", ["绿地面积", "道路长度"]),
        ("绿地面积、道路长度2025年各要多少", ["2025年绿地面积", "道路长度2025年"]),
        ("绿地面积 道路长度 耕地面积 2025年比2020年各增多少", [
            "2025年比2020年绿地面积", "2025年比2020年道路长度", "2025年比2020年耕地面积"]),
    ],
)  # fmt: skip
def test_what_is_asked_of_all_is_asked_of_each(text: str, things: list[str]):
    shared = shared_things(understand(text))
    assert [thing for _, thing in shared] == things
    assert all(asked.startswith(thing) and asked != thing for asked, thing in shared)
