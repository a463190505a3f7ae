"""Standards and guides in PDF files: numbered clauses, terms below their numbers, appendices, covers.

The words are cut from 海洋碳汇经济价值核算方法 (HY/T, 自然资源部, draft for approval), from
企业温室气体排放核算方法与报告指南 发电设施 (生态环境部办公厅, 2021), 经济、技术政策生态环境影响分析技术指南（试行）
(生态环境部, 2020) and 天津市碳达峰碳中和促进条例 (2021).
"""

from collections.abc import Callable

import pytest
from corpus_samples import PARAGRAPHS, texts, titles
from pdf_samples import LEADING, LEFT, TOP, PdfPage, write_pdf

from corpus.document import Document
from corpus.numbering import clause_depth
from corpus.report import read_report

pytestmark = pytest.mark.usefixtures("pdf_read_here")

TITLE = "海洋碳汇经济价值核算方法"
SCOPE = "本文件提出了海洋碳汇能力评估和海洋碳汇经济价值核算的方法，适用于海洋碳汇能力评估与区域比较。"
TERMS = "红树林、盐沼、海草床、浮游植物等从空气或海水中吸收并储存大气中二氧化碳的过程、活动和机制。"


@pytest.fixture
def read(tmp_path) -> Callable[..., Document]:
    return lambda *pages: read_report(write_pdf(tmp_path / "标准.pdf", *pages))


class Sheet:
    """A page that is filled from the top: bold clauses at the margin, paragraphs that stand in."""

    def __init__(self) -> None:
        self.page, self.y = PdfPage(), float(TOP)

    def title(self, text: str) -> "Sheet":
        self.page.text(170, self.y, text, 22, bold=True)
        self.y += 2 * LEADING
        return self

    def clause(self, text: str, x: float = LEFT, size: float = 16) -> "Sheet":
        self.page.text(x, self.y, text, size, bold=True)
        self.y += LEADING
        return self

    def body(self, text: str, cells: int = 26) -> "Sheet":
        rows = ["\u3000\u3000" + text[: cells - 2], *(text[i : i + cells] for i in range(cells - 2, len(text), cells))]
        self.y = self.page.lines(rows, y=self.y)
        return self


def test_clauses_of_a_standard_nest_by_the_depth_of_their_numbers(read):
    sheet = Sheet().title(TITLE).clause("1 范围").body(SCOPE).clause("2 规范性引用文件").body(PARAGRAPHS[0])
    sheet.clause("4 海洋碳汇能力评估").clause("4.1 总能力评估").body(PARAGRAPHS[1])
    other = Sheet().clause("4.2 红树林碳汇能力评估").clause("4.2.1 红树林碳汇总能力").body(PARAGRAPHS[2])
    other.clause("5 海洋碳汇经济价值核算").body(PARAGRAPHS[3])
    document = read(sheet.page, other.page)
    assert titles(document) == [
        "1 范围",
        "2 规范性引用文件",
        ["4 海洋碳汇能力评估", ["4.1 总能力评估", ["4.2 红树林碳汇能力评估", ["4.2.1 红树林碳汇总能力"]]]],
        "5 海洋碳汇经济价值核算",
    ]
    assert texts(document)[1] == SCOPE


def test_the_term_below_its_number_is_one_heading_with_it(read):
    sheet = Sheet().title(TITLE).clause("3 术语和定义").body(PARAGRAPHS[0])
    for number, term in (("3.1", "海洋碳汇"), ("3.2", "红树林")):
        sheet.clause(number).clause(term, LEFT + 32).body(TERMS)
    document = read(sheet.page)
    assert titles(document) == [["3 术语和定义", ["3.1海洋碳汇", "3.2红树林"]]]


def test_a_clause_at_the_top_of_a_page_is_not_the_number_of_the_page(read):
    pages = []
    for number, title in (("3 管理体系", 1), ("4.2 资源投入", 2), ("5.1 一般要求", 3), ("6.1 大气污染物", 4)):
        pages.append(Sheet().clause(number).body(PARAGRAPHS[title]).page)
    document = read(*pages)
    assert [page.label for page in document.pages] == [None] * 4
    assert "4.2 资源投入" in document.text


def test_an_appendix_its_nature_and_its_title_are_one_heading(read):
    sheet = Sheet().clause("1 范围").body(SCOPE)
    other = Sheet().clause("附 录 A", 270).clause("（资料性）", 260).clause("相关系数参考值", 240)
    other.body(PARAGRAPHS[1])
    document = read(sheet.page, other.page)
    assert titles(document)[-1] == "附 录 A（资料性）相关系数参考值"


def test_the_cover_of_a_standard_names_its_title_below_the_kind_and_who_issues(read):
    page = PdfPage()
    page.text(90, 90, "ICS 07.060", 10.5).text(385, 150, "HY", 60, bold=True)
    page.text(110, 230, "中华人民共和国海洋行业标准", 26, bold=True).text(380, 262, "HY/T 0349-2022", 14)
    page.text(140, 390, "海洋碳汇经济价值核算方法", 26, bold=True)
    page.text(90, 690, "2022-06-01发布                2022-12-01实施", 14, bold=True)
    page.text(190, 740, "中华人民共和国自然资源部 发 布", 14, bold=True)
    document = read(page, Sheet().clause("1 范围").body(SCOPE).clause("2 总则").body(PARAGRAPHS[0]).page)
    assert document.title == "海洋碳汇经济价值核算方法"
    assert document.publisher == "中华人民共和国自然资源部"


@pytest.mark.parametrize("text", ["2.5亿元", "6.2.2的要求", "12.5公里以上", "35 万吨", "30亩耕地"])
def test_a_quantity_or_a_reference_is_no_clause(text):
    assert clause_depth(text) is None


def test_an_appendix_that_the_contents_name_otherwise_stands_beside_the_clauses(read):
    contents = PdfPage()
    rows = [
        "目录",
        "1.适用范围 ........ 2",
        "2.技术流程 ........ 2",
        "3.政策分析 ........ 2",
        "附录 （推荐性） ........ 3",
    ]
    contents.lines(rows)
    body = Sheet().clause("1.适用范围").body(SCOPE).clause("2.技术流程").body(PARAGRAPHS[0])
    body.clause("3.政策分析").clause("3.1政策要素解析").body(PARAGRAPHS[1])
    appendix = Sheet().clause("附录A").clause("政策影响指标", 240).body(PARAGRAPHS[2])
    document = read(contents, body.page, appendix.page)
    assert titles(document) == ["1.适用范围", "2.技术流程", ["3.政策分析", ["3.1政策要素解析"]], "附录A政策影响指标"]


def test_decimal_clauses_stand_below_the_dotted_number_that_leads_them(read):
    sheet = Sheet().body(PARAGRAPHS[3]).clause("1.申报单位").body(PARAGRAPHS[0]).clause("2.申报技术介绍")
    sheet.clause("2.1技术原理").body(PARAGRAPHS[1])
    other = Sheet().clause("2.2技术创新性").body(PARAGRAPHS[2]).clause("3.申报技术综合影响").body(PARAGRAPHS[4] * 6)
    document = read(sheet.page, other.page)
    assert titles(document) == [
        "1.申报单位",
        ["2.申报技术介绍", ["2.1技术原理", "2.2技术创新性"]],
        "3.申报技术综合影响",
    ]


def test_contents_with_numbers_close_to_the_clauses_are_no_headings(read):
    rows = ["目录", "1引言1", "2适用条件1", "2.1引用文件1", "2.2术语2", "3核算周期2"]
    contents = PdfPage()
    contents.lines(rows)
    sheet = Sheet().clause("1引言").body(SCOPE).clause("2适用条件").clause("2.1引用文件").body(PARAGRAPHS[0])
    sheet.clause("2.2术语").body(PARAGRAPHS[1])
    other = Sheet().clause("3核算周期").body(PARAGRAPHS[2])
    document = read(contents, sheet.page, other.page)
    assert titles(document) == ["1引言", ["2适用条件", ["2.1引用文件", "2.2术语"]], "3核算周期"]


def test_a_chapter_printed_behind_the_stop_of_the_article_above_is_a_chapter(read):
    page = PdfPage()
    page.lines(["\u3000\u3000第一条 本市推进碳达峰。", "\u3000\u3000第二条 违反本条例规定，构成犯罪的，依法追究刑事责"])
    page.lines(["任。第二章 附则", "\u3000\u3000第三条 本条例自公布之日起施行。"], y=TOP + 2 * LEADING)
    assert titles(read(page)) == ["第一条", "第二条", ["第二章 附则", ["第三条"]]]


def test_the_roman_number_of_a_preface_of_one_page_is_no_text(read):
    cover, preface = PdfPage().text(170, 300, TITLE, 22, bold=True), Sheet().body(SCOPE)
    preface.page.text(505, 790, "I", 9)
    sheet = Sheet().clause("1 范围").body(PARAGRAPHS[0])
    sheet.page.text(300, 790, "1", 9)
    other = Sheet().clause("2 总则").body(PARAGRAPHS[1])
    other.page.text(300, 790, "2", 9)
    document = read(cover, PdfPage(), preface.page, sheet.page, other.page)
    assert [page.label for page in document.pages if page.number > 1] == ["I", "1", "2"]
    assert "I" not in texts(document)
