"""Bytes of a report file → its Layout: one reader a format, chosen by what the bytes are, not by the suffix alone.

    read_file(Path("report.pdf"))
"""

from collections.abc import Callable
from pathlib import Path

from corpus.decode import decode_report, read_bytes
from corpus.layout import Layout
from corpus.readers.pdf import read_pdf
from corpus.readers.text import read_layout

Reader = Callable[[bytes, str], Layout]  # of the bytes of a file and its name for messages; raises UnreadableDocument


def read_text(data: bytes, name: str) -> Layout:
    return read_layout(decode_report(data, name))


READERS: dict[str, Reader] = {"pdf": read_pdf, "text": read_text}


def read_file(path: Path) -> tuple[Layout, bytes]:
    """Return (layout, raw bytes) of a report file.

    Raises UnreadableDocument with what is wrong, where, and how to mend it.
    """
    data = read_bytes(path)
    return READERS[format_of(data, path.suffix)](data, str(path)), data


def format_of(data: bytes, suffix: str) -> str:
    """Name the format of a file by its bytes."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return "text"
