"""Checks the figure that an answer points at: a tick that can fail. Knows nothing of how the answer was put together.

A figure is ticked when all of this holds, else `doubts` says what does not:
it stands in the cited sentence with the same value and unit · the reader points at it, not at its neighbour · it
measures what is asked for (unit, change or level, added or in all) · its clause speaks of the year asked for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.tokens import fold
from retrieval.answer.subjects import of_another
from retrieval.question.question import Question, asks_figure
from retrieval.question.wants import MEASURED
from retrieval.read.reader import Said
from retrieval.text.clauses import Clause, clauses
from retrieval.text.quantities import Quantity, find_quantities, years_in
from retrieval.text.times import time_of
from retrieval.text.vocabulary import unit_of

Doubt = Literal[
    "not_there", "not_pointed_at", "unit", "change", "added", "average", "part", "year", "subject", "unsure"
]
POINTED = 0.5  # mean probability of a figure's characters from which the reader points at it
FILLED = 0.6  # share of the answering words that a figure must be where none is plainly asked for
CHANGED = re.compile(  # the figure behind is a change, not a level
    r"(?:增长|新增|增加|下降|减少|提高|提升|上升|上涨|降低|回落|压减|缩短|缩减|[增减]产|涨|跌|升|降|增|减)(?:了|约|超|近|超过|到)?\s*$"
)
REACHED = re.compile(r"(?:至|到|为|达|达到)\s*$")
SEVERAL = re.compile(  # more than one figure is asked for
    r"分别|各|哪些|哪几|和|与|以及|及|、|从.+到|比|相比|范围|区间|之间|"
    r"\b(?:and|respectively|each|from .+ to|between|compared?|range)\b"
)
ASKS_WORDS = re.compile(r"[哪谁怎]|如何|为什么|为何|\b(?:which|who|how|why)\b")  # no figure, where none is asked for
COUNTER = re.compile(r"(?:多少|(?<![好第十无哪这那前后近数])几)[万亿]?([一-龥])")
ADDED = re.compile(r"新增|新建|新开工|净增|新开通|新设|新发|新培育|新认定")
SAYS_ADDED = re.compile(
    r"新|增|加|建|开工|开通|设|培育|认定|\b(?:new|add|build|built|open|set up|install|creat)", re.IGNORECASE
)
AVERAGE = re.compile(  # the figure behind is one of many years; a 年均浓度 is measured so and named
    r"(?:年均|月均|周均|日均)(?:新增|增加|增|减少|减|完成|实现|达到?|约|近|超过?|为)*\s*$"
)
ASKS_AVERAGE = re.compile(
    r"均|[每各]|\b(?:average|mean|per|each|every|annual|annually|yearly|daily|an? (?:year|day|month|person))\b",
    re.IGNORECASE,
)
TOTALLED = re.compile(r"(?:累计|总计|合计|总共|一共|共|总数|总量|总额)[^，。；,;、]{0,8}$")
PERCENTS = frozenset({"percent", "percentage_point"})


@dataclass(frozen=True, slots=True)
class Pointed:
    """A figure of a sentence at which the reader points, the clause it stands in, and what speaks against it."""

    figure: Quantity  # offsets in the sentence
    clause: Clause
    doubts: tuple[Doubt, ...]

    @property
    def ticked(self) -> bool:
        return not self.doubts


def pointed_figures(question: Question, sentence: str, said: Said) -> list[Pointed]:
    """The figures of a sentence among the words that answer, each checked; none when no figure is asked for.

    One figure answers a question that asks for one: the likeliest. A list, a comparison or several parts may have more.
    """
    spans = [(words.start, words.end) for words in said.words]
    found = [
        figure
        for figure in find_quantities(sentence)
        if figure.kind in ("quantity", "date") and any(a < figure.end and figure.start < b for a, b in spans)
        if figure.kind != "date" or not years_in(figure.text) & question.years  # what the question dates is no answer
    ]
    if not asks_figure(question):
        found = [] if ASKS_WORDS.search(question.plain) else [figure for figure in found if fills(figure, spans)]
    found = counted(question, found)
    if len(question.facets) < 2 and not SEVERAL.search(question.plain):
        found = sorted(found, key=lambda f: (-strength(said, f), f.start))[:1]
    return [
        Pointed(figure, clause_at(sentence, figure.start), tuple(check_figure(question, sentence, figure, said)))
        for figure in found
    ]


def counted(question: Question, found: Sequence[Quantity]) -> list[Quantity]:
    """Of several figures those that count what the question counts (多少条: 1437059 条, not 10 个), if any does."""
    counters = set(COUNTER.findall(question.plain))
    alike = [figure for figure in found if figure.unit and figure.unit.lstrip("万亿")[:1] in counters]
    return alike if len(question.facets) < 2 and alike else list(found)


def fills(figure: Quantity, spans: Sequence[tuple[int, int]]) -> bool:
    """The figure is most of the words that answer: 13% is what 高技术制造业增速 asks for, 2023年 in a title is not."""
    return all(figure.end - figure.start >= FILLED * (b - a) for a, b in spans if a < figure.end and figure.start < b)


def strength(said: Said, figure: Quantity) -> float:
    """Mean probability of a figure's characters: how surely the reader points at it."""
    return float(said.inside[figure.start : figure.end].mean())


def check_figure(question: Question, sentence: str, figure: Quantity, said: Said) -> list[Doubt]:
    """What speaks against a figure as the one asked for; [] for a tick. `figure` has offsets in `sentence`."""
    doubts: list[Doubt] = []
    if not stands_in(figure, sentence):
        return ["not_there"]
    if strength(said, figure) < POINTED:
        doubts.append("not_pointed_at")
    if not unit_fits(question, figure):
        doubts.append("unit")
    clause = clause_at(sentence, figure.start)
    before = sentence[clause.start : figure.start]
    family = family_of(figure)
    changes = CHANGED.search(before) is not None and not REACHED.search(before)
    if question.wants.change and figure.kind == "quantity" and not changes and family not in PERCENTS:
        doubts.append("change")
    if question.wants.total and not question.wants.change and changes:
        doubts.append("change")
    if figure.kind == "quantity" and ADDED.search(before) and not SAYS_ADDED.search(question.plain):
        doubts.append("added")
    if AVERAGE.search(before) and not ASKS_AVERAGE.search(question.plain):
        doubts.append("average")
    own = time_of(sentence[clause.start : clause.end]).dates(None)
    if question.years and own and not own & question.years and figure.kind != "date":
        doubts.append("year")
    others = [f for f in find_quantities(sentence) if f.start != figure.start and f.kind == figure.kind]
    others = [f for f in others if unit_fits(question, f)]
    if question.wants.total and not TOTALLED.search(sentence[: figure.start]):
        if any(TOTALLED.search(sentence[: other.start]) for other in others if other.unit == figure.unit):
            doubts.append("part")
    typed = [fold(question.text)] if question.before else []  # what a follow-up names itself counts most
    if any(of_another(words, sentence, figure, others) for words in (question.plain, *typed)):
        doubts.append("subject")
    return doubts


def unit_fits(question: Question, figure: Quantity) -> bool:
    """The figure counts or measures in a unit of the family asked for; anything fits where none is named."""
    if figure.kind == "date":
        return not question.wants.families
    wants, family = question.wants, family_of(figure)
    if wants.rank or (wants.things and family in MEASURED):
        return False
    if wants.counted and not wants.families:
        return family not in PERCENTS
    if not wants.families or family in wants.families:
        return True
    if wants.change and family in PERCENTS:
        return True
    if "ratio" in wants.families and "/" in figure.text:
        return True
    return not (wants.families & MEASURED) and family not in MEASURED  # 几个部门 → 11 部门


def family_of(figure: Quantity) -> str | None:
    """Family of a figure's unit; a rate (公里/平方千米) has a family of its own."""
    if not figure.unit:
        return None
    if re.search(r"[/／]", figure.unit):
        return "rate"
    unit = unit_of(figure.unit)
    return unit.family if unit else None


def stands_in(figure: Quantity, quote: str) -> bool:
    """Tell whether the sentence holds a figure of equal value and unit."""
    return any(other.value == figure.value and other.unit == figure.unit for other in find_quantities(quote))


def clause_at(sentence: str, offset: int) -> Clause:
    return next((clause for clause in clauses(sentence) if clause.start <= offset < clause.end), clauses(sentence)[-1])


def unsupported(statement: str, sources: Sequence[str]) -> list[Quantity]:
    """The figures of a free statement that stand in none of its sources with the same value and unit.

    For texts that someone else wrote, a language model say; years count as figures.
    """
    return [
        figure
        for figure in find_quantities(statement)
        if figure.kind in ("quantity", "date") and not any(stands_in(figure, source) for source in sources)
    ]
