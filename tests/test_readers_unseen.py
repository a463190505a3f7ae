"""What files showed that nobody had read before: hidden copies of a page, tables without rules, boxes of one cell,
places and articles whose names begin as other words do.

The words are cut from 广州市人民政府办公厅关于进一步加强特困人员救助供养工作的通知 (穗府办规〔2021〕7号), from
山西省“十四五”“两山七河一流域”生态保护和生态文明建设、生态经济发展规划 (晋政发〔2021〕34号),
上海市浦东新区绿色金融发展若干规定 (2022) and 厦门市“十四五”海洋生态环境保护规划 (2022).
"""

from pathlib import Path

import pytest
from corpus_samples import PARAGRAPHS, read_pages, texts, titles, wrap
from docx_samples import paragraph, table, write_docx
from pdf_samples import LEFT, TOP, PdfPage, write_pdf

from corpus.contents import entry_of
from corpus.issuer import bodies
from corpus.place import find_place
from corpus.report import read_report

pytestmark = pytest.mark.usefixtures("pdf_read_here")

TITLE = "广州市人民政府办公厅关于进一步加强特困人员救助供养工作的通知"
ADDRESS = "各区人民政府，市政府各部门、各直属机构："
LAST = "本通知自印发之日起施行，有效期5年。"
TABLE = "<table><tr><td>甲，</td><td>乙，</td></tr><tr><td>丙，</td></tr></table>"
CHROME = ("市民网页", "扫一扫在手机打开当前页", "分享到", "市委组织部", "网站标识码：4401000004")


def test_a_hidden_copy_of_the_text_does_not_bring_in_what_stands_around_it(tmp_path):
    text = "".join(f"<p>{line}</p>" for line in (ADDRESS, *PARAGRAPHS[:3], LAST))
    links = "".join(f"<div>{line}</div>" for line in CHROME)
    shown = f'<div class="warp"><h1>{TITLE}</h1><div class="info">{text}</div></div>'
    hidden = f'<div style="display: none;">{TABLE}{text}</div>'
    page = tmp_path / "通知.html"
    page.write_text(f"<html><body><div>{links}</div>{shown}{hidden}</body></html>", encoding="utf-8")
    document = read_report(page)
    assert document.title == TITLE
    assert texts(document) == [ADDRESS, *PARAGRAPHS[:3], LAST]
    assert document.tables == ()


def test_a_page_of_which_all_is_hidden_until_a_script_shows_it_is_read(tmp_path):
    page = tmp_path / "通知.html"
    page.write_text(f'<html><body><div style="display:none"><p>{PARAGRAPHS[0]}</p></div></body></html>', "utf-8")
    assert texts(read_report(page)) == [PARAGRAPHS[0]]


def test_a_table_of_one_cell_below_the_title_of_a_box_is_the_box(tmp_path):
    items = ("龙湖调蓄工程：总投资12.5亿元，2024年建成。", "金水河治理工程：治理河长24.7公里。")
    cell = f"<w:tbl><w:tr><w:tc>{paragraph(items[0])}{paragraph(items[1])}</w:tc></w:tr></w:tbl>"
    body = [
        paragraph("一、重点任务"),
        paragraph(PARAGRAPHS[0]),
        paragraph("专栏1 重点工程"),
        cell,
        paragraph(PARAGRAPHS[1]),
    ]
    document = read_report(write_docx(tmp_path / "规划.docx", *body))
    assert [(p.box, p.text) for p in document.passages if p.kind == "box"] == [
        ("专栏1 重点工程", text) for text in items
    ]
    assert texts(document)[-1] == PARAGRAPHS[1]


def test_a_table_of_one_cell_without_a_title_stays_text(tmp_path):
    document = read_report(write_docx(tmp_path / "规划.docx", paragraph(PARAGRAPHS[0]), table([[PARAGRAPHS[1]]])))
    assert texts(document) == list(PARAGRAPHS[:2])
    assert document.boxes == ()


def test_rows_without_rules_below_a_caption_are_a_table(tmp_path):
    page = PdfPage()
    y = page.lines(["\u3000\u3000" + wrap(PARAGRAPHS[0], 52)[0], *wrap(PARAGRAPHS[0], 52)[1:]])
    page.text(220, y, "表3 重点工程投资", 12)
    rows = [["工程", "投资（亿元）", "完成年份"], ["汾河治理", "120", "2024"], ["桑干河治理", "86", "2025"]]
    for row in rows:
        y += 20
        for x, cell in zip((100, 230, 350), row, strict=True):
            page.text(x, y, cell, 12)
    page.lines(["\u3000\u3000" + wrap(PARAGRAPHS[1], 52)[0], *wrap(PARAGRAPHS[1], 52)[1:]], y=y + 40)
    document = read_report(write_pdf(tmp_path / "规划.pdf", page))
    assert [p.text for p in document.passages if p.kind == "table"] == [
        "汾河治理 · 投资（亿元）：120 · 完成年份：2024",
        "桑干河治理 · 投资（亿元）：86 · 完成年份：2025",
    ]
    assert document.tables[0].title == "重点工程投资"
    assert texts(document)[-1] == PARAGRAPHS[1]


def test_lines_below_a_caption_that_form_no_columns_stay_text(tmp_path):
    page = PdfPage().text(220, TOP, "表3 重点工程投资", 12)
    page.lines(["\u3000\u3000" + wrap(PARAGRAPHS[0], 52)[0], *wrap(PARAGRAPHS[0], 52)[1:]], y=TOP + 30)
    document = read_report(write_pdf(tmp_path / "规划.pdf", page))
    assert document.tables == ()
    assert PARAGRAPHS[0] in texts(document)


def test_a_heading_goes_on_though_its_last_word_ends_as_an_office_does(tmp_path):
    page = PdfPage()
    page.text(LEFT, TOP, "（一）强化黄河流域生态保护和高质量发展谋篇", 18, bold=True)
    page.text(LEFT, TOP + 30, "布局", 18, bold=True)
    page.lines(["\u3000\u3000" + wrap(PARAGRAPHS[0], 52)[0], *wrap(PARAGRAPHS[0], 52)[1:]], y=TOP + 60)
    document = read_report(write_pdf(tmp_path / "规划.pdf", page))
    assert titles(document) == ["（一）强化黄河流域生态保护和高质量发展谋篇布局"]
    assert bodies("谋篇布局") == bodies("统筹全局") == [] != bodies("国家安全局")


@pytest.mark.parametrize(
    "line", ["第十五条中国外汇交易中心应当为绿色债券提供便利。", "第二十三条以下情形不纳入家庭收入计算范围。"]
)
def test_an_article_may_begin_as_a_reference_does(tmp_path, line):
    number = "第十四条" if "十五" in line else "第二十二条"
    document = read_pages(tmp_path, [f"{number} 本市设立基金。", line, "第三十条 本规定自公布之日起施行。"])
    assert titles(document) == [number, line[: line.index("条") + 1], "第三十条"]


def test_dots_of_contents_that_were_recognised_as_stops_lead_to_a_number():
    first, second = entry_of("第一章规划背景。。 …… 2"), entry_of("第四节完善投入机制。。。。")
    assert (first and first.title, second and second.title) == ("第一章规划背景", "第四节完善投入机制")


@pytest.mark.parametrize("place", ["成都市", "厦门市", "江门市", "宜都市"])
def test_cities_whose_names_end_as_common_words_do(place):
    assert find_place(f"{place}“十四五”海洋生态环境保护规划") == place


def test_a_place_does_not_begin_with_a_question():
    assert find_place("怎么申领广州市社会保障卡？") is None


def test_a_notice_printed_larger_than_what_it_brings_is_text(tmp_path: Path):
    notice, annex = PdfPage(), PdfPage()
    first = "就上述工作中涉及的相关技术问题，可通过国家碳市场帮助平台"
    y = notice.lines(
        [part for text in PARAGRAPHS[:5] for part in ("\u3000\u3000" + wrap(text, 52)[0], *wrap(text, 52)[1:])]
    )
    notice.lines(["\u3000\u3000" + first, "（http://114.251.10.23/）咨询。"], y=y)
    annex.lines([line for text in PARAGRAPHS for line in wrap(text * 2, 80)], size=10, leading=14)
    document = read_report(write_pdf(tmp_path / "通知.pdf", notice, annex))
    assert first not in [section.title for _, section in document.walk_sections()]


def test_who_printed_a_plan_without_a_signature_issued_it(tmp_path):
    foot = "云南省生态环境厅办公室 2022年4月12日印发"
    document = read_pages(tmp_path, ["云南省“十四五”生态环境保护规划", "第一章 总体要求", *PARAGRAPHS[:3], foot])
    assert (document.publisher, document.date) == ("云南省生态环境厅", "2022年4月12日")


def test_an_order_names_who_issued_a_rule_and_when(tmp_path):
    order = "（2021年7月27日中华人民共和国国务院令第746号公布）"
    articles = ("第一条 为了规范登记，制定本条例。", "第二条 本条例自公布之日起施行。")
    rule = ["中华人民共和国市场主体登记管理条例", order, *articles]
    document = read_pages(tmp_path, rule)
    assert (document.publisher, document.date) == ("中华人民共和国国务院", "2021年7月27日")
