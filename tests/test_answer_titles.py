"""Titles that begin a paragraph (（一）绿色办公行动。规范…) or stand alone: they answer by what follows."""

import pytest
from retrieval_index import encoder

from index.build import build_index
from retrieval.answer.answers import Answer
from retrieval.answerer import Answerer
from retrieval.question.question import split_facets

PLAN = """云江市机关节约能源资源工作规划

一、总体要求

（一）指导思想。以绿色低碳发展为目标，发挥机关的示范引领作用。

（二）基本原则。

——坚持统筹推进，把节约能源和保护环境放在一起谋划。

——坚持分类指导，按地区和系统的差异制定不同的措施。

——坚持多方协同，鼓励社会资本参与节能改造。

二、重点行动

（一）绿色办公行动。规范使用办公用房，盘活闲置的房屋和土地。推广无纸化办公，限制使用一次性用品。夏季室内空调温度设置不低于26摄氏度。

（二）反食品浪费行动。加强公务用餐管理，常态化开展光盘行动。抓好食品在采购、储存、加工等环节的减损。加强厨余垃圾的资源化利用。

（三）绿色出行行动。新增公务用车优先采用新能源汽车，配建充电设施。
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Answerer:
    path = tmp_path_factory.mktemp("reports") / "saving.txt"
    path.write_text(PLAN, "utf-8")
    return Answerer(build_index([path], encoder()))


def told(answer: Answer, items: list[str]) -> list[str]:
    return [item for item in items if any(item in citation.quote for citation in answer.citations)]


def test_a_list_under_a_title_that_begins_a_paragraph_is_told_whole(plan: Answerer):
    answer = plan.ask("绿色办公包括哪些方面")
    assert answer.status == "answered"
    assert told(answer, ["办公用房", "无纸化", "26摄氏度"]) == ["办公用房", "无纸化", "26摄氏度"]


def test_a_title_alone_in_its_paragraph_is_answered_with_what_stands_under_it(plan: Answerer):
    answer = plan.ask("基本原则有哪几条")
    assert told(answer, ["统筹推进", "分类指导", "多方协同"]) == ["统筹推进", "分类指导", "多方协同"]
    assert all(citation.quote.strip() != "（二）基本原则。" for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "pieces"),
    [
        ("单位里食堂要怎么搞,有哪些要求", 1),
        ("怎么监督各单位有没有真节能?几个方面都说下", 1),
        ("亏损为什么多,原因说了有哪几条", 1),
        ("how do they save water? what are they exactly", 1),
        ("公园有多少个,都有哪几个", 2),
        ("债务有多少,哪几个省最多", 2),
    ],
)
def test_who_asks_for_the_whole_list_of_what_was_asked_asks_one_thing(question: str, pieces: int):
    assert len(split_facets(question)) == pieces
