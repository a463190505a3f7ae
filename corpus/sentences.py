"""Cuts a paragraph into sentences. Knows punctuation, nothing of documents.

>>> [text for text, _, _ in split_sentences("会议强调“要做。”并部署。增长5.2%！")]
['会议强调“要做。”并部署。', '增长5.2%！']
"""

import re

CLOSERS = "”’」』）)》〉】\"'"
SENTENCE_END = re.compile(
    rf"(?:[。！？!?…；;：:]|(?<=[A-Za-z\d)\]%])\.)[{CLOSERS}]*$"
)  # how the last line of a paragraph may end
LATIN_STOP = r"(?<=[A-Za-z\d)\]%”’\"'])\."  # 2.0 and .com have none before a capital
STOP = re.compile(rf"(?:[。！？!?]+[{CLOSERS}]*|{LATIN_STOP}[{CLOSERS}]*(?=\s+[A-Z“‘\"(\[]|\s+\d+\.?\s+[A-Z]|\s*$))")
ABBREVIATIONS = (
    "Mr Mrs Ms Dr Prof Hon Gov Gen Sen Rep Rev St Jr Sr No Nos Fig Figs Tab Vol Ch Sec Art Para Arts p pp vs cf al eg "
    "ie etc approx est Inc Ltd Co Corp Dept Univ Ave Rd Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
).split()
NO_STOP = re.compile(  # the number of a list item, 1. Dr. U.S. e.g.
    rf"(?:^\s*\d+|\b(?:{'|'.join(ABBREVIATIONS)})|\b(?:e\.g|i\.e|a\.m|p\.m|[A-Z](?:\.[A-Z])*))\.$"
)
OPEN_TO_CLOSE = {"“": "”", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "‘": "’"}
MAX_NESTED = 200  # characters after which an unclosed quotation mark is taken for a misprint


def split_sentences(text: str) -> list[tuple[str, int, int]]:
    """Return (sentence, start, end) with outer white space trimmed; together they hold every non-blank character.

    A stop inside a quotation or bracket ends a sentence only when the closing mark ends it too and no lower-case
    or comma-like continuation follows.
    """
    spans: list[tuple[int, int]] = []
    open_marks: list[tuple[str, int]] = []  # (closing mark that is awaited, position of the opening one)
    start = seen = 0
    for stop in STOP.finditer(text):
        follow_brackets(text, seen, stop.end(), open_marks)
        seen = stop.end()
        inside = bool(open_marks) and stop.end() - open_marks[0][1] <= MAX_NESTED
        if inside or continues(text, stop) or abbreviates(text, start, stop):
            continue
        spans.append((start, stop.end()))
        start = stop.end()
        open_marks.clear()
    if text[start:].strip():
        spans.append((start, len(text)))
    return [trim(text, a, b) for a, b in spans if text[a:b].strip()]


def follow_brackets(text: str, start: int, end: int, open_marks: list[tuple[str, int]]) -> None:
    """Bring the stack of open brackets and quotation marks from `start` up to `end`."""
    for position in range(start, end):
        char = text[position]
        if char in OPEN_TO_CLOSE:
            open_marks.append((OPEN_TO_CLOSE[char], position))
        elif open_marks and char == open_marks[-1][0]:
            open_marks.pop()


def abbreviates(text: str, start: int, stop: re.Match[str]) -> bool:
    """The full stop belongs to an abbreviation or to the number of a list item."""
    return stop.group() == "." and stop.end() < len(text) and bool(NO_STOP.search(text[start : stop.end()][-12:]))


def continues(text: str, stop: re.Match[str]) -> bool:
    """A closing quotation mark that is followed by more of the same sentence: “…。”并部署."""
    closed = stop.group()[-1] in CLOSERS
    following = text[stop.end() : stop.end() + 1]
    return closed and following not in ("", "\n") and not following.isspace() and following not in "“「『（《"


def trim(text: str, start: int, end: int) -> tuple[str, int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return text[start:end], start, end
