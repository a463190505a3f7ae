"""Cuts an answer into its statements, each with the citations that stand behind it. Knows the text of an answer only;
which statements need support is for `claims` to tell.

A sentence ends at 。！？ or a full stop outside quotation marks, behind a quotation with its markers, and at the end of
a line; the markers that follow belong to it: "claim. [1] Next" gives the marker to the claim (ALCE's splitter gives it
to what follows). Nothing is dropped: a quotation mark without its twin is a character like any other.
"""
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from index.tokens import traditional_to_simplified
from retrieval.answer.frames import TEXTS

MARKER = re.compile(r"\[\d{1,3}(?:\s*[,，、]\s*\d{1,3})*\]")  # [1] or [1, 2]; [2023] is a year
MARKDOWN = re.compile(  # "1. ", "2、", "(3)", "- " at the start of a line, and ** around words
    r"^[ \t]*(?:\d{1,3}[.)、](?=[ \t])|\d{1,2}[、)）](?=[^\d\s])|[(（]\d{1,2}[)）]|[-*+•](?=[ \t]))|\*\*", re.MULTILINE)
PAIRS = {"“": "”", "「": "」", "『": "』"}
CITED = re.compile(rf"(?:\*\*)?{MARKER.pattern}")  # behind a quotation, bold or not
END = re.compile(rf"""(?:(?:[。！？!?]+|\.+(?=\s|$|\[\d|[”」』"'’）)]))[”」』"'’）)]*(?:\s*{MARKER.pattern})*"""
                 rf"|(?<=[”」』])(?:\s*{MARKER.pattern})+)")  # of a sentence, once its quotations are hidden
SILENT = (  # frames that lead in, or tell of the outline
    "says", "says_of", "says_in_english", "says_of_in_english", "rest", "overview_all", "overview_report",
    "overview_part", "overview_part_some", "whole_list", "whole_list_some", "gathered", "article", "suggest",
    "nearest", "no_part",
    "no_article", "no_box",
    "unsure", "caption", "no_figure", "no_table")
SPEAKING = ("compared", "derived")  # frames whose slot is a claim
LISTS = {"partial": "；", "glossary": "; "}  # frames whose slot is a list, with what parts it
ONE_SENTENCE = r"(?:(?!。|\.\s).)+"  # what a list may hold: a sentence behind it is none of its items
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that claims something about the report."""
    text: str  # Simplified, without markers and frame
    citations: tuple[int, ...]
    frame: str = ""  # fixed wording that it stands in, by its name in retrieval.answer.frames; "" for none

    @property
    def computed(self) -> bool:
        """推算: its result is drawn from the cited figures, it stands in no report."""
        return self.frame == "derived"


def statements(answer: str) -> list[Statement]:
    """Return the statements of an answer in order. What only leads in is none; each thing said to be open, each
    translation and each note of a scope is one by itself.

    >>> [(s.text, s.citations) for s in statements("报告写道：\\n“甲。乙。”[1]\\n丙。[2] 丁。")]
    [('“甲。乙。”', (1,)), ('丙。', (2,)), ('丁。', ())]
    """
    text = traditional_to_simplified().convert(answer)
    found: list[Statement] = []
    start = 0
    for hidden in hide_quotations(text).split("\n"):
        found += statements_of(*without_markdown(text[start:start + len(hidden)], hidden))
        start += len(hidden) + 1
    return found


def without_markdown(line: str, hidden: str) -> tuple[str, str]:
    """Take list numbers and ** out of a line and of the same line with its quotations hidden; theirs are kept."""
    for mark in reversed(list(MARKDOWN.finditer(hidden))):
        line, hidden = (text[:mark.start()] + text[mark.end():] for text in (line, hidden))
    return line, hidden


def statements_of(line: str, hidden: str) -> Iterator[Statement]:
    """Yield the statements of a line; `hidden` is the same line with its quotations hidden."""
    plain = line.strip()
    if leads_in(plain):
        return
    for name, comma in LISTS.items():
        if listed := framed(plain, name, ONE_SENTENCE):
            yield from (Statement(item.strip(), (), name) for item in listed.split(comma) if WORD.search(item))
            return
    for name in SPEAKING:
        if claim := framed(plain, name):
            yield Statement(MARKER.sub("", claim).strip(), numbers_of(plain), name)
            return
    note = scope_frame().search(hidden)
    start, last = 0, note.start() if note else len(line)
    for end in (*(found.end() for found in END.finditer(hidden, 0, last)), last):
        if WORD.search(text := MARKER.sub("", line[start:end]).strip()):
            yield Statement(text, numbers_of(hidden[start:end]) or numbers_of(line[start:end]))  # [1] may be quoted too
        start = end
    if note:
        slot = next(name for name, held in note.groupdict().items() if held)
        yield Statement(line[note.start(slot):note.end(slot)], (), "scope")


def framed(line: str, name: str, slot: str = ".+") -> str | None:
    """What the frame holds; None when the line is not that frame."""
    return next((found["slot"] for pattern in frames((name,), slot) if (found := pattern.fullmatch(line))), None)


def hide_quotations(text: str) -> str:
    """Put _ for every character between quotation marks: no sentence ends there, nor does a line.

    >>> hide_quotations("“甲「乙。」”[1]丙“丁"), hide_quotations("“甲。”乙。”[1]丙。")
    ('“_____”[1]丙“丁', '“_____”[1]丙。')
    """
    hidden = list(text)
    for start, end in quoted_spans(text):
        hidden[start:end] = "_" * (end - start)
    return "".join(hidden)


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Where text stands between quotation marks, without them; of quotations in a quotation the outermost.

    A mark that closes before a citation closes all that are open, so that a quotation may hold marks without a twin;
    one that opens within a line is forgotten at its end.

    >>> quoted_spans("“甲「乙。」”[1]丙“丁"), quoted_spans("“甲。”乙。”[1]丙")
    ([(1, 6)], [(1, 6)])
    """
    opened: list[int] = []
    found: list[tuple[int, int]] = []
    first = None  # where the quotation began that a stray mark before a citation ends
    for place, char in enumerate(text):
        if char in PAIRS:
            opened.append(place)
        elif char == "\n":
            opened = [start for start in opened if begins_line(text, start)]
            first = first if opened else None
        elif char in PAIRS.values():
            cited = CITED.match(text, place + 1) is not None
            starts = [start for start in opened if cited or PAIRS[text[start]] == char]
            start = (starts[0] if cited else starts[-1]) if starts else first if cited else None
            if start is not None:
                found.append((start + 1, place))
                opened = [other for other in opened if other < start]
                first = None if cited else start if not opened else first
    outermost: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not outermost or start > outermost[-1][1]:
            outermost.append((start, end))
    return outermost


def begins_line(text: str, place: int) -> bool:
    """Tell whether nothing but white space and marks of Markdown stands before the place on its line."""
    return not MARKDOWN.sub("", text[text.rfind("\n", 0, place) + 1:place]).strip()


def numbers_of(text: str) -> tuple[int, ...]:
    """The citations that a text names, each once, in order.

    >>> numbers_of("甲[2]乙[1, 2]")
    (2, 1)
    """
    return tuple(dict.fromkeys(int(number) for marker in MARKER.findall(text) for number in re.findall(r"\d+", marker)))


def leads_in(line: str) -> bool:
    """The line (Simplified) only leads in: its numbers count what the program itself shows.

    >>> leads_in("报告在“低碳”里写了以下 3 点："), leads_in("报告在“低碳”里写了 3 点：增长 5%。")
    (True, False)
    """
    return any(pattern.fullmatch(line.strip()) for pattern in lead_frames())


@cache
def lead_frames() -> tuple[re.Pattern[str], ...]:
    """Patterns of the frames that lead in, whatever stands in their slots."""
    return tuple(re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(table[name])))
                 for table in TEXTS.values() for name in SILENT)


@cache
def frames(names: tuple[str, ...], slot: str = ".+") -> tuple[re.Pattern[str], ...]:
    """Patterns of the fixed wordings that the program adds, with `slot` for what it puts into them."""
    return tuple(re.compile(slotted(table[name], f"(?P<slot>{slot})"))
                 for table in TEXTS.values() for name in names if table[name])


@cache
def scope_frame() -> re.Pattern[str]:
    """The note behind the marker of a quotation that says of what it is true."""
    notes = "|".join(slotted(table["scope"], f"(?P<{name}>[^。！？]+)") for name, table in TEXTS.items())
    return re.compile(rf"(?<=\d\])(?:{notes})\s*$")


def slotted(template: str, slot: str) -> str:
    return re.sub(r"\\\{\w+\\\}", lambda _: slot, re.escape(template))
