"""Pairs of neighbouring characters, by which short texts are told alike without a segmenter."""

import re


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring characters once marks and blanks are left out.

    >>> sorted(bigrams("水库, 5座"))
    ['5座', '库5', '水库']
    """
    plain = re.sub(r"[\W_]", "", text)
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def chinese_bigrams(text: str) -> set[str]:
    """Pairs of Chinese characters that stand side by side.

    >>> chinese_bigrams("水库5座")
    {'水库'}
    """
    return set(re.findall("(?=([一-龥]{2}))", text))
