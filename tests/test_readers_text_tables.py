"""Tables in text and Markdown files: each row names the headings of its cells."""

from pathlib import Path

import pytest
from corpus_samples import texts, titles

from corpus.report import read_report

CASES = Path(__file__).parent / "data" / "cases"
PIPES = [
    "| 区域 | 人口（万人） | 城镇化率（%） |",
    "| --- | ---: | :-: |",
    "| 东湖区 | 98.2 | 88.1 |",
    "| 西岭县 | 41.7 | 52.3 |",
]
ROWS = ["东湖区 · 人口（万人）：98.2 · 城镇化率（%）：88.1", "西岭县 · 人口（万人）：41.7 · 城镇化率（%）：52.3"]


@pytest.fixture
def read(tmp_path):
    def written(lines: list[str], name: str = "报告.txt"):
        (tmp_path / name).write_text("\n".join(lines), "utf-8")
        return read_report(tmp_path / name)

    return written


def test_a_markdown_table_in_a_text_file():
    document = read_report(CASES / "table-markdown.txt")
    assert texts(document, "table")[1] == "西岭县 · 年末常住人口（万人）：41.7 · 城镇化率（%）：52.3"
    assert document.title == "江阳市统计公报"


def test_a_cell_a_line_with_torn_headings():
    document = read_report(CASES / "table-xu-hao.txt")
    assert titles(document) == ["一、主要目标", "二、重点任务"]
    assert texts(document, "table")[0] == "森林覆盖率（%） · 序号：1 · 2020年：40.2 · 2025年：42"
    (after,) = [p for p in document.passages if p.text.startswith("全市将加强")]
    assert after.section_path == ("一、主要目标",)
    assert [(t.number, t.title) for t in document.tables] == [(1, "主要指标")] and document.figures == ()


@pytest.mark.parametrize("name", ["报告.txt", "报告.md"])
def test_pipes_in_text_and_in_markdown(read, name):
    document = read(
        [
            "# 江阳市统计公报",
            "",
            "## 一、人口",
            "",
            "人口见表1。",
            "",
            *PIPES,
            "",
            "## 二、农业",
            "",
            "粮食产量82.6万吨。",
        ],
        name,
    )
    assert texts(document, "table") == ROWS
    assert document.title == "江阳市统计公报" and "---" not in document.text


def test_columns_set_apart_by_tabs_or_blanks(read):
    for gap in ("\t", "    ", "\u3000\u3000"):
        rows = [
            gap.join(row)
            for row in (["区域", "2023年", "2024年"], ["东湖区", "98.2", "99.1"], ["西岭县", "41.7", "42.0"])
        ]
        document = read(["一、人口", "人口见下表。", "表2 分区人口", "单位：万人", *rows, "粮食产量82.6万吨。"])
        assert texts(document, "table")[0] == "东湖区 · 单位：万人 · 2023年：98.2 · 2024年：99.1"
        assert [(t.number, t.unit, t.page) for t in document.tables] == [(2, "万人", None)]


def test_a_cell_a_line_without_serial_numbers(read):
    cells = ["指标", "2020年", "2025年", "森林覆盖率（%）", "40.2", "42", "湿地保护率（%）", "55", "58"]
    document = read(["一、目标", "主要指标见表1。", "表1 主要指标", *cells, "全市将加强指标的监测评估。"])
    assert texts(document, "table") == [
        "森林覆盖率（%） · 2020年：40.2 · 2025年：42",
        "湿地保护率（%） · 2020年：55 · 2025年：58",
    ]
    assert texts(document)[-1] == "全市将加强指标的监测评估。"


def test_what_only_looks_like_a_table_stays_text(read):
    lines = ["一、目标", "主要指标见表1。", "表1 主要指标", "森林覆盖率", "湿地保护率", "全市将加强指标的监测评估。"]
    document = read(lines)
    assert texts(document, "table") == [] and "森林覆盖率" in document.text and "湿地保护率" in document.text


def test_markdown_loses_its_marks_and_keeps_its_text(read):
    lines = [
        "# 某市报告",
        "",
        "## 能源",
        "",
        "**光伏**装机[30万千瓦](http://x.org)，",
        "增长5%。",
        "",
        "- 公交电动化",
        "- 出租车电动化",
        "",
        "<!-- 不显示 -->",
    ]
    document = read(lines, "报告.md")
    assert texts(document)[-3:] == ["光伏装机30万千瓦，增长5%。", "公交电动化", "出租车电动化"]
    assert document.title == "某市报告" and titles(document) == ["能源"]


def test_lines_of_markdown_that_end_with_a_stop_are_paragraphs(read):
    document = read(
        ["第一条 为了保护环境，制定本法。", "第二条 本法适用于全市。", "第三条 本法自公布之日起施行。"], "法.md"
    )
    assert titles(document) == ["第一条", "第二条", "第三条"]


HEADED = [
    ["区域", "常住人口", "城镇人口"],
    ["东湖区", "98.2", "88.1"],
    ["西岭县", "41.7", "22.3"],
    ["南港市", "76.4", "60.9"],
]


@pytest.mark.parametrize(
    ("lines", "caption"),
    [
        ([" ".join(row) for row in HEADED], "表1 分区人口（单位：万人）"),
        ([",".join(row) for row in HEADED], "表1 分区人口    单位：万人"),
        (
            ["+---+---+---+", *(f"| {' | '.join(row)} |" for row in HEADED), "+---+---+---+"],
            "附表一：分区人口（单位：万人）",
        ),
        (["┌──┬──┬──┐", *(f"│{'│'.join(row)}│" for row in HEADED), "└──┴──┴──┘"], "表1．分区人口（单位：万人）"),
    ],
)
def test_the_rows_of_a_table_whatever_sets_its_cells_apart(read, lines, caption):
    document = read(["江阳市公报", "一、人口", "人口见下表。", caption, *lines, "二、农业", "粮食产量82.6万吨。"])
    assert texts(document, "table")[1] == "西岭县 · 单位：万人 · 常住人口：41.7 · 城镇人口：22.3"
    assert len(texts(document, "table")) == 3 and document.figures == ()


def test_rows_without_a_caption_are_a_table_where_half_their_cells_are_figures(read):
    for sign in ("\t", ","):
        document = read(["江阳市公报", "人口见下表。", *(sign.join(row) for row in HEADED), "粮食产量82.6万吨。"])
        assert texts(document, "table")[0] == "东湖区 · 常住人口：98.2 · 城镇人口：88.1"
    listed = ["成员单位名单", "市环保局,李某某,局长", "市水务局,王某某,局长", "市住建局,赵某某,局长"]
    assert texts(read(["江阳市公报", *listed]), "table") == []


def test_headings_that_pipes_divide_stand_before_their_parts(read):
    rows = [
        "| 区域 | 2022年 | | 2023年 | |",
        "| --- | --- | --- | --- | --- |",
        "| | 常住 | 户籍 | 常住 | 户籍 |",
        "| 东湖区 | 1.1 | 2.2 | 3.3 | 4.4 |",
        "| 西岭县 | 5.1 | 6.2 | 7.3 | 8.4 |",
    ]
    for name in ("报告.txt", "报告.md"):
        document = read(["# 江阳市公报", "", "表1 人口", "", *rows, "", "说明如上。"], name)
        assert texts(document, "table")[1] == (
            "西岭县 · 2022年 常住：5.1 · 2022年 户籍：6.2 · 2023年 常住：7.3 · 2023年 户籍：8.4"
        )


def test_items_of_a_numbered_list_in_markdown_keep_their_numbers(read):
    document = read(["# 江阳市办法", "", "有下列情形的：", "", "1. 公园；", "2. 街头绿地。", "", "- 其他。"], "办法.md")
    assert texts(document)[-3:] == ["1. 公园；", "2. 街头绿地。", "其他。"]
