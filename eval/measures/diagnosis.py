"""Gives the verdict on a response: right, or the first thing that went wrong with it."""
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from eval.measures.answers import CONTEXT, forbidden, missing_facts
from eval.measures.citations import Passages, altered_quotations, is_verbatim
from eval.measures.grounding import check_figures
from eval.measures.ranking import all_evidence_found
from eval.measures.score import ANSWERS, NOTHING, REFUSALS, Score
from eval.measures.support import judged_claims
from eval.sets.questions import Question

Cause = Literal["should_have_refused", "wrongly_refused", "unsupported_figure", "unsupported_statement", "forbidden",
                "not_retrieved", "not_chosen", "trimmed"]


def score_verdict(question: Question, response: Mapping[str, Any], passages: Passages,
                  titles: Sequence[str] = ()) -> dict[str, Score]:
    """1 when nothing went wrong; nothing to judge where an answerable question names no fact that would tell."""
    judged = bool(question.answers) or not question.answerable
    right = float(diagnose(question, response, passages, titles) is None)
    return {"right": (right, 1.0) if judged else NOTHING}


def diagnose(question: Question, response: Mapping[str, Any], passages: Passages,
             titles: Sequence[str] = ()) -> Cause | None:
    """Return why the response is wrong, None when it is right or the question names no fact that would tell.

    A refusal is named before a failed search: the user sees the refusal. What nothing cited supports is named before
    the facts: an invented digit is no fact that was trimmed. A missing fact that stands in a cited sentence was chosen
    but trimmed; one whose evidence is among the passages was retrieved but not chosen.
    """
    if question.answerable and not question.answers:
        return None
    if not question.answerable and response["status"] not in REFUSALS:
        return "should_have_refused"
    if question.answerable and response["status"] not in ANSWERS:
        return "wrongly_refused"
    if check_figures(question, response, titles)[1]:
        return "unsupported_figure"
    if not is_faithful(response, passages):
        return "unsupported_statement"
    return missed_fact(question, response) if question.answerable else None


def is_fully_supported(question: Question, response: Mapping[str, Any], passages: Passages,
                       titles: Sequence[str] = ()) -> bool:
    """Tell whether nothing in the response lacks support: no figure, no statement, no quotation."""
    return not check_figures(question, response, titles)[1] and is_faithful(response, passages)


def is_faithful(response: Mapping[str, Any], passages: Passages) -> bool:
    """Tell whether every statement is supported, and every quotation, shown or listed, is word for word."""
    return (all(supported for _, supported in judged_claims(response)) and not altered_quotations(response)
            and all(is_verbatim(citation, passages) for citation in response["citations"]))


def missed_fact(question: Question, response: Mapping[str, Any]) -> Cause | None:
    """Return why an answer does not say all that it should and nothing else; None when it does."""
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
