"""The boxes, captions and tables of each report: /lists."""

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from corpus.document import Document
from web.api.turns import Turns
from web.pages.excerpting import reader
from web.pages.rendering import render
from web.pages.unhurried import AT_ONCE, WAITING, in_turns
from web.pages.view import View, view_of
from web.service import Service


def add(app: FastAPI, service: Service) -> None:
    turns = Turns(AT_ONCE, WAITING)

    @app.get("/lists", response_class=HTMLResponse)
    async def lists(request: Request) -> Response:
        return await in_turns(turns, request, "lists_title", page, request)

    def page(request: Request) -> HTMLResponse:
        view = view_of(request)
        return render(request, "lists.html", reports=[entries(each, view) for each in service.index.documents])


def entries(document: Document, view: View) -> dict:
    """What one report has, each entry with the address of its place in the report."""

    def at(start: int, end: int) -> str:
        return reader(view, document.doc_id, (start, end))

    return {
        "document": document,
        "boxes": [
            (box, at(box.start, box.start + len(first_line(document, box.start, box.end)))) for box in document.boxes
        ],
        "figures": [(figure, at(figure.start, figure.end)) for figure in document.figures],
        "tables": [
            (table, at(*((table.rows[0].start, table.rows[0].end) if table.rows else (table.start, table.end))))
            for table in document.tables
        ],
    }


def first_line(document: Document, start: int, end: int) -> str:
    return document.text[start:end].split("\n", 1)[0]
