"""A question without what the reports lack: 广州的新能源汽车保有量 → 新能源汽车保有量. Knows not what they have."""

import re
from collections.abc import Sequence

SHORTEST = 5  # characters; what is left of a shorter question asks nothing


def rephrased(asked: str, missing: Sequence[str]) -> str | None:
    """The question without the place, year or document that a refusal names; None where it names none, or not that
    question's.

    >>> rephrased("广州的新能源汽车保有量是多少？", ["广州"])
    '新能源汽车保有量是多少？'
    >>> rephrased("How many parks are there in Beijing?", ["Beijing"])
    'How many parks are there?'
    """
    if not missing or not all(name in asked for name in missing):
        return None
    for name in sorted(missing, key=len, reverse=True):
        asked = re.sub(rf"(?:\b(?:in|of|for|at|from)\s+|在)?{re.escape(name)}(?:'s|’s|的)?", "", asked, flags=re.I)
    asked = re.sub(r"\s+(?=[?.!,]|$)", "", re.sub(r"\s{2,}", " ", asked)).strip(" ，,、")
    return asked if len(re.sub(r"\W", "", asked)) >= SHORTEST else None
