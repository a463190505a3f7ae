"""Footnotes of a Word file, which python-docx only passes on: one copied with its quotation into a draft goes along.

notes = Footnotes(document); notes.add(paragraph, "某市. 年报[R]. 2024: 11."); notes.close()
"""

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

NAME = PackURI("/word/footnotes.xml")
LINES = {"separator": "-1", "continuationSeparator": "0"}  # that Word draws above the notes; it wants both named
MARK, TEXT = "footnote reference", "footnote text"  # Word's own names of the two styles


class Footnotes:
    """The notes of one document, numbered by Word in the order of the text."""

    def __init__(self, document: Document):
        self.document, self.root, self.count = document, OxmlElement("w:footnotes"), 0
        mark = document.styles.add_style(MARK, WD_STYLE_TYPE.CHARACTER)
        mark.font.superscript = True
        text = document.styles.add_style(TEXT, WD_STYLE_TYPE.PARAGRAPH)
        text.base_style, text.font.size = document.styles["Normal"], Pt(9)
        self.mark, self.text = mark.style_id, text.style_id
        for kind, number in LINES.items():
            line = node("w:footnote", {"w:type": kind, "w:id": number})
            line.append(paragraph := OxmlElement("w:p"))
            paragraph.append(run := OxmlElement("w:r"))
            run.append(OxmlElement(f"w:{kind}"))
            self.root.append(line)

    def add(self, paragraph: Paragraph, text: str) -> None:
        """End a paragraph with the mark of a note that says `text`."""
        self.count += 1
        number = {"w:id": str(self.count)}
        paragraph._p.append(self.marked(node("w:footnoteReference", number)))
        self.root.append(note := node("w:footnote", number))
        note.append(line := OxmlElement("w:p"))
        line.append(style := OxmlElement("w:pPr"))
        style.append(node("w:pStyle", {"w:val": self.text}))
        line.append(self.marked(OxmlElement("w:footnoteRef")))
        line.append(run := OxmlElement("w:r"))
        run.append(said := node("w:t", {"xml:space": "preserve"}))
        said.text = f" {text}"

    def marked(self, sign: BaseOxmlElement) -> BaseOxmlElement:
        run, look = OxmlElement("w:r"), OxmlElement("w:rPr")
        look.append(node("w:rStyle", {"w:val": self.mark}))
        run.extend([look, sign])
        return run

    def close(self) -> None:
        """Put the notes into the file."""
        written = serialize_part_xml(self.root)
        part = Part(NAME, CONTENT_TYPE.WML_FOOTNOTES, written, self.document.part.package)
        self.document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        lines = OxmlElement("w:footnotePr")
        lines.extend(node("w:footnote", {"w:id": number}) for number in LINES.values())
        self.document.settings.element.find(qn("w:compat")).addprevious(lines)  # the place that the schema gives it


def node(tag: str, attributes: dict[str, str]) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    return made
