"""What a question insists on: year, place, title, each judged for the sentence in its own report."""

import pytest
from retrieval_index import make_candidate, make_document

from corpus.document import Document
from retrieval.question.question import understand
from retrieval.read.candidates import Candidate
from retrieval.read.constraints import (
    Unmet,
    fitting,
    knows,
    reports_of,
    speaks_of_place,
    speaks_of_year,
    spoken,
    unmet,
)
from retrieval.text.places import lies_in

QINGDAO = make_document(2023, "青岛市海洋发展报告", "qingdao")
XIAMEN = make_document(2021, "厦门市园林绿化报告", "xiamen")
SICHUAN = make_document(2024, "四川省2024年国民经济公报", "sichuan")
NATION = make_document(2024, "政府工作报告", "nation", publisher="国务院")


def said(text: str, document: Document = QINGDAO, **where) -> Candidate:
    return make_candidate(text, document=document, **where)


def lacking(question: str, *pool: Candidate) -> Unmet:
    return unmet(understand(question), pool, list({c.document.doc_id: c.document for c in pool}.values()))


@pytest.mark.parametrize(
    ("question", "sentence", "fits"),
    [
        ("2022年呢？", "2022年达9个。", True),
        ("2022年呢？", "2021年达9个。", False),
        ("2022年呢？", "去年达9个。", True),  # of a report of 2023
        ("2023年呢？", "达9个。", True),  # the report's own year
        ("2022年呢？", "达9个。", False),
        ("几个？", "2021年达9个。", True),
    ],
)
def test_a_sentence_must_speak_of_a_year_asked_for(question: str, sentence: str, fits: bool):
    assert speaks_of_year(understand(question), said(sentence)) == fits


def test_a_sentence_of_which_nothing_tells_the_year_may_speak_of_any():
    assert speaks_of_year(understand("2022年呢？"), said("达9个。", make_document(None)))


def test_last_year_belongs_to_the_report_of_the_sentence_alone():
    asked = understand("2022年公园达多少个？")
    assert fitting(asked, [said("去年公园达9个。", XIAMEN), said("去年公园达12个。", QINGDAO)])[0].document is QINGDAO


def test_of_a_five_year_plan_asked_for_the_sentences_about_its_years_answer_where_there_are_some():
    before = said("完成退耕还湿1.28万公顷。", section=("一、“十三五”发展回顾",))
    ahead, dated = said("“十四五”末，面积达0.67万公顷。"), said("到2025年，面积达0.7万公顷。")
    asked = understand("“十四五”退耕还湿多少公顷？")
    assert fitting(asked, [before, ahead, dated]) == [ahead, dated]
    assert fitting(understand("“十三五”退耕还湿多少公顷？"), [before, ahead, dated]) == [before]
    assert fitting(asked, [before]) == [before]  # the reader tells whether it answers
    assert fitting(understand("退耕还湿多少公顷？"), [before, ahead]) == [before, ahead]


def test_a_report_s_own_place_need_not_stand_in_the_sentence_and_another_must():
    assert speaks_of_place("青岛市", said("公园达9个。"))
    assert not speaks_of_place("厦门市", said("公园达9个。"))
    assert speaks_of_place("厦门市", said("比厦门多9个。"))


@pytest.mark.parametrize("text", ["这是全国首个公园。", "国内市场占有率达50%。", "我国最大的公园。"])
def test_what_is_said_of_the_nation_speaks_of_the_country_though_it_names_it_not(text: str):
    assert speaks_of_place("中国", said(text)) and not speaks_of_place("日本", said(text))
    assert not speaks_of_place("中国", said("公园达9个。"))


@pytest.mark.parametrize(
    "where", [{"section": ("二、厦门经验",)}, {"box": "专栏 1 厦门"}, {"before": "厦门先行一步。"}]
)
def test_a_place_may_stand_in_the_section_the_box_or_before_the_sentence(where: dict):
    assert speaks_of_place("厦门市", said("公园达9个。", **where))


def test_a_place_is_met_by_its_own_report_alone_when_two_are_at_hand():
    asked = understand("青岛市公园有多少个？")
    pool = [said("公园达9个。", XIAMEN), said("公园达12个。", QINGDAO)]
    assert [c.document.doc_id for c in fitting(asked, pool)] == ["qingdao"]
    assert lacking("广州市公园有多少个？", *pool).places == ("广州市",)


def test_a_year_is_not_met_by_the_report_of_another_place():
    asked = understand("厦门市2023年公园有多少个？")
    pool = [said("公园达9个。", XIAMEN), said("2023年公园达12个。", QINGDAO)]
    assert fitting(asked, pool) == []


def test_what_is_missing_is_named_in_the_words_and_script_of_the_question():
    assert lacking("廣州嘅公園有幾多？", said("公园达9个。")).places == ("廣州",)
    assert lacking("How many parks are there in Guangzhou?", said("公园达9个。")).places == ("Guangzhou",)
    assert spoken("广州市", understand("公园有多少？")) == "广州市"
    assert spoken("中国", understand("How many parks are there?")) == "China"


def test_every_year_is_named_when_none_is_met_and_none_when_one_is():
    assert lacking("2015年和2016年各有多少？", said("2021年达9个。")).years == ("2015年", "2016年")
    assert lacking("2015年和2021年各有多少？", said("2021年达9个。")).years == ()


def test_a_question_that_insists_on_nothing_lacks_nothing():
    assert not lacking("公园有多少个？", said("公园达9个。"))


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("海湾保护规划", True),
        ("青岛市海湾保护规划", True),
        ("青岛市海湾保护规划（2021—2025年）", True),
        ("青岛市海湾保护规划（2031—2035年）", False),
        ("噪声污染防治规划", False),
        ("青岛市海洋发展报告", True),  # its own
        ("青岛海洋发展报告", True),  # its own, from memory
    ],
)
def test_a_title_is_known_when_the_report_names_it_nearly(title: str, known: bool):
    text = "《青岛市海湾保护规划（2021—2025年）》提出增加海草床面积。"
    assert knows(make_document(2023, "青岛市海洋发展报告", text=text), title) == known


@pytest.mark.parametrize(
    ("question", "reports"),
    [
        ("青岛市的公园有多少？", {"qingdao"}),
        ("成都市的公园有多少？", {"sichuan"}),  # lies in it
        ("青岛和厦门的公园各有多少？", {"qingdao", "xiamen"}),
        ("中国的公园有多少？", set()),  # no place to choose a report by
        ("公园有多少？", set()),
        ("广州的公园有多少？", set()),
    ],
)
def test_a_question_about_a_place_goes_to_its_report_or_that_around_it(question: str, reports: set[str]):
    assert reports_of(understand(question), [QINGDAO, XIAMEN, SICHUAN, NATION]) == reports


def test_a_report_on_the_place_itself_wins_over_that_around_it():
    chengdu = make_document(2024, "成都市2024年国民经济公报", "chengdu")
    assert reports_of(understand("成都的公园有多少？"), [SICHUAN, chengdu]) == {"chengdu"}


def test_a_place_lies_in_what_holds_it_at_any_remove_and_never_the_other_way():
    assert lies_in("福田区", "广东省") and lies_in("广东省", "广东省")
    assert not lies_in("广东省", "福田区") and not lies_in("成都市", "广东省")
