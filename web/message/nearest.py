"""The passages nearest to a question without an answer, as what they are: no answer."""

from collections.abc import Mapping

from web.html import around, element, items, text
from web.message.cites import relative
from web.places import titled
from web.texts import say

NEAREST = 3
SNIPPET = 60  # characters of such a passage


def nearest(answer: Mapping, language: str, titles: Mapping[str, str]) -> str:
    """`titles` are those of the reports by their ids, where there are several to tell apart."""
    if answer["status"] not in ("related", "refused") or not answer["passages"]:
        return ""
    if answer["refusal"] and answer["refusal"]["reason"] in ("unsafe", "empty"):
        return ""
    lines = [
        element("a", titled(hit, language, titles), "place", href=relative(hit["permalink"]))
        + f" {text(snippet(hit['text']))}"
        for hit in answer["passages"][:NEAREST]
    ]
    return around("div", element("p", say(language, "nearest"), "label") + items("ul", lines), "nearest")


def snippet(passage: str) -> str:
    """The beginning of a passage on one line.

    >>> snippet("短句。")
    '短句。'
    """
    line = " ".join(passage.split())
    return line if len(line) <= SNIPPET else line[:SNIPPET].rstrip("，、；：") + "……"
