"""Has a model complete a follow-up; its wording is taken when it adds nothing and retrieval finds it no worse."""

import re
from collections.abc import Sequence

from index.engines.selector import Selector
from retrieval.answerer import Answerer
from retrieval.question.followup import LEAN
from retrieval.question.gate import clean
from retrieval.question.years import absolute_years
from retrieval.text.language import detect_language
from retrieval.text.places import find_places
from retrieval.text.quantities import years_in
from writing.client import Chat, ModelFailed, Spent
from writing.markup import markup_faults
from writing.prompts import messages
from writing.screen import speaks_to_program
from writing.sources import Source
from writing.wording import shared

LONGEST = 200  # characters of a question
REMEMBERED = 3  # earlier questions that the model is told
MARKS = "？?"  # at the end of a question; ours has none, and one alone moves the likelihood by .3
SHARED = 1.5  # of 2, see wording.shared: a completed question is made of words that were there


def completed(
    chat: Chat,
    answerer: Answerer,
    question: str,
    history: Sequence[str],
    allowed: Selector | None,
    spent: Spent,
    deadline: float,
) -> str | None:
    """The follow-up as a question that stands alone, in the model's words; None where ours is to be used."""
    asked, earlier = clean(question), [text for text in map(clean, history) if text][-REMEMBERED:]
    if not earlier or answerer.reader.stands_alone(asked, earlier) >= LEAN:
        return None
    if any(speaks_to_program(text, question=True) for text in [question, *history]):
        return None
    material = {"history": earlier, "question": asked}
    try:
        reply = "".join(chat.stream(messages("follow_up", detect_language(asked), material), spent, deadline))
    except ModelFailed:
        return None
    lines = [line.strip(' “”"') for line in reply.rpartition("</think>")[2].splitlines() if line.strip()]
    if len(lines) != 1 or not adds_nothing(lines[0], [asked, *earlier], answerer.wordings.year):
        return None
    ours = answerer.wordings.understood(question, earlier, allowed).resolved
    theirs, ours = (text.rstrip(MARKS) for text in (lines[0], ours))
    near, least = answerer.wordings.likelihoods([theirs, ours], allowed)
    return lines[0] if near >= least and answerer.reader.stands_alone(lines[0], earlier) >= LEAN else None


def adds_nothing(written: str, known: Sequence[str], year: int | None) -> bool:
    """The question names no place, year or figure that was not named before, and is made of the words that were."""
    before = " ".join([*known, *(absolute_years(text, year) for text in known)])
    if len(written) > LONGEST or written != clean(written) or detect_language(written) != detect_language(known[0]):
        return False
    if set(find_places(written)) - set(find_places(before)) or years_in(written) - years_in(before):
        return False
    if set(re.findall(r"\d+(?:\.\d+)?", written)) - set(re.findall(r"\d+(?:\.\d+)?", before)):
        return False
    if list(markup_faults(written, [before])):
        return False
    if detect_language(written) == "en":
        return set(re.findall(r"[a-z]{5,}", written.lower())) <= set(re.findall(r"[a-z]{5,}", before.lower()))
    return shared(written, [Source(before, "")]) >= SHARED
