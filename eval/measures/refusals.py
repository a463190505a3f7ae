"""Scores the decision to answer or not."""
from collections.abc import Mapping
from typing import Any

from eval.measures.score import REFUSALS, Score
from eval.sets.questions import Question


def score_refusal(question: Question, response: Mapping[str, Any]) -> dict[str, Score]:
    """F1 is 2·hits / (refused + should be refused), a ratio of two sums like everything else."""
    refused, should = float(response["status"] in REFUSALS), float(not question.answerable)
    return {"refusal_precision": (refused * should, refused),
            "refusal_recall": (refused * should, should),
            "refusal_f1": (2 * refused * should, refused + should),
            "false_refusal": (refused * (1 - should), 1 - should),
            "decision": (float(refused == should), 1.0)}
