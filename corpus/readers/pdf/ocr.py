"""Reads a page that is a picture, with the optional extra `rapidocr`. What it returns is no verbatim text."""

from importlib.util import find_spec

import pypdfium2 as pdfium

from corpus.readers.pdf.glyphs import Glyph

DPI = 200
INSTALL = "pip install -e '.[ocr]'"  # the models are in the wheel of rapidocr
INK_SHARE = 0.8  # of the height of a box of text: the size of its characters
MIN_SCORE = 0.5  # of the recogniser: below it the characters are guessed


def is_installed() -> bool:
    return find_spec("rapidocr") is not None


class Recogniser:
    """Keeps the models between pages."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR  # here, because it is an extra and takes seconds to import

        self.engine = RapidOCR(params={"Global.log_level": "critical"})

    def read(self, page: pdfium.PdfPage) -> list[Glyph]:
        """The characters of a page, spread evenly over the boxes in which they were recognised."""
        scale = DPI / 72
        found = self.engine(page.render(scale=scale).to_numpy())
        if found.txts is None:
            return []
        glyphs: list[Glyph] = []
        for text, corners, score in zip(found.txts, found.boxes, found.scores, strict=True):
            if score >= MIN_SCORE:
                xs, ys = [x / scale for x, _ in corners.tolist()], [y / scale for _, y in corners.tolist()]
                glyphs += spread(text, min(xs), min(ys), max(xs), max(ys))
        return glyphs


def spread(text: str, x0: float, y0: float, x1: float, y1: float) -> list[Glyph]:
    """Give each character of a line its share of the line's box; a Chinese one is twice as wide as a letter."""
    widths = [2 if char >= "\u2e80" else 1 for char in text]
    step, size = (x1 - x0) / (sum(widths) or 1), INK_SHARE * (y1 - y0)
    glyphs, x = [], x0
    for char, width in zip(text, widths, strict=True):
        glyphs.append(Glyph(char, x, y0, x + width * step, y1, y1, size, bold=False, hidden=False))
        x += width * step
    return glyphs
