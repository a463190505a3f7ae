"""Cuts an answer into its statements, each with the citations that stand behind it. Knows the text of an answer only.

A sentence ends at 。！？ or a full stop outside quotation marks, behind a quotation with its markers, and at the end of
a line; the markers that follow belong to it: "claim. [1] Next" gives the marker to the claim (ALCE's splitter gives it
to what follows). Nothing is dropped: a quotation mark without its twin is a character like any other.
"""
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from index.tokens import traditional_to_simplified
from retrieval.frames import TEXTS

MARKER = re.compile(r"\[\d{1,3}(?:\s*[,，、]\s*\d{1,3})*\]")  # [1] or [1, 2]; [2023] is a year
MARKDOWN = re.compile(  # "1. ", "2、", "(3)", "- " at the start of a line, and ** around words
    r"^[ \t]*(?:\d{1,3}[.)、](?=[ \t])|\d{1,2}[、)）](?=[^\d\s])|[(（]\d{1,2}[)）]|[-*+•](?=[ \t]))|\*\*", re.MULTILINE)
PAIRS = {"“": "”", "「": "」", "『": "』"}
END = re.compile(rf"""(?:(?:[。！？!?]+|\.+(?=\s|$|\[\d|[”」』"'’）)]))[”」』"'’）)]*(?:\s*{MARKER.pattern})*"""
                 rf"|(?<=[”」』])(?:\s*{MARKER.pattern})+)")  # of a sentence, once its quotations are hidden
SILENT = ("says", "partial", "glossary")  # frames that lead in, say what stays open, or translate terms: no claim
SPEAKING = ("compared", "derived")  # frames whose slot is a claim
ONE_SENTENCE = r"(?:(?!。|\.\s).)+"  # what a silent frame may hold: a sentence behind it is not hidden by it
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that claims something about the report."""
    text: str  # Simplified, without markers and frame
    citations: tuple[int, ...]
    computed: bool = False  # 推算: its result is drawn from the cited figures, it stands in no report


def statements(answer: str) -> list[Statement]:
    """Return the statements of an answer in order; frames of the program are none.

    >>> [(s.text, s.citations) for s in statements("报告写道：\\n“甲。乙。”[1]\\n丙。[2] 丁。")]
    [('“甲。乙。”', (1,)), ('丙。', (2,)), ('丁。', ())]
    """
    text = scope_frame().sub("", MARKDOWN.sub("", traditional_to_simplified().convert(answer)))
    found, start = [], 0
    for hidden in hide_quotations(text).split("\n"):
        found += statements_of(text[start:start + len(hidden)], hidden)
        start += len(hidden) + 1
    return found


def statements_of(line: str, hidden: str) -> Iterator[Statement]:
    """Yield the statements of a line; `hidden` is the same line with its quotations hidden."""
    plain = line.strip()
    if any(pattern.fullmatch(plain) for pattern in frames(SILENT, ONE_SENTENCE)):
        return
    claim = next((found for pattern in frames(SPEAKING) if (found := pattern.fullmatch(plain))), None)
    if claim:
        yield Statement(MARKER.sub("", claim["slot"]).strip(), numbers_of(plain), claim.re in frames(SPEAKING[1:]))
        return
    start = 0
    for end in (*(found.end() for found in END.finditer(hidden)), len(line)):
        if WORD.search(text := MARKER.sub("", line[start:end]).strip()):
            yield Statement(text, numbers_of(line[start:end]))
        start = end


def hide_quotations(text: str) -> str:
    """Put _ for every character between quotation marks: no sentence ends there, nor does a line.

    A mark that closes before a citation closes all that are open, so that a quotation may hold marks without a twin;
    one that opens within a line is forgotten at its end.

    >>> hide_quotations("“甲「乙。」”[1]丙“丁"), hide_quotations("“甲。”乙。”[1]丙。")
    ('“_____”[1]丙“丁', '“_____”[1]丙。')
    """
    opened: list[int] = []
    hidden, first = list(text), None  # first: where the quotation began that a stray mark before a citation ends
    for place, char in enumerate(text):
        if char in PAIRS:
            opened.append(place)
        elif char == "\n":
            opened = [start for start in opened if begins_line(text, start)]
            first = first if opened else None
        elif char in PAIRS.values():
            cited = MARKER.match(text, place + 1) is not None
            starts = [start for start in opened if cited or PAIRS[text[start]] == char]
            start = (starts[0] if cited else starts[-1]) if starts else first if cited else None
            if start is not None:
                hidden[start + 1:place] = "_" * (place - start - 1)
                opened = [other for other in opened if other < start]
                first = None if cited else start if not opened else first
    return "".join(hidden)


def begins_line(text: str, place: int) -> bool:
    return not text[text.rfind("\n", 0, place) + 1:place].strip()


def numbers_of(text: str) -> tuple[int, ...]:
    """The citations that a text names, each once, in order.

    >>> numbers_of("甲[2]乙[1, 2]")
    (2, 1)
    """
    return tuple(dict.fromkeys(int(number) for marker in MARKER.findall(text) for number in re.findall(r"\d+", marker)))


@cache
def frames(names: tuple[str, ...], slot: str = ".+") -> tuple[re.Pattern[str], ...]:
    """Patterns of the fixed wordings that the program adds, with `slot` for what it puts into them."""
    return tuple(re.compile(slotted(table[name], f"(?P<slot>{slot})"))
                 for table in TEXTS.values() for name in names if table[name])


@cache
def scope_frame() -> re.Pattern[str]:
    """The note behind the marker of a quotation that says of what it is true."""
    notes = "|".join(slotted(table["scope"], "[^。！？\n]+") for table in TEXTS.values())
    return re.compile(rf"(?<=\d\])(?:{notes})$", re.MULTILINE)


def slotted(template: str, slot: str) -> str:
    return re.sub(r"\\\{\w+\\\}", lambda _: slot, re.escape(template))
