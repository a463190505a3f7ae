"""An answer → the HTML of one chat message. Decides nothing, only puts its parts in order.

Gradio's sanitiser keeps class, id, lang, title, name, value and role, and drops data-* and aria-*; the scripts of the
page read the former. Every text is escaped in web/html.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.core import Index
from retrieval.answer.answers import Answer
from retrieval.answer.written import label_lines
from web.html import around, element
from web.message import checks, further, nearest, record, said, sources, tools, trace
from web.texts import say


@dataclass(frozen=True, slots=True)
class Shown:
    """How a turn is shown: its id, the language of the page, and what the page offers."""

    id: str
    language: str
    index: Index
    examples: Sequence[str] = ()  # questions that can be answered
    feedback: bool = False  # thumbs are collected


def answer_message(answer: Answer, shown: Shown) -> str:
    """The direct line, the quotations, what was understood, sources and checks; then what can be done with it."""
    told: Mapping = answer.to_dict()
    language, titles = shown.language, titles_of(told, shown.index)
    parts = [
        tier(told, language),
        label(told),
        said.body(told, languages_of(told, shown)),
        checks.checks(told, language),
        understood(told, language),
        nearest.nearest(told, language, titles),
        sources.sources(told, language),
        further.further(told, shown.examples, language),
        tools.tools(told, language, shown.feedback),
        trace.trace(told, language, titles),
        record.record(answer, shown.index, language),
    ]
    return around("div", "".join(parts), f"answer {told['status']}", id=f"t-{shown.id}")


def titles_of(answer: Mapping, index: Index) -> dict[str, str]:
    """The reports of the passages, by their ids; none where there is only one report."""
    if len(index.documents) < 2:
        return {}
    return {hit["doc_id"]: index.documents_by_id[hit["doc_id"]].title for hit in answer["passages"]}


def languages_of(answer: Mapping, shown: Shown) -> dict[str, str]:
    """The languages of the cited reports that are not written in that of the page, by their ids."""
    cited = {citation["doc_id"] for citation in answer["citations"]}
    found = {doc_id: shown.index.document(doc_id).language for doc_id in cited}
    return {doc_id: language for doc_id, language in found.items() if language != shown.language}


def tier(answer: Mapping, language: str) -> str:
    """Name the tier when it is not a plain answer."""
    status = answer["status"]
    if status == "refused":
        return element("p", say(language, "refused_" + answer["refusal"]["reason"]), "tier")
    return element("p", say(language, status), "tier") if status in ("partial", "related") else ""


def label(answer: Mapping) -> str:
    """What a language model had to do with the words; it goes wherever they are copied to."""
    return "".join(element("p", line, "tier") for line in label_lines(answer.get("writer"), answer["language"]))


def understood(answer: Mapping, language: str) -> str:
    """How a follow-up was understood, and the way to ask it as it stands."""
    if answer["resolved_question"] == answer["question"]:
        return ""
    told = element("span", say(language, "understood_as", question=answer["resolved_question"]))
    return around("p", told + element("button", say(language, "ask_alone"), "alone", type="button"), "understood")


def working_message(shown: Shown, done: Sequence[str], written: Sequence[str] = ()) -> str:
    """What is being done, for whoever waits; above it the sentences that a language model has `written` so far, each
    of which has passed the check, under a label."""
    name = f"step_{done[-1]}" if done else "working"
    working = element("p", say(shown.language, name), "working", id=f"w-{shown.id}")
    if not written:
        return working
    label = element("p", say(shown.language, "being_written"), "tier")
    return around("div", label + "".join(element("p", line) for line in written) + working, "written")


def notice_message(text: str, shown: Shown) -> str:
    """Why a question has no answer, with the ways to ask it again."""
    inner = element("p", text) + tools.again(shown.language)
    return around("div", inner, "answer notice", id=f"t-{shown.id}")
