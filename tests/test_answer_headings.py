"""Headings, tables, annexes and items that a question means, and the titles that are the answer."""

import pytest
from retrieval_index import encoder

from corpus.document import Document
from index.build import build_index
from retrieval.answer.annexes import annex_named
from retrieval.answer.headings import Headings
from retrieval.answer.tables import tables_of
from retrieval.answerer import Answerer

TASKS = "节约用水 治理河道 修复湿地 更换管网 监测水质 防御洪水 保护水源 回用中水 清理湖泊 普及教育".split()
PLAN = (
    "# 柳城市水务发展规划\n\n## 第一章 基本原则\n\n"
    "——节水优先，量水而行。把节约用水放在首位，年用水总量不超过6亿立方米。\n\n"
    "——生态为本，绿色发展。退还河湖空间，修复湿地3000亩。\n\n"
    "——改革引领，激发活力。推行阶梯水价，引进社会资本12亿元。\n\n"
    "## 第二章 重点任务\n\n"
    + "\n\n".join(f"### 第{n}节 {task}\n\n{task}项目投资{i}5亿元，由水务部门牵头。" for i, (n, task) in enumerate(
        zip("一二三四五六七八九十", TASKS, strict=True), 1))
    + "\n\n## 第三章 保障措施\n\n### 第一节 组织领导\n\n成立领导小组，市长任组长。\n\n"
    "### 第二节 资金投入\n\n每年安排专项资金3亿元。\n\n### 第三节 考核评价\n\n每年考核一次，结果公开。\n"
)  # fmt: skip
RULES = """<html><body><h1>柳城市公租房积分办法</h1>
<p>第一条 为了公平分配公租房，制定本办法。</p>
<p>第二条 申请人应当在本市居住满两年，家庭人均月收入不超过四千元。</p>
<p>第三条 审核通过的申请人到住房保障中心办理入住手续。</p>
<p>第四条 住房保障部门不得收取任何费用，违者依法追究责任。</p>
<p>附件</p><p>柳城市公租房积分表</p>
<table><tr><th>类别</th><th>序号</th><th>项目</th><th>分值</th></tr>
<tr><td rowspan="2">基本分</td><td>1</td><td>居住年限</td><td>1. 满两年的（10分）。2. 满五年的（20分）。</td></tr>
<tr><td>2</td><td>家庭人口</td><td>每人5分，最多25分。</td></tr>
<tr><td rowspan="3">奖励分</td><td>1</td><td>无偿献血</td><td>每次2分。</td></tr>
<tr><td>2</td><td>见义勇为</td><td>30分。</td></tr>
<tr><td>3</td><td>技能证书</td><td>每项8分。</td></tr></table>
<p>注：总分满60分的可以轮候。</p></body></html>"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Answerer:
    folder = tmp_path_factory.mktemp("plan")
    (folder / "water-2025.md").write_text(PLAN, "utf-8")
    return Answerer(build_index([folder], encoder()))


@pytest.fixture(scope="module")
def rules(tmp_path_factory) -> Answerer:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "points.html").write_text(RULES, "utf-8")
    return Answerer(build_index([folder], encoder()))


def document(answerer: Answerer) -> Document:
    return answerer.index.documents[0]


def titles(answer) -> list[str]:
    """What stands before the quotation or the citation of each point."""
    return [line.removeprefix("- ").split("[")[0].split("：")[0] for line in answer.answer.split("\n")[1:]]


@pytest.mark.parametrize(
    "question",
    ["第二章讲了什么", "10项重点任务分别是哪10项", "規劃嘅重點任務有邊啲？", "What does Chapter 2 say?"],
)
def test_every_title_of_a_chapter_is_on_the_screen_and_cited(plan, question: str):
    answer = plan.ask(question)
    assert answer.status == "answered"
    assert titles(answer) == TASKS
    assert all(line.endswith("]") for line in answer.answer.split("\n")[1:])


@pytest.mark.parametrize("question", ["规划有哪些保障措施", "規劃有咩保障措施", "保障措施包括啥"])
def test_a_heading_that_is_asked_for_is_answered_by_the_titles_under_it(plan, question: str):
    assert titles(plan.ask(question)) == ["组织领导", "资金投入", "考核评价"]


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("重点任务有哪些", "第二章 重点任务"),
        ("柳城規劃嘅保障措施有邊幾項", "第三章 保障措施"),
        ("保障措施的资金从哪来", None),
        ("任务由谁牵头", None),
        ("有哪些", None),
    ],
)
def test_a_heading_is_meant_only_where_nothing_else_is_asked(plan, question: str, title: str | None):
    place = Headings().asked([document(plan)], question)
    assert (place and place.title) == title


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("详细说说第三条", "规划的基本原则有几条"),
        ("詳細講吓第三點", "基本原則有邊幾條"),
        ("详细讲讲第三条基本原则", ""),
    ],
)
def test_the_third_item_of_what_was_spoken_of_is_given_where_there_are_no_articles(plan, question: str, history: str):
    answer = plan.ask(question, [history] if history else [])
    assert answer.status == "answered"
    assert "阶梯水价" in answer.answer and "湿地" not in answer.answer


def test_an_item_that_there_is_not_is_not_counted_in_articles(plan):
    assert "共有 0 条" not in plan.ask("详细说说第九条", ["规划的基本原则有几条"]).answer


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("奖励分有哪几项", ["无偿献血", "见义勇为", "技能证书"]),
        ("獎勵分包括啲乜", ["无偿献血", "见义勇为", "技能证书"]),
        ("基本分包括啥", ["居住年限", "家庭人口"]),
    ],
)
def test_the_rows_of_a_group_are_named(rules, question: str, names: list[str]):
    assert titles(rules.ask(question)) == names


@pytest.mark.parametrize(
    "question", ["附件那个积分表大概是咋回事", "附件嗰張積分表大概講乜", "what is the annex about?"]
)
def test_an_annex_is_told_by_the_groups_of_its_table_and_its_note(rules, question: str):
    answer = rules.ask(question)
    assert answer.status == "answered"
    assert "- 基本分（居住年限；家庭人口）[" in answer.answer
    assert "- 奖励分（无偿献血；见义勇为；技能证书）[" in answer.answer
    assert "总分满60分" in answer.answer


def test_an_annex_is_found_by_its_number_only_where_there_is_one(rules):
    assert annex_named(document(rules), "附件1有哪些")
    assert annex_named(document(rules), "附件3有哪些") is None
    assert annex_named(document(rules), "附近有哪些") is None


def test_a_row_is_told_cell_by_cell(rules):
    answer = rules.ask("居住年限那一项总结一下")
    assert answer.status == "answered"
    assert "“1. 满两年的（10分）。”[1]\n" in answer.answer and "“2. 满五年的（20分）。”[1]" in answer.answer
    assert "献血" not in answer.answer


def test_a_table_has_groups_with_rows(rules):
    (table,) = tables_of(document(rules))
    assert [(group.title, len(group.children)) for group in table.children] == [("基本分", 2), ("奖励分", 3)]


@pytest.mark.parametrize("question", ["这个办法讲了什么", "呢個辦法講咩㗎", "What is this document about?"])
def test_a_law_without_chapters_is_told_article_by_article_by_their_first_words(rules, question: str):
    answer = rules.ask(question)
    assert answer.status == "answered"
    assert [line[3:6] for line in answer.answer.split("\n")[1:]] == ["第一条", "第二条", "第三条", "第四条"]
    assert "居住满两年" in answer.answer


def test_articles_are_counted_as_such(rules):
    answer = rules.ask("这个办法一共有几个部分几条").answer
    assert "4 条" in answer and "-4" not in answer and "节" not in answer


def test_what_is_offered_of_a_law_are_its_rules_and_no_numbers(rules):
    for text in ("谢谢", "今天比亚迪股价多少"):
        answer = rules.ask(text).answer
        assert "第" not in answer.split("可以问")[1].split("；")[0]


@pytest.mark.parametrize(
    "question",
    [
        "水务资金投入归纳一下",
        "资金那一节都写了什么",
        "資金投入嗰節總結吓",
        "Sum up the section on funding please",
    ],
)
def test_a_section_is_summed_up_by_its_subject(plan, question: str):
    answer = plan.ask(question)
    assert answer.status == "answered" and "专项资金3亿元" in answer.answer
    assert "任组长" not in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "规划有什么亮点，发公众号用",
        "份規劃有咩亮點，寫稿用",
        "what are the highlights, for a news story",
    ],
)
def test_the_highlights_of_a_report_are_its_parts(plan, question: str):
    assert titles(plan.ask(question))[0].startswith("基本原则")


@pytest.mark.parametrize(
    "question",
    [
        "楼上违规收费，帮我叫人来罚他们",
        "隔籬收錢呃人，幫我搵人嚟罰佢",
        "my neighbour takes fees, send someone to punish him",
    ],
)
def test_an_errand_is_declined_though_the_report_speaks_of_it(rules, question: str):
    answer = rules.ask(question)
    assert (answer.status, answer.refusal.reason) == ("refused", "off_topic")


@pytest.mark.parametrize(
    "question",
    ["批下来之后去哪里办入住手续？", "批咗之後去邊度辦入住手續？", "Where do approved applicants move in?"],
)
def test_where_a_thing_is_done_is_answered_where_the_report_tells(rules, question: str):
    answer = rules.ask(question, ["家庭人口一个人几分"])
    assert answer.status == "answered" and "住房保障中心" in answer.answer


@pytest.mark.parametrize(
    ("question", "history", "status"),
    [
        ("那都办完了没有", ["审核通过后去哪办手续"], ("answered", "related", "refused", "partial")),
        ("thx, that's all I needed", ["家庭人口一个人几分"], ("chat",)),
        ("唔該晒，冇嘢問喇", ["家庭人口一个人几分"], ("chat",)),
    ],
)
def test_small_talk_in_a_conversation_is_told_from_a_question(rules, question: str, history: list, status: tuple):
    assert rules.ask(question, history).status in status


@pytest.mark.parametrize("text", ["图4是什么？", "圖 4 講咩", "what is figure 4"])
def test_a_figure_is_told_by_its_caption_and_page(answerer, text: str):
    told = answerer.ask(text)
    assert (told.status, told.citations[0].page) == ("answered", 11)
    assert "图 4 2020 年—2024 年深圳市新能源汽车保有量" in told.citations[0].quote and told.answer.startswith("“图 4")


def test_a_figure_or_table_that_is_not_there_is_refused_with_how_many_there_are(answerer):
    assert [answerer.ask(text).answer for text in ("图 99", "what is table 1?")] == [
        "报告没有图 99；它共有 12 幅图。",
        "The report has no table 1; it has 0 tables.",
    ]
    assert "报告写道" in answerer.ask("图 4 里新能源汽车保有量是多少").answer  # asks for more than the figure
