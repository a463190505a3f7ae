"""Web pages: the text of the page with its headings and tables, not what stands around it."""

from pathlib import Path

import pytest
from corpus_samples import texts, titles

from corpus.decode import UnreadableDocument
from corpus.report import read_report

CASES = Path(__file__).parent / "data" / "cases"
PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>江阳市2024年公报_江阳市人民政府网</title>
<script>var x = "不是正文。";</script></head><body>
<div class="nav"><a href="/">首页</a><a href="/news">新闻</a></div>
<div id="text"><h1>江阳市2024年公报</h1>
<h2>一、综合</h2><p>　　全市生产总值1200亿元，
增长5%。</p><p style="display: none">隐藏的字。</p>
<h2>二、农业</h2><p>粮食产量<b>82.6</b>万吨，&nbsp;增长2%。<br>　　油料产量3万吨。</p>
<p>表1 分区人口</p><p>单位：万人</p>
<table><tr><td rowspan="2">区域</td><td colspan="2">常住人口</td></tr><tr><td>2023年</td><td>2024年</td></tr>
<tr><td>东湖区</td><td>98.2</td><td>99.1</td></tr></table></div>
<div class="foot">版权所有 江阳市人民政府</div></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "big5"])
@pytest.mark.parametrize("name", ["公报.html", "公报.txt"])
def test_a_page_is_read_whatever_its_suffix_and_encoding(tmp_path, charset, name):
    page = PAGE.format(charset=charset)
    if charset == "big5":  # which has no simplified characters
        page = page.replace("区", "區").replace("万", "萬")
        page = "".join(c if c.encode("big5", "ignore") else "口" for c in page)
    path = tmp_path / name
    path.write_bytes(page.encode(charset))
    document = read_report(path)
    assert not any(word in document.text for word in ("<", "首页", "版权", "不是正文", "隐藏"))
    assert "82.6" in document.text and len(texts(document, "table")) == 1


def test_title_headings_paragraphs_and_tables_of_a_page(tmp_path):
    path = tmp_path / "公报.html"
    path.write_text(PAGE.format(charset="utf-8"), "utf-8")
    document = read_report(path)
    assert document.title == "江阳市2024年公报"
    assert titles(document) == ["一、综合", "二、农业"]
    assert texts(document)[1:] == ["全市生产总值1200亿元，增长5%。", "粮食产量82.6万吨， 增长2%。", "油料产量3万吨。"]
    assert texts(document, "table") == ["东湖区 · 单位：万人 · 常住人口 2023年：98.2 · 常住人口 2024年：99.1"]


def test_a_page_saved_as_txt_is_read_without_tags():
    document = read_report(CASES / "html-saved-as.txt")
    assert document.title == "江阳市统计公报" and titles(document) == ["一、综合"]
    assert texts(document)[1:] == ["全市 常住人口 312.5万人。", "粮食产量82.6万吨。"]


def test_a_table_that_lays_out_the_page_is_text(tmp_path):
    path = tmp_path / "公报.html"
    inner = "<table><tr><td>粮食产量82.6万吨。</td></tr></table>"
    outer = f"<table><tr><td>全市生产总值1200亿元。</td><td>{inner}</td></tr></table>"
    path.write_text(f"<html><body>{outer}</body></html>", "utf-8")
    document = read_report(path)
    assert texts(document) == ["全市生产总值1200亿元。", "粮食产量82.6万吨。"] and document.tables == ()


def test_a_page_saved_as_mhtml(tmp_path):
    path = tmp_path / "公报.mhtml"
    head = 'From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
    part = "--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    path.write_bytes(f"{head}{part}{PAGE.format(charset='utf-8')}\n--b--\n".encode())
    assert read_report(path).title == "江阳市2024年公报"


def test_a_page_without_text_is_named_in_one_line(tmp_path):
    path = tmp_path / "空.html"
    path.write_text("<html><body><div id='app'></div><script>load()</script></body></html>", "utf-8")
    with pytest.raises(UnreadableDocument, match="没有正文"):
        read_report(path)
