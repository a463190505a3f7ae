"""Finds the quotations that an answer shows, and tells whether they are the words of those that it lists. Knows nothing
of reports: whether what is listed stands in one is for `citations` to tell.

The reader sees the shown text, not the listed one: 提升 turned into 下降 between the marks has to count.
"""
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.measures.statements import MARKER, begins_line, numbers_of, quoted_spans
from eval.text import squeeze

BEHIND = re.compile(rf"[*。，；！？.,;!?]*(?:\s*{MARKER.pattern})+")  # its markers, a stop before them or not
ALONE = re.compile(r"[\W_]*?(?:\n|$)")  # nothing follows on the line
STOPS = tuple("。！？!?…")
CUT = re.compile(r"…+|\.{3,}")  # where a shown quotation was trimmed


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between quotation marks, as it is shown."""
    text: str
    citations: tuple[int, ...]  # of the markers behind it; none when it names no source


def shown_quotations(answer: str) -> list[Quotation]:
    """Return the quotations of an answer in order: what stands between quotation marks and has a marker behind, or
    opens a line and is a sentence of its own. A word in quotation marks is none, nor is a quotation in a quotation.

    >>> shown_quotations("报告写道：\\n“甲“乙”。”[1]\\n“丙。”\\n“丁”时期")
    [Quotation(text='甲“乙”。', citations=(1,)), Quotation(text='丙。', citations=())]
    """
    found = []
    for start, end in quoted_spans(answer):
        markers = BEHIND.match(answer, end + 1)
        sentence = answer[start:end].endswith(STOPS) or ALONE.match(answer, end + 1)
        if markers or (sentence and begins_line(answer, start - 1)):
            found.append(Quotation(answer[start:end], numbers_of(markers[0]) if markers else ()))
    return found


def is_word_for_word(shown: Quotation, quotes: Mapping[int, str]) -> bool:
    """Tell whether all citations of a shown quotation exist and one of them holds its pieces between …… in order, white
    space aside. Nothing shown, or no citation, is not.
    """
    pieces = [piece for part in CUT.split(shown.text) if (piece := squeeze(part))]
    return bool(pieces and shown.citations) and set(shown.citations) <= set(quotes) and any(
        in_order(pieces, squeeze(quotes[n])) for n in shown.citations)


def in_order(pieces: Sequence[str], text: str) -> bool:
    """Tell whether the pieces stand in the text one behind the other.

    >>> in_order(["甲", "丙"], "甲乙丙"), in_order(["丙", "甲"], "甲乙丙")
    (True, False)
    """
    place = 0
    for piece in pieces:
        if (found := text.find(piece, place)) < 0:
            return False
        place = found + len(piece)
    return True
