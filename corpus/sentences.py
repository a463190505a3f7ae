"""Cuts a paragraph into sentences. Knows punctuation, nothing of documents.

>>> [text for text, _, _ in split_sentences("会议强调“要做。”并部署。增长5.2%！")]
['会议强调“要做。”并部署。', '增长5.2%！']
"""

import re

CLOSERS = "”’」』）)》〉】\"'"
SENTENCE_END = re.compile(rf"[。！？!?…；;：:][{CLOSERS}]*$")  # how the last line of a paragraph may end
STOP = re.compile(rf"(?:[。！？!?]+[{CLOSERS}]*|(?<=[A-Za-z\d)\]%])\.[{CLOSERS}]*(?=\s+[A-Z“\"]|\s*$))")
NO_STOP = re.compile(r"(?:^\s*\d+|\b(?:Mr|Mrs|Ms|Dr|Prof|No|Nos|Fig|Figs|St|vs)|\b[A-Z](?:\.[A-Z])*)\.$")  # 1. Dr. U.S.
OPEN_TO_CLOSE = {"“": "”", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "‘": "’"}
MAX_NESTED = 200  # characters after which an unclosed quotation mark is taken for a misprint


def split_sentences(text: str) -> list[tuple[str, int, int]]:
    """Return (sentence, start, end) with outer white space trimmed; together they hold every non-blank character.

    A stop inside a quotation or bracket ends a sentence only when the closing mark ends it too and no lower-case
    or comma-like continuation follows.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for stop in STOP.finditer(text):
        abbreviated = stop.group() == "." and stop.end() < len(text) and NO_STOP.search(text[start : stop.end()])
        if abbreviated or inside_brackets(text, start, stop.end()) or continues(text, stop):
            continue
        spans.append((start, stop.end()))
        start = stop.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return [trim(text, a, b) for a, b in spans if text[a:b].strip()]


def inside_brackets(text: str, start: int, end: int) -> bool:
    """Tell whether a bracket or quotation opened since `start` is still open at `end`."""
    stack: list[tuple[str, int]] = []
    for position in range(start, end):
        char = text[position]
        if char in OPEN_TO_CLOSE:
            stack.append((OPEN_TO_CLOSE[char], position))
        elif stack and char == stack[-1][0]:
            stack.pop()
    return bool(stack) and end - stack[0][1] <= MAX_NESTED


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
