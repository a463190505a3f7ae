"""The reports themselves: a list of them, each to read with its outline, and the files they were read from."""

from urllib.parse import quote

from fastapi import FastAPI
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.requests import Request

from corpus.document import Box, Caption, Document, Table
from index.core import Index
from web.api.turns import Turns
from web.pages.article import Articles, Look
from web.pages.flow import Span
from web.pages.missing import not_found
from web.pages.originals import Original, Originals
from web.pages.quoting import quotation_of
from web.pages.rendering import render
from web.pages.unhurried import AT_ONCE, WAITING, in_turns
from web.pages.view import view_of
from web.pages.wording import forms_in, script_of
from web.panel import parse_span
from web.service import Service


def add_reports(app: FastAPI, service: Service) -> None:
    articles, turns = Articles(), Turns(AT_ONCE, WAITING)

    @app.get("/reports/")
    def with_a_slash(request: Request) -> Response:
        return RedirectResponse(view_of(request).to("reports"), 308)

    @app.get("/reports")
    def reports(request: Request) -> Response:
        """All reports of the index in use, as cards."""
        originals: Originals = request.app.state.originals
        listed = [(document, originals.of(document)) for document in service.index.documents]
        return render(request, "reports.html", reports=listed)

    @app.get("/reports/{doc_id}")
    async def report(request: Request, doc_id: str, s: str = "", script: str = "", terms: str = "1") -> Response:
        """One report to read; `s` is the stretch that a link marks, `script` the one to show it in."""
        return await in_turns(turns, request, "nav_reports", whole, request, doc_id, s, script, terms)

    def whole(request: Request, doc_id: str, s: str, script: str, terms: str) -> Response:
        document = service.index.documents_by_id.get(doc_id)
        if document is None:
            return not_found(request, service.index, "report_unknown", name=doc_id[:80])
        return render(
            request, "report.html", **shown(request, service.index, articles, document, s, script, terms != "0")
        )

    @app.get("/quotes/{doc_id}")
    def quotation(request: Request, doc_id: str, s: str = "") -> Response:
        """The panel of one stretch, for a page that is open already."""
        document = service.index.documents_by_id.get(doc_id)
        span = span_in(document, s) if document else None
        quotation = quotation_of(service.index, document, span, str(request.base_url)) if document and span else None
        if quotation is None:  # a stretch that begins between two paragraphs stands in none
            return not_found(request, service.index, "quote_unknown")
        original = request.app.state.originals.of(document)
        return render(request, "quote.html", document=document, original=original, quotation=quotation)

    @app.get("/reports/{doc_id}/file")
    def file(request: Request, doc_id: str) -> Response:
        """The file that a report was read from, to keep."""
        document = service.index.documents_by_id.get(doc_id)
        if document is None:
            return not_found(request, service.index, "report_unknown", name=doc_id[:80])
        originals: Originals = request.app.state.originals
        original = originals.of(document)
        if original is None:
            return not_found(request, service.index, "file_missing", name=document.title)
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(document.path, safe='')}"}
        return FileResponse(original.path, media_type=original.media_type, headers=headers)


def shown(
    request: Request, index: Index, articles: Articles, document: Document, s: str, script: str, terms: bool
) -> dict:
    """What the template of the reader is given."""
    view, written = view_of(request), script_of(document.language, script)
    terms = terms and view.language == "en"
    span = span_in(document, s)
    original: Original | None = request.app.state.originals.of(document)
    pages = f"reports/{document.doc_id}/pages" if original and original.is_pdf else None
    quotation = quotation_of(index, document, span, str(request.base_url)) if span else None

    def printed(thing: Box | Caption | Table) -> str | int | None:
        """The number of its page as one cites it."""
        return thing.page and (document.label_at(thing.start) or thing.page)

    return {
        "document": document,
        "original": original,
        "article": articles.article(document, Look(view, written, terms, pages), span),
        "script": written,
        "forms": forms_in(document.text),
        "terms": terms,
        "quotation": quotation,
        "cited": s if span else None,
        "lost": bool(s) and span is None,
        "boxes": [(f"box-p-{box.start}", f"{box.number} {box.title}", printed(box)) for box in document.boxes],
        "figures": [(f"p-{each.start}", f"{each.number} {each.title}", printed(each)) for each in document.figures],
        "tables": [
            (f"{'table' if each.rows else 'p'}-{each.start}", f"{each.number or ''} {each.title or ''}", printed(each))
            for each in document.tables
        ],
    }


def span_in(document: Document, s: str) -> Span | None:
    """The stretch of a report that "start-end" names; None when it is malformed or lies outside."""
    span = parse_span(s)
    return span if span and span[0] < span[1] <= len(document.text) else None
