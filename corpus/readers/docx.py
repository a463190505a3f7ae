"""Word (.docx) → Layout by way of HTML: headings by style, tables, footnotes.

Tracked insertions are kept, deletions dropped.
"""

import io
import itertools
import re
import zipfile

import mammoth

from corpus.decode import UnreadableDocument
from corpus.layout import Layout
from corpus.readers.html import html_layout
from corpus.readers.wordnumbers import with_numbers

MAX_BYTES = 300 << 20  # unpacked
NOTE = re.compile(r'<li id="(?:footnote|endnote)-[^"]+">\s*<p>')  # in the order of their marks
STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='标题'] => h1.title:fresh
p[style-name='文档标题'] => h1.title:fresh
r[style-name='Strong'] => strong
"""
PICTURES = mammoth.images.img_element(lambda picture: {"src": ""})


def read_docx(data: bytes, name: str) -> Layout:
    """Read a Word file. Raises UnreadableDocument when it is damaged or holds no text."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
                raise UnreadableDocument(f"{name}：这份 Word 文件展开后超过 {MAX_BYTES >> 20} MB；请删去图片或拆成几份")
            data = with_numbers(archive)
        markup = mammoth.convert_to_html(io.BytesIO(data), style_map=STYLES, convert_image=PICTURES).value
    except UnreadableDocument:
        raise
    except Exception as error:  # whatever a damaged archive or XML makes the libraries raise
        raise UnreadableDocument(f"{name}：这份 Word 文件已损坏，打不开；请在 Word 中打开并另存一份") from error
    layout = html_layout(f"<body>{with_marks(markup)}</body>")
    if not layout.lines:
        raise UnreadableDocument(f"{name}：这份 Word 文件里没有文字；如果是图片，请另存为 PDF 再读入")
    return layout


def with_marks(markup: str) -> str:
    """Put the mark of each footnote before its text, as it is printed."""
    number = itertools.count(1)
    return NOTE.sub(lambda found: f"{found.group()}[{next(number)}] ", markup)
