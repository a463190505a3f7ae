"""The files that the reports in use were read from. A file is found by its report, never by a path that a client names.

What is served is what was indexed: a file whose bytes have changed since is not given out.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from corpus.card import card_path, read_card
from corpus.decode import UnreadableDocument
from corpus.document import Document
from index.sources import find_reports

T = TypeVar("T")
KNOWN = 500  # files whose place is remembered
AGAIN = 10.0  # seconds until a file that was not there is looked for again
TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain",
}  # others are sent as bytes: a page from outside must not be taken for one of ours


def keep(table: dict[tuple[str, str], T], key: tuple[str, str], value: T) -> None:
    """Remember a value; a table that is full is emptied first."""
    if len(table) >= KNOWN:
        table.clear()
    table[key] = value


class Told(NamedTuple):
    """A text of a card."""

    text: str
    language: str | None = None  # None: the card does not say


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

    def licence(self, language: str) -> Told:
        """Under which terms it may be used, in a language, else in one that the card has; "" when it says nothing."""
        told = self.card.get("licence", "")
        if isinstance(told, str):
            return Told(told)
        chosen = next(each for each in (language, "zh-Hans", *told) if each in told)
        return Told(told[chosen], chosen)


class Originals:
    """`roots` gives the folders and files that the index in use was built from. A file is read whole once; from then on
    its size and time tell whether it is still the same."""

    def __init__(self, roots: Callable[[], Sequence[Path]]):
        self.roots = roots
        self.known: dict[tuple[str, str], Seen] = {}  # file name and checksum → where it was found
        self.missed: dict[tuple[str, str], float] = {}  # … → when it was looked for in vain

    def of(self, document: Document) -> Original | None:
        """The file of a report; None when it is gone or has changed."""
        key = (document.path, document.sha256)
        seen = self.known.get(key)
        if seen is None or seen != seen_at(seen.path):
            seen = self.look(key)
        return Original(seen.path, card_of(seen.path)) if seen else None

    def look(self, key: tuple[str, str]) -> "Seen | None":
        """Search the folders for a file of this name with these bytes, not more often than every few seconds."""
        name, sha256 = key
        if time.monotonic() - self.missed.get(key, float("-inf")) < AGAIN:
            return None
        seen = (seen_at(file) for file in self.named(name) if checksum(file) == sha256)
        found = next((each for each in seen if each), None)
        if found:
            keep(self.known, key, found)
        else:
            keep(self.missed, key, time.monotonic())
        return found

    def data(self, document: Document) -> bytes | None:
        """The bytes that were indexed; None when the file is gone or has changed."""
        original = self.of(document)
        try:
            return original.path.read_bytes() if original else None
        except OSError:
            return None

    def named(self, name: str) -> list[Path]:
        try:
            return [path for path in find_reports(self.roots()) if path.name == name]
        except (ValueError, OSError):  # the folder is gone, or nobody can tell which it was
            return []


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was when its bytes were read."""

    path: Path
    size: int
    changed: int  # nanoseconds


def seen_at(path: Path) -> Seen | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return Seen(path, told.st_size, told.st_mtime_ns)


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
