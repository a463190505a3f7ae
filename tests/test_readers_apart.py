"""Files that are small on the disk and large to read: they are read within limits, or told that they are too large."""

import io
import time
import zipfile
from pathlib import Path

import pytest
from docx_samples import paragraph, write_docx

from corpus.decode import UnreadableDocument
from corpus.readers import apart, read_file
from corpus.readers.grid import grid_of, row_texts
from corpus.readers.html import html_layout

SENTENCE = "新增公园32个，面积50公顷。"


def bomb(paragraphs: int) -> bytes:
    """A Word file of empty paragraphs: 300 bytes on the disk for each 1,000."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as file:
        w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        file.write(f'<w:document xmlns:w="{w}"><w:body>'.encode())
        for _ in range(0, paragraphs, 1000):
            file.write(b"<w:p/>" * 1000)
        file.write(b"</w:body></w:document>")
    return packed.getvalue()


def test_a_word_file_that_unpacks_to_millions_of_paragraphs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "报告.docx"
    path.write_bytes(bomb(4_000_000))
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(apart.read_apart, "__defaults__", (1, 300 << 20))
    with pytest.raises(UnreadableDocument, match=r"报告\.docx：.*已停止"):
        read_file(path)


@pytest.mark.long
def test_memory_beyond_the_limit_is_told_as_such():
    with pytest.raises(UnreadableDocument, match="内存"):
        apart.read_apart("docx", bomb(4_000_000), "报告.docx", seconds=60, memory=200 << 20)


def test_a_large_file_is_read_as_a_small_one_is(tmp_path: Path):
    pieces = [f"<h2>第{i}章 公园</h2><p>{SENTENCE}</p>" for i in range(2000)]
    page = tmp_path / "报告.html"
    page.write_text(f"<html><body>{''.join(pieces)}</body></html>", "utf-8")
    assert apart.is_large("html", page.read_bytes())
    assert read_file(page)[0] == html_layout(page.read_text("utf-8"))
    word = write_docx(tmp_path / "报告.docx", *(paragraph(SENTENCE) for _ in range(1000)))
    assert apart.is_large("docx", word.read_bytes())
    assert [line.text for line in read_file(word)[0].lines] == [SENTENCE] * 1000


def test_what_its_reader_refuses_is_refused_in_the_same_words(tmp_path: Path):
    page = tmp_path / "空.html"
    page.write_text(f"<html><body>{'<hr>' * 20_000}</body></html>", "utf-8")
    with pytest.raises(UnreadableDocument, match=r"空\.html：这个网页里没有正文"):
        read_file(page)


def test_cells_over_more_rows_than_a_table_has_do_not_fill_memory():
    rows = "<tr><td rowspan=9999 colspan=200>1" * 1500  # each cell would be put into a million places
    begun = time.process_time()
    assert html_layout(f"<body><p>{SENTENCE}</p><table>{rows}</table></body>").lines
    assert time.process_time() - begun < 20


def test_a_row_of_thousands_of_cells_is_text():
    """Each of its columns was looked for among all cells: half a minute for 40 kB."""
    begun = time.process_time()
    layout = html_layout(f"<body><p>{SENTENCE}</p><table><tr>{'<td>3' * 9000}<tr><td>1<td>2</table>")
    assert layout.lines and not layout.tables
    assert time.process_time() - begun < 20


def test_the_time_for_a_table_grows_with_its_rows_and_no_faster():
    def seconds(count: int) -> float:
        grid = grid_of([["区", "公园", "面积"], *([f"第{i}区", "12", "3.5"] for i in range(count))])
        begun = time.process_time()
        assert len(list(row_texts(grid, None))) == count
        return time.process_time() - begun

    assert seconds(4000) < 3 * 4 * max(seconds(1000), 0.05)
