"""Sets the decision to answer beside its confidence, and beside the two systems that do not decide."""
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.measures.score import is_given
from eval.sets.questions import Question
from eval.stats.areas import area, area_interval, order_by, shares_of_hits

Responses = Sequence[Mapping[str, Any]]


def risk_coverage(responses: Responses, right: Sequence[bool | None], clusters: NDArray[np.int64]) -> dict[str, Any]:
    """Return the risk-coverage curve of the answers given (Geifman and El-Yaniv 2017) and the mean of its risks.

    Answers in order of confidence, highest first, equal ones together: at each point the share of all questions
    answered so far and the share of wrong ones among them. It ends at the share that the system answers, since what
    it would have said to the others is not known. Questions without a verdict (None) are left out. The interval of the
    area resamples `clusters`, one number a question.
    """
    stated = [confidence(response) if good is not None and is_given(response) else None
              for response, good in zip(responses, right, strict=True)]
    ordering = order_by(stated, [good is False for good in right], clusters)
    judged = sum(good is not None for good in right)
    points = [{"confidence": stated[ordering.places[last]], "coverage": round((int(last) + 1) / judged, 6),
               "risk": round(float(risk), 6)}
              for last, risk in zip(ordering.last, shares_of_hits(ordering), strict=True)]
    found = area(ordering, "questions")
    return {"area": None if found is None else round(found, 6), "n": len(ordering.places),
            "interval": area_interval(ordering, "questions"), "points": points}


def refusal_curve(questions: Sequence[Question], responses: Responses, clusters: NDArray[np.int64]) -> dict[str, Any]:
    """Return the average precision of refusing below a confidence with n and interval, and the points (recall,
    precision) of each confidence from the highest down, then (0, 1) for refusing nothing.

    No points and no average where the questions that state a confidence are all of one class.
    """
    scores = [None if (stated := confidence(response)) is None else 1 - stated for response in responses]
    should = [not question.answerable for question in questions]
    ordering = order_by(scores, should, clusters)
    n = len(ordering.places)
    if len(set(ordering.hits)) < 2:
        return {"average_precision": None, "n": n, "interval": None, "points": []}
    recalls = np.cumsum(ordering.hits)[ordering.last] / ordering.hits.sum()
    points = [(float(r), float(p)) for r, p in zip(recalls, shares_of_hits(ordering), strict=True)]
    return {"average_precision": area(ordering, "hits"), "n": n, "interval": area_interval(ordering, "hits"),
            "points": [*reversed(points), (0.0, 1.0)]}


def confidence(response: Mapping[str, Any]) -> float | None:
    stated = response.get("confidence")
    return None if stated is None else float(stated)


def trivial_baselines(questions: Sequence[Question]) -> dict[str, Any]:
    """Return the refusal figures of a system that refuses everything and of one that refuses nothing, and how many
    questions they rest on. They follow from the set alone: they are no estimates and have no interval."""
    total, unanswerable = len(questions), sum(not question.answerable for question in questions)
    share = unanswerable / total
    return {"questions": total, "unanswerable": unanswerable,
            "refuse_all": {"precision": share, "recall": 1.0 if unanswerable else None,
                           "f1": 2 * unanswerable / (total + unanswerable), "accuracy": share,
                           "false_refusal": 1.0 if unanswerable < total else None},
            "answer_all": {"precision": None, "recall": 0.0 if unanswerable else None,
                           "f1": 0.0 if unanswerable else None, "accuracy": 1 - share,
                           "false_refusal": 0.0 if unanswerable < total else None}}
