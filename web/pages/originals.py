"""The files that the reports in use were read from. A file is found by its report, never by a path that a client names.

What is served is what was indexed: a file whose bytes have changed since is not given out.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.card import card_path, read_card
from corpus.decode import UnreadableDocument
from corpus.document import Document
from index.sources import find_reports

KNOWN = 500  # files whose place is remembered
TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain",
}  # others are sent as bytes: a page from outside must not be taken for one of ours


@dataclass(frozen=True, slots=True)
class Original:
    """A report's file with its card."""

    path: Path
    card: dict

    @property
    def media_type(self) -> str:
        return TYPES.get(self.path.suffix.lower(), "application/octet-stream")

    @property
    def is_pdf(self) -> bool:
        return self.path.suffix.lower() == ".pdf"

    @property
    def source(self) -> str:
        """Where the file comes from, as its card says; "" when it does not."""
        return self.card.get("source", "")

    @property
    def licence(self) -> str:
        return self.card.get("licence", "")


class Originals:
    """`roots` gives the folders and files that the index in use was built from."""

    def __init__(self, roots: Callable[[], Sequence[Path]]):
        self.roots = roots
        self.known: dict[tuple[str, str], Path] = {}  # file name and checksum → where it lies

    def of(self, document: Document) -> Original | None:
        """The file of a report; None when it is gone or has changed."""
        key = (document.path, document.sha256)
        path = self.known.get(key)
        if path is None or not path.is_file():
            path = next((file for file in self.named(document.path) if checksum(file) == document.sha256), None)
            if path is None:
                return None
            if len(self.known) >= KNOWN:
                self.known.clear()
            self.known[key] = path
        return Original(path, card_of(path))

    def data(self, document: Document) -> bytes | None:
        """The bytes that were indexed; None when the file is gone or has changed."""
        original = self.of(document)
        try:
            data = original.path.read_bytes() if original else b""
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == document.sha256 else None

    def named(self, name: str) -> list[Path]:
        try:
            return [path for path in find_reports(self.roots()) if path.name == name]
        except (ValueError, OSError):  # the folder is gone, or nobody can tell which it was
            return []


def checksum(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def card_of(path: Path) -> dict:
    """The card beside a file; one that was spoilt since the report was read says nothing."""
    try:
        return read_card(card_path(path))
    except UnreadableDocument:
        return {}
