"""PDF files: what the reader makes of places and print. Each test prints its own small file."""

import pytest
from corpus_samples import PARAGRAPHS, texts, titles, wrap
from pdf_samples import LEFT, RIGHT, SIZE, TOP, PdfPage, write_pdf, write_scan

from corpus.document import Document
from corpus.report import read_report

pytestmark = pytest.mark.usefixtures("pdf_read_here")

CELLS = 52  # of a printed line: 26 characters


@pytest.fixture
def read(tmp_path):
    def written(*pages: PdfPage) -> Document:
        document = read_report(write_pdf(tmp_path / "报告.pdf", *pages))
        assert all(document.text[p.start : p.end] == p.text for p in document.passages)
        return document

    return written


def printed(paragraph: str, cells: int = CELLS) -> list[str]:
    first, *rest = wrap(paragraph, cells)
    return ["\u3000\u3000" + first, *rest]


BODY = [line for paragraph in PARAGRAPHS for line in printed(paragraph)]


def pages_of(lines: list[str], per_page: int) -> list[list[str]]:
    return [lines[i : i + per_page] for i in range(0, len(lines), per_page)]


def paged(per_page: int, decorate) -> list[PdfPage]:
    """The body over several pages; `decorate` prints what belongs to the page, counted from 0."""
    pages = []
    for at, lines in enumerate(pages_of(BODY, per_page)):
        page = PdfPage()
        page.lines(lines)
        decorate(page, at)
        pages.append(page)
    return pages


def foot(form: str, first: int = 1):
    return lambda page, at: page.text(
        280,
        800,
        form.format(n=at + first, total=9, roman=["i", "ii", "iii", "iv", "v"][at], chinese="一二三四五"[at]),
        12,
    )


FEET = [
    "— {n} —",
    "- {n} -",
    "{n}",
    "·{n}·",
    "第{n}页",
    "第 {n} 页 共 {total} 页",
    "{n}/{total}",
    "Page {n} of {total}",
    "{roman}",
    "[{n}]",
    "【{n}】",
    "第{chinese}页",
]


@pytest.mark.parametrize("form", FEET)
def test_a_page_number_in_any_style_is_no_text_and_is_kept_beside_the_page(read, form):
    document = read(*paged(4, foot(form)))
    assert texts(document) == PARAGRAPHS
    labels = {"{roman}": ["i", "ii", "iii", "iv"], "第{chinese}页": [*"一二三四"]}.get(form, [*"1234"])
    assert [document.label_at(span.start) for span in document.pages] == labels
    assert [span.number for span in document.pages] == [1, 2, 3, 4]


def test_the_printed_page_number_may_differ_from_the_place_in_the_file(read):
    document = read(*paged(4, foot("— {n} —", first=17)))
    assert (document.pages[0].number, document.pages[0].label) == (1, "17")


def test_heads_and_feet_that_differ_on_odd_and_even_pages(read):
    def decorate(page, at):
        page.text(250, 50, "江阳市环境报告" if at % 2 else "第一章 进展", 10)
        page.text(60 if at % 2 else 500, 800, str(at + 1), 10)

    document = read(*paged(3, decorate))
    assert texts(document) == PARAGRAPHS


@pytest.mark.parametrize("heads", [("江阳市环境报告", "第一章 进展"), ("环境报告{n}", "{n}第一章进展")])
def test_a_head_close_to_the_title_of_the_first_page_is_one_on_every_page(read, heads):
    def decorate(page, at):
        page.text(250, 45, heads[at % 2].format(n=at + 1), 10)
        if at == 0:
            page.text(200, 60, "江阳市年度公报", 20)

    document = read(*paged(3, decorate))
    assert document.title == "江阳市年度公报" and texts(document)[-5:] == PARAGRAPHS
    assert not [text for text in texts(document) if "环境报告" in text or "第一章" in text]
    assert [span.label for span in document.pages] == ([*"12345"] if "{n}" in heads[0] else [None] * 5)


def test_a_head_that_names_the_chapter_of_each_page(read):
    heads = ["能源", "交通", "生态", "建筑", "碳市场", "展望"]
    document = read(*paged(3, lambda page, at: page.text(250, 45, heads[at], 10)))
    assert texts(document) == PARAGRAPHS


def test_a_web_address_and_a_date_printed_by_a_browser(read):
    def decorate(page, at):
        page.text(40, 30, "2024/1/5 15:32 江阳市统计公报", 8)
        page.text(40, 825, "https://www.example.org/a/b.html", 8)
        page.text(540, 825, f"{at + 1}/4", 8)

    document = read(*paged(4, decorate))
    assert texts(document) == PARAGRAPHS


def test_copyright_and_page_x_of_y_in_one_foot(read):
    document = read(
        *paged(4, lambda page, at: page.text(150, 800, f"江阳市生态环境局 版权所有  第{at + 1}页 共4页", 10))
    )
    assert texts(document) == PARAGRAPHS


def test_a_table_row_of_numbers_at_the_foot_of_a_page_is_no_page_number(read):
    first, second = PdfPage(), PdfPage()
    y = first.lines(BODY[:4])
    first.text(LEFT, y, "2023年以来共建成充电站", SIZE)
    second.lines(BODY[4:])
    document = read(first, second)
    assert "2023年以来共建成充电站" in document.text


def test_two_columns_are_read_one_after_the_other(read):
    column = [line for paragraph in PARAGRAPHS[:4] for line in printed(paragraph, 24)]
    half = len(column) // 2
    page = PdfPage()
    page.lines(["一、进展"], x=LEFT)
    page.lines(column[:half], x=LEFT, y=TOP + 40, leading=22)
    page.lines(column[half:], x=LEFT + 220, y=TOP + 40, leading=22)
    document = read(page)
    assert texts(document) == PARAGRAPHS[:4] and titles(document) == ["一、进展"]


def test_a_heading_over_both_columns_stands_between_them(read):
    column = [line for paragraph in PARAGRAPHS[:4] for line in printed(paragraph, 24)]
    quarter = len(column) // 4 + 1
    page = PdfPage()
    y = TOP
    for part, title in enumerate(
        ["一、能源与交通的进展情况以及下一步的主要安排", "二、生态与建筑领域的进展情况以及下一步工作"]
    ):
        lines = column[: len(column) // 2] if part == 0 else column[len(column) // 2 :]
        page.text(LEFT, y, title)
        page.lines(lines[:quarter], x=LEFT, y=y + 30, leading=20)
        page.lines(lines[quarter:], x=LEFT + 220, y=y + 30, leading=20)
        y += 30 + 20 * quarter + 20
    assert "".join(texts(read(page))) == "".join(PARAGRAPHS[:4])


def test_a_footnote_stands_apart_from_the_sentence_that_it_interrupts(read):
    first, second = PdfPage(), PdfPage()
    first.lines(
        [
            "\u3000\u3000全市全面推行“三线一单”制度，资源利用、岸线管控和湿地",
            "保护等方面的立法走在全省前列，湿地保护率达到百分之五十八，",
        ],
        y=620,
    )
    first.text(290 + 48, 612, "1", 8)
    first.rule(LEFT, 700, 200, 700)
    first.text(LEFT, 720, "1", 6).text(
        LEFT + 6, 724, "三线一单：生态保护红线、环境质量底线、资源利用上线和准入清单。", 11
    )
    second.lines(["群众满意度逐年提高。"])
    document = read(first, second)
    notes = [p for p in document.passages if p.kind == "note"]
    assert [p.text for p in notes] == ["[1]三线一单：生态保护红线、环境质量底线、资源利用上线和准入清单。"]
    (body,) = texts(document)
    assert body.startswith("全市全面推行") and body.endswith("湿地保护率达到百分之五十八，群众满意度逐年提高。")


def test_powers_and_indices_are_no_footnotes(read):
    page = PdfPage()
    page.lines(["\u3000\u3000绿地面积达50万m ，其中公园占比八成以上，成效明显。"])
    page.text(LEFT + SIZE * 9.5, TOP - 7, "2", 8)
    assert "达50万m²" in read(page).text


def test_paragraphs_without_indents_are_told_by_their_last_lines_and_by_gaps(read):
    page = PdfPage()
    y = TOP
    for paragraph in PARAGRAPHS:
        y = page.lines(wrap(paragraph, CELLS, 0), y=y, leading=22) + 14
    assert texts(read(page)) == PARAGRAPHS


def test_headings_by_size_and_the_title_of_the_first_page(read):
    page = PdfPage()
    page.text(150, 80, "江阳市绿色发展报告", 26)
    page.text(LEFT, 140, "能源转型", 20)
    y = page.lines(printed(PARAGRAPHS[0]), y=180)
    page.text(LEFT, y + 10, "交通运输", 20)
    y = page.lines(printed(PARAGRAPHS[1]), y=y + 50)
    document = read(page)
    assert (document.title, titles(document)) == ("江阳市绿色发展报告", ["能源转型", "交通运输"])


def test_a_title_over_two_lines_is_one(read):
    page = PdfPage()
    page.text(130, 80, "江阳市人民政府关于加快建立健全", 22).text(150, 115, "绿色低碳循环发展经济体系的意见", 22)
    page.lines(["一、总体要求", *printed(PARAGRAPHS[0])], y=170)
    document = read(page)
    assert document.title == "江阳市人民政府关于加快建立健全绿色低碳循环发展经济体系的意见"
    assert titles(document) == ["一、总体要求"]


def table_page(rows: list[list[str]], caption: str = "表1 主要指标", unit: str | None = None) -> PdfPage:
    page = PdfPage()
    y = page.lines(["一、主要目标", *printed(PARAGRAPHS[0])])
    page.text(230, y, caption, 14)
    if unit:
        page.text(400, y + 24, f"单位：{unit}", 12)
    y = page.grid(LEFT, y + 36, [416 / len(rows[0])] * len(rows[0]), rows)
    page.lines(printed(PARAGRAPHS[1]), y=y + 40)
    return page


def rows_of(document: Document) -> list[str]:
    return texts(document, "table")


def test_each_row_of_a_ruled_table_names_the_heading_of_each_cell(read):
    rows = [
        ["序号", "指标", "单位", "2020年", "2025年目标"],
        ["1", "森林覆盖率", "%", "40.2", "42"],
        ["2", "湿地保护率", "%", "55", "58"],
    ]
    document = read(table_page(rows))
    assert rows_of(document) == [
        "森林覆盖率 · 序号：1 · 单位：% · 2020年：40.2 · 2025年目标：42",
        "湿地保护率 · 序号：2 · 单位：% · 2020年：55 · 2025年目标：58",
    ]
    (table,) = document.tables
    assert (table.number, table.title, table.columns) == (
        1,
        "主要指标",
        ("序号", "指标", "单位", "2020年", "2025年目标"),
    )
    cells = [[document.text[c.start : c.end] for c in row.cells] for row in table.rows]
    assert cells == [["森林覆盖率", "1", "%", "40.2", "42"], ["湿地保护率", "2", "%", "55", "58"]]
    assert document.figures == () and texts(document) == PARAGRAPHS[:2]


def test_merged_headings_and_the_unit_line_go_into_every_row(read):
    rows = [["区域", "常住人口", "<", "属性"], ["^", "2020年", "2025年", "^"], ["东湖区", "98.2", "99.5", "预期性"]]
    document = read(table_page(rows, unit="万人"))
    assert rows_of(document) == ["东湖区 · 单位：万人 · 常住人口 2020年：98.2 · 常住人口 2025年：99.5 · 属性：预期性"]
    assert document.tables[0].unit == "万人" and "单位：万人" not in texts(document)


def test_a_row_that_one_cell_fills_heads_the_rows_below_it(read):
    rows = [
        ["指标", "2020年", "2025年"],
        ["（一）产业转型", "<", "<"],
        ["单位能耗", "0.5", "0.4"],
        ["（二）生态", "<", "<"],
        ["绿地", "50", "60"],
    ]
    document = read(table_page(rows))
    assert rows_of(document) == [
        "（一）产业转型 · 单位能耗 · 2020年：0.5 · 2025年：0.4",
        "（二）生态 · 绿地 · 2020年：50 · 2025年：60",
    ]
    assert titles(document) == ["一、主要目标"]


def test_a_cell_over_several_rows_is_said_in_each(read):
    rows = [["类别", "指标", "2025年"], ["生态", "森林", "42"], ["^", "湿地", "58"]]
    assert rows_of(read(table_page(rows))) == ["生态 · 指标：森林 · 2025年：42", "生态 · 指标：湿地 · 2025年：58"]


def test_a_table_goes_on_overleaf_with_its_headings_printed_again_or_not(read):
    for again in (True, False):
        head, rows = ["指标", "2020年", "2025年"], [["甲", "1.5", "2.5"], ["乙", "3.5", "4.5"]]
        first, second = table_page([head, rows[0]]), PdfPage()
        first.content = first.content[:-3]  # nothing stands below the table
        y = second.grid(LEFT, TOP, [416 / 3] * 3, [head, rows[1]] if again else [rows[1]])
        second.lines(printed(PARAGRAPHS[2]), y=y + 40)
        document = read(first, second)
        assert rows_of(document) == ["甲 · 2020年：1.5 · 2025年：2.5", "乙 · 2020年：3.5 · 2025年：4.5"]
        assert len(document.tables) == 1 and [row.page for row in document.tables[0].rows] == [1, 2]


def test_a_table_between_three_rules_has_columns_by_its_gaps(read):
    page = PdfPage()
    y = page.lines(["一、人口", *printed(PARAGRAPHS[0])])
    page.text(230, y, "表1 分区人口", 14)
    columns = [LEFT + 10, LEFT + 160, LEFT + 300]
    table = [["区域", "2020年", "2025年"], ["东湖区", "98.2", "99.5"], ["西岭县", "41.7", "42.0"]]
    for at, row in enumerate(table):
        for x, cell in zip(columns, row, strict=True):
            page.text(x, y + 40 + 24 * at, cell, 12)
    for offset in (20, 46, 100):
        page.rule(LEFT, y + offset, RIGHT, y + offset)
    page.lines(printed(PARAGRAPHS[1]), y=y + 130)
    document = read(page)
    assert rows_of(document) == ["东湖区 · 2020年：98.2 · 2025年：99.5", "西岭县 · 2020年：41.7 · 2025年：42.0"]
    assert texts(document) == PARAGRAPHS[:2]


def test_a_frame_around_text_is_a_box_and_no_table(read):
    page = PdfPage()
    y = page.lines(["一、能源", *printed(PARAGRAPHS[0])])
    box = wrap(PARAGRAPHS[1], 60)
    page.rule(LEFT - 6, y, RIGHT, y).rule(LEFT - 6, y, LEFT - 6, y + 130).rule(RIGHT, y, RIGHT, y + 130)
    page.rule(LEFT - 6, y + 130, RIGHT, y + 130).rule(LEFT - 6, y + 30, RIGHT, y + 30)
    page.text(220, y + 20, "专栏1 绿色出行", 14)
    page.lines(["\u3000\u3000" + box[0], *box[1:]], y=y + 50, size=12, leading=20)
    page.lines(printed(PARAGRAPHS[2]), y=y + 170)
    document = read(page)
    assert [(box.number, box.title) for box in document.boxes] == [(1, "绿色出行")]
    assert texts(document, "box") == [PARAGRAPHS[1]] and texts(document) == [PARAGRAPHS[0], PARAGRAPHS[2]]
    assert document.tables == ()


def test_a_slanting_watermark_and_white_text_are_left_out(read):
    page = PdfPage()
    page.lines(BODY[:4])
    page.content.append(
        "q 0.7 0.7 -0.7 0.7 200 300 cm BT /text 40 Tf 0 0 Td <5185 90E8 8D44 6599> Tj ET Q".replace(
            " 90E8 8D44 6599>", "90E88D446599>"
        )
    )
    page.content.append("q 1 1 1 rg BT /text 12 Tf 90 100 Td <79D85BC6> Tj ET Q")
    assert "内部资料" not in read(page).text and "秘密" not in read(page).text


@pytest.mark.parametrize("turn", ["0 1 -1 0 520 90", "0 -1 1 0 90 750"])  # up and down the page
def test_a_page_printed_sideways_is_turned(read, turn):
    page = PdfPage()
    for at, line in enumerate(printed(PARAGRAPHS[0])):
        blanks = len(line) - len(line.lstrip("\u3000"))
        code = line.lstrip("\u3000").encode("utf-16-be").hex()
        place = f"{blanks * SIZE} {-28 * at} Td"
        page.content.append(f"q {turn} cm BT /text {SIZE} Tf {place} <{code}> Tj ET Q")
    assert texts(read(page)) == PARAGRAPHS[:1]


@pytest.mark.long
def test_a_scanned_page_is_read_by_ocr_and_marked_as_no_verbatim_text(tmp_path):
    source = PdfPage()
    source.lines(BODY[:4])
    scan = write_scan(tmp_path / "扫描.pdf", write_pdf(tmp_path / "原件.pdf", source))
    document = read_report(scan)
    assert document.passages and all(p.recognised for p in document.passages)
    assert all(span.recognised for span in document.pages)
