"""The passages nearest to a question without an answer, as what they are: no answer."""

from collections.abc import Mapping

from web.html import around, element, items, text
from web.message.cites import relative
from web.places import place
from web.texts import say

NEAREST = 3
SNIPPET = 60  # characters of such a passage


def nearest(answer: Mapping, language: str) -> str:
    if answer["status"] not in ("related", "refused") or not answer["passages"]:
        return ""
    if answer["refusal"] and answer["refusal"]["reason"] in ("unsafe", "empty"):
        return ""
    lines = [
        element("a", place(hit, language), "place", href=relative(hit["permalink"])) + f" {text(snippet(hit['text']))}"
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
