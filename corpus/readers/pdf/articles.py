"""Sets the label of an article (第五条) apart from its text where the print leaves no room between them."""

import re
from collections.abc import Sequence

from corpus.digits import to_number

LABEL = re.compile(r"^第\s*([一二三四五六七八九十百零〇]+|\d+)\s*[条條](?:之[一二三四五六七八九十]+)?")
MIN_ARTICLES = 3


def space_articles(texts: Sequence[str]) -> list[str]:
    """Return the texts; a label that counts on from the one before gets a space, a sentence about an article does not.

    >>> space_articles(["第一条 甲。", "第二条乙。", "第三条丙。", "第二条规定的期限为五日。"])
    ['第一条 甲。', '第二条 乙。', '第三条 丙。', '第二条规定的期限为五日。']
    """
    labels: dict[int, int] = {}  # position → where the label ends
    last = 0
    for i, text in enumerate(texts):
        found = LABEL.match(text)
        number = to_number(found[1]) if found else None
        if found and number is not None and number in (1, last + 1):
            last = number
            labels[i] = found.end()
    if len(labels) < MIN_ARTICLES:
        return list(texts)
    return [apart(text, labels[i]) if i in labels else text for i, text in enumerate(texts)]


def apart(text: str, end: int) -> str:
    """The text with a space after its label; a bare label keeps it at its end, for the line that follows."""
    return text if text[end : end + 1] in (" ", "（", "(", "【") else f"{text[:end]} {text[end:]}"
