"""Tells a table by its groups and the names of its rows, a group by its rows, and a row cell by cell. All cited."""

import re

from corpus.document import Passage, Sentence
from index.core import Index
from retrieval.answer.answers import CheckedFigure, plain
from retrieval.answer.frames import frame
from retrieval.answer.overview import Writer
from retrieval.answer.parts import Place, page_of
from retrieval.answer.points import LEAST_ROOM, MAX_CHARS, cut
from retrieval.answer.tables import ROWS, cells_of, row_at, sentences_in
from retrieval.text.quantities import find_quantities

MOST_ROWS = 20  # that are named
ITEM = re.compile(r"(?<=[。；;：:])\s*(?=\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]|[①-⑳])")
NOTE = ("注", "说明", "备注", "Note")  # with which the notes under a table begin
NOTES_CHARS = 200
TELLING = 8  # characters of a cell; a shorter one is a figure or a unit


class Tabular:
    """Tells the tables of one index."""

    def __init__(self, index: Index):
        self.index = index

    def tell(self, place: Place, language: str) -> Writer:
        """A row, a group, a table, or an annex with tables."""
        writer = Writer(self.index)
        if place.kinds == ROWS and not place.children:
            self.row(writer, place, language)
            return writer
        inside = [place] if place.kinds == ROWS else list(place.children)
        if place.kinds != ROWS:
            writer.lines.append(frame("annex", language, title=place.title, page=page_of(place, language)))
        for one in inside:
            self.group(writer, one, language)
        if place.kinds != ROWS or any(child.children for child in place.children):
            self.notes(writer, inside[-1])
        return writer

    def group(self, writer: Writer, place: Place, language: str) -> None:
        """A line for each group or row, with the names of the rows of a group."""
        named = dict(title=place.title, page=page_of(place, language), count=str(len(place.children)))
        groups = sum(bool(child.children) for child in place.children)
        key = "table_groups" if groups else "table_rows"
        writer.lines.append(frame(key if place.title else f"{key}_untitled", language, **named))
        told = {id(row): found for row in place.children[:MOST_ROWS] if (found := self.telling(row))}
        room = (MAX_CHARS - sum(len(row.title) for row in place.children[:MOST_ROWS])) // max(len(told), 1)
        for child in place.children[:MOST_ROWS]:
            names = "；".join(row.title for row in child.children[:MOST_ROWS])
            if id(child) in told and room >= LEAST_ROOM:
                passage, sentence, said = told[id(child)]
                shown, n = cut(said, room), writer.cite(passage, sentence)
                writer.lines.append(f"- {child.title}：“{shown}”[{n}]")
                writer.figures += figures_of(shown, n)
            else:
                marks = "".join(f"[{n}]" for row in (child.children or (child,))[:1] if (n := self.cite(writer, row)))
                writer.lines.append(f"- {child.title}（{names}）{marks}" if names else f"- {child.title}{marks}")
        if len(place.children) > MOST_ROWS:
            writer.lines.append(frame("rest", language, count=str(len(place.children) - MOST_ROWS)))

    def row(self, writer: Writer, place: Place, language: str) -> None:
        """Every cell behind the name, an enumeration item by item."""
        writer.lines.append(frame("table_row", language, title=place.title, page=page_of(place, language)))
        document, row, passage = place.document, row_at(place.document, place.start), passage_of(place)
        if row is None or passage is None:
            return
        for column, cell in cells_of(document, row):
            for sentence, part in sentences_in(document, passage, cell):
                for said in items_in(part):
                    shown, n = cut(said, MAX_CHARS), writer.cite(passage, sentence)
                    writer.lines.append(f"- {column}：“{shown}”[{n}]" if column else f"- “{shown}”[{n}]")
                    writer.figures += figures_of(shown, n)

    def telling(self, place: Place) -> tuple[Passage, Sentence, str] | None:
        """What the first cell behind the name of a row says that says something, to its first stop, with the sentence
        that it is of; None for a group, and where all are figures."""
        document, passage = place.document, passage_of(place)
        row = None if place.children else row_at(document, place.start)
        if row is None or passage is None:
            return None
        firsts = (inside[0] for _, cell in cells_of(document, row) if (inside := sentences_in(document, passage, cell)))
        return next(((passage, sentence, said) for sentence, said in firsts if len(said) >= TELLING), None)

    def notes(self, writer: Writer, place: Place) -> None:
        """The note that stands right behind a table, verbatim."""
        after = (p for p in place.document.passages if p.start >= place.end and p.kind != "table")
        if (note := next(after, None)) and note.text.startswith(NOTE):
            sentence = note.sentences[0]
            writer.lines.append(f"- “{cut(sentence.text, NOTES_CHARS)}”[{writer.cite(note, sentence)}]")

    def cite(self, writer: Writer, place: Place) -> int:
        """The citation of a row's passage; 0 where the index has none."""
        row = passage_of(place)
        return writer.cite(row, row.sentences[0]) if row else 0


def passage_of(place: Place) -> Passage | None:
    """The passage that a row is; None where the index has none, so that it cannot be cited."""
    return next((passage for passage in place.document.passages if passage.start == place.start), None)


def figures_of(text: str, citation: int) -> list[CheckedFigure]:
    return [
        CheckedFigure(figure.text, plain(figure.value), figure.unit, citation)
        for figure in find_quantities(text)
        if figure.kind == "quantity"
    ]


def items_in(cell: str) -> list[str]:
    """A cell cut before the numbers of its items, nothing left out.

    >>> items_in("1. 步行的：（1）老人（3分）；（2）其他（1分）。2. 骑车的（2分）。")
    ['1. 步行的：', '（1）老人（3分）；', '（2）其他（1分）。', '2. 骑车的（2分）。']
    """
    return [item.strip() for item in ITEM.split(cell) if item.strip()]
