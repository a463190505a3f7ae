"""Names the first thing that went wrong with a response."""
from collections.abc import Mapping
from typing import Any, Literal

from eval.measures.answers import CONTEXT, forbidden, missing_facts
from eval.measures.ranking import all_evidence_found
from eval.measures.score import ANSWERS, REFUSALS
from eval.questions import Question

Cause = Literal["should_have_refused", "wrongly_refused", "forbidden", "not_retrieved", "not_chosen", "trimmed"]


def diagnose(question: Question, response: Mapping[str, Any]) -> Cause | None:
    """Return why the response is wrong, None when it is right or the question names no fact that would tell.

    The verdict agrees with the column `right`. A refusal is named before a failed search: the user sees the refusal. A
    missing fact that stands in a cited sentence was chosen but trimmed; one whose evidence is among the passages was
    retrieved but not chosen.
    """
    if not question.answerable:
        return None if response["status"] in REFUSALS else "should_have_refused"
    if not question.answers:
        return None
    if response["status"] not in ANSWERS:
        return "wrongly_refused"
    answer = response["answer"] or ""
    if forbidden(question, answer):
        return "forbidden"
    missing = missing_facts(question, answer)
    if not missing:
        return None
    if not all_evidence_found(question, response["passages"][:CONTEXT]):
        return "not_retrieved"
    quoted = "\n".join(citation["quote"] for citation in response["citations"])
    return "not_chosen" if missing_facts(question, quoted) else "trimmed"
