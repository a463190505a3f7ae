"""Parses one PDF in a process of its own, since PDF files come from outside: `python -m corpus.readers.pdf.worker`.

Reads the bytes from stdin; writes a JSON object to stdout: {"layout": …}, or {"error": …} with what is wrong.
"""

import json
import sys
from dataclasses import asdict

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.readers.limits import limit_this_process
from corpus.readers.pdf.layout import pdf_layout
from corpus.readers.pdf.ocr import Recogniser
from corpus.readers.pdf.page import Page, layout_page

MAX_PAGES = 3000


def parse(data: bytes, with_ocr: bool = False) -> dict:
    """Return the JSON object for a PDF."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        return {"error": "locked" if locked else "damaged"}
    if len(document) > MAX_PAGES:
        return {"error": "long"}
    recognise = Recogniser().read if with_ocr else None
    pages: list[Page] = []
    for page in document:
        pages.append(layout_page(page, recognise, pages[-1] if pages else None))
    return {"layout": asdict(pdf_layout(pages))}


def main() -> None:
    limit_this_process(float(sys.argv[1]), int(sys.argv[2]))
    try:
        result = parse(sys.stdin.buffer.read(), "ocr" in sys.argv[3:])
    except MemoryError:
        result = {"error": "memory"}
    except pdfium.PdfiumError:  # of a page
        result = {"error": "damaged"}
    sys.stdout.write(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
