"""Tables with sentences in their cells, tables of years, enumerations: answered to the cell and to the item."""

import re

import pytest
from retrieval_index import encoder

from corpus.rows import cut_row
from index.build import build_index
from retrieval.answer.answers import Answer
from retrieval.answerer import Answerer

RULES = """# 临江市人才积分管理办法

第一条 为规范人才积分管理，制定本办法。

第二条 申请积分的人员应当同时符合下列条件：

（一）在本市连续居住满三年；

（二）持有有效的居住证明；

（三）近五年内没有受过刑事处罚；

（四）依法缴纳个人所得税。

第三条 市人力资源部门应当每年公布一次积分排名。排名公示期为十日。

| 类别 | 序号 | 指标 | 分值 | 备注 |
| --- | --- | --- | --- | --- |
| 加分指标 | 1 | 文化程度 | 1. 硕士（60分）。2. 本科（35分）。3. 专科学历（18分）。 | 取最高分。中专以下学历不计分。 |
| 加分指标 | 2 | 志愿服务 | 1. 每满100小时计4分，最高12分。2. 参加献血每次计3分。 | 近五年内的服务有效。 |

| 指标 | 单位 | 2021年 | 2022年 | 2023年 |
| --- | --- | --- | --- | --- |
| 城市污水处理率 | % | 91.2 | 93.5 | 95.8 |
| 人均公园绿地面积 | 平方米 | 12.1 | 12.6 | 13.4 |
"""


OUTLOOK = """# 临江市水利发展规划（2021—2025年）

## 第一节 主要成绩

全市建成水库12座。

## 第二节 面临的机遇

国家水网建设带来的机遇。国家水网骨干工程布局临江，为全市引水调水创造了条件。

城乡融合发展带来的机遇。城镇供水管网向农村延伸，农村饮水条件将进一步改善。

数字技术应用带来的机遇。遥感与传感设备成本下降，流域监测能力将明显提升。

## 第三节 保障措施

市政府每年安排水利资金3亿元。
"""


@pytest.fixture(scope="module")
def outlook(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outlook")
    (folder / "outlook.md").write_text(OUTLOOK, "utf-8")
    return Answerer(build_index([folder], encoder()))


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    (folder / "rules.md").write_text(RULES, "utf-8")
    return Answerer(build_index([folder], encoder()))


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("专科学历加多少分？", "3. 专科学历（18分）。"),
        ("專科學歷加幾多分？", "3. 专科学历（18分）。"),
        ("献一次血计几分？", "2. 参加献血每次计3分。"),
        ("中专毕业有没有分？", "中专以下学历不计分。"),
    ],
)
def test_of_a_row_with_sentences_in_its_cells_the_one_that_answers_is_quoted(rules, question: str, quote: str):
    answer = rules.ask(question)
    assert answer.status == "answered"
    assert quotes(answer)[0] == quote


def test_the_row_of_a_quoted_sentence_is_named(rules):
    assert "范围：加分指标 · 文化程度" in rules.ask("专科学历加多少分？").answer


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("2022年城市污水处理率是多少？", "2022年：93.5（单位：%）"),
        ("2021年人均公园绿地面积是多少？", "2021年：12.1（单位：平方米）"),
        ("What was the sewage treatment rate in 2023?", "2023年：95.8（单位：%）"),
    ],
)
def test_a_year_is_answered_with_its_cell_under_its_heading_with_the_unit(rules, question: str, cell: str):
    assert rules.ask(question).answer.splitlines()[0].startswith(cell)


def test_a_year_that_the_table_lacks_is_declined(rules):
    assert rules.ask("2019年城市污水处理率是多少？").status == "refused"


@pytest.mark.parametrize("question", ["申请积分要符合哪些条件？", "申請積分要符合邊啲條件？"])
def test_an_enumeration_is_given_whole_and_nothing_else(rules, question: str):
    quoted = quotes(rules.ask(question))
    assert [quote[:3] for quote in quoted[1:]] == ["（一）", "（二）", "（三）", "（四）"]
    assert quoted[0].endswith("下列条件：")


def test_a_short_row_stays_whole():
    row = "城市污水处理率 · 单位：% · 2021年：91.2。 · 2022年：93.5。"
    assert cut_row(row) == [(row, 0, len(row))]


def test_the_pieces_of_a_row_hold_every_character_but_what_stands_between_them():
    row = "加分指标 · 指标：志愿服务 · 分值：" + "每满100小时计4分。参加献血每次计3分。" * 4 + " · 备注：近五年内有效。"
    pieces = cut_row(row)
    assert len(pieces) > 2
    assert all(row[start:end] == piece for piece, start, end in pieces)
    assert "".join(piece for piece, _, _ in pieces) == row.replace("。 · ", "。")


@pytest.mark.parametrize("question", ["临江水利发展有哪些机遇？", "臨江水利發展有咩機遇？"])
def test_paragraphs_whose_headlines_answer_are_listed_by_them(outlook, question: str):
    lines = outlook.ask(question).answer.splitlines()
    assert "面临的机遇" in lines[0]
    assert [line[2:6] for line in lines[1:4]] == ["国家水网", "城乡融合", "数字技术"]


@pytest.mark.parametrize("question", ["文化程度那一项都写了什么？", "文化程度那一項都寫了咩？", "加分指标有哪几项？"])
def test_what_is_quoted_of_a_row_stands_in_the_sentence_that_is_cited(rules, question: str):
    answer = rules.ask(question)
    cited = {citation.n: citation.quote for citation in answer.citations}
    shown = re.findall(r"“([^”]+)”\[(\d+)\]", answer.answer)
    assert len(shown) > 1
    assert [words for words, n in shown if words.strip("…") not in cited[int(n)]] == []
