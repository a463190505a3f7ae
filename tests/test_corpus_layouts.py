"""Small reports in other layouts: what the reader knows are rules, not the first report."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.layout import display_width
from corpus.report import read_report

CELLS = 56  # of a printed line: 28 Chinese characters
PARAGRAPHS = [
    "全市持续推进能源结构调整，新增光伏装机容量30万千瓦，清洁能源装机占比超过80%，为绿色转型提供了有力支撑，市民的获得感明显增强。",
    "交通领域加快电动化步伐，新能源汽车保有量达126.9万辆，公交车和出租车全部实现电动化，充电设施覆盖每个街道，出行方式更加低碳。",
    "生态系统碳汇能力稳步提升，森林覆盖率保持稳定，新增公园绿地面积50公顷，红树林得到有效保护，生物多样性监测网络覆盖全部重点区域。",
    "建筑领域全面执行绿色标准，新建建筑中二星级及以上占比达到七成，既有建筑节能改造累计完成两千万平方米，节能效果逐年显现出来。",
    "碳市场运行总体平稳，全年成交量超过一亿吨，重点排放单位全部按时履约，绿色金融产品不断丰富，企业减排的内生动力进一步得到增强。",
]
BOX_TEXT = (
    "超充站数量首次超过加油站，市民平均九百米即可找到一座充电站，充电时间缩短到十分钟以内，"
    "夜间充电价格进一步下降，服务水平全国领先。"
)


def wrap(paragraph: str, cells: int = CELLS, indent: int = 4) -> list[str]:
    """Break a paragraph into printed lines as a PDF has them: the first is short by an indent that is not kept."""
    lines, room = [""], cells - indent
    for token in re.findall(r"[A-Za-z0-9.,%’'-]+ ?|.", paragraph):
        if display_width(lines[-1] + token) > room and token not in "，。；：、！？）”":
            lines.append("")
            room = cells
        lines[-1] += token
    return [line.strip() for line in lines]


def page(*paragraphs: str, cells: int = CELLS) -> list[str]:
    return [line for paragraph in paragraphs for line in wrap(paragraph, cells)]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Document]:
    """Write the lines of one file, or of several pages, as a report and read it."""

    def read(*pages: list[str], encoding: str = "utf-8") -> Document:
        path = tmp_path / "report.txt"
        path.write_bytes("\n\f".join("\n".join(lines) for lines in pages).encode(encoding))
        document = read_report(path)
        assert all(document.text[p.start : p.end] == p.text for p in document.passages)
        blank = re.compile(r"\s")
        read_once = Counter(blank.sub("", "".join(p.text for p in document.passages)))
        assert read_once == Counter(blank.sub("", document.text))
        return document

    return read


def titles(document: Document) -> list:
    """The outline as nested lists: a title, or a title with a list of what is below it."""

    def tree(section):
        return [section.title, [tree(child) for child in section.children]] if section.children else section.title

    return [tree(section) for section in document.sections]


def texts(document: Document, kind: str = "body") -> list[str]:
    return [passage.text for passage in document.passages if passage.kind == kind]


def test_hard_wrapped_lines_become_the_paragraphs_they_were(read):
    assert texts(read(page(*PARAGRAPHS))) == PARAGRAPHS


def test_a_paragraph_that_a_page_break_interrupts_is_whole(read):
    lines = page(*PARAGRAPHS)
    document = read(lines[:4], lines[4:])
    assert texts(document) == PARAGRAPHS
    assert [(p.first_page, p.last_page) for p in document.passages] == [(1, 1), (1, 2), (2, 2), (2, 2), (2, 2)]


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


def test_running_heads_and_page_numbers_at_the_edges_of_pages_are_dropped(read):
    document = read(*([f"某市绿色发展报告 {n}", *page(PARAGRAPHS[n]), str(n + 10)] for n in range(5)))
    assert texts(document) == PARAGRAPHS
    assert document.page_count == 5
    dashed = read([line for n in range(5) for line in ["绿色发展报告", f"— {n + 1} —", *page(PARAGRAPHS[n])]])
    assert texts(dashed) == PARAGRAPHS
    assert [p.first_page for p in dashed.passages] == [1, 2, 3, 4, 5]
    assert dashed.title == "绿色发展报告"


def test_a_number_that_stands_alone_in_a_table_is_text(read):
    document = read([*page(PARAGRAPHS[0]), "表 1 保有量", "2023", "118", "2024", *page(PARAGRAPHS[1])])
    assert all(number in document.text for number in ("2023", "118", "2024"))


def test_form_feeds_count_empty_pages_too(read):
    document = read([], [], [PARAGRAPHS[0]])
    assert [p.first_page for p in document.passages] == [3]


def test_a_box_between_two_halves_of_a_sentence_with_body_text_below_it(read):
    body = page(*PARAGRAPHS)
    box = ["专栏 1 超充之城", *wrap(BOX_TEXT, CELLS + 8)]
    document = read(["一、能源", *body[:4], *box, *body[4:]])
    assert texts(document) == PARAGRAPHS
    assert texts(document, "box") == [BOX_TEXT]
    (found,) = document.boxes
    assert (found.number, found.title, found.section_path) == (1, "超充之城", ("一、能源",))


def test_a_box_of_the_width_of_the_body_ends_with_its_page(read):
    body = page(*PARAGRAPHS)
    document = read([*body[:4], "专栏 1 超充之城", *page(BOX_TEXT)], body[4:])
    assert texts(document) == PARAGRAPHS
    assert texts(document, "box") == [BOX_TEXT]


def test_a_box_that_runs_over_two_pages(read):
    body, box = page(*PARAGRAPHS), wrap(BOX_TEXT)
    document = read([*body[:4], "专栏 1 超充之城", *box[:2]], [*box[2:], *body[4:]])
    assert texts(document, "box") == [BOX_TEXT]
    assert texts(document) == PARAGRAPHS
    (passage,) = [p for p in document.passages if p.kind == "box"]
    assert (passage.first_page, passage.last_page) == (1, 2)


def test_a_wider_box_goes_on_after_a_page_that_ends_with_its_sentence(read):
    body, box = page(*PARAGRAPHS), wrap(BOX_TEXT, CELLS + 8)
    document = read([*body[:4], "专栏 1 超充之城", *box], [*wrap(PARAGRAPHS[0], CELLS + 8), *body[4:]])
    assert texts(document, "box") == [BOX_TEXT, PARAGRAPHS[0]]
    assert texts(document) == PARAGRAPHS


def test_titles_of_boxes_and_figures_over_two_lines_and_a_source_over_two(read):
    body = page(*PARAGRAPHS[:3])
    insert = [
        "专栏3 新能源汽车充电网络建设",
        "与城市更新融合发展",
        *wrap(BOX_TEXT),
        "图1 2020—2024 年全市新能源",
        "汽车保有量",
        "（资料来源：市发展改革委、市工业和信息化局、市交通运输",
        "局）",
    ]
    document = read([*body, *insert], page(*PARAGRAPHS[3:]))
    (box,), (figure,) = document.boxes, document.figures
    assert (box.number, box.title) == (3, "新能源汽车充电网络建设与城市更新融合发展")
    assert (figure.number, figure.title) == (1, "2020—2024 年全市新能源汽车保有量")
    assert figure.source == "市发展改革委、市工业和信息化局、市交通运输局"
    assert texts(document, "box") == [BOX_TEXT]
    assert texts(document) == PARAGRAPHS


def test_a_source_without_brackets_is_one_line(read):
    document = read([*page(*PARAGRAPHS[:3]), "图 1 保有量", "资料来源：市统计局", *page(*PARAGRAPHS[3:])])
    assert [(f.title, f.source) for f in document.figures] == [("保有量", "市统计局")]
    assert texts(document) == PARAGRAPHS


def test_a_sentence_about_a_figure_is_no_caption(read):
    sentence = "图1显示，新能源汽车保有量逐年上升。"
    document = read([*PARAGRAPHS, sentence])
    assert document.figures == () and document.passages[-1].text == sentence


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


def test_a_list_without_stops_is_not_taken_for_wrapped_lines(read):
    items = [f"- {text[: 15 + 9 * n]}" for n, text in enumerate(PARAGRAPHS)]
    assert texts(read([*items, PARAGRAPHS[0]])) == [*items, PARAGRAPHS[0]]


def test_numbers_at_the_start_of_a_wrapped_line_are_no_heading(read):
    paragraph = (
        "截至年底，全市绿色建筑面积在各区各部门共同努力之下已达2.1 亿平方米，比上年末增加一成，走在全国前列并持续领先。"
    )
    document = read(page(paragraph, *PARAGRAPHS))
    assert texts(document) == [paragraph, *PARAGRAPHS]
    assert len(document.sections) == 1


def test_an_english_report(read):
    paragraphs = [
        "The city added 300 MW of solar capacity in 2024. Clean energy now makes up more than 80 per cent of the "
        "total, which is the highest share in the region and well above the target set by Dr. Li in 2020.",
        "New-energy vehicles reached 1.269 million. All buses and taxis are electric, and every district has "
        "charging stations within walking distance. Emissions from transport fell by 4.5 per cent.",
    ]
    lines = ["Chapter 1 Energy", *wrap(paragraphs[0], 72, 0), "", "Chapter 2 Transport", *wrap(paragraphs[1], 72, 0)]
    document = read(lines)
    assert titles(document) == ["Chapter 1 Energy", "Chapter 2 Transport"]
    assert texts(document) == paragraphs
    assert document.language == "en"
    assert [len(p.sentences) for p in document.passages if p.kind == "body"] == [2, 3]


def test_a_traditional_report(read):
    paragraph = "全市持續推進能源結構調整，新增光伏裝機容量三十萬千瓦。「零碳」試點順利開展，成效顯著。"
    lines = ["目錄", "總則 ........ 1", "第一章 能源結構 ........ 1", "第二章 交通運輸 ........ 2", "結語 ........ 3"]
    body = ["總則", paragraph, "第一章 能源結構", paragraph, "專欄 1 超充之城", paragraph, "第二章 交通運輸", paragraph]
    document = read([*lines, *body, "圖 1 保有量", "資料來源：環境局", "結語", paragraph])
    assert titles(document) == ["總則", "第一章 能源結構", "第二章 交通運輸", "結語"]
    assert [(box.number, box.title) for box in document.boxes] == [(1, "超充之城")]
    assert [(f.title, f.source) for f in document.figures] == [("保有量", "環境局")]
    assert document.language == "zh-Hant"
    assert len(document.passages[1].sentences) == 2


def test_a_numbered_list_stays_in_its_sentence(read):
    paragraph = "建设成果包括：（1）节能率提高20%；（2）减少碳排放347.88吨；（3）建成平台。目前排放下降40%。"
    (passage,) = read([paragraph]).passages
    assert [s.text for s in passage.sentences] == [paragraph[: paragraph.index("目前")], "目前排放下降40%。"]


def test_a_run_in_title_that_the_contents_list_is_found(read):
    contents = ["目录", "一、能源", "（一）调整结构", "（二）节约能源", "二、交通"]
    body = ["一、能源", f"（一）调整结构。{PARAGRAPHS[0]}", f"（二）节约能源。{PARAGRAPHS[1]}", "二、交通"]
    body += [PARAGRAPHS[2]]
    assert titles(read([*contents, *body])) == [["一、能源", ["（一）调整结构", "（二）节约能源"]], "二、交通"]
