"""The question within a long message: what people tell of themselves before they ask is no part of it.

    kernels("您好，我是一名老师……我就想问他们那个屋顶光伏一年大概发多少电，别的先不用说。")

The reader sees the first words of a question only; of a long message each piece that asks is looked up with what
stands before it, and the reports tell which one they answer best.
"""

import re

from retrieval.question.question import asks

LONG = {"en": 220}  # characters from which a message is long
LONG_CHINESE = 60
BREAK = re.compile(r"(?<=[，。；？！,;?!])|(?<=[.]\s)")
MOST = 4  # pieces that ask, the last ones
SHORT = 8  # characters; what is shorter asks nothing by itself


def is_long(text: str, language: str) -> bool:
    return len(text) > LONG.get(language, LONG_CHINESE)


def kernels(text: str, language: str) -> list[str]:
    """The pieces of a long message that ask, alone and with the piece before; [] for a short one.

    >>> kernels("我是老师，" + "想找例子，" * 12 + "锦田小学屋顶光伏一年发多少电，别的不用说。", "zh-Hans")
    ['锦田小学屋顶光伏一年发多少电', '想找例子，锦田小学屋顶光伏一年发多少电']
    """
    if not is_long(text, language):
        return []
    pieces = [piece for piece in BREAK.split(text) if piece.strip()]
    found: dict[str, None] = {}
    for n in [n for n, piece in enumerate(pieces) if asks(piece.lower()) and len(piece.strip()) >= SHORT][-MOST:]:
        for first in (n, n - 1):
            if first >= 0:
                found["".join(pieces[first : n + 1]).strip(" ，,。；;？?！!.")] = None
    return list(found)
