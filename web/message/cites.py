"""Marks such as [1] as links to the sentences that they cite, which carry the quotation for whoever points at them."""

import re
from collections.abc import Mapping

from web.html import element, text
from web.places import place

MARKER = re.compile(r"\[(\d+)\]")


def linked(line: str, answer: Mapping) -> str:
    """A line of an answer, escaped, its markers linked; a number that cites nothing stays text."""
    cited = {str(citation["n"]): citation for citation in answer["citations"]}
    parts, last = [], 0
    for found in MARKER.finditer(line):
        if found[1] in cited:
            parts += [text(line[last : found.start()]), marker(cited[found[1]], answer["language"])]
            last = found.end()
    return "".join([*parts, text(line[last:])])


def marker(citation: Mapping, language: str) -> str:
    """[n]: the address is that of its sentence, the title is its place and the sentence."""
    title = f"{place(citation, language)}\n{citation['quote']}"
    return element("a", f"[{citation['n']}]", "cite", href=relative(citation["permalink"]), title=title)


def relative(permalink: str) -> str:
    """A permalink below whatever path the page is served from."""
    return permalink.removeprefix("/")
