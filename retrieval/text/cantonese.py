"""Writes the Cantonese of a question in standard Chinese, for the patterns that tell what it is after.

The trained models read Cantonese as it is; patterns do not.
"""

import re
from functools import cache

from retrieval.text.vocabulary import rows

STAYS = "="  # in the file: an ordinary word in which a Cantonese one hides


@cache
def cantonese() -> dict[str, str]:
    """Cantonese → standard, Simplified; both are the same for a word that must stay."""
    pairs = (cells for _, cells in rows("languages/zh/cantonese.tsv", 2))
    return {wording: wording if standard == STAYS else standard for wording, standard in pairs}


@cache
def pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(cantonese(), key=lambda wording: (-len(wording), wording)))))


def to_standard(text: str) -> str:
    """Write Cantonese in standard Chinese, from left to right; the text is Simplified.

    >>> to_standard("点解重点解决排水？"), to_standard("边个体系系最新嘅？")
    ('为什么重点解决排水？', '哪个体系是最新的？')
    """
    return pattern().sub(lambda match: cantonese()[match.group()], text)
