"""Text → the tokens that BM25 counts. Text and question go through the same function.

>>> tokenise("新能源汽車保有量126.9萬輛")[:4]
['能源', '新能源', '汽车', '保有']
"""

import re
import unicodedata
from functools import cache

import opencc
import rjieba

CHINESE_RUN = re.compile(r"[\u3400-\u9fff]+")
LATIN_OR_NUMBER = re.compile(r"[a-z]+(?:[-'’][a-z]+)*\d*|\d+(?:\.\d+)?%?")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@cache
def traditional_to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """Fold for matching, never for quoting: half-width, Simplified, lower case, no thousands separators.

    >>> fold("１，３２０個，CO₂")
    '1320个,co2'
    """
    return THOUSANDS.sub("", traditional_to_simplified().convert(unicodedata.normalize("NFKC", text)).lower())


def words_of(run: str) -> list[str]:
    """Search-mode segments of a run of Chinese characters, longer words beside their parts."""
    return [word for word in rjieba.cut_for_search(run) if len(word) > 1]


def tokenise(text: str) -> list[str]:
    """Word segments, then character pairs, then Latin words and numbers; a lone character stands for itself."""
    folded = fold(text)
    tokens: list[str] = []
    runs = CHINESE_RUN.findall(folded)
    for run in runs:
        tokens += words_of(run)
    for run in runs:
        tokens += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return tokens + LATIN_OR_NUMBER.findall(folded)
