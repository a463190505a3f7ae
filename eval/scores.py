"""Scores one response against its question. Knows one question at a time, nothing of means.

A score is (numerator, denominator): (1, 1) is a hit, (0, 1) a miss, (2, 3) two of three citations. A denominator
of 0 says that the question has nothing to judge; what is wanted and absent is a miss, never left out.
"""
import re
from collections.abc import Mapping, Sequence
from typing import Any

from eval.figures import MARKER, check_figures
from eval.questions import Question
from eval.ranking import CUTOFFS, evidence_recall
from eval.text import covers, normalise

Score = tuple[float, float]
Texts = Mapping[str, str]  # doc_id → Document.text

ANSWERS = ("answered", "partial")
REFUSALS = ("refused", "related")
NOTHING: Score = (0.0, 0.0)
SENTENCE_STOP = re.compile(r"[。！？!?\n]+|\.(?=\s|$)")


def score_question(question: Question, response: Mapping[str, Any], texts: Texts,
                   ranking: Mapping[str, float] | None, titles: Sequence[str] = ()) -> dict[str, Score]:
    """Return every column of a question; `ranking` holds its MRR and nDCG, None when it is not answerable.

    `titles` are those of the reports: their numbers may stand in an answer that cites nothing.
    """
    return {**score_retrieval(question, response, ranking), **score_answer(question, response),
            **score_citations(question, response, texts), **score_figures(question, response, titles),
            **score_refusal(question, response), "ms": (float(response["timings_ms"]["total"]), 1.0)}


def score_retrieval(question: Question, response: Mapping[str, Any],
                    ranking: Mapping[str, float] | None) -> dict[str, Score]:
    recalls = {f"evidence_recall@{k}": evidence_recall(question, response["passages"], k) for k in CUTOFFS}
    return {name: (value, 1.0) if question.answerable else NOTHING
            for name, value in {**recalls, **(ranking or {"mrr@10": 0.0, "ndcg@10": 0.0})}.items()}


def score_answer(question: Question, response: Mapping[str, Any]) -> dict[str, Score]:
    """Facts of answerable questions; lengths of the answers that were given."""
    answer = response["answer"] or ""
    found = facts_found(question, answer)
    complete = bool(found) and all(found) and not forbidden(question, answer)
    given = (1.0 if response["status"] in ANSWERS else 0.0)
    right = complete and bool(given) if question.answerable else response["status"] in REFUSALS
    asked = 1.0 if question.answerable else 0.0
    return {"fact_recall": (sum(found) / max(1, len(found)) * asked, asked), "all_facts": (complete * asked, asked),
            "sentences": (count_sentences(answer) * given, given), "chars": (len(answer.strip()) * given, given),
            "right": (float(right), 1.0)}


def facts_found(question: Question, answer: str) -> list[bool]:
    """Tell for each required fact whether any of its strings stands in the answer."""
    said = normalise(answer)
    return [any(normalise(choice) in said for choice in fact) for fact in question.answers]


def forbidden(question: Question, answer: str) -> list[str]:
    """Return the strings in the answer that make it wrong."""
    said = normalise(answer)
    return [text for text in question.forbid if normalise(text) in said]


def count_sentences(answer: str) -> int:
    """Count sentences and lines, markers aside; a line without a word character is none.

    >>> count_sentences("根据报告：\\n达126.9万辆。[1]比2020年增长。[2]")
    3
    """
    return sum(bool(re.search(r"\w", piece)) for piece in SENTENCE_STOP.split(MARKER.sub("", answer)))


def score_citations(question: Question, response: Mapping[str, Any], texts: Texts) -> dict[str, Score]:
    """Precision and recall against the evidence of answerable questions; verbatim over all citations."""
    quotes = [citation["quote"] for citation in response["citations"]]
    relevant = sum(any(covers(quote, snippet) for snippet in question.evidence) for quote in quotes)
    covered = sum(any(covers(quote, snippet) for quote in quotes) for snippet in question.evidence)
    verbatim = sum(is_verbatim(citation, texts) for citation in response["citations"])
    return {"citation_precision": (float(relevant), float(len(quotes))) if question.answerable else NOTHING,
            "citation_recall": (float(covered), float(len(question.evidence))) if question.answerable else NOTHING,
            "verbatim": (float(verbatim), float(len(quotes)))}


def is_verbatim(citation: Mapping[str, Any], texts: Texts) -> bool:
    """Tell whether the quotation is exactly the text at its offsets; unknown documents and blank quotes are not."""
    quote = citation["quote"]
    return bool(quote) and texts.get(citation["doc_id"], "")[citation["start"]:citation["end"]] == quote


def score_figures(question: Question, response: Mapping[str, Any], titles: Sequence[str]) -> dict[str, Score]:
    checked, unsupported = check_figures(question, response, titles)
    return {"figures_checked": (float(checked), 1.0), "figures_unsupported": (float(len(unsupported)), 1.0)}


def score_refusal(question: Question, response: Mapping[str, Any]) -> dict[str, Score]:
    """`related` counts as a refusal: it claims nothing."""
    refused = float(response["status"] in REFUSALS)
    answerable = float(question.answerable)
    return {"refusal_precision": (refused * (1 - answerable), refused),
            "refusal_recall": (refused * (1 - answerable), 1 - answerable),
            "false_refusal": (refused * answerable, answerable)}
