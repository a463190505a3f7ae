"""What a language model cost in a run, and how often its words were shown. Knows nothing of right and wrong."""
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np


def costs(responses: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Sums over a run; None when no model had part in it. `ms` counts the questions that a model was asked about."""
    told = [response["writer"] for response in responses if response.get("writer")]
    if not told:
        return None
    ms = np.array([each["ms"] for each in told])
    return {"model": told[0]["model"], "asked": len(told), "generated": sum(each["generated"] for each in told),
            "rewritten": sum(each["rewritten"] for each in told),
            "failures": dict(Counter(each["failure"] for each in told if each["failure"])),
            "sentences": sum(each["sentences"] for each in told),
            "withheld": dict(Counter(kind for each in told for kind in each["withheld"])),
            "calls": sum(each["calls"] for each in told), "tokens_in": total(told, "tokens_in"),
            "tokens_out": total(told, "tokens_out"), "ms_sum": round(float(ms.sum()), 1),
            "ms_p50": round(float(np.percentile(ms, 50)), 1), "ms_p95": round(float(np.percentile(ms, 95)), 1)}


def total(told: Sequence[Mapping[str, Any]], name: str) -> int | None:
    """The sum of a count; None when no server told it."""
    counts = [each[name] for each in told if each[name] is not None]
    return sum(counts) if counts else None
