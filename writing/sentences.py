"""Cuts a text that comes in pieces into sentences with the numbers that they cite. Knows no sources.

sentences = Sentences()
for piece in ["甲增长 5", "%。[1]乙", "下降。[2]"]:
    for sentence in sentences.feed(piece): ...
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MARKER = re.compile(r"[\[［【]\^?\s*\d{1,2}(?:\s*[,，、;；-]\s*\d{1,2})*\s*[\]］】]")  # [1], [1, 2], 【1】
CLOSERS = "”」』’）)\"'"
END = re.compile(rf"(?:[。！？!?]+[{CLOSERS}]*|\.(?=[\s\[［【])|\n)(?:[ \t]*{MARKER.pattern})*[。.]?")
OPENED = {"“": "”", "「": "」", "『": "』"}
THOUGHT, THOUGHT_END = "<think>", "</think>"  # what models that reason say to themselves
LONGEST = 1_500  # characters without an end, from which the text is cut


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it was written, without its markers."""

    text: str
    cites: tuple[int, ...]


class Sentences:
    """Takes text and gives sentences as soon as they are whole, the markers behind them included."""

    def __init__(self) -> None:
        self.held = ""
        self.thinking: bool | None = None  # None: too little is known

    def feed(self, piece: str) -> Iterator[Sentence]:
        self.held += piece
        if not self.past_thoughts():
            return
        while (end := self.end_of_first()) is not None:
            first, self.held = self.held[:end], self.held[end:]
            yield from sentence_of(first)

    def rest(self) -> Iterator[Sentence]:
        """What is left when the text has ended."""
        if self.past_thoughts() or not self.thinking:
            yield from sentence_of(self.held)
        self.held = ""

    def past_thoughts(self) -> bool:
        """Drop what a model says to itself before it answers; False while it may still be doing so."""
        start = self.held.lstrip()
        if self.thinking is None:
            if len(start) < len(THOUGHT) and THOUGHT.startswith(start):
                return False
            self.thinking = start.startswith(THOUGHT)
        if self.thinking:
            _, found, after = self.held.partition(THOUGHT_END)
            if not found:
                return False
            self.thinking, self.held = False, after
        return True

    def end_of_first(self) -> int | None:
        """Where the first sentence ends; None while more of it, or a marker behind it, may come."""
        for found in END.finditer(self.held):
            after = self.held[found.end() :].lstrip(" \t")
            if not after or after[0] in "[［【":
                return None
            if self.held[found.start()] == "\n" or not is_open(self.held[: found.end()]):
                return found.end()
        return LONGEST if len(self.held) > LONGEST else None


def is_open(text: str) -> bool:
    """Tell whether a quotation is open at the end of a text."""
    return any(text.count(opens) > text.count(closes) for opens, closes in OPENED.items())


def sentence_of(text: str) -> Iterator[Sentence]:
    """The sentence without its markers and with what they name; nothing for blanks.

    >>> list(sentence_of("保有量 126.9 万辆[1][2]。")), list(sentence_of(" \\n"))
    ([Sentence(text='保有量 126.9 万辆。', cites=(1, 2))], [])
    """
    markers = MARKER.findall(text)
    said = re.sub(r"([。！？!?.])\s*[。.]$", r"\1", MARKER.sub("", text).strip())
    if re.search(r"\w", said):
        yield Sentence(said, tuple(dict.fromkeys(int(n) for marker in markers for n in re.findall(r"\d+", marker))))
