"""Writes the automatic numbers of a Word file (第一章, 一、, （一）) into its text.

They are printed, but no text in the file. What is text in it and is not printed goes at the same time.
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring

from corpus.readers.wordhidden import W, remove_hidden

DOCUMENT = "word/document.xml"
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
DIGITS = "零一二三四五六七八九"
ROMAN = 3999  # larger ones are written in figures; a list may start at any number, with a letter for each hundred
CHINESE = ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting")
FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "upperLetter": lambda n: chr(64 + (n - 1) % 26 + 1),
    "lowerLetter": lambda n: chr(96 + (n - 1) % 26 + 1),
    "decimalEnclosedCircle": lambda n: chr(0x245F + n) if 1 <= n <= 20 else str(n),
    "decimalEnclosedCircleChinese": lambda n: chr(0x245F + n) if 1 <= n <= 20 else str(n),
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbered list."""

    start: int
    style: str  # number format of Word
    text: str  # "第%1章", "（%2）"


def with_numbers(archive: zipfile.ZipFile) -> bytes:
    """Return the archive with the numbers of numbered paragraphs as text, bullets left out, and without hidden text."""
    names = archive.namelist()
    parts = {name: fromstring(archive.read(name)) for name in (DOCUMENT, *NOTES) if name in (DOCUMENT, *names)}
    changed = {name for name, part in parts.items() if remove_hidden(part)}
    lists = read_lists(archive) if "word/numbering.xml" in names else {}
    if lists:
        write_numbers(parts[DOCUMENT], lists, read_styles(archive) if "word/styles.xml" in names else {})
        changed.add(DOCUMENT)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as copy:
        for name in names:
            copy.writestr(name, ElementTree.tostring(parts[name]) if name in changed else archive.read(name))
    return packed.getvalue()


def read_lists(archive: zipfile.ZipFile) -> dict[str, dict[int, Level]]:
    """The levels of each list by its id."""
    root = fromstring(archive.read("word/numbering.xml"))
    abstract = {}
    for node in root.iter(f"{W}abstractNum"):
        abstract[node.get(f"{W}abstractNumId")] = {
            int(level.get(f"{W}ilvl")): Level(
                int(value(level, "start") or 1), value(level, "numFmt") or "decimal", value(level, "lvlText") or ""
            )
            for level in node.iter(f"{W}lvl")
        }
    return {n.get(f"{W}numId"): abstract.get(value(n, "abstractNumId"), {}) for n in root.iter(f"{W}num")}


def read_styles(archive: zipfile.ZipFile) -> dict[str, tuple[str | None, int]]:
    """List and level that a paragraph style sets."""
    root = fromstring(archive.read("word/styles.xml"))
    found = {}
    for style in root.iter(f"{W}style"):
        number = style.find(f"{W}pPr/{W}numPr")
        if number is not None:
            found[style.get(f"{W}styleId")] = (value(number, "numId"), int(value(number, "ilvl") or 0))
    return found


def write_numbers(
    document: ElementTree.Element, lists: dict[str, dict[int, Level]], styles: dict[str, tuple[str | None, int]]
) -> None:
    """Count through the paragraphs and put each number before its text."""
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    for paragraph in document.iter(f"{W}p"):
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            continue
        number = properties.find(f"{W}numPr")
        style = styles.get(value(properties, "pStyle") or "", (None, 0))
        list_id = (value(number, "numId") if number is not None else None) or style[0]
        level = int((value(number, "ilvl") if number is not None else None) or style[1])
        levels = lists.get(list_id or "", {})
        if level not in levels or levels[level].style in ("bullet", "none") or not has_text(paragraph):
            continue
        count = counts[list_id or ""]
        count[level] = count.get(level, levels[level].start - 1) + 1
        for deeper in [other for other in count if other > level]:
            del count[deeper]
        put_before(paragraph, label(levels, level, count))
        if number is not None:
            properties.remove(number)


def label(levels: dict[int, Level], level: int, count: dict[int, int]) -> str:
    """The number of a paragraph as it is printed."""

    def one(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        return number_text(levels[at].style, count.get(at, levels[at].start)) if at in levels else ""

    return re.sub(r"%(\d)", one, levels[level].text)


def number_text(style: str, number: int) -> str:
    """A number in one of Word's formats.

    >>> number_text("chineseCountingThousand", 12), number_text("decimal", 3), number_text("upperRoman", 4)
    ('十二', '3', 'IV')
    """
    if style in CHINESE:
        return chinese(number)
    if style in ("upperRoman", "lowerRoman") and number <= ROMAN:
        text = roman(number)
        return text if style == "upperRoman" else text.lower()
    return FORMATS.get(style, str)(number)


def chinese(number: int) -> str:
    """A number up to 999 in Chinese; larger ones in figures."""
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and units:
        text += "零"
    return text + (DIGITS[units] if units else "")


def roman(number: int) -> str:
    text = ""
    for value_, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while number >= value_:
            text, number = text + sign, number - value_
    return text


def put_before(paragraph: ElementTree.Element, text: str) -> None:
    run = ElementTree.Element(f"{W}r")
    node = ElementTree.SubElement(run, f"{W}t")
    node.text = text
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    paragraph.insert(1 if paragraph.find(f"{W}pPr") is not None else 0, run)


def has_text(paragraph: ElementTree.Element) -> bool:
    return any((node.text or "").strip() for node in paragraph.iter(f"{W}t"))


def value(node: ElementTree.Element | None, name: str) -> str | None:
    """The w:val of a child."""
    child = node.find(f"{W}{name}") if node is not None else None
    return child.get(f"{W}val") if child is not None else None
