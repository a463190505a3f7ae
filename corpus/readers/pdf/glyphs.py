"""One page of a PDF → its printed characters, each with its place and print. Knows pdfium, nothing of lines.

Coordinates are points from the top left corner of the page as it is shown.
"""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.visible import visible

INVISIBLE = 3  # text rendering mode of the text layer that a scanner lays over its picture
BOLD_WEIGHT = 600
WHITE = 250  # of 255, and more
BOLD_NAMES = ("bold", "black", "heavy", "simhei", "heiti", "fzhtk", "fzxbs", "fzxbsj", "fzdbs")  # 黑体, 小标宋, 大标宋
WIDE_FORMS = dict(zip(".,:;()?!«»‹›", "。，：；（）？！《》〈〉", strict=True))  # of Chinese punctuation
TITLE_MARKS = {"«": "《", "»": "》"}
WIDE = 0.9  # of the size: a stop that fills the square of a character is printed as a Chinese one
OVERPRINTED = 0.35  # of its width: the same character nearer than this is one printed twice to look bold


class Glyph(NamedTuple):  # a named tuple is made five times as fast as a frozen dataclass, and a page has a thousand
    """A printed character; y0 is above y1, `base` is the line it stands on."""

    char: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float  # in points
    bold: bool
    hidden: bool  # drawn with no ink


@dataclass(frozen=True, slots=True)
class PageText:
    """The characters of a page in the order of the file."""

    glyphs: tuple[Glyph, ...]
    width: float
    height: float
    pictured: bool  # a picture covers most of it
    aside: tuple[Glyph, ...]  # that run in another direction, upright or sideways


def read_page(page: pdfium.PdfPage, pictures: Sequence[pdfium.PdfObject]) -> PageText:
    """Read the characters of a page, given its pictures.

    Sideways text is turned with its page, slanting text (a watermark) left out.
    """
    width, height = page.get_size()
    turn = Turn(page)
    glyphs = read_glyphs(page, turn)
    quarter = Counter(angle for _, angle in glyphs).most_common(1)[0][0] if glyphs else 0
    kept = [glyph for glyph, angle in glyphs if angle == quarter]
    aside = tuple(glyph for glyph, angle in glyphs if angle not in (quarter, -1))
    if quarter in (1, 3):
        kept = [turned(glyph, quarter, width, height) for glyph in kept]
        width, height = height, width
    return PageText(tuple(drop_overprint(kept)), width, height, has_picture(page, pictures), aside)


class Turn:
    """Page coordinates → points from the top left corner of the page as it is shown."""

    def __init__(self, page: pdfium.PdfPage):
        self.left, self.bottom, self.right, self.top = page.get_cropbox()
        self.rotation = page.get_rotation() // 90

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        match self.rotation:
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case 3:
                return self.top - y, self.right - x
        return x - self.left, self.top - y


def read_glyphs(page: pdfium.PdfPage, turn: Turn) -> list[tuple[Glyph, int]]:
    """(character, direction) with directions counted in quarter turns; -1 for what slants."""
    return with_chinese_stops(list(named_glyphs(page, turn)))


def with_chinese_stops(glyphs: list[tuple[Glyph, int]]) -> list[tuple[Glyph, int]]:
    """Some typesetters name the 。 they print a full stop: a stop as wide as a Chinese character is what a reader sees.

    A page whose letters and digits are as wide tells nothing by widths. A « beside Chinese is 《 however wide it is.
    """
    glyphs = with_title_marks(glyphs)
    wide = [quarter % 2 == 0 and g.x1 - g.x0 >= WIDE * g.size > 0 for g, quarter in glyphs]
    if any(is_wide and g.char.isascii() and g.char.isalnum() for is_wide, (g, _) in zip(wide, glyphs, strict=True)):
        return glyphs
    return [
        (g._replace(char=WIDE_FORMS[g.char]), quarter) if is_wide and g.char in WIDE_FORMS else (g, quarter)
        for is_wide, (g, quarter) in zip(wide, glyphs, strict=True)
    ]


def with_title_marks(glyphs: list[tuple[Glyph, int]]) -> list[tuple[Glyph, int]]:
    """The characters with 《 and 》 for the « and » that stand beside Chinese ones: Chinese does not use these."""
    kept = list(glyphs)
    for i, (glyph, quarter) in enumerate(glyphs):
        if glyph.char in TITLE_MARKS and any(
            "\u4e00" <= other.char <= "\u9fff" for other, _ in glyphs[max(0, i - 1) : i + 2]
        ):
            kept[i] = (glyph._replace(char=TITLE_MARKS[glyph.char]), quarter)
    return kept


def named_glyphs(page: pdfium.PdfPage, turn: Turn) -> Iterator[tuple[Glyph, int]]:
    """Yield the characters as the file names them."""
    text = page.get_textpage()
    handle = text.raw
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    prints = Prints(handle)
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, i)
        char = character(code)
        unseen = unicodedata.category(char) in ("Cc", "Cf", "Cs") if char else True
        if unseen or not visible(char) or raw.FPDFText_IsGenerated(handle, i) == 1:
            continue
        raw.FPDFText_GetLooseCharBox(handle, i, box)
        raw.FPDFText_GetCharOrigin(handle, i, x, y)
        raw.FPDFText_GetMatrix(handle, i, matrix)
        size = raw.FPDFText_GetFontSize(handle, i) * math.hypot(matrix.c, matrix.d)
        bold, hidden = prints.of(i)
        (xa, ya), (xb, yb) = turn(box.left, box.top), turn(box.right, box.bottom)
        base = turn(x.value, y.value)[1]
        angle = -math.degrees(math.atan2(matrix.b, matrix.a)) / 90 % 4
        quarter = round(angle) % 4 if abs(angle - round(angle)) < 0.05 else -1
        if quarter >= 0:
            quarter = (quarter + turn.rotation) % 4
        yield Glyph(char, min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb), base, size, bold, hidden), quarter


def character(code: int) -> str:
    """The character of a code; some typesetters keep the code of GBK for ， and 。, in Unicode letters of the Yi.

    >>> character(0xA3AC), character(0xA3AE), character(0x4E00)
    ('，', '。', '一')
    """
    if 0xA3A1 <= code <= 0xA3FE:
        return "。" if code == 0xA3AE else chr(code - 0xA3A0 + 0xFF00)
    return chr(code) if 0 < code < 0x110000 else ""


class Prints:
    """How the characters of a page are printed; each text object is asked once, and each font: many files have a text
    object for every character."""

    def __init__(self, handle: Any):
        self.handle = handle
        self.objects: dict[int | None, tuple[bool, bool]] = {}
        self.fonts: dict[int | None, bool] = {}
        self.ink = [ctypes.c_uint() for _ in range(4)]

    def of(self, i: int) -> tuple[bool, bool]:
        """Return (bold, without ink) of a character."""
        thing = raw.FPDFText_GetTextObject(self.handle, i)
        key = ctypes.addressof(thing.contents) if thing else None
        if (known := self.objects.get(key)) is not None:
            return known
        font = raw.FPDFTextObj_GetFont(thing) if thing else None
        mode = raw.FPDFTextObj_GetTextRenderMode(thing) if thing else 0
        bold = self.is_bold(i, ctypes.addressof(font.contents) if font else None)
        self.objects[key] = (bold or mode == 2, mode == INVISIBLE or self.is_white(i))
        return self.objects[key]

    def is_bold(self, i: int, font: int | None) -> bool:
        if font not in self.fonts or font is None:
            name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
            length = raw.FPDFText_GetFontInfo(self.handle, i, name, 128, flags)
            called = name.raw[: max(0, length - 1)].decode("utf-8", "replace").lower()
            heavy = raw.FPDFText_GetFontWeight(self.handle, i) >= BOLD_WEIGHT
            self.fonts[font] = heavy or any(part in called for part in BOLD_NAMES)
        return self.fonts[font]

    def is_white(self, i: int) -> bool:
        red, green, blue, alpha = self.ink
        raw.FPDFText_GetFillColor(self.handle, i, red, green, blue, alpha)
        return alpha.value == 0 or (red.value >= WHITE and green.value >= WHITE and blue.value >= WHITE)


def turned(glyph: Glyph, quarter: int, width: float, height: float) -> Glyph:
    """The character on a page that is turned until its text runs from left to right."""
    if quarter == 3:  # it runs up the page, else down
        x0, x1, y0, y1 = height - glyph.y1, height - glyph.y0, glyph.x0, glyph.x1
    else:
        x0, x1, y0, y1 = glyph.y0, glyph.y1, width - glyph.x1, width - glyph.x0
    return Glyph(glyph.char, x0, y0, x1, y1, y1, glyph.size, glyph.bold, glyph.hidden)


def drop_overprint(glyphs: list[Glyph]) -> list[Glyph]:
    """Leave out characters that are printed again over themselves; the first stays, as bold."""
    recent: dict[tuple[str, int], int] = {}
    kept: list[Glyph] = []
    for glyph in glyphs:
        if glyph.char.isspace():
            kept.append(glyph)
            continue
        near = OVERPRINTED * max(glyph.x1 - glyph.x0, 0.2 * glyph.size)
        row = round(glyph.base / max(1.0, near))
        before = [j for r in (row, row - 1, row + 1) if (j := recent.get((glyph.char, r))) is not None]
        again = [j for j in before if max(abs(kept[j].x0 - glyph.x0), abs(kept[j].base - glyph.base)) < near]
        if again:
            kept[again[0]] = kept[again[0]]._replace(bold=True)
        else:
            recent[(glyph.char, row)] = len(kept)
            kept.append(glyph)
    return kept


def has_picture(page: pdfium.PdfPage, pictures: Sequence[pdfium.PdfObject]) -> bool:
    """Pictures cover half of the page or more."""
    width, height = page.get_size()
    covered = 0.0
    for thing in pictures:
        left, bottom, right, top = thing.get_bounds()
        covered += max(0.0, min(right, width) - max(left, 0)) * max(0.0, min(top, height) - max(bottom, 0))
    return covered >= 0.5 * width * height
