"""English renderings of quoted sentences by a model, each checked against its sentence."""

import re

from retrieval.answer.answers import Answer
from writing.checker import Checker
from writing.client import Chat, ModelFailed, Spent
from writing.figures import english_quantities, is_year, quantities
from writing.markup import plain
from writing.prompts import messages
from writing.sources import Source

LINE = re.compile(r"^\s*\[(\d{1,2})\]\s*(.+)$", re.MULTILINE)
MOST = 4  # quotations that are rendered
CHINESE = re.compile(r"[一-龥]")
LONGEST = 6  # times the characters of the quotation


def translations(
    chat: Chat, answer: Answer, checker: Checker, spent: Spent, deadline: float
) -> tuple[tuple[int, str], ...]:
    """(citation, rendering) of the Chinese quotations of an answer; what fails, in whole or in part, is left out."""
    quoted = {c.n: c.quote for c in answer.citations[:MOST] if CHINESE.search(c.quote)}
    if not quoted:
        return ()
    rows = [{"n": n, "text": quote} for n, quote in quoted.items()]
    try:
        reply = "".join(chat.stream(messages("translate", "en", {"sources": rows}), spent, deadline))
    except ModelFailed:
        return ()
    said = {int(n): plain(text) for n, text in LINE.findall(reply.rpartition("</think>")[2])}
    return tuple((n, said[n]) for n, quote in quoted.items() if n in said and is_rendering(said[n], quote, checker))


def is_rendering(text: str, quote: str, checker: Checker) -> bool:
    """The rendering is English, passes the check, and has every figure of the quotation: none is left out."""
    if CHINESE.search(text) or len(text) > LONGEST * len(quote):
        return False
    if checker.check(text, [Source(quote, "")]):
        return False
    told = {
        round(q.value, 6) for q in quantities(quote) if q.kind == "quantity" and not is_year(q) and q.text[0].isdigit()
    }
    return told <= {q.value for q in english_quantities(text)}
