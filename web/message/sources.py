"""Where the quotations of an answer stand: a line a place, sentences of one place together."""

from collections.abc import Mapping

from web.html import around, element, items, text
from web.message.cites import marker
from web.places import place
from web.texts import say


def sources(answer: Mapping, language: str) -> str:
    """Numbers, section path and page; the report as well when several are cited."""
    several = len({citation["doc_id"] for citation in answer["citations"]}) > 1
    markers: dict[str, list[str]] = {}
    for citation in answer["citations"]:
        where = place(citation, language)
        where = f"{say(language, 'quoted', title=citation['title'])} {where}" if several else where
        markers.setdefault(where, []).append(marker(citation, language))
    lines = [f"{' '.join(cited)} {text(where)}" for where, cited in markers.items()]
    heading = element("p", say(language, "sources"), "label")
    return around("div", heading + items("ul", lines), "sources") if lines else ""
