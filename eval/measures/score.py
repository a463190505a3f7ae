"""What a score is: (numerator, denominator). (1, 1) is a hit, (0, 1) a miss, (2, 3) two of three citations.

A denominator of 0 says that there is nothing to judge; what is wanted and absent is a miss, never left out.
"""
from collections.abc import Mapping
from typing import Any

Score = tuple[float, float]

ANSWERS = ("answered", "partial")
REFUSALS = ("refused", "related", "chat")  # the latter two count as refusals: they claim nothing of a report
NOTHING: Score = (0.0, 0.0)


def is_given(response: Mapping[str, Any]) -> bool:
    """Tell whether an answer was given."""
    return response["status"] in ANSWERS
