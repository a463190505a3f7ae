"""A Word file: headings, quotations with a footnote each, and the references under their numbers."""

import io
import re
from collections.abc import Iterable
from datetime import datetime

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph

from web.exports.excerpts import Collection, Excerpt
from web.exports.footnotes import Footnotes
from web.texts import LOCALES

HEI = "黑体"
FONTS = {"Normal": "宋体", "Title": HEI, "Heading 1": HEI, "Heading 2": HEI, "Quote": "楷体"}  # of Chinese text
MARKERS = re.compile(r"(\[\d+\])")
EPOCH = datetime(2026, 1, 1)  # the same excerpts give the same bytes


def write(collection: Collection) -> bytes:
    document = Document()
    dress(document, collection)
    document.add_heading(collection.title, 0)
    if collection.answer is not None:
        document.add_heading(collection.say("export_answered"), 1)
        italic(document, collection.label)
        for line in filter(None, collection.answer.splitlines()):
            with_markers(document.add_paragraph(), line)
        italic(document, collection.translations)
        italic(document, () if collection.label else (collection.say("export_automatic"),))
    if collection.excerpts:
        document.add_heading(collection.say("export_quoted"), 1)
        notes = Footnotes(document)
        for each in collection.excerpts:
            quote(document, each, notes, collection)
        notes.close()
        document.add_heading(collection.say("export_references"), 1)
        for each in collection.excerpts:
            refer(document, each, collection.say("export_original"))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def dress(document, collection: Collection) -> None:
    """Name the file, and give Chinese text a Chinese face: Word would else choose one by the machine's language."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments = collection.title[:255], "", ""
    properties.language = LOCALES[collection.language]
    properties.created = properties.modified = EPOCH
    for name, face in FONTS.items():
        style = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's face would win over ours
        fonts.set(qn("w:eastAsia"), face)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0, 0, 0)


def italic(document, lines: Iterable[str]) -> None:
    """Words that are neither the report's nor the answer's."""
    for line in lines:
        document.add_paragraph().add_run(line).italic = True


def quote(document, each: Excerpt, notes: Footnotes, collection: Collection) -> None:
    """A quotation under its place; the report's title there too when there are several."""
    document.add_heading(f"{each.n}  {collection.place_of(each)}", 2)
    *lines, last = each.quote.splitlines() or [""]
    for line in lines:
        document.add_paragraph(line, "Quote")
    notes.add(document.add_paragraph(last, "Quote"), each.reference)
    if each.remark:
        italic(document, [collection.say("export_remark") + each.remark])


def refer(document, each: Excerpt, original: str) -> None:
    paragraph = document.add_paragraph(f"[{each.n}] {each.reference} {original}")
    if each.address:
        add_link(paragraph, each.address)
    else:
        paragraph.add_run(each.permalink)


def with_markers(paragraph: Paragraph, text: str) -> None:
    for piece in MARKERS.split(text):
        raised(paragraph, piece) if MARKERS.fullmatch(piece) else paragraph.add_run(piece)


def raised(paragraph: Paragraph, text: str) -> None:
    paragraph.add_run(text).font.superscript = True


def add_link(paragraph: Paragraph, address: str) -> None:
    """Append an address that a click opens; python-docx reads links but does not make them."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(address)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)
