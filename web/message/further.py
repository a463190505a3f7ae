"""Questions to go on with: a refused one in other words, those that the answer offers, else overviews of the sections
where it was found.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from retrieval.answer.frames import frame
from retrieval.answer.smalltalk import short, telling
from web.html import around, element
from web.message.said import offer_opening
from web.texts import say

OFFERED = 3
UNANSWERED = ("refused", "related")
ENDS = re.compile(r"(?<=[？?])\s*")


def further(answer: Mapping, examples: Sequence[str], language: str) -> str:
    """Buttons that ask; their value is the question."""
    asked = {plain(answer["question"]), plain(answer["resolved_question"])}
    questions = [q for q in dict.fromkeys(offered(answer, examples)) if plain(q) not in asked][:OFFERED]
    alone = instead(answer)  # with the question before it, it would lack the same
    kinds = {q: "chip as-is" if q == alone else "chip" for q in questions}
    buttons = "".join(element("button", q, kind, type="button", value=q) for q, kind in kinds.items())
    if answer["status"] in UNANSWERED:
        title = say(language, "tell_rephrase")
        buttons += element("button", say(language, "do_rephrase"), "edit", type="button", title=title)
    heading = element("p", say(language, "further"), "label")
    return around("div", heading + buttons, "further") if buttons else ""


def offered(answer: Mapping, examples: Sequence[str]) -> Iterator[str]:
    """Questions, the fittest first."""
    yield from filter(None, [instead(answer)])
    yield from answer.get("suggestions") or ()
    opening = offer_opening(answer)
    for line in answer["answer"].splitlines():
        if line.startswith(opening):
            yield from filter(None, ENDS.split(line.removeprefix(opening)))
    if answer["status"] in ("chat", "about") or (answer["refusal"] and answer["refusal"]["reason"] == "unsafe"):
        yield from examples
    yield from overviews(answer)
    yield from examples


def instead(answer: Mapping) -> str | None:
    """The question without what the reports lack, where they answer that."""
    return (answer["refusal"] or {}).get("instead")


def overviews(answer: Mapping) -> Iterator[str]:
    """What the sections say in which the answer was found, then those near to it."""
    for place in [*answer["citations"], *answer["passages"]]:
        names = [place["box"], *reversed(place["section"] or [])]  # of an article, the chapter: 第三条 tells no subject
        title = next((name for name in map(short, filter(None, names)) if telling(name)), None)
        if title:
            yield frame("example", answer["language"], title=title)


def plain(question: str) -> str:
    """A question without what two ways of writing it differ in."""
    return re.sub(r"\W", "", question).lower()
