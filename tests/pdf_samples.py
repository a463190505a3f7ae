"""Writes small PDF files for the tests of the reader: text at a place, rules, and pictures of pages."""

import zlib
from pathlib import Path

import pypdfium2 as pdfium

WIDTH, HEIGHT = 595, 842  # A4, in points
LEFT, RIGHT, TOP = 90, 506, 80
SIZE, LEADING = 16, 28  # of the text, as in official documents: 26 characters a line
FONTS = {"text": "STSong-Light", "bold": "SimHei", "square": "FangSong"}
WIDTHS = {"square": ""}  # every character as wide as a Chinese one; else the Latin ones are half as wide


class PdfPage:
    """Collects what is printed on a page; y counts from the top."""

    def __init__(self) -> None:
        self.content: list[str] = []

    def text(
        self, x: float, y: float, text: str, size: float = SIZE, bold: bool = False, font: str = "text"
    ) -> "PdfPage":
        """Print a text whose base stands at y."""
        code = text.encode("utf-16-be").hex()
        self.content.append(f"BT /{'bold' if bold else font} {size} Tf {x:.2f} {HEIGHT - y:.2f} Td <{code}> Tj ET")
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> "PdfPage":
        self.content.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def lines(
        self, texts: list[str], x: float = LEFT, y: float = TOP, size: float = SIZE, leading: float = LEADING
    ) -> float:
        """Print lines below each other; one that begins with two wide blanks stands in. Return the next y."""
        for text in texts:
            blanks = len(text) - len(text.lstrip("\u3000"))
            self.text(x + blanks * size, y, text.lstrip("\u3000"), size)
            y += leading
        return y

    def grid(self, x: float, y: float, widths: list[float], rows: list[list[str]], height: float = 24) -> float:
        """Print a ruled table; "<" joins a cell with the one at its left, "^" with the one above. Return the next y."""
        xs = [x + sum(widths[:i]) for i in range(len(widths) + 1)]
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                top, bottom = y + r * height, y + (r + 1) * height
                if cell != "^":
                    self.rule(xs[c], top, xs[c + 1], top)
                if cell != "<":
                    self.rule(xs[c], top, xs[c], bottom)
                if cell not in ("<", "^"):
                    self.text(xs[c] + 4, bottom - 7, cell, 12)
        end = y + len(rows) * height
        self.rule(xs[0], end, xs[-1], end)
        self.rule(xs[-1], y, xs[-1], end)
        return end


def write_pdf(path: Path, *pages: PdfPage) -> Path:
    """Write the pages as a PDF file."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    fonts = []
    for name, base in FONTS.items():
        objects.append(
            f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /{base} /DW 1000 {WIDTHS.get(name, '/W [1 95 500]')} "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> "
            f"/FontDescriptor << /Type /FontDescriptor /FontName /{base} /Flags 4 /FontBBox [0 -200 1000 900] "
            "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >> >>"
        )
        objects.append(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{base} /Encoding /UniGB-UCS2-H "
            f"/DescendantFonts [{len(objects)} 0 R] >>"
        )
        fonts.append(f"/{name} {len(objects)} 0 R")
    kids = []
    for page in pages:
        stream = zlib.compress("\n".join(page.content).encode("ascii"))
        objects.append(stream)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {len(objects)} 0 R "
            f"/Resources << /Font << {' '.join(fonts)} >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    path.write_bytes(assemble(objects))
    return path


def assemble(objects: list[str | bytes]) -> bytes:
    data, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        if isinstance(content, bytes):
            head = f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode()
            content = head + content + b"\nendstream"
        else:
            content = content.encode("ascii")
        data += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    data += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(data)


def write_scan(path: Path, source: Path) -> Path:
    """Write a PDF whose pages are pictures of the pages of another one."""
    document, scan = pdfium.PdfDocument(source), pdfium.PdfDocument.new()
    for page in document:
        width, height = page.get_size()
        picture = pdfium.PdfImage.new(scan)
        picture.set_bitmap(page.render(scale=2))
        picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
        sheet = scan.new_page(width, height)
        sheet.insert_obj(picture)
        sheet.gen_content()
    scan.save(path)
    return path
