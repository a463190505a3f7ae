"""Several questions with numbers before them (①… ②…, (1)… (2)…) as one question in several parts."""

import re

from index.tokens import fold

ENUMERATOR = r"{}[.、)]?\s*(?=[一-龥]{{3}})(?![个座条项种类次位名人家年月日亿万千百])"  # 1 哪天… 2 谁…, not 2 个公园
NUMBERED = re.compile(rf"^{ENUMERATOR.format(1)}.+?\s{ENUMERATOR.format(2)}")
MARKED = re.compile(  # ①… ②…, (1)… (2)…, 1、… 2、…
    r"(?P<circle>[①-⑳])|[(（]\s*(?P<round>\d{1,2}|[一二三四五六七八九十])\s*[)）]|(?<![\w.])(?P<dot>\d)(?:[、．)）]|\.(?!\d))"
)
SPELT = "一二三四五六七八九十"
ANNOUNCES = re.compile(r"问|题|几件事|想知道|\b(?:questions?|asks?|know)\b")  # that questions come, and no more
LEAST = 4  # characters of what stands before the numbers, from which it is part of the first question


def unnumbered(text: str) -> str:
    """Several questions with numbers before them as one in several parts; any other text as it is.

    >>> unnumbered("1哪天施行 2谁来处罚"), unnumbered("2个公园有多少树")
    ('哪天施行；谁来处罚', '2个公园有多少树')
    >>> unnumbered("请问：①哪天施行②谁来处罚")
    '哪天施行；谁来处罚'
    """
    marks = [mark for n, mark in enumerate(MARKED.finditer(text), 1) if number_of(mark) == n]
    if len(marks) > 1:
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        pieces = [text[mark.end() : end].strip(" ,，;；。、") for mark, end in zip(marks, ends, strict=True)]
        before = text[: marks[0].start()].strip(" :：,，")
        if len(before) >= LEAST and not ANNOUNCES.search(fold(before)):
            pieces[0] = f"{before}，{pieces[0]}"
        if all(len(piece) > 1 for piece in pieces):
            return "；".join(pieces)
    if not NUMBERED.match(text):
        return text
    return re.sub(rf"(?:^|\s+){ENUMERATOR.format('[1-9]')}", "；", text).lstrip("；")


def number_of(mark: re.Match[str]) -> int:
    """The number of an enumerating mark.

    >>> [number_of(mark) for mark in MARKED.finditer("②几分 (三)何时")]
    [2, 3]
    """
    if mark["circle"]:
        return ord(mark["circle"]) - ord("①") + 1
    written = mark["round"] or mark["dot"]
    return int(written) if written.isdigit() else SPELT.index(written) + 1
