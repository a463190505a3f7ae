"""The question within a long message: what people tell of themselves before they ask is no part of it.

    kernels("您好，我是一名老师……我就想问他们那个屋顶光伏一年大概发多少电，别的先不用说。", "zh-Hans")

The reader sees the first words of a question only. Words that come to the point (就想问一下) show where it begins; of
what asks there, and of a message without such words, each piece is looked up alone and with what stands before it, and
the reports tell which one they answer best.
"""

import re
from itertools import pairwise

from index.pieces import fold_characters
from retrieval.question.question import asks
from retrieval.text.cantonese import to_standard
from retrieval.text.vocabulary import question_patterns

LONG = {"en": 220}  # characters from which a message is long,
LONG_CHINESE = 60
POINTED = {"en": 120}  # and one that says where its question begins
POINTED_CHINESE = 36
BREAK = re.compile(  # at marks, and at spaces beside Chinese
    r"(?<=[，。；？！,;?!])|(?<=[.]\s)|(?<=[一-龥」』”）])\s+(?=[一-龥「『“（A-Za-z\d])|(?<=[A-Za-z\d])\s+(?=[一-龥])"
)
MARKS = " \t，,。；;：:？?！!.~～…、"
MOST = 4  # pieces that ask, the last ones
SHORT = 8  # characters; what is shorter asks nothing by itself
TOGETHER = 120  # characters up to which all that is asked behind those words is one question in parts
LEAST = 5  # … behind the words that come to the point
WORDS = {"en": 25}  # the same where words stand apart


def is_long(text: str, language: str) -> bool:
    return len(text) > LONG.get(language, LONG_CHINESE)


def kernels(text: str, language: str) -> list[str]:
    """The pieces of a long message that ask, alone and with the piece before; [] for a short one.

    >>> kernels("我是老师，" + "想找例子，" * 12 + "锦田小学屋顶光伏一年发多少电，别的不用说。", "zh-Hans")
    ['锦田小学屋顶光伏一年发多少电', '想找例子，锦田小学屋顶光伏一年发多少电']
    >>> kernels("我是香港来的学生，做功课找了一天都找不到数字，其实就是想知道这条河有多少个湖？", "zh-Hans")
    ['这条河有多少个湖']
    """
    start = point_of(text, language)
    if not is_long(text, language) and not start:
        return []
    pieces = pieces_of(text)
    told = [piece for piece in pieces if piece[1] > start]
    if start:
        pieces = [(max(a, start), b) for a, b in told]
    asking = [n for n, (a, b) in enumerate(pieces) if asks_itself(text[a:b], SHORT if not start else LEAST)]
    if start and not asking:
        asking = [0]
    found: dict[str, None] = {}
    runs = [(n, n) for n in asking[-MOST:]]
    if start and pieces[asking[-1]][1] - pieces[asking[0]][0] <= TOGETHER:
        runs = [(asking[0], asking[-1])]
    for n, last in runs:
        for first in (n, n - 1):
            if first >= 0:
                found[text[pieces[first][0] : pieces[last][1]].strip(MARKS)] = None
    return list(found)


def pieces_of(text: str) -> list[tuple[int, int]]:
    """Start and end of each piece between marks, or between the spaces that stand for marks in Chinese."""
    borders = [0, *(found.end() for found in BREAK.finditer(text)), len(text)]
    return [(a, b) for a, b in pairwise(borders) if text[a:b].strip(MARKS)]


def asks_itself(piece: str, least: int) -> bool:
    return len(piece.strip(MARKS)) >= least and asks(to_standard(fold_characters(piece).lower()))


def point_of(text: str, language: str) -> int:
    """Where the question begins behind the last words that come to it (就想问一下); 0 where none do so."""
    if len(text) <= POINTED.get(language, POINTED_CHINESE):
        return 0
    least = WORDS.get(language, LEAST)
    ends = [found.end() for found in question_patterns()["asks_now"].finditer(fold_characters(text).lower())]
    fitting = [end for end in ends if end > least and len(text[end:].strip(MARKS)) >= least]
    return fitting[-1] if fitting else 0
