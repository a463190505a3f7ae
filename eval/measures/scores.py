"""Puts the scores of one response together."""
from collections.abc import Mapping, Sequence
from typing import Any

from eval.measures.answers import score_answer
from eval.measures.citations import Passages, score_citations
from eval.measures.diagnosis import score_verdict
from eval.measures.grounding import check_figures
from eval.measures.marked import score_marked
from eval.measures.ranking import COLUMNS as RANKING
from eval.measures.reading import character_f1, exact_match, short_answer
from eval.measures.refusals import score_refusal
from eval.measures.score import NOTHING, Score, is_given
from eval.record import Timing
from eval.sets.questions import Question


def score_question(question: Question, response: Mapping[str, Any], timing: Timing, passages: Passages,
                   ranking: Mapping[str, float] | None, titles: Sequence[str] = ()) -> dict[str, Score]:
    """Return every column of a question; `ranking` holds its ranking scores, None when its ranking was not judged.

    `titles` are those of the reports: their numbers may stand in an answer that cites nothing.
    """
    return {**{name: (ranking[name], 1.0) if ranking else NOTHING for name in RANKING},
            **score_answer(question, response), **score_citations(question, response, passages),
            **score_figures(question, response, titles), **score_marked(question, response),
            **score_refusal(question, response), **score_reading(question, response), **score_time(timing),
            **score_verdict(question, response, passages, titles)}


def score_figures(question: Question, response: Mapping[str, Any], titles: Sequence[str]) -> dict[str, Score]:
    checked, unsupported = check_figures(question, response, titles)
    claims = bool(checked) and is_given(response)
    return {"figures_checked": (float(checked), 1.0), "figures_unsupported": (float(len(unsupported)), 1.0),
            "figures_grounded": (float(checked - len(unsupported)), float(checked)),
            "figures_wrong_answer": (float(bool(unsupported)), 1.0) if claims else NOTHING}


def score_reading(question: Question, response: Mapping[str, Any]) -> dict[str, Score]:
    """Exact match and character F1 (CMRC 2018) of the short answer, where a set gives reference answers.

    As in SQuAD 2.0 an unanswerable question is right when nothing is answered, and counts in both totals.
    """
    predicted = short_answer(response)
    if question.references:
        em, f1 = exact_match(predicted, question.references), character_f1(predicted, question.references)
        return {"exact_match": (em, 1.0), "char_f1": (f1, 1.0), "has_answer_em": (em, 1.0), "has_answer_f1": (f1, 1.0),
                "no_answer": NOTHING}
    silent = NOTHING if question.answerable else (float(not is_given(response)), 1.0)
    return {"exact_match": silent, "char_f1": silent, "has_answer_em": NOTHING, "has_answer_f1": NOTHING,
            "no_answer": silent}


def score_time(timing: Timing) -> dict[str, Score]:
    counts = float(not timing.cached)
    return {"ms": (timing.wall * counts, counts), "cpu_ms": (timing.cpu * counts, counts)}
