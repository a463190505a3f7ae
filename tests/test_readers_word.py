"""Word files: what is printed is read, what was deleted is not."""

import zipfile

import pytest
from corpus_samples import texts, titles
from docx_samples import deleted, footnote_mark, inserted, paragraph, table, write_docx

from corpus.decode import UnreadableDocument
from corpus.report import read_report


@pytest.fixture
def read(tmp_path):
    return lambda *body, notes=(): read_report(write_docx(tmp_path / "报告.docx", *body, notes=notes))


def test_headings_by_style_and_the_title(read):
    document = read(
        paragraph("江阳市绿色发展报告", style="Title"),
        paragraph("能源转型", style="1"),
        paragraph("光伏发电", style="2"),
        paragraph("全市光伏装机30万千瓦。"),
        paragraph("交通运输", style="1"),
        paragraph("公交全部实现电动化。"),
    )
    assert document.title == "江阳市绿色发展报告"
    assert titles(document) == [["能源转型", ["光伏发电"]], "交通运输"]
    assert texts(document)[-2:] == ["全市光伏装机30万千瓦。", "公交全部实现电动化。"]


def test_automatic_numbers_are_printed_so_they_are_read(read):
    document = read(
        paragraph("能源转型", level=0),
        paragraph("光伏发电", level=1),
        paragraph("全市光伏装机30万千瓦。"),
        paragraph("风力发电", level=1),
        paragraph("全市风电装机10万千瓦。"),
        paragraph("交通运输", level=0),
        paragraph("公交全部实现电动化。"),
    )
    assert titles(document) == [["一、能源转型", ["（一）光伏发电", "（二）风力发电"]], "二、交通运输"]


def test_tracked_insertions_are_kept_and_deletions_dropped(read):
    document = read(paragraph("全市光伏装机", inserted("30"), deleted("20"), "万千瓦。"))
    assert texts(document) == ["全市光伏装机30万千瓦。"]


def test_tables_with_their_unit_and_caption(read):
    rows = [["区域", "2024年", "2025年"], ["东湖区", "1.5", "2.5"]]
    document = read(paragraph("一、财政"), paragraph("表1 分区收入"), paragraph("单位：亿元"), table(rows))
    assert texts(document, "table") == ["东湖区 · 单位：亿元 · 2024年：1.5 · 2025年：2.5"]
    assert [(t.number, t.title, t.unit) for t in document.tables] == [(1, "分区收入", "亿元")]
    assert document.figures == ()


def test_footnotes_stand_apart_with_the_mark_that_the_text_bears(read):
    document = read(paragraph("公交全部电动化", footnote_mark(1), "，出租车也是。"), notes=("公交包括有轨电车。",))
    assert texts(document) == ["公交全部电动化[1]，出租车也是。"]
    assert texts(document, "note") == ["[1] 公交包括有轨电车。"]


@pytest.mark.parametrize("cut", [100, 900, -30])
def test_a_damaged_file_is_named_in_one_line(tmp_path, cut):
    path = write_docx(tmp_path / "报告.docx", paragraph("全市光伏装机30万千瓦。"))
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(UnreadableDocument, match="已损坏"):
        read_report(path)


def test_a_file_whose_xml_is_damaged_is_named_in_one_line(tmp_path):
    path = tmp_path / "报告.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    with pytest.raises(UnreadableDocument, match="这份 Word 文件已损坏"):
        read_report(path)
