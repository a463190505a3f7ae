"""Small reports that were read wrongly once: headings, contents, laws, page furniture, footnotes, sentence borders."""

import re
from pathlib import Path

import pytest
from corpus_samples import titles

from corpus.document import Document
from corpus.report import read_report

CASES = Path(__file__).parent / "data" / "cases"


def read(name: str) -> Document:
    return read_report(CASES / f"{name}.txt")


def sentences(document: Document, *kinds: str) -> list[str]:
    return [s.text for p in document.passages if not kinds or p.kind in kinds for s in p.sentences]


def test_a_comma_in_a_heading_is_no_end_of_it():
    assert titles(read("heading-comma")) == [
        "一、总体情况",
        "二、坚持绿色发展，建设美丽江阳",
        "三、改善民生，提高公共服务水平",
        "四、保障措施",
    ]


def test_the_first_heading_below_a_title_without_a_stop_is_one():
    assert titles(read("first-heading-after-title")) == ["一、工作进展", "二、下一步安排"]


def test_contents_whose_title_is_printed_on_two_lines_are_read_like_others():
    document = read("contents-title-split")
    assert titles(document) == titles(read("contents-ok-control")) != []
    assert not re.search(r"\.{3}|^[目录]$", document.text, re.M)


def test_a_law_has_chapters_and_articles_and_its_items_are_no_sections():
    (law,) = titles(read("law-articles"))
    assert law == [
        "江阳市噪声管理办法",
        [
            ["第一章 总则", ["第一条", "第二条", "第三条"]],
            ["第二章 管理", ["第四条", "第五条", "第六条", "第七条", "第八条", "第九条"]],
            ["第三章 罚则", ["第十条", "第十五条"]],
            ["第四章 附则", ["第十六条", "第十七条"]],
        ],
    ]


def test_an_article_is_exactly_its_own_text():
    articles = {
        s.title: read("law-articles").text[s.start : s.end].strip() for _, s in read("law-articles").walk_sections()
    }
    assert articles["第五条"] == "第五条 夜间施工应当取得证明，并提前两日公告附近居民。"
    assert articles["第四条"].endswith("（三）法律、法规规定的其他情形。")
    assert articles["第十七条"] == "第十七条 本办法自2024年5月1日起施行。"


def test_an_item_is_searched_with_what_leads_it_in_and_quoted_without():
    passages = {p.text: p for p in read("list-lead-in").passages}
    item = passages["（二）年度温室气体排放量达到2.6万吨二氧化碳当量。"]
    assert item.lead_in == "第一条 排放单位符合下列条件的，应当列入重点排放单位名录："
    assert item.lead_in in item.embedding_text and item.sentences[0].text == item.text
    assert passages["三是创建绿色学校15所。"].lead_in == "今年要重点抓好以下三项工作："
    assert passages["第二条 列入名录的单位应当报告碳排放数据。"].lead_in is None


def test_no_sentence_begins_with_the_comma_of_the_one_before():
    document = read("fragment-leading-punct")
    (found,) = [text for text in sentences(document) if "720 吨" in text]
    assert found.startswith("截至 2023 年底，") and found.endswith("为全省各市首位。")
    assert not [text for text in sentences(document) if text[0] in "，。；、）》”"]


def test_a_footnote_stands_apart_from_the_sentence_that_it_interrupts():
    document = read("footnote-page-bottom")
    assert sentences(document, "note") == ["[1] 三线一单：生态保护红线、环境质量底线、资源利用上线和生态环境准入清单。"]
    (whole,) = [text for text in sentences(document, "body") if "岸线管控" in text]
    assert "岸线管控和湿地保护等方面的立法走在全省前列" in whole and "准入清单" not in whole


@pytest.mark.parametrize(
    ("name", "furniture"),
    [("footer-copyright-page-x-of-y", r"版权所有|第\d页"), ("running-heads-odd-even", "江阳市环境报告2|第一章 进展")],
)
def test_heads_and_feet_with_the_page_number_in_them_belong_to_the_page(name: str, furniture: str):
    document = read(name)
    assert not re.search(furniture, document.text)
    assert document.page_count == 5 and titles(document) == ["一、进展"]
    assert not [text for text in sentences(document, "body")[1:] if not text.endswith("。")]


def test_a_number_torn_at_a_line_end_is_one_number():
    assert "惠及居民233户。" in read("footer-copyright-page-x-of-y").text


def test_the_column_head_xu_hao_is_no_preface_and_a_table_no_figure():
    document = read("table-xu-hao")
    assert titles(document) == ["一、主要目标", "二、重点任务"]
    assert document.figures == () and [(t.number, t.title) for t in document.tables] == [(1, "主要指标")]
    (after,) = [p for p in document.passages if p.text == "全市将加强指标的监测评估。"]
    assert after.section_path == ("一、主要目标",)


def test_an_english_report_has_headings_without_numbers_and_whole_sentences():
    document = read("english-report")
    assert (document.language, document.title, document.year) == ("en", "The 2021-22 Budget Speech", 2021)
    assert titles(document) == ["Introduction", "Support Measures"]
    assert [text[:2] for text in sentences(document, "body")[1:]] == ["2.", "3.", "4.", "5."]
    assert all(text.endswith(".") for text in sentences(document, "body")[1:])


def test_spaced_digits_are_searched_as_numbers_and_quoted_as_printed():
    first = next(p for p in read("spaced-digits").passages if "国内生产总值" in p.text)
    assert "7 4 7 7 2 亿元" in first.text
    assert "1997 年国内生产总值达到74772 亿元" in first.embedding_text and "2019年末" in first.embedding_text
    assert any("2009年，粮食产量达到53082万吨" in p.embedding_text for p in read("spaced-digits").passages)
