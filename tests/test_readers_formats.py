"""Files that are not read: each is named by what it is, with what to convert it to."""

import io
import zipfile

import pytest
from corpus_samples import PARAGRAPHS
from pdf_samples import PdfPage, write_pdf

from corpus.decode import UnreadableDocument
from corpus.readers import pdf
from corpus.report import read_report
from index.sources import find_reports

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def packed(name: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "cure"),
    [
        ("报告.doc", OLE + "WordDocument".encode("utf-16-le"), "另存为 .docx"),
        ("报告.wps", OLE, "另存为 .docx"),
        ("报告.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "解除密码"),
        ("报告.xls", OLE + "Workbook".encode("utf-16-le"), "另存为 PDF"),
        ("报告.ofd", packed("OFD.xml"), "转换为 PDF"),
        ("报告.xlsx", packed("xl/workbook.xml"), "另存为 PDF"),
        ("报告.zip", packed("a.txt"), "先解压"),
        ("报告.rtf", b"{\\rtf1 x}", "另存为 .docx"),
        ("报告.jpg", b"\xff\xd8\xff\xe0", "存为 PDF"),
        ("报告.pdf", OLE + "WordDocument".encode("utf-16-le"), "旧版 Word"),
        ("报告.pdf", b"%PDF-1.7\n%broken", "已损坏"),
        ("报告.docx", b"PK\x03\x04broken", "已损坏"),
    ],
)
def test_a_file_is_named_by_its_content_with_what_to_do(tmp_path, name, data, cure):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument) as error:
        read_report(path)
    message = str(error.value)
    assert cure in message and name in message and "\n" not in message


def test_the_content_tells_the_format_whatever_the_suffix(tmp_path):
    page = PdfPage()
    page.lines([PARAGRAPHS[0][:20] + "。"])
    assert read_report(write_pdf(tmp_path / "报告.txt", page)).page_count == 1


def test_a_locked_pdf_is_named(tmp_path):
    page = PdfPage()
    page.lines(["一、进展"])
    data = write_pdf(tmp_path / "报告.pdf", page).read_bytes()
    lock = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <"
        + b"41" * 32
        + b"> /U <"
        + b"42" * 32
        + b"> /P -4 >> /ID [<00> <00>]"
    )
    (tmp_path / "报告.pdf").write_bytes(data.replace(b"/Root 1 0 R", b"/Root 1 0 R " + lock))
    with pytest.raises(UnreadableDocument, match="已加密"):
        read_report(tmp_path / "报告.pdf")


def test_a_pdf_without_text_or_picture_is_empty(tmp_path):
    with pytest.raises(UnreadableDocument, match="没有文字，也没有图片"):
        read_report(write_pdf(tmp_path / "空.pdf", PdfPage()))


def test_a_pdf_that_takes_too_long_or_too_much_memory_is_stopped(tmp_path, monkeypatch):
    page = PdfPage()
    page.lines(PARAGRAPHS)
    data = write_pdf(tmp_path / "报告.pdf", page).read_bytes()
    with pytest.raises(UnreadableDocument, match="已停止"):
        pdf.parse(data, "报告.pdf", 0, pdf.MEMORY)
    with pytest.raises(UnreadableDocument, match=r"内存|中断"):
        pdf.parse(data, "报告.pdf", pdf.SECONDS, 30 << 20)


def test_a_folder_lists_reports_of_every_format_and_those_that_must_be_converted(tmp_path):
    names = ["a.pdf", "b.DOCX", "c.html", "d.md", "e.txt", "f.ofd", "g.doc", "sub/h.txt"]
    for name in [*names, "a.toml", ".hidden.txt", "~$b.docx", "picture.png"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [str(path.relative_to(tmp_path)) for path in find_reports([tmp_path])] == names
