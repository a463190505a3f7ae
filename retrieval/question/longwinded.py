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
from retrieval.question.rewriting import Rewriting
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
POINTS_BACK = re.compile(  # at what stands before
    r"[这那它他她其该呢𠮶佢]|有没有|有冇|\b(?:this|that|it|its|these|those|they|their|them)\b"
)
SCANT = {"en": 50}  # characters up to which what is pointed to may lack its subject, which stands anywhere before
SCANT_CHINESE = 14
POINTED_TO = 1.5  # logit by which what stands behind words that come to the point is likelier than the rest
MOST = 4  # pieces that ask, the last ones
SHORT = 8  # characters; what is shorter asks nothing by itself
TOGETHER = 120  # characters up to which all that is asked behind those words is one question in parts
LEAST = 5  # … behind the words that come to the point
WORDS = {"en": 25}  # the same where words stand apart


def is_long(text: str, language: str) -> bool:
    return len(text) > LONG.get(language, LONG_CHINESE)


def kernels(text: str, language: str) -> list[Rewriting]:
    """The pieces of a long message that ask, alone and with the piece before; [] for a short one. What stands behind
    words that come to the point is likelier than the rest.

    >>> texts = lambda text: [kernel.text for kernel in kernels(text, "zh-Hans")]
    >>> texts("我是老师，" + "想找例子，" * 12 + "锦田小学屋顶光伏一年发多少电，别的不用说。")
    ['锦田小学屋顶光伏一年发多少电', '想找例子，锦田小学屋顶光伏一年发多少电']
    >>> texts("我是香港来的学生，做功课找了一天都找不到数字，其实就是想知道一共有多少个湖？")
    ['一共有多少个湖']
    """
    start = point_of(text, language)
    if not is_long(text, language) and not start:
        return []
    pieces = pieces_of(text)
    cut = [text[start if a < start < b else a : b] for a, b in pieces]
    asking = [n for n, piece in enumerate(cut) if asks_itself(piece, pieces[n][1] > start > 0)]
    found: dict[str, float] = {}
    if start:
        tail = [n for n, (_, b) in enumerate(pieces) if b > start]
        behind = [n for n in asking if n in tail] or tail[:1]
        first, last = behind[0], behind[-1]
        if pieces[last][1] - pieces[first][0] <= TOGETHER:
            asked = text[max(start, pieces[first][0]) : pieces[last][1]].strip(MARKS)
            found[asked] = POINTED_TO
            if first > tail[0] and pieces[last][1] - start <= TOGETHER:
                found[text[start : pieces[last][1]].strip(MARKS)] = POINTED_TO
            elif first and POINTS_BACK.search(fold_characters(asked).lower()):
                found[text[pieces[first - 1][0] : pieces[last][1]].strip(MARKS)] = 0.0
            if len(asked) <= SCANT.get(language, SCANT_CHINESE) and POINTS_BACK.search(fold_characters(asked).lower()):
                found[text] = 0.0
            asking = [n for n in asking if n not in behind]
    for n in asking[-MOST:]:
        for first in (n, n - 1):
            if first >= 0:
                found.setdefault(text[pieces[first][0] : pieces[n][1]].strip(MARKS), 0.0)
    return [Rewriting(asked, weight) for asked, weight in found.items()]


def pieces_of(text: str) -> list[tuple[int, int]]:
    """Start and end of each piece between marks, or between the spaces that stand for marks in Chinese."""
    borders = [0, *(found.end() for found in BREAK.finditer(text)), len(text)]
    return [(a, b) for a, b in pairwise(borders) if text[a:b].strip(MARKS)]


def asks_itself(piece: str, pointed_to: bool) -> bool:
    """A piece asks something; one behind words that come to the point may be shorter."""
    long_enough = len(piece.strip(MARKS)) >= (LEAST if pointed_to else SHORT)
    return long_enough and asks(to_standard(fold_characters(piece).lower()))


def point_of(text: str, language: str) -> int:
    """Where the question begins behind the last words that come to it (就想问一下); 0 where none do so."""
    if len(text) <= POINTED.get(language, POINTED_CHINESE):
        return 0
    least = WORDS.get(language, LEAST)
    ends = [found.end() for found in question_patterns()["asks_now"].finditer(fold_characters(text).lower())]
    fitting = [end for end in ends if end > least and len(text[end:].strip(MARKS)) >= least]
    return fitting[-1] if fitting else 0
