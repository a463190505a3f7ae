"""One figure of a report with all that its sentence tells of it."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

Kind = Literal["level", "share", "growth", "target"]
BEHIND = ("以上", "以下", "左右", "以内")  # qualifiers that stand behind their figure
KINDS: tuple[Kind, ...] = ("level", "share", "growth", "target")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure as printed, and how it was read; what the sentence does not tell is None."""

    figure_id: str  # document id and offsets of the printed figure
    subject: str  # what was measured, in the report's words; "甲 · 乙" where they stand apart in the sentence
    text: str  # the figure as printed, "126.9 万辆"; in a table often the number alone, "45"
    shown: str  # with its unit in every case, "45 万吨"
    value: float  # in `unit`, with 万 and 亿 multiplied out
    upper: float | None  # the other end of a range (100—200 年一遇)
    unit: str | None  # Simplified; None for a bare ratio (1/5)
    qualifier: str | None  # 超过, 约, 近, 以上 …: how exactly it is told
    year: int | None  # that the sentence, or a title above it, names; None when neither does
    period: str | None  # instead of a year: "1983-2019", "十三五"
    scope: str | None  # the place it is of: one that the sentence names, else the report's own
    kind: Kind
    change: bool  # it tells by how much something changed; a target may, growth does
    doc_id: str
    title: str  # of the report
    section: tuple[str, ...]
    box: str | None
    table: str | None
    page: int | None  # position in the file, 1-based
    printed_page: str | None
    sentence: str  # verbatim
    passage_id: str
    start: int  # of the sentence, code points of the report's text
    end: int

    @property
    def qualified(self) -> tuple[str, str, str]:
        """What stands before the figure, the figure with its unit, what stands behind it: ("", "30%", "以上")."""
        if self.qualifier is None:
            return "", self.shown, ""
        behind = self.qualifier in BEHIND
        return "" if behind else self.qualifier, self.shown, self.qualifier if behind else ""

    @property
    def offset(self) -> int:
        """Where the printed figure stands in its sentence."""
        return int(self.figure_id.rpartition(":")[2].split("-")[0]) - self.start

    @property
    def permalink(self) -> str:
        """Its sentence in the web app."""
        return f"/?passage={quote(self.passage_id, safe=':')}&s={self.start}-{self.end}"

    def to_dict(self) -> dict:
        fields = {name: getattr(self, name) for name in self.__slots__}
        whole = {"value": plain(self.value), "upper": None if self.upper is None else plain(self.upper)}
        return {**fields, **whole, "section": list(self.section), "permalink": self.permalink}


def plain(value: float) -> float | int:
    """A whole number without its “.0”.

    >>> plain(126.0), plain(0.5)
    (126, 0.5)
    """
    return int(value) if float(value).is_integer() else value
