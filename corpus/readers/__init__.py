"""Bytes of a report file → its Layout: one reader a format, chosen by what the bytes are, not by the suffix alone.

read_file(Path("report.pdf"))
"""

from collections.abc import Callable
from pathlib import Path

from corpus.decode import UnreadableDocument, decode_report, read_bytes
from corpus.layout import Layout
from corpus.readers.docx import read_docx
from corpus.readers.formats import format_of
from corpus.readers.html import read_html
from corpus.readers.markdown import read_markdown
from corpus.readers.mhtml import read_mhtml
from corpus.readers.pdf import read_pdf
from corpus.readers.text import read_layout
from corpus.readers.texttables import with_tables

Reader = Callable[[bytes, str], Layout]  # of the bytes of a file and its name for messages; raises UnreadableDocument


def read_text(data: bytes, name: str) -> Layout:
    """Read a text file, tables in it too."""
    return with_tables(read_layout(decode_report(data, name)))


READERS: dict[str, Reader] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "html": read_html,
    "mhtml": read_mhtml,
    "markdown": read_markdown,
    "text": read_text,
}
SUFFIXES = (".pdf", ".docx", ".html", ".htm", ".mhtml", ".mht", ".md", ".markdown", ".txt")  # looked for in folders
UNREAD_SUFFIXES = (".doc", ".wps", ".ofd", ".rtf", ".caj")  # there too, to be named


def read_file(path: Path) -> tuple[Layout, bytes]:
    """Return (layout, raw bytes) of a report file.

    Raises UnreadableDocument with what is wrong, where, and how to mend it.
    """
    data = read_bytes(path)
    name = str(path)
    if not data:
        raise UnreadableDocument(f"{name}: the file is empty; is it the right one?")
    return READERS[format_of(data, path.suffix, name)](data, name), data
