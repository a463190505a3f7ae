"""How two texts are compared. Knows characters, nothing of questions or passages."""
import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate

from index.tokens import traditional_to_simplified

SPACE = re.compile(r"\s+")
NO_WORD = re.compile(r"[\W_]+")


def squeeze(text: str) -> str:
    """Remove all white space: evidence is compared verbatim but for that."""
    return SPACE.sub("", text)


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """Fold for matching facts: NFKC, Traditional to Simplified, lower case, no white space.

    >>> normalise("126.9 萬輛")
    '126.9万辆'
    """
    return squeeze(traditional_to_simplified().convert(unicodedata.normalize("NFKC", text)).lower())


def as_written(text: str, folded: str) -> str:
    """The stretch of a text that reads so when it is folded, as the text itself has it; what is folded, where the text
    has none.

    >>> as_written("2024 年 ＧＤＰ 增長多少？", "gdp增长"), as_written("增長多少？", "人口")
    ('ＧＤＰ 增長', '人口')
    """
    pieces = [normalise(char) for char in text]
    start = "".join(pieces).find(folded)
    if not folded or start < 0:
        return folded
    ends = list(accumulate(map(len, pieces)))  # of each character, in the folded text
    first, last = bisect_right(ends, start), bisect_left(ends, start + len(folded))
    return text[first : last + 1]


def letters(text: str) -> str:
    """The characters that say something: folded, without punctuation.

    >>> letters("达 126.9 萬輛。")
    '达1269万辆'
    """
    return NO_WORD.sub("", normalise(text))


def covers(text: str, snippet: str) -> bool:
    """Tell whether `text` holds the snippet or is held by it, white space aside; blank text covers nothing.

    >>> covers("保有量达 126.9 万辆。", "126.9万辆"), covers("126.9", "达126.9万辆"), covers(" ", "126.9")
    (True, True, False)
    """
    text, snippet = squeeze(text), squeeze(snippet)
    return bool(text and snippet) and (snippet in text or text in snippet)
