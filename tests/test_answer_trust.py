"""How sure a figure is: unsure ones get no tick and come with the words around them; lists from several places; items
behind the words that lead them in."""

from pathlib import Path

import pytest
from retrieval_index import encoder, make_candidate

from index.build import build_index
from retrieval.answer.direct import direct_line
from retrieval.answer.lists import tells_all
from retrieval.answer.quotations import quotations
from retrieval.answer.trust import FARTHEST, SIGNALS, TICK, fitted, signals, trust
from retrieval.answerer import Answerer
from retrieval.question.gathers import GATHERS, SINGLE, Gathers
from retrieval.question.question import understand
from retrieval.text.quantities import find_quantities

PARKS = "全市公园总数达180个，绿地分布均衡，市民出门不远就能走进公园。"
SQUARES = "全市广场总数达75个，其中新建的有6个。"


def figure_of(sentence: str):
    return find_quantities(sentence)[0]


def test_a_figure_is_surer_the_surer_the_reader_and_the_farther_behind_its_rivals():
    sure, doubtful = make_candidate(PARKS, "180个", p=0.98), make_candidate(PARKS, "180个", p=0.4)
    near, far = make_candidate(SQUARES, p=0.9, position=1), make_candidate(SQUARES, p=0.01, position=1)
    figure = figure_of(PARKS)
    assert trust(sure, figure, [far], False) > trust(doubtful, figure, [far], False)
    assert trust(sure, figure, [far], False) > trust(sure, figure, [near], False)
    assert trust(sure, figure, [far], False) > trust(sure, figure, [far], True)


def test_a_sentence_with_the_same_figure_is_no_rival():
    one, same = make_candidate(PARKS, "180个"), make_candidate("公园共180个。", "180个", position=1)
    other = make_candidate(SQUARES, position=1)
    ahead = SIGNALS.index("ahead")
    assert signals(one, figure_of(PARKS), [one, same], False)[ahead] == FARTHEST
    assert signals(one, figure_of(PARKS), [one, other], False)[ahead] < FARTHEST
    assert len(fitted()) == len(SIGNALS)


def test_an_unsure_figure_has_no_tick_and_is_given_with_the_words_around_it():
    best, rival = make_candidate(PARKS, "180个", p=0.6), make_candidate(SQUARES, "75个", p=0.6, position=1)
    question = {id(best.sentence): understand("有多少个？")}
    assert trust(best, figure_of(PARKS), [best, rival], False) < TICK
    [unsure] = quotations([best], question, {id(best.sentence): (best, rival)})
    assert [p.doubts for p in unsure.pointed] == [("unsure",)]
    assert not any(figure.key for figure in unsure.figures)
    assert direct_line([unsure]) == "全市公园总数达180个[1]"
    [sure] = quotations([make_candidate(PARKS, "180个", p=0.98)], {})
    assert sure.pointed == ()


def test_a_sentence_that_lists_tells_all_by_itself():
    listed = make_candidate("重点照顾老年人、儿童、患基础性疾病的人。", "老年人、儿童、患基础性疾病的人")
    single = make_candidate("重点照顾老年人的生活。", "老年人")
    unsure = make_candidate("重点照顾老年人、儿童。", "老年人、儿童", p=0.6)
    assert tells_all(listed) and not tells_all(single) and not tells_all(unsure)


@pytest.mark.parametrize(
    ("question", "lists"),
    [
        ("政府债务风险点样防", True), ("养老这块今年做些啥", True), ("What steps are planned for clean heating?", True),
        ("深圳有多少公园？", False), ("哪个部门负责？", False), ("碳市场是不是2021年开市的？", False),
    ],
)  # fmt: skip
def test_a_question_for_all_there_is_is_told_from_one_for_one_thing(question: str, lists: bool):
    p = Gathers().tell(encoder().encode_query(question), question)
    assert p >= GATHERS if lists else p < SINGLE


LAW = """# 某市公园条例

第一条 为了保护公园，制定本条例。

第二条 有下列行为之一的，由园林主管部门处二百元以上一千元以下的罚款：

（一）在公园内擅自砍伐树木、采挖花草的；

（二）在公园的湖泊里放生外来鱼类的。

第三条 公园每天早晨六点开放，晚上十点关闭。
"""


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder: Path = tmp_path_factory.mktemp("law")
    (folder / "parks.md").write_text(LAW, "utf-8")
    return Answerer(build_index([folder], encoder()))


def test_an_item_of_a_list_is_quoted_behind_the_words_that_lead_it_in(law: Answerer):
    answer = law.ask("在公园的湖里放生外来鱼类罚多少钱？")
    quotes = [citation.quote for citation in answer.citations]
    assert answer.status == "answered"
    assert any("二百元以上一千元以下" in quote for quote in quotes)
    items = [n for n, quote in enumerate(quotes) if quote.startswith("（")]
    assert all("下列行为" in quotes[n - 1] for n in items[:1])
    assert answer.answer.count("[1]") >= 1
