"""Follow-ups made of the hand-written questions: two on one document that differ in one stretch of words.

    2025年海南服务进出口总额是多少, after 2025年海南全社会研发经费投入多少亿元: 服务进出口总额是 → the second, whole

The words of the one that the other lacks are what a person would ask next; what they complete to is known exactly.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from retrieval.question.rewriting import MARKS, asks, words_of
from training.rows import FollowUp, QuestionRow

SHARED, SHARE = 6, 0.4  # characters that both questions have, at least, and their share of the second
LEAST = 2  # characters that are asked next
MOST = 70  # of one document
SPOKEN = {  # how it may be said, by language and whether the words ask
    ("s", False): ("{}呢", "{}呢？", "那{}呢", "{}"),
    ("t", False): ("{}呢", "{}呢？", "咁{}呢", "那{}呢？"),
    ("e", False): ("And {}?", "What about {}?", "{}?", "and {}"),
    ("s", True): ("{}", "{}？", "那{}", "那{}呢"),
    ("t", True): ("{}", "{}？", "咁{}", "那{}呢"),
    ("e", True): ("And {}?", "{}?", "{}", "and {}"),
}


def swaps(rows: Sequence[QuestionRow], seed: int) -> list[FollowUp]:
    """At most MOST follow-ups of each document, none that asks or leads to the same twice; in random order."""
    chance = random.Random(seed)
    by_document: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        by_document[row.doc, row.language].add(row.question.rstrip(f"{MARKS}。.! "))
    found = [swap for (doc, language), questions in by_document.items() for swap in pairs(doc, language, questions)]
    chance.shuffle(found)
    made, count, seen = [], Counter[str](), set[tuple[str, str]]()
    for doc, language, previous, core, whole in found:
        if count[doc] < MOST and not {(doc, core), (doc, whole)} & seen:
            count[doc] += 1
            seen |= {(doc, core), (doc, whole)}
            said = chance.choice(SPOKEN[language, asks(core)]).format(core)
            made.append(FollowUp(doc, language, "swap", (previous,), said, whole))
    return made


def pairs(doc: str, language: str, questions: set[str]) -> Iterator[tuple[str, str, str, str, str]]:
    """(document, language, first question, words of the second that the first lacks, second) of each fitting pair."""
    written = sorted(questions)
    cut = [words(text, language) for text in written]
    for first, one in zip(written, cut, strict=True):
        for second, other in zip(written, cut, strict=True):
            begin, end = shared(one, other)
            gone, new = one[begin : len(one) - end], other[begin : len(other) - end]
            same = len("".join(other)) - len("".join(new))
            core = (" " if language == "e" else "").join(new)
            if gone and len(core) >= LEAST and same >= max(SHARED, SHARE * len(second)):
                yield doc, language, first, core, second


def words(text: str, language: str) -> list[str]:
    return [text[word.start : word.end] for word in words_of(text, "en" if language == "e" else "zh-Hans")]


def shared(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many words both begin with, and how many of the rest they end with.

    >>> shared(["淘汰", "焦炭", "产能", "多少"], ["淘汰", "造纸", "产能", "多少"])
    (1, 2)
    """
    least, begin, end = min(len(one), len(other)), 0, 0
    while begin < least and one[begin].lower() == other[begin].lower():
        begin += 1
    while end < least - begin and one[-1 - end].lower() == other[-1 - end].lower():
        end += 1
    return begin, end
