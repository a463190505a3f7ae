"""Reads a page that is a picture, with the optional extra `rapidocr`. What it returns is no verbatim text."""

from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
import pypdfium2 as pdfium

from corpus.readers.pdf.glyphs import Glyph
from corpus.readers.pdf.rules import Edge

DPI = 200
INSTALL = "pip install -e '.[ocr]'"  # the models are in the wheel of rapidocr
INK_SHARE = 0.8  # of the height of a box of text: the size of its characters
MIN_SCORE = 0.5  # of the recogniser: below it the characters are guessed
DARK = 140  # of 255
STROKE, THICKEST = 90, 14  # pixels: length of the shortest rule, width of the thickest


def is_installed() -> bool:
    return find_spec("rapidocr") is not None


class Recogniser:
    """Keeps the models between pages."""

    def __init__(self) -> None:
        import onnxruntime
        from rapidocr import RapidOCR  # here, because it is an extra and takes seconds to import

        onnxruntime.disable_telemetry_events()  # nothing that is read leaves this machine

        self.engine = RapidOCR(params={"Global.log_level": "critical"})

    def read(self, page: pdfium.PdfPage) -> tuple[list[Glyph], list[Edge]]:
        """The characters of a page, spread evenly over the boxes in which they were recognised, and its rules."""
        scale = DPI / 72
        picture = page.render(scale=scale, rev_byteorder=True).to_numpy()[..., :3]
        found = self.engine(picture)
        if found.txts is None:
            return [], []
        glyphs: list[Glyph] = []
        for text, corners, score in zip(found.txts, found.boxes, found.scores, strict=True):
            if score >= MIN_SCORE:
                xs, ys = [x / scale for x, _ in corners.tolist()], [y / scale for _, y in corners.tolist()]
                glyphs += spread(text, min(xs), min(ys), max(xs), max(ys))
        return glyphs, [Edge(*(at / scale for at in edge)) for edge in dark_strokes(picture)]


def dark_strokes(picture: np.ndarray) -> Iterator[tuple[float, float, float, float]]:
    """The long straight strokes of a picture, in pixels: the rules of its tables."""
    import cv2  # here, because it comes with the extra

    dark = (picture.min(axis=2) < DARK).astype(np.uint8)
    for kernel in (np.ones((1, STROKE), np.uint8), np.ones((STROKE, 1), np.uint8)):
        count, _, boxes, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel))
        for x, y, width, height, _ in boxes[1:count].tolist():
            if min(width, height) <= THICKEST:
                middle_x, middle_y = x + width / 2, y + height / 2
                yield (x, middle_y, x + width, middle_y) if width > height else (middle_x, y, middle_x, y + height)


def spread(text: str, x0: float, y0: float, x1: float, y1: float) -> list[Glyph]:
    """Give each character of a line its share of the line's box; a Chinese one is twice as wide as a letter."""
    widths = [2 if char >= "\u2e80" else 1 for char in text]
    step, size = (x1 - x0) / (sum(widths) or 1), INK_SHARE * (y1 - y0)
    glyphs, x = [], x0
    for char, width in zip(text, widths, strict=True):
        glyphs.append(Glyph(char, x, y0, x + width * step, y1, y1, size, bold=False, hidden=False))
        x += width * step
    return glyphs
