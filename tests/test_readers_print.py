"""What official PDF files print beside their text: boxes above tables, captions, borders, titles torn over lines."""

from collections.abc import Callable

import pytest
from corpus_samples import PARAGRAPHS, texts, titles, wrap
from pdf_samples import LEADING, LEFT, RIGHT, SIZE, TOP, PdfPage, write_pdf

from corpus.document import Document
from corpus.report import read_report

pytestmark = pytest.mark.usefixtures("pdf_read_here")

CELLS = 52  # of a printed line: 26 characters


@pytest.fixture
def read(tmp_path) -> Callable[..., Document]:
    return lambda *pages: read_report(write_pdf(tmp_path / "报告.pdf", *pages))


def printed(paragraph: str) -> list[str]:
    first, *rest = wrap(paragraph, CELLS)
    return ["\u3000\u3000" + first, *rest]


def sheet(*paragraphs: str, y: float = TOP) -> tuple[PdfPage, float]:
    """A page with these paragraphs and the next y; a title of its own stays a line."""
    page = PdfPage()
    for paragraph in paragraphs:
        y = page.lines(printed(paragraph), y=y)
    return page, y


def test_a_table_below_the_title_of_a_box_fills_it_and_text_below_is_no_part_of_it(read):
    page, y = sheet("一、目标", PARAGRAPHS[0])
    page.text(180, y, "专栏2-1 主要指标", 14, bold=True)
    y = page.grid(LEFT, y + 10, [180, 110, 110], [["指标", "2020年", "2025年"], ["覆盖率（%）", "40.2", "42"]])
    page.lines([*printed("二、任务"), *printed(PARAGRAPHS[1])], y=y + 30)
    document = read(page)
    assert titles(document) == ["一、目标", "二、任务"]
    assert [(box.number, box.title) for box in document.boxes] == [("2-1", "主要指标")]
    assert [(p.box, p.text) for p in document.passages if p.kind == "table"] == [
        ("专栏2-1 主要指标", "覆盖率（%） · 2020年：40.2 · 2025年：42")
    ]
    assert [p.box for p in document.passages if p.text == PARAGRAPHS[1]] == [None]


def test_a_remark_below_the_table_of_a_box_belongs_to_it(read):
    page, y = sheet("一、目标", PARAGRAPHS[0])
    page.text(180, y, "专栏1 主要指标", 14, bold=True)
    y = page.grid(LEFT, y + 10, [180, 110, 110], [["指标", "2020年", "2025年"], ["覆盖率（%）", "40.2", "42"]])
    page.lines(["\u3000\u3000注：指标均为预期性。", *printed(PARAGRAPHS[1])], y=y + 30)
    document = read(page)
    boxed = [(p.box, p.text) for p in document.passages if p.kind == "box"]
    assert boxed == [("专栏1 主要指标", "注：指标均为预期性。")]
    assert texts(document)[-1] == PARAGRAPHS[1]


def test_a_frame_below_the_title_of_a_box_is_the_box(read):
    page, y = sheet("一、能源", PARAGRAPHS[0])
    page.text(180, y, "专栏一 低碳园区", 14)
    top, bottom = y + 10, y + 130
    for x0, y0, x1, y1 in ((LEFT, top, RIGHT, top), (LEFT, bottom, RIGHT, bottom)):
        page.rule(x0, y0, x1, y1)
    page.rule(LEFT, top, LEFT, bottom).rule(RIGHT, top, RIGHT, bottom)
    first, *rest = wrap(PARAGRAPHS[1], 60)
    page.lines(["\u3000\u3000" + first, *rest], x=LEFT + 8, y=y + 40, size=12)
    page.lines(printed(PARAGRAPHS[2]), y=bottom + 30)
    document = read(page)
    assert [(p.box, p.text) for p in document.passages if p.kind == "box"] == [("专栏一 低碳园区", PARAGRAPHS[1])]
    assert texts(document) == [PARAGRAPHS[0], PARAGRAPHS[2]]


def test_a_bold_title_of_a_box_without_a_frame_is_no_section(read):
    page, y = sheet("一、能源", PARAGRAPHS[0])
    for at, paragraph in enumerate(PARAGRAPHS[1:3], start=1):
        page.text(180, y, f"专栏{at} 重点项目", SIZE, bold=True)
        lines = wrap(paragraph, 60)
        y = page.lines(["\u3000\u3000" + lines[0], *lines[1:]], y=y + 24, size=12, leading=20) + 10
        y = page.lines(printed(PARAGRAPHS[at + 2]), y=y)
    document = read(page)
    assert titles(document) == ["一、能源"]
    assert [p.box for p in document.passages if p.kind == "box"] == ["专栏1 重点项目", "专栏2 重点项目"]
    assert texts(document) == [PARAGRAPHS[0], PARAGRAPHS[3], PARAGRAPHS[4]]


def test_bold_lines_that_name_a_table_a_figure_or_an_office_head_no_section(read):
    page, y = sheet("一、目标", PARAGRAPHS[0])
    page.text(200, y, "发展指标体系", SIZE, bold=True)
    y = page.grid(LEFT, y + 10, [180, 110, 110], [["指标", "2020年", "2025年"], ["覆盖率（%）", "40.2", "42"]]) + 30
    y = page.lines(printed(PARAGRAPHS[1]), y=y)
    for words in ("政策分析", "绩效核算", "图1 评价工作程序"):
        page.text(LEFT + 130, y, words, SIZE, bold=True)
        y += LEADING
    y = page.lines(printed(PARAGRAPHS[2]), y=y)
    page.text(LEFT + 200, y, "江阳市生态环境局", SIZE, bold=True).text(LEFT + 220, y + LEADING, "2022年3月")
    document = read(page)
    assert titles(document) == ["一、目标"]
    assert [table.title for table in document.tables] == ["发展指标体系"]
    assert [figure.title for figure in document.figures] == ["评价工作程序"]


def test_a_border_around_every_page_frames_no_box(read):
    pages = []
    for at in range(3):
        page, _ = sheet(f"{'一二三'[at]}、事项", PARAGRAPHS[at])
        for x0, y0, x1, y1 in ((60, 40, 540, 40), (60, 800, 540, 800), (60, 40, 60, 800), (540, 40, 540, 800)):
            page.rule(x0, y0, x1, y1)
        pages.append(page)
    document = read(*pages)
    assert titles(document) == ["一、事项", "二、事项", "三、事项"] and texts(document) == PARAGRAPHS[:3]


def test_a_line_that_returns_above_three_annexes_of_a_long_file_is_no_running_head(read):
    pages = [sheet(f"{'一二三四五六七八九'[at]}、事项", PARAGRAPHS[at % 5])[0] for at in range(9)]
    for at in (9, 22, 31):
        while len(pages) < at:
            pages.append(sheet(PARAGRAPHS[len(pages) % 5])[0])
        page = PdfPage().text(250, 60, f"附录{'ABC'[len(pages) // 11]}").text(250, 88, "（规范性）")
        page.lines(printed(PARAGRAPHS[at % 5]), y=130)
        pages.append(page)
    assert read(*pages).text.count("（规范性）") == 3


def test_page_numbers_and_a_title_in_full_width_digits_are_read_in_half_width(read):
    first = PdfPage().text(130, 120, "江阳市发展规划", 24, bold=True)
    first.text(130, 156, "（２０２１－２０３５年）", 24, bold=True).text(280, 800, "— １１ —", 12)
    second, _ = sheet("一、目标", *PARAGRAPHS[:2])
    second.text(280, 800, "— １２ —", 12)
    document = read(first, second)
    assert document.title == "江阳市发展规划（2021－2035年）"
    assert [page.label for page in document.pages] == ["11", "12"]


def test_a_guillemet_beside_chinese_is_a_title_mark_however_narrow_it_is(read):
    page = PdfPage().text(110, 120, "关于印发«江阳市规划»的通知", 22, bold=True)
    page.lines(["各区：", *printed(PARAGRAPHS[0])], y=180)
    assert read(page).title == "关于印发《江阳市规划》的通知"


def test_the_last_words_of_a_title_stand_on_their_own_line_with_its_number(read):
    page = PdfPage().text(80, 120, "江阳市人民政府关于印发江阳市环境保护规划", 20, bold=True)
    page.text(170, 148, "的通知(江政字〔2021〕19号)", 20, bold=True)
    page.lines(["各区人民政府：", *printed(PARAGRAPHS[0])], y=210)
    assert read(page).title == "江阳市人民政府关于印发江阳市环境保护规划的通知"


def test_the_bodies_of_a_letterhead_are_no_title_and_a_short_name_in_the_title_is_told_in_full(read):
    page = PdfPage().text(120, 100, "江阳省科学技术厅", 38, bold=True)
    page.text(120, 150, "江阳省住房和城乡建设厅", 34, bold=True)
    page.text(110, 230, "省住房城乡建设厅关于印发专项资金指南的通知", 18, bold=True)
    page.lines(["各设区市：", *printed(PARAGRAPHS[0])], y=280)
    page.text(300, 500, "江阳省住房和城乡建设厅").text(330, 530, "2022年3月1日")
    document = read(page)
    assert document.title == "省住房城乡建设厅关于印发专项资金指南的通知"
    assert document.publisher == "江阳省住房和城乡建设厅"


def test_a_row_below_a_merged_heading_is_no_heading_where_its_other_cells_are_filled(read):
    page, y = sheet("一、类型", PARAGRAPHS[0])
    rows = [["重点行业", "<", "吨/吨原料"], ["电力", "燃煤发电", "√"], ["钢铁", "炼铁", "√"]]
    page.grid(LEFT, y, [110, 110, 110], rows)
    document = read(page)
    assert [p.text for p in document.passages if p.kind == "table"] == [
        "电力 · 重点行业：燃煤发电 · 吨/吨原料：√",
        "钢铁 · 重点行业：炼铁 · 吨/吨原料：√",
    ]


def test_headings_of_an_english_report_nest_by_number_and_by_size(read):
    words = "The average concentration of fine particles fell to 21 micrograms per cubic metre in this year."

    def report(*heads: tuple[str, float]) -> Document:
        page, y = PdfPage().text(120, 60, "Riverton Clean Air Report 2024", 24, bold=True), 100.0
        for title, size in heads:
            page.text(LEFT, y, title, size, bold=True)
            y = page.lines([words[:48], words[48:]], y=y + 24, size=11, leading=16) + 8
        return read(page)

    numbered = report(("1. Introduction", 16), ("2. Air Quality", 16), ("2.1 Trends", 13), ("3. Outlook", 16))
    assert titles(numbered) == ["1. Introduction", ["2. Air Quality", ["2.1 Trends"]], "3. Outlook"]
    plain = report(("Introduction", 16), ("Air Quality", 16), ("Trends", 13), ("Outlook", 16))
    assert titles(plain) == ["Introduction", ["Air Quality", ["Trends"]], "Outlook"]


def test_stops_that_kept_their_code_of_gbk_are_read_as_they_are_printed(read):
    page = PdfPage()
    page.lines(["\u3000\u3000坚持生态优先ꎬ推动低碳发展ꎮ各区抓好落实ꎮ"])
    sentences = [s.text for p in read(page).passages for s in p.sentences]
    assert sentences == ["坚持生态优先，推动低碳发展。", "各区抓好落实。"]


def test_a_plan_below_the_word_attachment_gives_the_report_its_name(read):
    page = PdfPage().text(LEFT, 80, "附件1", bold=True)
    page.text(150, 130, "江阳市碳普惠交易管理办法", 18, bold=True)
    articles = [f"{'第一条' if at == 0 else '第二条'} {PARAGRAPHS[at]}" for at in (0, 1)]
    page.lines([line for text in ("第一章 总则", *articles) for line in printed(text)], y=180)
    assert read(page).title == "江阳市碳普惠交易管理办法"


def test_a_notice_without_a_title_bears_that_of_the_plan_it_brings(read):
    page = PdfPage()
    brings = printed("现将《江阳市节能降碳支持措施》印发给你们，请认真贯彻执行。")
    page.lines(["江政办〔2022〕3号", "各镇人民政府：", *brings])
    assert read(page).title == "江阳市节能降碳支持措施"


def test_what_word_prints_in_the_margin_of_a_revised_text_is_left_out(read):
    page, _ = sheet(PARAGRAPHS[0], PARAGRAPHS[1])
    page.text(520, 300, "域代码已更改", 9).text(520, 330, "批注 [a1]: 待核实", 9)
    assert texts(read(page)) == PARAGRAPHS[:2]


def test_a_box_may_bear_no_number(read):
    page, y = sheet("一、能源", PARAGRAPHS[0])
    page.text(180, y, "专栏 清洁高效能源体系建设", 14, bold=True)
    lines = wrap(PARAGRAPHS[1], 60)
    y = page.lines(["\u3000\u3000" + lines[0], *lines[1:]], y=y + 24, size=12, leading=20) + 10
    page.lines(printed(PARAGRAPHS[2]), y=y)
    document = read(page)
    assert [(box.number, box.title) for box in document.boxes] == [("", "清洁高效能源体系建设")]
    assert texts(document) == [PARAGRAPHS[0], PARAGRAPHS[2]]


def test_a_paragraph_that_ends_with_a_bracket_does_not_swallow_the_heading_below(read):
    told = PARAGRAPHS[0][:-1] + "（责任单位：市生态环境局、市财政局）"
    page, _ = sheet("一、任务", "（一）分区治理", told, "（二）资源利用", PARAGRAPHS[1])
    assert titles(read(page)) == [["一、任务", ["（一）分区治理", "（二）资源利用"]]]
