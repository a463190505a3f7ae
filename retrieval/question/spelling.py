"""Reads a question that an input method misspelt (健筑面级) with the words of the reports that sound the same.

Asked only where nothing answers the question as it stands, and of the words of titles (规化), which say what is meant
by a wish for an overview. Readings are pypinyin's, without tones.
"""

from collections.abc import Callable, Iterable, Iterator

import rjieba

from index.pieces import fold_characters

LONGEST, SHORTEST = 4, 2  # characters of a word that may be misspelt
ASKING = frozenset("几哪谁何怎吗呢")  # characters of questions: 几分 asks, though 积分 sounds like it
SAME = 0.5  # share of its characters that must be right: what only sounds alike is another word


def respelt(question: str, texts: Iterable[str]) -> str:
    """The question with each word that the texts lack as the word of theirs that sounds the same; offsets change not.

    >>> respelt("全市绿色健筑面级一共多少", ["绿色建筑面积超过2.1亿平方米"])
    '全市绿色建筑面积一共多少'
    >>> respelt("全市公园一共多少", ["公元前的事"])
    '全市公园一共多少'
    """
    told = fold_characters("\n".join(texts))
    words = by_sound({word for word in rjieba.cut(told) if SHORTEST <= len(word) <= LONGEST and chinese(word)})
    plain, spelt = fold_characters(question), question
    for start, end in spans(plain):
        wrong = plain[start:end]
        if ASKING & set(wrong) or wrong in told or spelt[start:end] != question[start:end]:
            continue
        for word in words.get(sound(wrong), ()):
            if sum(a == b for a, b in zip(word, wrong, strict=True)) >= SAME * len(word):
                spelt = f"{spelt[:start]}{word}{spelt[end:]}"
                break
    return spelt


def spelt_as_titles(question: str, titles: Iterable[str], known: Callable[[str], bool]) -> str:
    """The question with each whole word of two characters that is not `known` as one of the titles' of the same sound.

    >>> spelt_as_titles("这个规化讲什么", ["生态保护规划"], lambda word: False)
    '这个规划讲什么'
    >>> spelt_as_titles("安徽升了多少", ["安徽省政府工作报告"], lambda word: False)
    '安徽升了多少'
    """
    right = {word for title in titles for word in rjieba.cut(fold_characters(title)) if len(word) == SHORTEST}
    spelt, at = question, 0
    for typed in rjieba.cut(fold_characters(question)):
        near = [word for word in right if len(typed) == SHORTEST and sum(map(str.__eq__, word, typed)) == 1]
        if near and not ASKING & set(typed) and not known(typed):
            same = next((word for word in sorted(near) if sound(word) == sound(typed)), typed)
            spelt = f"{spelt[:at]}{same}{spelt[at + len(typed) :]}" if same != typed else spelt
        at += len(typed)
    return spelt


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
