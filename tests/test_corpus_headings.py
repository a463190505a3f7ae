"""Section trees from tables of contents and from headings, in the styles that reports have."""

from collections.abc import Callable
from functools import partial

import pytest
from corpus_samples import PARAGRAPHS, page, read_pages, texts, titles, wrap

from corpus.document import Document


@pytest.fixture
def read(tmp_path) -> Callable[..., Document]:
    return partial(read_pages, tmp_path)


def test_contents_at_the_beginning_with_dotted_leaders(read):
    contents = [
        "目  录",
        "前  言 ................................ 1",
        "第一章 总体情况 ....................... 2",
        "第一节 能源结构 ....................... 2",
        "第二节 交通运输 ....................... 3",
        "第二章 保障措施…………………………………4",
    ]
    document = read(
        ["某市绿色发展报告（2023）"],
        contents,
        ["前言", *page(PARAGRAPHS[0])],
        ["第一章 总体情况", "第一节 能源结构", *page(PARAGRAPHS[1])],
        ["第二节 交通运输", *page(PARAGRAPHS[2])],
        ["第二章 保障措施", *page(PARAGRAPHS[3])],
    )
    assert titles(document) == ["前言", ["第一章 总体情况", ["第一节 能源结构", "第二节 交通运输"]], "第二章 保障措施"]
    assert [section.page for _, section in document.walk_sections()] == [3, 4, 4, 5, 6]
    assert "....." not in document.text
    assert (document.title, document.year, document.page_count) == ("某市绿色发展报告（2023）", 2023, 6)


def test_an_entry_of_the_contents_over_two_lines_and_one_without_a_number(read):
    contents = [
        "目录",
        "一、统筹推进新型能源体系建设和产业结构优化升级取得",
        "积极进展 ............................. 1",
        "二、交通运输 ......................... 2",
        "典型案例选编 ......................... 3",
        "三、生态建设 ......................... 4",
    ]
    document = read(
        contents,
        ["一、统筹推进新型能源体系建设和产业结构优化升级取得", "积极进展", *page(PARAGRAPHS[0])],
        ["二、交通运输", *page(PARAGRAPHS[1])],
        ["典型案例选编", *page(PARAGRAPHS[2])],
        ["三、生态建设", *page(PARAGRAPHS[3])],
    )
    assert titles(document) == [
        "一、统筹推进新型能源体系建设和产业结构优化升级取得积极进展",
        "二、交通运输",
        "典型案例选编",
        "三、生态建设",
    ]
    assert texts(document) == PARAGRAPHS[:4]


def test_a_part_without_a_printed_title_begins_with_its_lead_in(read):
    contents = ["\t第一部分 现状", "\t一、能源", "\t二、交通", "\t第二部分 展望与措施", "\t一、生态", "\t二、建筑"]
    document = read(
        [*page(PARAGRAPHS[0]), "一、能源", *page(PARAGRAPHS[1])],
        ["二、交通", *page(PARAGRAPHS[2])],
        [*page(PARAGRAPHS[3]), "一、生态", *page(PARAGRAPHS[4])],
        ["二、建筑", *page(PARAGRAPHS[0]), *contents],
    )
    assert titles(document) == [
        ["第一部分 现状", ["一、能源", "二、交通"]],
        ["第二部分 展望与措施", ["一、生态", "二、建筑"]],
    ]
    lead_ins = [p.text for p in document.passages if len(p.section_path) == 1]
    assert lead_ins == [PARAGRAPHS[0], PARAGRAPHS[3]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_without_headings_is_one_section(read, encoding):
    document = read(["某市工作简报", *PARAGRAPHS], encoding=encoding)
    assert titles(document) == ["某市工作简报"]
    assert texts(document) == ["某市工作简报", *PARAGRAPHS]
    assert {p.section_path for p in document.passages} == {("某市工作简报",)}


def test_chapters_and_sections_without_contents(read):
    lines = ["前言", PARAGRAPHS[0], "第一章 总则", "第一节 目标", PARAGRAPHS[1], "第二节 原则", PARAGRAPHS[2]]
    lines += ["第二章", "任务", PARAGRAPHS[3], "结语", PARAGRAPHS[4]]
    outline = ["前言", ["第一章 总则", ["第一节 目标", "第二节 原则"]], "第二章任务", "结语"]
    assert titles(read(lines)) == outline
    assert titles(read([line for text in lines for line in wrap(text)])) == outline


def test_a_preface_is_as_high_as_the_chapters_whatever_their_style(read):
    lines = ["前言", PARAGRAPHS[0], "一、能源", "（一）电力", PARAGRAPHS[1], "二、交通", PARAGRAPHS[2], "展望"]
    lines += [PARAGRAPHS[3]]
    assert titles(read(lines)) == ["前言", ["一、能源", ["（一）电力"]], "二、交通", "展望"]


def test_a_wrapped_heading_without_contents_is_whole(read):
    heading = "一、统筹推进新型能源体系建设和产业结构优化升级协同创新"
    lines = [*page(*PARAGRAPHS[:3]), heading, "取得积极进展", *page(PARAGRAPHS[3])]
    document = read(lines)
    assert titles(document) == [f"{heading}取得积极进展"]
    assert document.passages[-1].text == PARAGRAPHS[3]


def test_markdown_headings(read):
    lines = ["# 某市报告", "", "## 一、能源", "", PARAGRAPHS[0], "", "### 电力", "", PARAGRAPHS[1], ""]
    document = read([*lines, "## 二、交通", "", "- 公交电动化", "- 出租车电动化", "", PARAGRAPHS[2]])
    assert titles(document) == [["某市报告", [["一、能源", ["电力"]], "二、交通"]]]
    assert texts(document)[2:4] == ["- 公交电动化", "- 出租车电动化"]
    assert document.title == "某市报告"


def test_numbers_at_the_start_of_a_wrapped_line_are_no_heading(read):
    paragraph = (
        "截至年底，全市绿色建筑面积在各区各部门共同努力之下已达2.1 亿平方米，比上年末增加一成，走在全国前列并持续领先。"
    )
    document = read(page(paragraph, *PARAGRAPHS))
    assert texts(document) == [paragraph, *PARAGRAPHS]
    assert len(document.sections) == 1


def test_a_run_in_title_that_the_contents_list_is_found(read):
    contents = ["目录", "一、能源", "（一）调整结构", "（二）节约能源", "二、交通"]
    body = ["一、能源", f"（一）调整结构。{PARAGRAPHS[0]}", f"（二）节约能源。{PARAGRAPHS[1]}", "二、交通"]
    body += [PARAGRAPHS[2]]
    assert titles(read([*contents, *body])) == [["一、能源", ["（一）调整结构", "（二）节约能源"]], "二、交通"]


def test_decimal_numbers_in_contents_and_body(read):
    contents = [
        "目　录",
        "1 概述 ……… 1",
        "1.1 背景 ……… 1",
        "1.2 目标 ……… 2",
        "2 进展 ……… 3",
        "2.1 能源 ……… 3",
        "附录 … 5",
    ]
    body = ["1 概述", "1.1 背景", *page(PARAGRAPHS[0]), "1.2 目标", *page(PARAGRAPHS[1]), "2 进展", "2.1 能源"]
    document = read(contents, [*body, *page(PARAGRAPHS[2]), "附录", *page(PARAGRAPHS[3])])
    assert titles(document) == [["1 概述", ["1.1 背景", "1.2 目标"]], ["2 进展", ["2.1 能源"]], "附录"]
    assert texts(document) == PARAGRAPHS[:4]


def test_a_listed_preface_that_stands_nowhere_is_left_out(read):
    contents = ["目录", "前言", "一、能源", "二、交通", "三、生态"]
    document = read(["一、能源", PARAGRAPHS[0], "二、交通", PARAGRAPHS[1], "三、生态", PARAGRAPHS[2], *contents])
    assert titles(document) == ["一、能源", "二、交通", "三、生态"]
    assert document.title == "report"  # a section's heading is not the title of the report
