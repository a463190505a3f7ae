"""Search results → Markdown: where each stands, linked, and its text."""

from collections.abc import Mapping, Sequence

from web.answers import relative
from web.markdown import escape, link
from web.places import place
from web.texts import say


def results_message(hits: Sequence[Mapping], language: str) -> str:
    """Return one Markdown text for a list of hits (as `Hit.to_dict()` gives them)."""
    if not hits:
        return say(language, "search_none")
    found = say(language, "search_found", count=len(hits))
    return "\n\n".join([f"*{found}*", *(result(hit, language) for hit in hits)])


def result(hit: Mapping, language: str) -> str:
    """One result: the place as a link, under it the passage."""
    head = link(escape(place(hit, language)), relative(hit["permalink"]))
    quoted = "\n".join(f"> {line}" for line in escape(hit["text"]).splitlines())
    return f"{hit['rank']}\\. {head} · {say(language, hit['kind'])}\n\n{quoted}"
