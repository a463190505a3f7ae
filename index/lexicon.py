"""The words of the reports and a vector for each, so that a question's word can be compared with a sentence's words.

Word vectors come from the multilingual USE encoder: it puts 种树 near 植树 (0.87) and trees near 树木 (0.85), but 造价
far from 面积 (0.30). e5 cannot do this: all its word pairs lie between 0.8 and 1.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import rjieba

from index.tokens import CHINESE_RUN, LATIN_OR_NUMBER, fold

FUNCTION_CHARACTERS = frozenset("的了和与及或在为对从以于被把将向等其之是有不也都并个项条张种家座所")
NUMERAL = re.compile("[一二两三四五六七八九十百千万亿]+")


@dataclass(frozen=True)
class Lexicon:
    """Words and their unit vectors, shape (words, dimensions); (words, 0) from an encoder without word vectors."""

    words: tuple[str, ...]
    vectors: np.ndarray

    @cached_property
    def position(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.words)}


def text_words(text: str) -> list[str]:
    """Words of a text as they stand, and as search mode splits them; numbers are left out."""
    folded = fold(text)
    words: list[str] = []
    for run in CHINESE_RUN.findall(folded):
        words += rjieba.cut(run)
        words += rjieba.cut_for_search(run)
        words += joined_pairs(rjieba.cut(run))
    words += [word for word in LATIN_OR_NUMBER.findall(folded) if not word[0].isdigit()]
    return list(dict.fromkeys(word for word in words if len(word) > 1))


def joined_pairs(words: Sequence[str]) -> list[str]:
    """Neighbouring words joined (网 + 约车, 充电 + 设施): compounds that the segmenter's dictionary lacks."""
    return [
        a + b
        for a, b in pairwise(words)
        if 2 < len(a + b) <= 5 and not (FUNCTION_CHARACTERS & {a, b}) and not NUMERAL.fullmatch(a)
    ]


def collect_words(texts: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(text_words(text)))
    return tuple(sorted(found))
