"""What an answer says: one direct line, the points of a list, quotations set apart, everything else as it stands."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from retrieval.answer.frames import phrase as frame
from web.html import around, text
from web.message.cites import MARKER, linked
from web.texts import say

Languages = Mapping[str, str]  # of the reports that are in another language than the page, by their ids
POINT = "- "  # begins a point of a list
# The headline of a point, before its quotation, and in brackets what it comprises.
HEADED = re.compile(r"([^“”（(：:]{2,60})([（(][^“”]*[）)])?([：:])(?=\s*“)")
CLOSED = re.compile(r"\[\d+\]$")  # a line that ends with what it cites


def body(answer: Mapping, languages: Languages = MappingProxyType({})) -> str:
    """The lines of the answer in their order, its points as one list; what quotes a report says in which language."""
    parts: list[str] = []
    points: list[str] = []
    lines = lines_of(answer)
    for number, line in enumerate(lines):
        if line.startswith(POINT):
            points.append(around("li", point(line.removeprefix(POINT), answer), lang=spoken(line, answer, languages)))
            continue
        parts.append(around("ol", "".join(points), "points"))
        points.clear()
        opens = lines[number + 1 : number + 2] and lines[number + 1].startswith(POINT)
        if number == 0 and is_direct(lines, answer):
            direct = around("strong", linked(line, answer))
            parts.append(around("p", direct, "direct", lang=spoken(line, answer, languages)))
        else:
            parts.append(paragraph(line, answer, "opening" if opens else "", spoken(line, answer, languages)))
    return "".join([*parts, around("ol", "".join(points), "points")])


def spoken(line: str, answer: Mapping, languages: Languages) -> str:
    """The language of the report that a line quotes, where it is not that of the page."""
    numbers = set(MARKER.findall(line))
    return next((languages.get(each["doc_id"], "") for each in answer["citations"] if str(each["n"]) in numbers), "")


def lines_of(answer: Mapping) -> list[str]:
    """The lines to show; those that only offer questions are shown as such by web/message/further.py."""
    lines = [line for line in answer["answer"].splitlines() if line.strip()]
    if not lines:
        refusal = answer["refusal"]
        lines = [refusal["message"] if refusal else say(answer["language"], "related_message")]
    return [line for line in lines if not line.startswith(offer_opening(answer))] or lines


def offer_opening(answer: Mapping) -> str:
    """How the line begins that offers questions."""
    return frame("suggest", answer["language"], questions="")


def is_direct(lines: list[str], answer: Mapping) -> bool:
    """Tell whether the first line is the answer in a few words, which the quotations below carry."""
    first = lines[0]
    answers = answer["status"] in ("answered", "partial")
    return answers and len(lines) > 1 and not first.startswith("“") and CLOSED.search(first) is not None


def point(line: str, answer: Mapping) -> str:
    """A point: its headline bold when it has one, then its quotation."""
    if found := HEADED.match(line):
        comprised = around("span", text(found[2] or ""), "quiet")
        return around("b", text(found[1])) + comprised + text(found[3]) + linked(line[found.end() :], answer)
    return linked(line, answer)


def paragraph(line: str, answer: Mapping, kind: str = "", lang: str = "") -> str:
    """A line that quotes is set apart; the figure that was asked for is bold in it."""
    shown = around("p", bold_figures(linked(line, answer), answer), kind)
    generated = (answer.get("writer") or {}).get("generated")  # no quotation: nothing is set apart
    quotes = line.startswith("“") and MARKER.search(line) and not generated
    return around("blockquote", shown, lang=lang) if quotes else shown


def bold_figures(html: str, answer: Mapping) -> str:
    """Make the asked figures bold in what is shown, not in the titles of links."""
    for figure in sorted({f["text"] for f in answer["figures"] if f.get("key")}, key=len, reverse=True):
        written = rf"(?<![\d.]){re.escape(text(figure))}(?!\d)(?![^<>]*>)"
        html = re.sub(written, lambda found: around("strong", found[0]), html)
    return html
