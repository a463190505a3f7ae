"""A figure or a table that a question asks for by its number and by nothing else: 图 4 是什么, Table 2."""

from collections.abc import Sequence

from corpus.document import Caption, Document, Table
from index.core import Index
from index.tokens import fold
from retrieval.answer.frames import frame
from retrieval.answer.overview import Writer
from retrieval.answer.parts import page_line
from retrieval.answer.tables import table_place
from retrieval.answer.tabular import Tabular
from retrieval.question.named import Named, subject
from retrieval.text.cantonese import to_standard

UNITS = ("figure", "table")


def labels_asked(text: str, named: Sequence[Named]) -> list[Named]:
    """The figures and tables that a question names, where it asks for nothing else; else [].

    >>> from retrieval.question.named import parts_named
    >>> [[n.unit for n in labels_asked(q, parts_named(q))] for q in ("图4是什么？", "表2里绿地目标多少")]
    [['figure'], []]
    """
    labels = [name for name in named if name.unit in UNITS and name.number is not None]
    rest = to_standard(fold(text))
    for name in labels:
        rest = rest.replace(name.written, " ")
    return [] if subject(rest) else labels


def labelled(document: Document, name: Named) -> Caption | Table | None:
    """The figure or table of a report with a number; None where it has none of that number."""
    every = document.figures if name.unit == "figure" else document.tables
    return next((one for one in every if str(one.number) == str(name.number)), None)


def tell(index: Index, tabular: Tabular, document: Document, found: Caption | Table, language: str) -> Writer:
    """A table by its rows; of a figure, or a table without readable rows, the caption and the page to look at."""
    if isinstance(found, Table) and found.rows:
        return tabular.tell(table_place(document, found), language)
    writer = Writer(index)
    caption, mark = found.title or "", ""
    for _, passage in index.passages_in(document.doc_id):
        if passage.start <= found.start < passage.end:
            caption, mark = passage.text.strip(), f"[{writer.cite(passage, passage.sentences[0])}]"
            break
    page = page_line(document, found.start, language)
    writer.lines.append(frame("caption", language, caption=caption, mark=mark, page=page))
    return writer
