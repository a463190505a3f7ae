"""What the print of a PDF tears or sets apart: scraps of lines, rows overleaf, sideways numbers, lists of annexes."""

from collections.abc import Callable

import pytest
from corpus_samples import PARAGRAPHS, texts, titles, wrap
from pdf_samples import LEADING, LEFT, RIGHT, SIZE, TOP, WIDTH, PdfPage, write_pdf

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


def body(page: PdfPage, *paragraphs: str, y: float = TOP) -> float:
    for paragraph in paragraphs:
        y = page.lines(printed(paragraph), y=y)
    return y


def test_a_scrap_in_the_middle_of_its_line_goes_on_with_the_sentence(read):
    page = PdfPage()
    y = body(page, PARAGRAPHS[1])
    page.lines(["\u3000\u3000净土保卫战方面，全市完成了重点企业用地的调查并开展农用"], y=y)
    page.text(LEFT + 200, y + LEADING, "地土壤详")
    page.lines(["查和类别划定，全市受污染耕地的安全利用率稳步提高到九成以", "上，超过计划的目标。"], y=y + 2 * LEADING)
    (found,) = [text for text in texts(read(page)) if "净土保卫战" in text]
    assert "开展农用地土壤详查和类别划定，" in found and found.endswith("提高到九成以上，超过计划的目标。")


def test_a_signature_below_a_text_with_a_stop_stays_apart(read):
    page = PdfPage()
    y = body(page, *PARAGRAPHS[:2])
    page.text(RIGHT - 7 * SIZE, y, "江阳市水利局")
    assert texts(read(page)) == [*PARAGRAPHS[:2], "江阳市水利局"]


def test_short_numbered_lines_with_a_comma_head_their_paragraphs(read):
    page = PdfPage()
    y = page.lines(["第一节 基本原则"])
    heads = ["1.生态优先，绿色发展", "2.以人为本，共享成果", "3.改革创新，协同治理"]
    for head, paragraph in zip(heads, PARAGRAPHS, strict=False):
        y = page.lines([f"\u3000\u3000{head}", *printed(paragraph)], y=y)
    document = read(page)
    assert titles(document) == [["第一节 基本原则", heads]]
    assert texts(document)[1::2] == PARAGRAPHS[:3]


def test_a_list_of_attachments_is_no_attachment_and_its_items_go_on_below_their_words(read):
    page = PdfPage()
    y = body(page, *PARAGRAPHS[:2])
    page.text(LEFT + 2 * SIZE, y, "附件：")
    items = [
        (2, "1.江阳市绿色发展资金申报表"),
        (2, "2.江阳市公交新能源车辆置换奖励标准和"),
        (3, "支持条件"),
        (2, "3.江阳市节水改造项目申报说明"),
    ]
    for at, (indent, text) in enumerate(items, start=1):
        page.text(LEFT + indent * SIZE, y + at * LEADING, text)
    document = read(page)
    assert texts(document)[-3:] == [
        "1.江阳市绿色发展资金申报表",
        "2.江阳市公交新能源车辆置换奖励标准和支持条件",
        "3.江阳市节水改造项目申报说明",
    ]
    assert "附件" not in str(titles(document)) and "支持条件" not in str(titles(document))


def test_one_row_of_a_table_overleaf_is_no_frame(read):
    first, second = PdfPage(), PdfPage()
    y = body(first, PARAGRAPHS[0])
    first.grid(LEFT, y, [208, 208], [["类别", "基准值"], ["甲类生产线", "0.884"], ["乙类生产线", "0.909"]])
    y = second.grid(LEFT, TOP, [208, 208], [["丙类生产线", "1.108"]])
    body(second, PARAGRAPHS[1], y=y + 40)
    document = read(first, second)
    assert texts(document, "table") == [
        "甲类生产线 · 基准值：0.884",
        "乙类生产线 · 基准值：0.909",
        "丙类生产线 · 基准值：1.108",
    ]
    assert len(document.tables) == 1 and document.boxes == ()


def test_rules_drawn_cell_by_cell_that_just_miss_each_other_make_a_table_without_a_top(read):
    page = PdfPage()
    y = body(page, PARAGRAPHS[0])
    xs, ys = [LEFT, LEFT + 140, LEFT + 280, RIGHT], [y, y + 24, y + 48, y + 72]
    rows = [["重点任务", "措施", "牵头单位"], ["工业改造", "核查", "市工信局"], ["农业发展", "推广", "市农业局"]]
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            page.text(xs[c] + 4, ys[r] + 17, cell, 12)
            page.rule(xs[c] + 1, ys[r + 1], xs[c + 1], ys[r + 1])  # none above the first row
            page.rule(xs[c + 1], ys[r] + (5 if r else 0), xs[c + 1], ys[r + 1])  # none at the left
    body(page, PARAGRAPHS[1], y=ys[-1] + 40)
    assert texts(read(page), "table") == [
        "工业改造 · 措施：核查 · 牵头单位：市工信局",
        "农业发展 · 措施：推广 · 牵头单位：市农业局",
    ]


def sideways(page: PdfPage, text: str) -> PdfPage:
    code = text.encode("utf-16-be").hex()
    page.content.append(f"q 0 -1 1 0 {WIDTH / 2} 60 cm BT /text 10 Tf 0 0 Td <{code}> Tj ET Q")
    return page


def test_page_numbers_on_their_side_are_kept_where_they_count_with_the_pages(read):
    pages = [PdfPage() for _ in range(3)]
    for page, paragraph in zip(pages, PARAGRAPHS, strict=False):
        body(page, paragraph)
    document = read(*(sideways(page, str(number)) for page, number in zip(pages, (4, 5, 19), strict=True)))
    assert [span.label for span in document.pages] == ["4", "5", None]
    assert texts(document) == PARAGRAPHS[:3]


def test_the_number_of_an_official_document_may_name_who_signs_it(read):
    page = PdfPage()
    page.text(LEFT, TOP, "江阳市人民政府文件", 30)
    page.text(LEFT + 60, TOP + 60, "江政发〔2021〕115号   签发人：王某某")
    page.text(LEFT + 20, TOP + 120, "江阳市人民政府关于印发绿色发展政策的通知", 20)
    body(page, PARAGRAPHS[0], y=TOP + 200)
    document = read(page)
    assert document.title == "江阳市人民政府关于印发绿色发展政策的通知"
    assert (document.number, document.publisher) == ("江政发〔2021〕115号", "江阳市人民政府")


def test_an_edition_printed_wide_below_a_title_is_part_of_it(read):
    page = PdfPage()
    page.text(LEFT + 60, TOP, "江阳市排放报告核查指南", 26)
    page.text(LEFT + 170, TOP + 40, "（试 行）", 18)
    body(page, PARAGRAPHS[0], y=TOP + 120)
    assert read(page).title == "江阳市排放报告核查指南（试行）"


def test_a_few_characters_left_of_a_line_go_on_below_where_first_lines_stand_in(read):
    page = PdfPage()
    y = body(page, *PARAGRAPHS[:2])
    page.text(LEFT + 2 * SIZE, y, "加快建")
    rest = "设农村电网，推广节能门窗，新建住房全部执行绿色标准，既有住房的改造稳步推进，效果逐年显现。"
    page.lines(wrap(rest, CELLS, indent=0), y=y + LEADING)
    assert texts(read(page)) == [*PARAGRAPHS[:2], f"加快建{rest}"]


def test_addressees_and_orders_inside_a_paragraph_issue_nothing(read):
    page = PdfPage()
    page.text(LEFT, TOP, "江阳市人民银行、江阳市证监会关于印发绿色债券目录的通知", 15)
    lines = ["江阳市各支行；各县发展改革委，各监管局；银行间市场交易协", "会、江阳市债券登记公司、结算公司，江阳市交"]
    y = page.lines([*lines, "易所："], y=TOP + 60)
    body(page, PARAGRAPHS[0], y=y)
    assert read(page).publisher == "江阳市人民银行、江阳市证监会"


def test_a_title_goes_on_where_its_first_line_could_be_one(read):
    page = PdfPage()
    page.text(LEFT + 20, TOP, "江阳市环境信息依法披露制度", 24, bold=True)
    page.text(LEFT + 110, TOP + 40, "改革工作方案", 24, bold=True)
    body(page, PARAGRAPHS[0], y=TOP + 120)
    assert read(page).title == "江阳市环境信息依法披露制度改革工作方案"
