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


def test_a_salutation_in_bold_is_no_heading(read):
    document = read(["# 某市报告", "", "## 各位代表：", "", PARAGRAPHS[0], "", "## 一、能源", "", PARAGRAPHS[1]])
    assert titles(document) == [["某市报告", ["一、能源"]]]


def test_headings_that_markup_puts_on_one_level_nest_by_their_numbers(read):
    lines = ["# 某市报告", "", "## 一、能源", "", PARAGRAPHS[0], "", "## 二、交通", ""]
    lines += ["## （一）公交", "", PARAGRAPHS[1], "", "## 1.线路", "", PARAGRAPHS[2], ""]
    lines += ["## （二）出租", "", PARAGRAPHS[3], ""]
    document = read([*lines, "## 三、保障", "", PARAGRAPHS[0]])
    transport = ["二、交通", [["（一）公交", ["1.线路"]], "（二）出租"]]
    assert titles(document) == [["某市报告", ["一、能源", transport, "三、保障"]]]
    document = read(["# 某市报告", "", "## （一）公交", "", PARAGRAPHS[1], "", "## 一、能源", "", PARAGRAPHS[0]])
    assert titles(document) == [["某市报告", ["（一）公交", "一、能源"]]]  # what begins with the lower style is no tree


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


def test_a_preface_before_contents_that_do_not_list_it_is_a_section(read):
    contents = ["目录", "第一章 背景 …… 1", "第二章 目标 …… 2", "第三章 任务 …… 3", "第四章 保障 …… 4"]
    body = [line for at in range(4) for line in (contents[at + 1][:6], *page(PARAGRAPHS[at + 1]))]
    document = read(["前  言", *page(PARAGRAPHS[0])], contents, body)
    assert titles(document) == ["前言", "第一章 背景", "第二章 目标", "第三章 任务", "第四章 保障"]


def test_a_heading_that_the_contents_skip_stands_between_its_neighbours(read):
    names = ["一、背景", "二、目标", "三、任务", "四、保障", "五、评估"]
    contents = ["目录", *(f"{name} …… {at + 1}" for at, name in enumerate(names) if at != 3)]
    body = [line for name, paragraph in zip(names, PARAGRAPHS, strict=True) for line in (name, *page(paragraph))]
    assert titles(read(contents, body)) == names


def test_contents_list_annexes_that_the_file_lacks(read):
    names = ["一、背景", "二、目标", "三、任务"]
    annexes = [f"附表{number} 水体清单 …… {at + 9}" for at, number in enumerate("一二三四")]
    contents = ["目录", *(f"{name} …… {at + 1}" for at, name in enumerate(names)), *annexes]
    body = [line for name, paragraph in zip(names, PARAGRAPHS[:3], strict=True) for line in (name, *page(paragraph))]
    document = read(contents, body)
    assert titles(document) == names and "……" not in document.text


def test_contents_whose_numbers_differ_from_those_of_the_body_are_left_out_of_the_text(read):
    contents = ["目录", "1、政策背景 …… 1", "2、发展目标 …… 2", "3、重点任务 …… 3", "4、保障措施 …… 4"]
    names = ["（一）背景", "（二）目标", "（三）任务", "（四）保障"]
    body = [line for name, paragraph in zip(names, PARAGRAPHS[:4], strict=True) for line in (name, *page(paragraph))]
    document = read(contents, body)
    assert titles(document) == names and "政策背景" not in document.text


def test_a_title_as_wide_as_its_line_stands_close_to_its_page_number(read):
    long = "三、推动绿色健康技术应用，全面提高住宅的智慧性能"
    contents = ["目录", "一、背景 …… 1", "二、目标 …… 2", f"{long}3", "四、保障 …… 4", "五、评估 …… 5"]
    names = ["一、背景", "二、目标", long, "四、保障", "五、评估"]
    body = [line for name, paragraph in zip(names, PARAGRAPHS, strict=True) for line in (name, *page(paragraph))]
    assert titles(read(contents, body)) == names


def test_a_second_document_of_the_file_has_contents_of_its_own(read):
    first, second = [f"{n}、事项{n}" for n in "一二三四"], [f"第{n}章 规则{n}" for n in "一二三四"]
    pages = []
    for names in (first, second):
        pages.append(["目录", *(f"{name} …… {at + 1}" for at, name in enumerate(names))])
        paragraphs = zip(names, PARAGRAPHS[:4], strict=True)
        pages.append([line for name, paragraph in paragraphs for line in (name, *page(paragraph))])
    document = read(*pages)
    assert [section.title for _, section in document.walk_sections()] == [*first, *second]
    assert "……" not in document.text


def test_formal_numbers_stand_above_the_plain_ones(read):
    lines = ["壹、前言", *page(PARAGRAPHS[0]), "貳、施政規劃", "一、捷運城市", *page(PARAGRAPHS[1])]
    lines += ["二、樂活城市", *page(PARAGRAPHS[2]), "參、結語", *page(PARAGRAPHS[3])]
    assert titles(read(lines)) == ["壹、前言", ["貳、施政規劃", ["一、捷運城市", "二、樂活城市"]], "參、結語"]


def test_what_a_database_of_laws_adds_below_a_text_is_no_part_of_it(read):
    lines = ["【法宝引证码】 CLI.WP.1", "一、背景", *page(*PARAGRAPHS[:3]), "二、目标", *page(*PARAGRAPHS[3:])]
    lines += ["最新推出法宝智能订阅功能，新法新案邮箱见！", "正式引用时请与标准文本核对。", "爱法律 有未来！"]
    document = read(lines)
    assert titles(document) == ["一、背景", "二、目标"] and texts(document) == PARAGRAPHS


def test_what_is_attached_behind_the_contents_has_headings_of_its_own(read):
    names = ["一、背景", "二、目标", "三、任务", "四、保障"]
    contents = ["目录", *(f"{name} …… {at + 1}" for at, name in enumerate(names)), "附件1 …… 9"]
    body = [line for name, paragraph in zip(names, PARAGRAPHS[:4], strict=True) for line in (name, *page(paragraph))]
    attached = ["附件1", "一、总体要求", *page(PARAGRAPHS[4]), "二、重点工作", *page(PARAGRAPHS[0])]
    document = read(contents, body, attached)
    assert titles(document) == [*names, ["附件1", ["一、总体要求", "二、重点工作"]]]


def test_page_numbers_of_contents_may_stand_in_brackets(read):
    names = ["一、总体要求", "二、发展目标", "三、重点任务", "四、保障措施"]
    contents = ["目  录", *(f"{name} ({at + 5})" for at, name in enumerate(names))]
    body = [line for name, paragraph in zip(names, PARAGRAPHS[:4], strict=True) for line in (name, *page(paragraph))]
    document = read(contents, body)
    assert titles(document) == names and "(5)" not in document.text


def test_short_contents_below_their_title_need_no_page_numbers(read):
    entries = ["第一章　总　　则", "第二章　附　　则"]
    body = [entries[0], "第一条　制定本条例。", entries[1], "第二条　自公布之日起施行。"]
    document = read(["江阳市条例", "目　　录", *entries, *body])
    assert [(section.title, [s.title for s in section.children]) for section in document.sections] == [
        ("第一章 总 则", ["第一条"]),
        ("第二章 附 则", ["第二条"]),
    ]


def test_a_heading_that_breaks_at_a_comma_before_its_line_is_full(read):
    heading = ["一、坚持以绿色发展理念为指导，深入推进生态文明，", "全面建设美丽江阳"]
    document = read(["江阳市规划", *heading, *page(*PARAGRAPHS[:3]), "二、保障措施", *page(*PARAGRAPHS[3:])])
    assert [section.title for section in document.sections] == ["".join(heading), "二、保障措施"]


def test_short_reports_in_english_with_capitals_and_torn_lines(read):
    lines = [
        "RIVERTON CLIMATE PLAN",
        "",
        "CHAPTER 1: OVERVIEW",
        "",
        "The plan covers 12 measures and runs until 2030. It was",
        "adopted by the City Council in May 2021.",
        "",
        "Annex A: Glossary",
        "",
        "GHG means a greenhouse gas.",
    ]
    document = read(lines)
    assert [section.title for section in document.sections] == ["CHAPTER 1: OVERVIEW", "Annex A: Glossary"]
    assert "The plan covers 12 measures and runs until 2030. It was adopted by the City Council in May 2021." in texts(
        document
    )


@pytest.mark.parametrize(
    ("title", "entry"),
    [
        (["目 录", "CONTENTS"], "{title} / 0{page}"),
        (["目录"], "{title}…………（{page}）"),
        (["【目录】"], "{title}"),
        (["目 录："], "{title}"),
    ],
)
def test_contents_under_any_title_with_numbers_set_off_in_any_way(read, title, entry):
    names = ["一、总体要求", "二、重点任务", "三、保障措施"]
    entries = [entry.format(title=name, page=2 * at + 1) for at, name in enumerate(names)]
    body = [line for name, paragraph in zip(names, PARAGRAPHS[:3], strict=True) for line in (name, paragraph)]
    document = read(["江阳市规划", *title, *entries, *body])
    assert titles(document) == names and texts(document) == ["江阳市规划", *PARAGRAPHS[:3]]


def test_a_name_of_one_character_heads_the_text_below_it_and_not_a_column(read):
    title, section = "某市绿色发展报告（2023）", ["一、能源结构", *page(PARAGRAPHS[1])]
    assert "序" in titles(read([title, "", "序", "", *page(PARAGRAPHS[0]), "", *section]))
    assert "序" not in titles(read([title, "", *section, "", "序", "号", *page(PARAGRAPHS[0])]))
    assert "序" not in titles(read([title, "", *section, "", "序"]))  # at the end it heads nothing
