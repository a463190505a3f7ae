"""A stretch of a report as one cites it: the words, the reference, the links to where they stand."""

from dataclasses import dataclass
from urllib.parse import quote

from corpus.document import Document
from index.core import Index
from retrieval.search.hits import permalink
from web.exports.excerpts import Excerpt, Quoted, excerpt
from web.pages.flow import Span
from web.texts import say


@dataclass(frozen=True, slots=True)
class Quotation:
    """What is cited. `excerpt` carries text, place and reference as the exports write them."""

    excerpt: Excerpt
    span: str  # "start-end", as links carry it
    anchor: str  # of the passage on the reader's page
    page: int | None  # position in the file
    link: str  # absolute, to the reader

    def copied(self, language: str) -> str:
        """The text for the clipboard: quotation in the marks of the page, reference, address."""
        quoted = say(language, "copied_quotation", quote=self.excerpt.quote)
        return f"{quoted}\n{self.excerpt.reference} {self.link}"


def quotation_of(index: Index, document: Document, span: Span, site: str) -> Quotation | None:
    """The quotation of a stretch that begins in a passage; None when it stands in none."""
    passages = (p for p in document.passages if p.start <= span[0] < p.end)
    passage = next(passages, None)
    if passage is None:
        return None
    s = f"{span[0]}-{span[1]}"
    address = f"{permalink(passage)}&s={s}"
    quoted = Quoted(document.text[span[0] : span[1]], *span, address)
    link = f"{site.rstrip('/')}/{reader_address(document.doc_id, *span)}"
    anchor, page = f"p-{passage.start}", document.page_at(span[0])
    return Quotation(excerpt(index, passage, 1, "", quoted), s, anchor, page, link)


def reader_address(doc_id: str, start: int, end: int) -> str:
    """Address of a stretch in the reader, below the app's root.

    >>> reader_address("gov-2024", 17, 40)
    'reports/gov-2024?s=17-40#cited'
    """
    return f"reports/{quote(doc_id, safe='')}?s={start}-{end}#cited"


def page_address(doc_id: str, page: int, start: int, end: int) -> str:
    """Address of the printed page with a stretch marked, below the app's root.

    >>> page_address("plan-2021", 6, 17, 40)
    'reports/plan-2021/pages/6?s=17-40'
    """
    return f"reports/{quote(doc_id, safe='')}/pages/{page}?s={start}-{end}"
