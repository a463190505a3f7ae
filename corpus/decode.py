"""Bytes of a report file → text. Knows encodings, nothing of layout."""

import html
import re
from pathlib import Path

from corpus.chinese import is_chinese
from corpus.visible import visible

ENCODINGS = ("utf-8-sig", "gb18030")  # with or without BOM; then the national standard, which covers GBK and GB2312
SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive (docx, xlsx?)",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}
LATIN = "cp1252"  # of English texts: curly quotation marks and dashes of one byte
LATIN_ASCII = 0.9  # of the bytes of an English text are plain
ENTITY = re.compile(
    r"&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|lsquo|rsquo|mdash|ndash|middot|hellip|#\d{2,5}|#x[\da-fA-F]{2,4});"
)
ODD_SHARE = 0.01  # of odd characters: more show that it is no text, or text in another encoding


class UnreadableDocument(ValueError):
    """A file that cannot be read as a report; the message says what, where and how to mend it."""


def decode_report(data: bytes, name: str) -> str:
    """Decode the bytes of the file `name`; line ends become "\\n".

    Raises UnreadableDocument for an empty, binary or undecodable file.
    """
    for signature, what in SIGNATURES.items():
        if data.startswith(signature):
            raise UnreadableDocument(f"{name}: this is {what}; save it as a UTF-8 text file first")
    if b"\x00" in data:
        raise UnreadableDocument(f"{name}: binary data (a zero byte at {data.index(0)}); save it as a UTF-8 text file")
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        guessed = encoding == "gb18030"
        if not looks_like_prose(text, guessed) or (guessed and not is_chinese(text)):
            break
        text = visible(unescaped(text))
        if not text.strip(" \t\n\f\v\u3000\xa0"):
            raise UnreadableDocument(f"{name}: the file is empty; is it the right one?")
        return text
    latin = data.decode(LATIN, "replace")
    if sum(map(str.isascii, latin)) >= LATIN_ASCII * len(latin) and looks_like_prose(latin, True):
        return visible(unescaped(latin))
    raise UnreadableDocument(f"{name}: neither UTF-8 nor GB18030 text; save it as UTF-8")


def unescaped(text: str) -> str:
    """The text without the entities of a web page from which it was copied.

    >>> unescaped("人口&nbsp;312&#12290; A&B;")
    '人口\\xa0312。 A&B;'
    """
    return ENTITY.sub(lambda found: html.unescape(found.group()), text)


def looks_like_prose(text: str, guessed: bool) -> bool:
    """Tell text from bytes that merely happen to be decodable: hardly any control characters.

    In a `guessed` encoding private characters count as well; Big5 read as GB18030 is full of them.

    >>> looks_like_prose("二〇二四年", True), looks_like_prose("\ue5e5媙", True), looks_like_prose("\x01\x02", False)
    (True, False, False)
    """
    control = sum(1 for c in text if c < " " and c not in "\t\n\r\f\v")
    private = sum(1 for c in text if "\ue000" <= c <= "\uf8ff" or c == "\ufffd")
    return control + (private if guessed else 0) <= len(text) * ODD_SHARE


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file. Raises UnreadableDocument when it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            f"{path}: cannot be read ({error.strerror or error}); check the path and its permissions"
        ) from error


def read_text(path: Path) -> tuple[str, bytes]:
    """Return (text, raw bytes) of a text file.

    Raises UnreadableDocument, also when the file cannot be opened.
    """
    data = read_bytes(path)
    return decode_report(data, str(path)), data
