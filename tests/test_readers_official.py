"""Official documents as they are printed and converted: letterheads, odd fonts, lost line ends, late changes."""

from collections.abc import Callable
from functools import partial

import pytest
from corpus_samples import PARAGRAPHS, page, read_pages, texts, titles, wrap
from pdf_samples import LEADING, LEFT, TOP, PdfPage, write_pdf

from corpus.document import Document
from corpus.report import read_report

pytestmark = pytest.mark.usefixtures("pdf_read_here")


@pytest.fixture
def read(tmp_path) -> Callable[..., Document]:
    return partial(read_pages, tmp_path)


@pytest.fixture
def read_print(tmp_path) -> Callable[..., Document]:
    return lambda *pages: read_report(write_pdf(tmp_path / "文件.pdf", *pages))


def test_a_stop_as_wide_as_a_character_is_a_chinese_one_whatever_the_font_calls_it(read_print):
    sheet = PdfPage()
    for at, line in enumerate(
        ["一、总体目标", "到２０２５年,森林覆盖率达到３４％.«江阳市规划»(草案)", "提出新的要求.各区抓好落实."]
    ):
        sheet.text(LEFT + (0 if at == 2 else 32), TOP + at * LEADING, line, font="square")
    passage = read_print(sheet).passages[-1]
    assert [s.text for s in passage.sentences] == [
        "到２０２５年，森林覆盖率达到３４％。",
        "《江阳市规划》（草案）提出新的要求。",
        "各区抓好落实。",
    ]


def test_stops_of_a_font_in_which_letters_are_as_wide_stay_as_they_are(read_print):
    sheet = PdfPage().text(LEFT, TOP, "Annual Report.", font="square")
    assert read_print(sheet).passages[0].text == "Annual Report."


def test_a_letterhead_is_no_title_and_tells_who_issues(read_print):
    sheet = PdfPage().text(120, 120, "江阳市生态环境局文件", 36, bold=True).text(230, 200, "江环发〔2021〕7号")
    sheet.text(150, 270, "关于印发江阳市", 22, bold=True)
    sheet.text(110, 302, "2021年度碳排放配额分配方案的通知", 22, bold=True)
    sheet.lines(["各区生态环境分局：", "\u3000\u3000现将方案印发给你们，请认真执行。"], y=360)
    document = read_print(sheet)
    assert document.title == "关于印发江阳市2021年度碳排放配额分配方案的通知"
    assert (document.publisher, document.number) == ("江阳市生态环境局", "江环发〔2021〕7号")
    assert texts(document)[:2] == ["江阳市生态环境局文件", "江环发〔2021〕7号"]


def test_a_heading_that_lost_its_line_end_starts_a_line(read_print):
    first, *rest = wrap(PARAGRAPHS[0], 52)
    sheet = PdfPage()
    y = sheet.lines(["\u3000\u3000一、实施范围", "\u3000\u3000" + first, *rest, "同时覆盖建材行业。"])
    sheet.text(LEFT + 12 * 16, y - LEADING, "二、工作内容")
    first, *rest = wrap(PARAGRAPHS[1], 52)
    sheet.lines(["\u3000\u3000" + first, *rest], y=y)
    assert titles(read_print(sheet)) == ["一、实施范围", "二、工作内容"]


@pytest.mark.parametrize("gap", ["", " "])
def test_page_numbers_close_to_the_titles_of_the_contents(read, gap):
    names = ["第一章工作回顾", "第一节主要成效", "第二节主要短板", "第二章总体要求"]
    numbers = (5, 6, 8, 11)
    document = read(
        ["江阳市应急能力规划", "目录", *(f"{name}{gap}{n}" for name, n in zip(names, numbers, strict=True))],
        [line for name, text in zip(names, PARAGRAPHS, strict=False) for line in (name, *page(text))],
    )
    assert titles(document) == [[names[0], names[1:3]], names[3]]
    assert not any(name + gap + "5" in document.text for name in names)


def test_a_heading_whose_words_were_changed_after_the_contents_were_made(read):
    contents = ["一、发展基础", "二、重点任务", "三、科学有序开发抽水蓄能", "四、保障措施"]
    body = ["一、发展基础", "二、重点任务", "三、科学推进抽水蓄能开发", "四、保障措施"]
    document = read(
        ["目录", *(f"{title} ............ {at}" for at, title in enumerate(contents, start=1))],
        *([title, *page(text)] for title, text in zip(body, PARAGRAPHS, strict=False)),
    )
    assert titles(document) == body


def test_boxes_that_are_numbered_within_their_chapter(read):
    document = read(["一、水源", *page(PARAGRAPHS[0]), "专栏 3-1 饮用水水源保护工程", *page(PARAGRAPHS[1])])
    assert [(box.number, box.title) for box in document.boxes] == [("3-1", "饮用水水源保护工程")]


def test_a_notice_and_its_plan_count_apart(read):
    items = ["一、请按时完成年度清缴工作，逾期不予受理。", "二、请加强配额管理，做好核查。", "三、请做好宣传。"]
    plan = [line for title, text in zip("甲乙丙", PARAGRAPHS, strict=False) for line in (title, *page(text))]
    plan = [line if len(line) > 1 else f"{'一二三'['甲乙丙'.index(line)]}、工作{line}" for line in plan]
    assert titles(read(["关于印发方案的通知", "各区：", *items, "江阳市配额分配方案", *plan])) == [
        "一、工作甲",
        "二、工作乙",
        "三、工作丙",
    ]


def test_short_sentences_above_numbered_items_head_them(read):
    lines = ["一、重点工作"]
    for at, name in enumerate(["开展碳达峰行动", "落实专项规划", "抓好考核"]):
        lines += [f"（{'一二三'[at]}）{name}。", f"{at + 1}.推动制定政策体系，并逐级分解落实。"]
    assert titles(read(lines)) == [["一、重点工作", ["（一）开展碳达峰行动", "（二）落实专项规划", "（三）抓好考核"]]]


def test_an_attachment_with_a_number_behind_the_sections_is_one_of_its_own(read):
    plan = ["江阳市分配方案", "一、范围", *page(PARAGRAPHS[0]), "二、总量", *page(PARAGRAPHS[1])]
    attached = ["附件 3", "2021年度配额计算方法", "一、水泥", *page(PARAGRAPHS[2], PARAGRAPHS[3], PARAGRAPHS[4])]
    assert titles(read(plan, [*attached, "二、钢铁", *page(*PARAGRAPHS)]))[-1] == [
        "附件 3 2021年度配额计算方法",
        ["一、水泥", "二、钢铁"],
    ]


def test_a_plan_below_a_notice_without_a_title_names_the_report(read):
    notice = ["各区环境局：", "《江阳市环境应急规划（2021—2025年）》已经审议通过，请组织实施。"]
    document = read(
        [*notice, "江阳市环境应急规划", "（2021—2025年）", *page(PARAGRAPHS[0]), "一、回顾", *page(*PARAGRAPHS)]
    )
    assert (document.title, document.year) == ("江阳市环境应急规划（2021—2025年）", 2021)


def test_who_issues_is_named_in_the_title_where_the_list_of_signers_is_torn(read):
    document = read(
        [
            "江阳市生态环境局等八部门关于印发会议碳中和方案的函",
            *page(*PARAGRAPHS[:2]),
            "中国共产主义青年团",
            "江阳市委员会 江阳市妇女联合会",
            "2021年11月30日",
        ]
    )
    assert document.publisher == "江阳市生态环境局"


def test_a_legal_database_names_the_publisher_above_the_text(read):
    labels = ["发布部门：中国共产党中央委员会 国务院", "发布日期：2021.09.22", "效力级别：党内法规制度"]
    document = read(["中共中央、国务院关于做好碳达峰工作的意见", *labels, *page(*PARAGRAPHS)])
    assert (document.title, document.place) == ("中共中央、国务院关于做好碳达峰工作的意见", "中国")
    assert document.publisher == "中国共产党中央委员会、国务院"


def test_a_formula_is_no_heading(read):
    document = read(["一、计算", *page(PARAGRAPHS[0]), "企业配额=产量×基准值×下降系数", *page(PARAGRAPHS[1])])
    assert titles(document) == ["一、计算"] and "企业配额=产量×基准值×下降系数" in "".join(texts(document))
