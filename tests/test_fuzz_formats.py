"""Reports of every format with anything inside: a document whose spans hold, or one sentence that names the file."""

import zipfile
from pathlib import Path

import pytest
from docx_samples import paragraph, run, table, write_docx
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_samples import PdfPage, write_pdf

from corpus.decode import UnreadableDocument
from corpus.report import read_report

SENTENCE = "2023年，新增公园32个。"
WORDS = [
    SENTENCE,
    "一、交通",
    "（一）",
    "表1 公园",
    "单位：个",
    "\u202e",
    "\u200b",
    "&#x1F600;",
    "&nbsp;",
    "]]>",
    " ",
    "\n",
]
TAGS = (
    "h1 h2 h6 p div table tr td th thead caption ul li b i a br hr pre section main article script style svg template "
    "select textarea title body html iframe noscript math sup"
).split()
MARKS = [
    *(f"<{tag}>" for tag in TAGS),
    *(f"</{tag}>" for tag in TAGS),
    "<td rowspan=9999 colspan=9999>", "<th colspan=0>", "<td rowspan=-1>", "<p style='display:none'>", "<p hidden>",
    "<!--", "-->",
    "<![CDATA[", "<meta charset=utf-16>", "<li id='footnote-1'>", "<a>↑</a>", "<", "&", "<\x00>",
]  # fmt: skip
MARKDOWN = [
    "# ",
    "###### ",
    "- ",
    "1. ",
    "> ",
    "    ",
    "|a|b|\n|-|-|\n",
    "|",
    "```\n",
    "---\n",
    "**",
    "[",
    "](",
    "![",
    "`",
    "<b>",
    "\\",
]
XML = [
    paragraph(SENTENCE), paragraph("交通", style="1"), paragraph("公园", level=0), paragraph("公园", level=7),
    table([["区", "个"], ["甲", "3"]]),
    "<w:p/>", "<w:p>", "</w:p>", "<w:tbl>", "</w:tbl>", "<w:tr/>", "<w:tc/>",
    '<w:tcPr><w:gridSpan w:val="999999"/></w:tcPr>',
    '<w:numPr><w:ilvl w:val="x"/></w:numPr>', run("&bad;"), run("\u200b"),
    '<w:footnoteReference w:id="9"/>', "<w:br/>", "<", "\x00",
]  # fmt: skip
PDFS = max(2, settings().max_examples // 100)  # each starts a process


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("formats")


def read_or_refused(path: Path) -> None:
    try:
        document = read_report(path)
    except UnreadableDocument as refusal:
        assert path.name in str(refusal) and "\n" not in str(refusal)
        return
    for passage in document.passages:
        assert document.text[passage.start : passage.end] == passage.text
        assert all(document.text[each.start : each.end] == each.text for each in passage.sentences)


def pieces(*tables: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from([piece for table in tables for piece in table]), max_size=40).map("".join)


@given(markup=pieces(WORDS, MARKS))
def test_any_page_is_read_or_refused(folder: Path, markup: str):
    path = folder / "any.html"
    path.write_text(f"<html><body>{markup}", "utf-8")
    read_or_refused(path)


@given(text=pieces(WORDS, MARKDOWN, ["\n\n"]))
def test_any_markdown_is_read_or_refused(folder: Path, text: str):
    path = folder / "any.md"
    path.write_text(text, "utf-8")
    read_or_refused(path)


@given(body=pieces(XML), damaged=st.none() | st.tuples(st.integers(0, 4000), st.binary(min_size=1, max_size=8)))
def test_any_word_file_is_read_or_refused(folder: Path, body: str, damaged: tuple[int, bytes] | None):
    path = write_docx(folder / "any.docx", body, notes=(SENTENCE,))
    if damaged:
        data, (at, byte) = path.read_bytes(), damaged
        path.write_bytes(data[:at] + byte + data[at + len(byte) :])
    read_or_refused(path)


@given(
    name=st.sampled_from(["word/document.xml", "word/numbering.xml", "word/styles.xml", "_rels/.rels"]),
    part=st.binary(max_size=80),
)
def test_a_word_file_with_any_part_is_read_or_refused(folder: Path, name: str, part: bytes):
    whole = write_docx(folder / "whole.docx", paragraph(SENTENCE, level=0))
    path = folder / "part.docx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as copy:
        for each in source.namelist():
            copy.writestr(each, part if each == name else source.read(each))
    read_or_refused(path)


@settings(max_examples=PDFS)
@given(changes=st.lists(st.tuples(st.integers(0, 3000), st.binary(min_size=1, max_size=6)), min_size=1, max_size=5))
def test_any_pdf_is_read_or_refused(folder: Path, changes: list[tuple[int, bytes]]):
    page = PdfPage()
    page.lines([SENTENCE] * 3)
    path = write_pdf(folder / "any.pdf", page)
    data = bytearray(path.read_bytes())
    for at, byte in changes:
        data[at % len(data) : at % len(data) + len(byte)] = byte
    path.write_bytes(bytes(data))
    read_or_refused(path)
