"""Sets the decision to answer beside its confidence, and beside the two systems that do not decide."""
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve

from eval.measures.score import is_given
from eval.questions import Question


def risk_coverage(responses: Sequence[Mapping[str, Any]], right: Sequence[bool | None]) -> dict[str, Any]:
    """Return the risk-coverage curve of the answers given (Geifman and El-Yaniv 2017) and the mean of its risks.

    Answers in order of confidence, highest first, equal ones together: at each point the share of all questions
    answered so far and the share of wrong ones among them. It ends at the share that the system answers, since what
    it would have said to the others is not known. Questions without a verdict (None) are left out.
    """
    judged = [(response, good) for response, good in zip(responses, right, strict=True) if good is not None]
    given = sorted(((float(response["confidence"]), not good) for response, good in judged
                    if is_given(response) and response.get("confidence") is not None), reverse=True)
    if not given:
        return {"area": None, "points": []}
    confidences, wrong = np.array([c for c, _ in given]), np.array([w for _, w in given], dtype=np.float64)
    last = np.append(np.flatnonzero(np.diff(confidences)), len(given) - 1)  # last answer of each confidence
    risks = np.cumsum(wrong)[last] / (last + 1)
    points = [{"confidence": float(confidences[i]), "coverage": round((int(i) + 1) / len(judged), 6),
               "risk": round(float(risk), 6)} for i, risk in zip(last, risks, strict=True)]
    answers = np.diff(last, prepend=-1)  # how many share a point
    return {"area": round(float(risks @ answers / len(given)), 6), "points": points}


def refusal_curve(questions: Sequence[Question], responses: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return precision and recall of refusing below every confidence, and the average precision; None where the
    responses state no confidence or the questions are all of one class."""
    stated = [(float(response["confidence"]), not question.answerable)
              for question, response in zip(questions, responses, strict=True)
              if response.get("confidence") is not None]
    should = [wanted for _, wanted in stated]
    if not any(should) or all(should):
        return None
    scores = [1 - confidence for confidence, _ in stated]
    precision, recall, _ = precision_recall_curve(should, scores)
    return {"average_precision": float(average_precision_score(should, scores)),
            "points": [(float(r), float(p)) for r, p in zip(recall, precision, strict=True)]}


def trivial_baselines(questions: Sequence[Question]) -> dict[str, dict[str, float | None]]:
    """Return the refusal figures of a system that refuses everything and of one that refuses nothing."""
    total, unanswerable = len(questions), sum(not question.answerable for question in questions)
    share = unanswerable / total
    return {"refuse_all": {"precision": share, "recall": 1.0 if unanswerable else None,
                           "f1": 2 * unanswerable / (total + unanswerable), "accuracy": share,
                           "false_refusal": 1.0 if unanswerable < total else None},
            "answer_all": {"precision": None, "recall": 0.0 if unanswerable else None,
                           "f1": 0.0 if unanswerable else None, "accuracy": 1 - share,
                           "false_refusal": 0.0 if unanswerable < total else None}}
