"""The printed page of a PDF report, with the cited stretch marked over its characters."""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.requests import Request

from corpus.decode import UnreadableDocument
from corpus.document import Document
from corpus.pages import Pages
from web.api.problems import Problem
from web.api.turns import Turns
from web.pages.marks import rectangles
from web.pages.missing import not_found
from web.pages.originals import Originals
from web.pages.pictures import AT_ONCE, WAITING, Busy, Pictures
from web.pages.quoting import quotation_of
from web.pages.rendering import render
from web.pages.reports import span_in
from web.pages.view import view_of
from web.service import Service

KEEP = {"cache-control": "private, max-age=31536000, immutable"}  # the address changes with the file


def add_printed_pages(app: FastAPI, service: Service) -> None:
    pictures: Pictures | None = None
    turns = Turns(AT_ONCE + 1, 2 * WAITING)  # one is drawn while the next one's file is read

    def pictures_of(originals: Originals) -> Pictures:
        nonlocal pictures
        pictures = pictures or Pictures(originals)
        return pictures

    def printed(request: Request, doc_id: str) -> Document | None:
        """The report, when it has printed pages that can be drawn."""
        document = service.index.documents_by_id.get(doc_id)
        original = request.app.state.originals.of(document) if document else None
        return document if original and original.is_pdf else None

    @app.get("/reports/{doc_id}/pages")
    def turn_to(request: Request, doc_id: str, n: str = "1", zoom: str = "") -> Response:
        """From the box in which one writes a page number to that page; a printed number counts too."""
        document = printed(request, doc_id)
        if document is None:
            return not_found(request, service.index, "page_unknown", name=doc_id[:80])
        view, number = view_of(request), page_number(document, n.strip())
        return RedirectResponse(view.to(f"reports/{doc_id}/pages/{number}", zoom=zoomed(zoom)), 303)

    async def in_turns(request: Request, doc_id: str, number: int, work: Callable[..., Response], *more) -> Response:
        """What is drawn already comes at once; for the rest those who wait go in turns. Raises Problem."""
        document = service.index.documents_by_id.get(doc_id)
        known = document and pictures_of(request.app.state.originals).kept((document.sha256, number))
        return await (run_in_threadpool if known else turns.run)(work, request, doc_id, number, *more)

    @app.get("/reports/{doc_id}/pages/{number:int}")
    async def page(request: Request, doc_id: str, number: int, s: str = "", zoom: str = "") -> Response:
        try:
            return await in_turns(request, doc_id, number, shown, s, zoom)
        except Problem:
            return not_found(request, service.index, "pages_busy", status=503)

    def shown(request: Request, doc_id: str, number: int, s: str, zoom: str) -> Response:
        document = printed(request, doc_id)
        if document is None or not 1 <= number <= document.page_count:
            return not_found(request, service.index, "page_unknown", name=doc_id[:80])
        span = span_in(document, s)
        try:
            picture = pictures_of(request.app.state.originals).page(document, number)
        except Busy:
            return not_found(request, service.index, "pages_busy", status=503)
        except UnreadableDocument:
            return not_found(request, service.index, "page_broken", status=503, name=document.title)
        if picture is None:
            return not_found(request, service.index, "file_missing", name=document.title)
        return render(
            request,
            "page.html",
            document=document,
            original=request.app.state.originals.of(document),
            number=number,
            named=lambda each: view_of(request).pages(page_at(document, each)),
            picture=picture,
            version=document.sha256[:12],
            marks=rectangles(document, *span, number, picture) if span else [],
            here=stretches(document, number),
            others=pages_of(document, *span) if span else [],
            cited=s if span else None,
            zoom=zoomed(zoom),
            quotation=quotation_of(service.index, document, span, str(request.base_url)) if span else None,
        )

    @app.get("/reports/{doc_id}/pages/{number:int}/image")
    async def image(request: Request, doc_id: str, number: int) -> Response:
        try:
            return await in_turns(request, doc_id, number, drawn)
        except Problem:
            return Response(status_code=503, headers={"retry-after": "2"})

    def drawn(request: Request, doc_id: str, number: int) -> Response:
        document = printed(request, doc_id)
        if document is None or not 1 <= number <= document.page_count:
            return Response(status_code=404)
        try:
            picture = pictures_of(request.app.state.originals).page(document, number)
        except (Busy, UnreadableDocument):
            return Response(status_code=503, headers={"retry-after": "2"})
        if picture is None:
            return Response(status_code=404)
        return Response(picture.image, media_type=picture.media_type, headers=KEEP)


def zoomed(written: str) -> str | None:
    """As addresses say that a page is shown large; None when it is not."""
    return "1" if written == "1" else None


def page_number(document: Document, written: str) -> int:
    """The page that somebody means: by its printed number, else by its position; the nearest there is."""
    labelled = next((span.number for span in document.pages if span.label == written), None)
    if labelled is not None:
        return labelled
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 1
    return min(max(number, 1), max(document.page_count, 1))


def page_at(document: Document, number: int) -> Pages:
    """A page of the file with the number that it prints."""
    label = next((span.label for span in document.pages if span.number == number), None)
    return Pages(number, number, label, label)


def pages_of(document: Document, start: int, end: int) -> list[int]:
    """The pages on which a stretch is printed."""
    numbers = (span.number for span in document.pages if span.start < end and start < span.end)
    return sorted(dict.fromkeys(numbers))


def stretches(document: Document, number: int) -> list[str]:
    """What is printed on a page, as text: for who cannot see its picture."""
    return [document.text[span.start : span.end] for span in document.pages if span.number == number]
