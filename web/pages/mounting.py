"""Puts our pages into the web app. A page is a file here with `add(app, service)`, and a line in PAGES."""

from collections.abc import Callable

from fastapi import FastAPI

from web.pages import basket, figures, lists, search
from web.pages.api_docs import add_api_docs
from web.pages.navigation import places_of
from web.pages.originals import Originals
from web.pages.printed import add_printed_pages
from web.pages.reports import add_reports
from web.pages.site import Site
from web.service import Service

PAGES: tuple[Callable[[FastAPI, Service], None], ...] = (
    add_reports,
    add_printed_pages,
    search.add,
    figures.add,
    lists.add,
    basket.add,
    add_api_docs,
)


def mount_pages(app: FastAPI, service: Service, site: Site, originals: Originals) -> None:
    """Serve every page of PAGES. Call it before Gradio, at /, takes every address that is left."""
    for add in PAGES:
        add(app, service)
    app.state.site, app.state.originals, app.state.places = site, originals, places_of(app)
