"""Files that are no report: each gives one sentence that says what is wrong, where, and how to mend it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.decode import UnreadableDocument, decode_report
from corpus.report import read_report

TEXT = "深圳市持续推进绿色低碳发展。\n\n2024年新能源汽车保有量达126.9万辆。\n"


def complaint(path: Path) -> str:
    with pytest.raises(UnreadableDocument) as error:
        read_report(path)
    message = str(error.value)
    assert str(path.parent) in message and "\n" not in message and len(message) < len(str(path)) + 200
    return message


@pytest.mark.parametrize(
    ("data", "fact"),
    [
        (b"", "empty"),
        (b" \r\n\t\n\f", "empty"),
        ("\ufeff".encode(), "empty"),
        (b"%PDF-1.7 ...", "这份 PDF 已损坏"),
        (b"PK\x03\x04docx", "压缩包"),
        (b"\x89PNG\r\n", "这是图片"),
        (TEXT.encode("utf-16"), "这是 UTF-16 文本"),
        (b"text\x00text", "zero byte at 4"),
        (b"\xff\xff\xff\xff", "neither UTF-8 nor GB18030"),
        (("深圳市政府工作報告，全文如下。" * 20).encode("big5"), "neither UTF-8 nor GB18030"),
        (bytes(range(1, 32)) * 9, "neither UTF-8 nor GB18030"),
        ("— 1 —\n\n— 2 —\n".encode(), "nothing but page numbers"),
    ],
)
def test_a_file_without_readable_text(tmp_path, data, fact):
    path = tmp_path / "报告.txt"
    path.write_bytes(data)
    assert fact in complaint(path)


def test_a_missing_path_and_a_folder(tmp_path):
    assert "No such file" in complaint(tmp_path / "none.txt")
    (tmp_path / "folder").mkdir()
    assert "directory" in complaint(tmp_path / "folder")


@pytest.mark.parametrize(
    ("card", "fact"),
    [
        ("title = ", "not valid TOML"),
        ("titel = 'x'", "unknown keys titel"),
        ("year = '2024'", "year '2024' must be a number"),
        ("year = true", "year True must be a number"),
        ("doc_id = 'a/b'", "doc_id 'a/b' may hold only"),
        ("publisher = ['x']", "publisher ['x'] must be a text"),
        ("title = ''", "title '' must be a text"),
        ("titel = 'x'\nyear = 'y'", "source, title, year); year 'y' must be a number"),
    ],
)
def test_a_malformed_card_is_named_with_all_its_mistakes(tmp_path, card, fact):
    (tmp_path / "r.txt").write_text(TEXT, "utf-8")
    (tmp_path / "r.toml").write_text(card, "utf-8")
    message = complaint(tmp_path / "r.txt")
    assert "r.toml" in message and fact in message


def test_without_a_card_the_name_of_the_file_and_the_text_tell(tmp_path):
    path = tmp_path / "某市 公报2023.txt"
    path.write_text(TEXT, "utf-8")
    document = read_report(path)
    about = (document.doc_id, document.year, document.publisher, document.language)
    assert about == ("某市-公报2023", 2023, None, "zh-Hans")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_make_no_difference(tmp_path, encoding, line_end):
    path = tmp_path / "r.txt"
    path.write_bytes(TEXT.replace("\n", line_end).encode(encoding))
    assert read_report(path).text == TEXT.replace("\n\n", "\n")


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_unreadable(data):
    try:
        text = decode_report(data, "x.txt")
    except UnreadableDocument as error:
        assert str(error).startswith("x.txt: ")
    else:
        assert text.strip() and "\r" not in text and text.encode()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_an_english_text_with_curly_quotes_is_read_in_the_encoding_of_its_bytes(tmp_path, encoding):
    text = "Budget Report 2021\n\nIntroduction\n\nThe city’s “green” economy – the largest – grew by 5 per cent.\n"
    (tmp_path / "report.txt").write_bytes(text.encode(encoding))
    document = read_report(tmp_path / "report.txt")
    assert document.language == "en" and "city’s “green” economy – the largest" in document.text


def test_a_text_copied_from_a_page_loses_its_entities_and_tags(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("江阳市统计公报\n一、综合\n常住人口&nbsp;312.5万人，增长&gt;3%&#12290;", "utf-8")
    assert "312.5万人，增长>3%。" in read_report(path).text
    path.write_text("江阳市统计公报\n<p>一、综合</p>\n<p>常住人口312.5万人。</p><br/>\n", "utf-8")
    document = read_report(path)
    assert document.title == "江阳市统计公报" and "<" not in document.text
