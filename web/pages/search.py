"""The search for staff: /search. A passage opens beside the list, on a phone as a sheet above it."""

from dataclasses import asdict

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from corpus.document import Passage
from index.core import Index
from web.api.turns import Turns
from web.chat import MAX_QUESTION
from web.exports.formats import FORMATS
from web.finding.find import Filters, Found, Results, choices, find
from web.finding.marks import query_words
from web.pages.excerpting import place_parts, read_span, reader, span_of, stretches, written
from web.pages.rendering import render
from web.pages.unhurried import AT_ONCE, WAITING, in_turns
from web.pages.view import View, view_of
from web.panel import neighbours
from web.service import Service

FORMAT_NAMES = {  # of formats in web/exports/formats.py; another goes by its own name
    "docx": "Word",
    "markdown": "Markdown",
    "csv": "CSV",
    "jsonl": "JSON Lines",
    "bibtex": "BibTeX",
    "ris": "RIS",
    "text": "TXT",
}


def add(app: FastAPI, service: Service) -> None:
    turns = Turns(AT_ONCE, WAITING)

    @app.get("/search", response_class=HTMLResponse)
    async def search(request: Request) -> Response:
        return await in_turns(turns, request, "nav_search", results_page, request, service)

    @app.get("/search/passage", response_class=HTMLResponse)
    def passage(request: Request, id: str = "", s: str | None = None, q: str = "") -> HTMLResponse:  # noqa: A002
        found = service.index.by_id.get(id)
        if found is None:
            return render(request, "passage.html", 404, opened=None, unknown=id[:80])
        values = passage_values(service.index, found, s, q[:MAX_QUESTION], view_of(request))
        return render(request, "passage.html", opened=values)


def results_page(request: Request, service: Service) -> HTMLResponse:
    index, view, given = service.index, view_of(request), request.query_params
    query, filters = given.get("q", "")[:MAX_QUESTION].strip(), read_filters(index, given)
    in_order = given.get("order") == "reading"
    address = address_of(view, query, filters, in_order)
    with service.metrics.searching():
        results = find(index, query, filters, in_order, number(given.get("page")) or 1)
    opened = index.by_id.get(given.get("open", ""))
    return render(
        request,
        "search.html",
        query=query,
        results=results,
        items=[item(index, found, results, view, address) for found in results.shown],
        filters=filters,
        in_order=in_order,
        options=choices(index, filters.doc),
        documents=index.documents,
        address=address,
        opened=passage_values(index, opened, given.get("s"), query, view) if opened else None,
        formats={name: FORMAT_NAMES.get(name, name) for name in FORMATS},
        all_found=[[each.passage.passage_id, None] for each in results.found],
    )


def read_filters(index: Index, given) -> Filters:
    """The filters of an address; what an index does not have filters nothing."""
    doc = given.get("doc") if given.get("doc") in index.documents_by_id else None
    known = dict(zip(("part", "section", "kind"), choices(index, doc), strict=True))
    chosen = {name: given.get(name) if given.get(name) in names else None for name, names in known.items()}
    first, last = number(given.get("from")), number(given.get("to"))
    if first and last and first > last:
        first, last = last, first
    return Filters(doc, **chosen, first_page=first, last_page=last)


def number(text: str | None) -> int | None:
    """Read a page number; None for anything else.

    >>> number("12"), number("x"), number("0")
    (12, None, None)
    """
    return int(text) if text and text.isascii() and text.isdigit() and 0 < len(text) <= 5 and int(text) else None


def address_of(view: View, query: str, filters: Filters, in_order: bool):
    """Return a function that gives the address of this search with some of it changed."""

    def address(**changes: object) -> str:
        plain = asdict(filters)
        first, last = plain.pop("first_page"), plain.pop("last_page")
        given = {"q": query or None, **plain, "from": first, "to": last, "order": "reading" if in_order else None}
        return view.to("search", **(given | changes))

    return address


def item(index: Index, found: Found, results: Results, view: View, address) -> dict:
    """What the list shows of a passage."""
    passage, best = found.passage, span_of(found.best)
    return {
        "rank": found.rank,
        "passage": passage,
        "text": stretches(passage, results.words, best),
        "s": written(best),
        "place": list(place_parts(index.document(passage.doc_id), passage, view)),
        "reader": reader(view, passage.doc_id, best or (passage.start, passage.end)),
        "open": address(page=results.page if results.page > 1 else None, open=passage.passage_id, s=written(best)),
        "language": index.document(passage.doc_id).language,
    }


def passage_values(index: Index, passage: Passage, span: str | None, query: str, view: View) -> dict:
    """What the panel shows of a passage."""
    document, marked = index.document(passage.doc_id), read_span(span, passage)
    before, after = neighbours(document, passage)
    return {
        "passage": passage,
        "s": written(marked),
        "text": stretches(passage, query_words(query) if query.strip() else [], marked),
        "place": list(place_parts(document, passage, view)),
        "reader": reader(view, passage.doc_id, marked or (passage.start, passage.end)),
        "before": before,
        "after": after,
        "language": document.language,
        "query": query,
    }
