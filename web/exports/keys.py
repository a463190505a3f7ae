"""What a list of literature calls its entries: a key of plain letters for each quotation, no two alike."""

import re
from collections import Counter
from collections.abc import Iterable

from web.exports.excerpts import Excerpt

SPAN = re.compile(r"[?&]s=(\d+-\d+)")  # of a permalink: what is quoted of the passage
CHINESE = re.compile(r"[\u3400-\u9fff]+")
LONGEST = 8  # Chinese characters that are spelt out; a few more would make no better name


def keys(excerpts: Iterable[Excerpt]) -> list[str]:
    """A key for each, in their order; of equal ones the later are numbered."""
    used: Counter[str] = Counter()
    named = []
    for name in map(key, excerpts):
        used[name] += 1
        named.append(name if used[name] == 1 else f"{name}-{used[name]}")
    return named


def key(each: Excerpt) -> str:
    """The report's id, in pinyin where it is Chinese, and the offsets of what is quoted.

    >>> from types import SimpleNamespace as Any
    >>> key(Any(doc_id="shenzhen-2024", passage_id="shenzhen-2024:1-9", permalink="/?passage=shenzhen-2024:1-9&s=3-5"))
    'shenzhen-2024:3-5'
    >>> key(Any(doc_id="江苏省规划（2021）", passage_id="江苏省规划（2021）:1-9", permalink=""))
    'jiangsushengguihua2021:1-9'
    """
    from pypinyin import lazy_pinyin  # here: seldom needed, and it loads for a while

    found = SPAN.search(each.permalink)
    span = found[1] if found else each.passage_id.removeprefix(each.doc_id).lstrip(":")
    left = LONGEST

    def spelt(chinese: re.Match[str]) -> str:
        nonlocal left
        taken, left = chinese[0][:left], max(0, left - len(chinese[0]))
        return "".join(lazy_pinyin(taken))

    name = re.sub(r"[^A-Za-z0-9.-]+", "", CHINESE.sub(spelt, each.doc_id)).strip(".-") or "report"
    return f"{name}:{re.sub(r'[^A-Za-z0-9.-]+', '', span)}"
