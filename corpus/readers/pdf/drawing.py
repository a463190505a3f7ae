"""Draws one page of a PDF in a process of its own: `python -m corpus.readers.pdf.drawing SECONDS MEMORY PAGE`.

Reads the PDF from stdin; writes a line of JSON to stdout, {"error": …} or what is known of the page, then its picture.
"""

import json
import math
import sys
from io import BytesIO

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageChops

from corpus.readers.limits import limit_this_process
from corpus.readers.pdf.glyphs import Turn, drop_overprint, read_glyphs

SCALE = 150 / 72  # pixels a point: sharp on a screen of two pixels a dot at 600 dots
PIXELS = 4_000_000  # of a picture; a wall map is drawn smaller
HEAVY = 1_500_000  # bytes: a PNG over it is a photograph, which JPEG writes in a tenth
FAINT = 8  # of 255: channels that differ by no more show no colour
CHARACTERS = 30_000  # of one page; a page of a newspaper has 10,000


def draw(data: bytes, number: int) -> tuple[dict, bytes]:
    """Return what is known of a page, and its picture."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        return {"error": "locked" if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD else "damaged"}, b""
    if not 1 <= number <= len(document):
        return {"error": "none"}, b""
    page = document[number - 1]
    width, height = page.get_size()
    if not (0 < width < math.inf and 0 < height < math.inf):
        return {"error": "damaged"}, b""
    scale = min(SCALE, math.sqrt(PIXELS / (width * height)))
    kind, picture = encoded(without_needless_colour(page.render(scale=scale).to_pil().convert("RGB")))
    glyphs = [glyph for glyph, _ in read_glyphs(page, Turn(page))][: 2 * CHARACTERS]
    inked = [glyph for glyph in drop_overprint(glyphs) if not glyph.char.isspace()][:CHARACTERS]
    places = [[round(edge, 2) for edge in (glyph.x0, glyph.y0, glyph.x1, glyph.y1)] for glyph in inked]
    characters = "".join(glyph.char for glyph in inked)
    told = {"type": kind, "width": width, "height": height, "characters": characters, "places": places}
    return told, picture


def without_needless_colour(image: Image.Image) -> Image.Image:
    """A page in black and white takes half the bytes in shades of grey."""
    red, green, blue = image.split()
    strongest = max(ImageChops.difference(*pair).getextrema()[1] for pair in ((red, green), (green, blue)))
    return image.convert("L") if strongest <= FAINT else image


def encoded(image: Image.Image) -> tuple[str, bytes]:
    """A picture as PNG, as JPEG when that would be too large."""
    out = BytesIO()
    image.save(out, "PNG")
    if out.tell() <= HEAVY:
        return "image/png", out.getvalue()
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return "image/jpeg", out.getvalue()


def main() -> None:
    limit_this_process(float(sys.argv[1]), int(sys.argv[2]))
    try:
        told, picture = draw(sys.stdin.buffer.read(), int(sys.argv[3]))
    except MemoryError:
        told, picture = {"error": "memory"}, b""
    except pdfium.PdfiumError:  # of the page
        told, picture = {"error": "damaged"}, b""
    sys.stdout.buffer.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n" + picture)


if __name__ == "__main__":
    main()
