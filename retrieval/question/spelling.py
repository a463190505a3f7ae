"""Reads a question that an input method misspelt (健筑面级) with the words of the reports that sound the same.

Asked only where nothing answers the question as it stands, and of the words of titles (规化), which say what is meant
by a question for an overview. Readings are pypinyin's, without tones.
"""

from collections.abc import Callable, Iterable, Iterator

import rjieba

from index.pieces import fold_characters

LONGEST, SHORTEST = 4, 2  # characters of a word that may be misspelt
ASKING = frozenset("几哪谁何怎吗呢")  # characters of questions: 几分 asks, though 积分 sounds like it
SAME = 0.5  # share of its characters that must be right: what only sounds alike is another word


def respelt(question: str, texts: Iterable[str], known: Callable[[str], bool] = lambda word: False) -> str:
    """The question with each word that the texts lack as the word of theirs that sounds the same; offsets change not.

    `known`: whether a word is one of the reports, though these texts lack it.

    >>> respelt("全市绿色健筑面级一共多少", ["绿色建筑面积超过2.1亿平方米"])
    '全市绿色建筑面积一共多少'
    >>> respelt("全市公园一共多少", ["公元前的事"])
    '全市公园一共多少'
    """
    told = fold_characters("\n".join(texts))
    right = {word for word in rjieba.cut(told) if SHORTEST <= len(word) <= LONGEST and chinese(word)}
    plain, spelt = fold_characters(question), question
    unknown = [(start, end) for start, end in spans(plain) if plain[start:end] not in told]
    doubtful = [
        (start, end) for start, end in unknown
        if not ASKING & set(plain[start:end]) and any(near(plain[start:end], word) for word in right)
    ]  # fmt: skip
    words = by_sound(right) if doubtful else {}
    for start, end in doubtful:
        wrong = plain[start:end]
        if spelt[start:end] != question[start:end] or known(wrong):
            continue
        for word in words.get(sound(wrong), ()):
            if near(wrong, word):
                spelt = f"{spelt[:start]}{word}{spelt[end:]}"
                break
    return spelt


def near(wrong: str, word: str) -> bool:
    """So many characters are right that one may be a misspelling of the other."""
    return len(word) == len(wrong) and sum(a == b for a, b in zip(word, wrong, strict=True)) >= SAME * len(word)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Runs of Chinese characters that may be one word, the longest first."""
    for length in range(LONGEST, SHORTEST - 1, -1):
        for start in range(len(text) - length + 1):
            if chinese(text[start : start + length]):
                yield start, start + length


def by_sound(words: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(words):
        found.setdefault(sound(word), []).append(word)
    return found


def sound(word: str) -> str:
    from pypinyin import lazy_pinyin  # here: seldom needed, and it loads for a while

    return " ".join(lazy_pinyin(word))


def chinese(text: str) -> bool:
    return all("\u4e00" <= character <= "\u9fff" for character in text)
