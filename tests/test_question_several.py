"""Several questions at once: each part is asked by itself, with what they share."""

import numpy as np
import pytest

from index.tokens import fold
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
    ("text", "parts"),
    [
        ("毛入学率是多少？高中阶段呢", ("毛入学率是多少", "高中阶段呢")),
        ("港口建設得點？自來水普及率有幾多？", ("港口建设得点", "自来水普及率有几多")),
        ("产量多少？我要写进材料里", ("产量多少,我要写进材料里",)),
        ("能不能？", ("能不能",)),
        ("does a diploma count? how many points?", ("does a diploma count", "how many points")),
    ],
)
def test_a_mark_parts_questions_whatever_their_words(text: str, parts: tuple[str, ...]):
    assert split_facets(fold(text)) == parts


@pytest.mark.parametrize(
    ("text", "wholes"),
    [
        ("碳市场成交量多少，成交额多少", ["碳市场成交量多少", "碳市场成交额多少"]),  # leans on the first
        ("碳市场成交量多少？有人在线吗？绿色信贷余额有多少", ["碳市场成交量多少", "绿色信贷余额有多少"]),  # chat
        ("香港怎么样？換個話題，充電樁有幾多", ["香港怎么样", "充电桩有几多"]),
    ],
)
def test_what_is_asked_in_a_row_is_read_like_a_conversation(answerer, text: str, wholes: list[str]):
    parts = [part for part, _ in answerer.evidence.parts.in_a_row(understand(text), None)]
    assert [part.resolved for part in parts] == wholes
    assert parts[-1].places == ()  # 香港 is another subject's


def test_a_part_that_leans_on_one_without_an_answer_is_not_answered_with_anything(answerer):
    assert answerer.ask("深圳国际光伏展什么时候开幕？增速是多少？").status == "refused"
    assert answerer.ask("湿地有多少个，面积多大").status == "refused"
    assert answerer.ask("PM2.5浓度多少，比2022年低了没").status == "refused"  # nor is a year all that it is about
    told = answerer.ask("深圳国际光伏展什么时候开幕？绿色信贷余额有多少？")
    assert (told.status, "10777.63" in told.answer) == ("partial", True)  # a part of its own is


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


def test_a_part_is_searched_half_by_its_own_words_and_half_by_the_whole_question_s(answerer):
    whole = answerer.index.encoder.encode_query("公园有多少个，海堤有多长")
    part = understand("海堤有多长")
    both = answerer.evidence.parts.blended(part, whole)
    assert np.linalg.norm(both) == pytest.approx(1.0, abs=1e-5)
    assert both @ whole == pytest.approx(both @ answerer.index.encoder.encode_query("海堤有多长"), abs=1e-5)
