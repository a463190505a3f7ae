"""What is said when an address leads nowhere: what is missing, and how to go on."""

from starlette.requests import Request
from starlette.responses import Response

from index.core import Index
from web.pages.rendering import render

SHOWN = 12  # reports that are named to go on with


def not_found(request: Request, index: Index, text: str, /, status: int = 404, **values: str) -> Response:
    """Answer with a page in the language of the request; `text` is the name of what is said."""
    heading = "missing_heading" if status == 404 else "later_heading"
    shown = {"heading": heading, "said": text, "values": values, "reports": index.documents[:SHOWN]}
    return render(request, "missing.html", status, **shown)
