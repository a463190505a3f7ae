"""Sets stated confidence against what came true."""
from collections.abc import Mapping, Sequence
from typing import Any

from eval.sets.questions import Question

Bin = tuple[float, float, int]  # mean confidence, share that came true, n


def stated_confidences(questions: Sequence[Question], responses: Sequence[Mapping[str, Any]]
                       ) -> list[tuple[float, bool]]:
    """(confidence, could be answered) of every response that states one."""
    return [(float(response["confidence"]), question.answerable)
            for question, response in zip(questions, responses, strict=True) if response.get("confidence") is not None]


def reliability_bins(pairs: Sequence[tuple[float, bool]], count: int = 10) -> list[Bin]:
    """Group (confidence, outcome) by confidence into `count` equal bins → (mean confidence, share true, n) each.

    >>> reliability_bins([(0.92, True), (0.98, False), (0.1, False)])
    [(0.1, 0.0, 1), (0.95, 0.5, 2)]
    """
    groups: dict[int, list[tuple[float, bool]]] = {}
    for confidence, outcome in pairs:
        groups.setdefault(min(count - 1, max(0, int(confidence * count))), []).append((confidence, outcome))
    return [(sum(c for c, _ in group) / len(group), sum(o for _, o in group) / len(group), len(group))
            for _, group in sorted(groups.items())]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: mean distance of confidence and share, by n (Naeini et al. 2015).

    >>> round(calibration_error([(0.1, 0.0, 1), (0.95, 0.5, 3)]), 4)
    0.3625
    """
    return sum(abs(confidence - share) * n for confidence, share, n in bins) / sum(n for *_, n in bins)


def calibration(questions: Sequence[Question], responses: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return {error, n}; the error is None where no response states a confidence. It has no interval: resampling can
    only add to a sum of distances, and would put a small error below its own interval."""
    bins = reliability_bins(stated_confidences(questions, responses))
    return {"error": calibration_error(bins) if bins else None, "n": sum(n for *_, n in bins)}
