"""Fills the templates: everything foreign escaped, one language a page, no inline script or style.

return render(request, "search.html", hits=hits)      in a handler
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from web.pages.navigation import Place
from web.pages.site import Site
from web.pages.view import View, view_of

TEMPLATES = Path(__file__).parent / "templates"
# Stricter than what Gradio's page allows (web/guard/headers.py): of two policies a browser keeps both.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {"content-security-policy": POLICY, "vary": "Accept-Language", "cache-control": "no-cache"}


def render(request: Request, name: str, /, status: int = 200, **values: object) -> HTMLResponse:
    """Answer a request with a template of templates/; it knows `view`, `t` (a text by its name), `site`, `places`."""
    view, state = view_of(request), request.app.state
    html = fill(name, view, state.site, state.places, **values)
    return HTMLResponse(html, status, {**HEADERS, "content-language": view.tag})


def fill(name: str, view: View, site: Site, places: tuple[Place, ...], **values: object) -> str:
    """Fill a template; also for who puts a part of ours into a page that another program serves."""
    return environment().get_template(name).render(view=view, t=view.say, site=site, places=places, **values)


@cache
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
