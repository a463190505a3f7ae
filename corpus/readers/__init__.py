"""Bytes of a report file → its Layout: one reader a format, chosen by what the bytes are, not by the suffix alone.

read_file(Path("report.pdf"))
"""

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from corpus.decode import UnreadableDocument, read_bytes
from corpus.layout import Layout
from corpus.readers.apart import is_large, read_apart
from corpus.readers.formats import format_of

Reader = Callable[[bytes, str], Layout]  # of the bytes of a file and its name for messages; raises UnreadableDocument

READERS = {  # format → module and function, imported when a file needs them: each brings a library
    "pdf": "corpus.readers.pdf:read_pdf",
    "docx": "corpus.readers.docx:read_docx",
    "html": "corpus.readers.html:read_html",
    "mhtml": "corpus.readers.mhtml:read_mhtml",
    "markdown": "corpus.readers.markdown:read_markdown",
    "text": "corpus.readers.text:read_text",
}
SUFFIXES = (".pdf", ".docx", ".html", ".htm", ".mhtml", ".mht", ".md", ".markdown", ".txt")  # looked for in folders
UNREAD_SUFFIXES = (".doc", ".wps", ".ofd", ".rtf", ".caj")  # there too, to be named


def read_file(path: Path) -> tuple[Layout, bytes]:
    """Return (layout, raw bytes) of a report file.

    Raises UnreadableDocument with what is wrong, where, and how to mend it.
    """
    check_name(path)
    data = read_bytes(path)
    if not data:
        raise UnreadableDocument(f"{path}: the file is empty; is it the right one?")
    kind = format_of(data, path.suffix, str(path))
    if is_large(kind, data):
        return read_apart(kind, data, str(path)), data
    return reader_of(kind)(data, str(path)), data


def check_name(path: Path) -> None:
    """Raises UnreadableDocument for a name of bytes that are no text: no index could keep it, no page could show it."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        raise UnreadableDocument(f"{shown}: the name of the file is no UTF-8; rename it") from error


def reader_of(name: str) -> Reader:
    """The reader of a format."""
    module, function = READERS[name].split(":")
    return getattr(import_module(module), function)
