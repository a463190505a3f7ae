"""One page of a PDF → its lines, tables and frames, in reading order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.layout import Rectangle
from corpus.readers.pdf.glyphs import Glyph, read_page
from corpus.readers.pdf.lines import PrintLine, read_lines
from corpus.readers.pdf.opentables import open_tables
from corpus.readers.pdf.plaintables import plain_tables
from corpus.readers.pdf.rules import Edge, find_grids, read_edges
from corpus.readers.pdf.sidenumbers import side_number
from corpus.readers.pdf.tables import PageTable, glyphs_in, split_grids

Recognise = Callable[[pdfium.PdfPage], tuple[list[Glyph], list[Edge]]]
FEW = 3  # characters: a page with fewer under a picture has no text layer


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed on a page; tables stand apart from the lines."""

    lines: tuple[PrintLine, ...]
    tables: tuple[PageTable, ...]
    frames: tuple[Rectangle, ...]
    width: float
    height: float
    scanned: bool  # a picture without a text layer
    recognised: bool  # the text layer was laid over a picture by OCR
    gutter: float | None  # the middle of the white strip between two columns
    side_number: str | None = None  # printed sideways to the text


def layout_page(page: pdfium.PdfPage, recognise: Recognise | None = None, before: Page | None = None) -> Page:
    """Read a page, given the one before; with `recognise` also one that is a picture."""
    things = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH], max_depth=4))
    pictures = [thing for thing in things if thing.type == raw.FPDF_PAGEOBJ_IMAGE]
    text = read_page(page, pictures)
    inked = [g for g in text.glyphs if not g.char.isspace()]
    shown = [g for g in text.glyphs if not g.hidden]
    recognised = text.pictured and len(inked) > FEW and sum(g.hidden for g in inked) > 0.8 * len(inked)
    glyphs = list(text.glyphs) if recognised else shown
    scanned = text.pictured and sum(not g.char.isspace() for g in glyphs) <= FEW
    drawn: list[Edge] = []
    if scanned and recognise:
        glyphs, drawn = recognise(page)
        scanned, recognised = not glyphs, bool(glyphs)
    edges = [*read_edges(page, [thing for thing in things if thing.type == raw.FPDF_PAGEOBJ_PATH]), *drawn]
    grids = find_grids(edges)
    tables, frames = split_grids(grids, glyphs, before.tables if before else ())
    tables += open_tables(edges, grids, glyphs)
    rest = outside(tables, glyphs)
    lines, gutter = read_lines(rest, before.gutter if before else None)
    if any(g.char == "表" for g in rest) and (plain := plain_tables(rest, gutter)):
        tables += plain
        lines, gutter = read_lines(outside(plain, rest), before.gutter if before else None)
    return Page(
        tuple(lines),
        tuple(tables),
        tuple(frames),
        text.width,
        text.height,
        scanned,
        recognised,
        gutter,
        side_number(text.aside),
    )


def outside(tables: Sequence[PageTable], glyphs: Sequence[Glyph]) -> list[Glyph]:
    inside = {id(g) for table in tables for g in glyphs_in(table.box, glyphs)}
    return [g for g in glyphs if id(g) not in inside]
