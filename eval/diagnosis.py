"""Names the first thing that went wrong with a response. Knows one question at a time."""
from collections.abc import Mapping
from typing import Any, Literal

from eval.questions import Question
from eval.ranking import evidence_recall
from eval.scores import ANSWERS, REFUSALS, facts_found, forbidden

Cause = Literal["answered_without_basis", "false_refusal", "not_found", "forbidden", "missing_facts"]
DEPTH = 10  # passages within which evidence counts as found


def diagnose(question: Question, response: Mapping[str, Any]) -> Cause | None:
    """Return why the response is wrong, None when it is right; the verdict agrees with the column `right`.

    A refusal is named before a failed search: the user sees the refusal.
    """
    if not question.answerable:
        return None if response["status"] in REFUSALS else "answered_without_basis"
    if response["status"] not in ANSWERS:
        return "false_refusal"
    answer = response["answer"] or ""
    if forbidden(question, answer):
        return "forbidden"
    found = facts_found(question, answer)
    if found and all(found):
        return None
    return "missing_facts" if evidence_recall(question, response["passages"], DEPTH) == 1 else "not_found"
