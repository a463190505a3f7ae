"""Puts our pages into the web app. A page is a file here with `add(app, service)`, and a line in PAGES."""

from collections.abc import Callable

from fastapi import FastAPI

from web.pages.navigation import places_of
from web.pages.site import Site
from web.service import Service

PAGES: tuple[Callable[[FastAPI, Service], None], ...] = ()


def mount_pages(app: FastAPI, service: Service, site: Site) -> None:
    """Serve every page of PAGES. Call it before Gradio, at /, takes every address that is left."""
    for add in PAGES:
        add(app, service)
    app.state.site, app.state.places = site, places_of(app)
