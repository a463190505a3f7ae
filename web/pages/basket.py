"""The basket (摘录夹): /basket. It lies in the reader's browser alone; the server only tells what an excerpt is."""

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse

from web.pages.excerpting import kept, read_span
from web.pages.rendering import render
from web.pages.search import FORMAT_NAMES
from web.service import Service


def add(app: FastAPI, service: Service) -> None:
    @app.get("/basket", response_class=HTMLResponse)
    def basket(request: Request) -> HTMLResponse:
        return render(request, "basket.html", formats=FORMAT_NAMES)

    @app.get("/basket/excerpt")
    def excerpt(id: str = "", s: str | None = None) -> JSONResponse:  # noqa: A002 named as in the address
        index = service.index
        passage = index.by_id.get(id)
        if passage is None:
            return JSONResponse({"detail": "没有这一段；报告可能已经更新。"}, 404)
        return JSONResponse(kept(index, passage, read_span(s, passage)))
