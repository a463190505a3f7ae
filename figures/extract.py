"""All figures of reports, in reading order."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from corpus.document import Document, Passage
from figures.indicator import Indicator
from figures.prose import sentence_figures
from figures.rows import counters
from figures.tables import row_figures

READ_KINDS = ("body", "box", "note")  # captions number themselves, headings tell nothing; tables are read as tables
TITLE = 40  # characters of a line that stands as a title above a paragraph
STOP = re.compile("[。；：，]")
MARK = re.compile(  # its number
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]+|(?:专栏|專欄)\s*\d+(?:[-.]\d+)?|\s)+"
)
REMEMBERED = 1000  # reports


def figures_of(documents: Iterable[Document]) -> list[Indicator]:
    """Every figure of the reports."""
    return [indicator for document in documents for indicator in figures_in_report(document)]


@lru_cache(maxsize=REMEMBERED)
def figures_in_report(document: Document) -> tuple[Indicator, ...]:
    """Every figure of a report; read once, which takes up to a second."""
    return tuple(read_figures(document))


def read_figures(document: Document) -> Iterator[Indicator]:
    rows = {
        row.start: (table, counting, row)
        for table in document.tables
        for counting in [counters(document, table)]
        for row in table.rows
    }
    heading = ""
    for passage in document.passages:
        titled = is_title(passage)
        if titled:
            heading = MARK.sub("", passage.text)
        if passage.kind in READ_KINDS and not titled:
            for sentence in passage.sentences:
                yield from sentence_figures(document, passage, sentence, heading)
        elif passage.start in rows:
            yield from row_figures(document, passage, *rows[passage.start])


def is_title(passage: Passage) -> bool:
    """A heading, or a short numbered line that stands as one: （4）捷运三莺线延伸桃园八德段."""
    text = passage.text
    return passage.kind == "heading" or bool(len(text) <= TITLE and MARK.match(text) and not STOP.search(text))
