"""How figures fit what a question asks: their kind, unit and year, and whether they tell a level or a change."""

import re

from retrieval.figures import Figure
from retrieval.question import Question
from retrieval.sentences import facts_of
from retrieval.times import time_of
from retrieval.vocabulary import unit_of
from retrieval.wants import MEASURED

SPAN = re.compile(r"年均|连年|[两二三四五六七八九十]+年(?:以?来|间|累计|总|增|提高)")  # of no single year
CHANGED = re.compile(  # the figure behind is a change, not a level
    r"(?:增长|新增|增加|下降|减少|提高|提升|上升|上涨|降低|回落|压减|缩短|缩减|涨|跌|升|降|增|减)(?:了|约|超|近|超过)?\s*\d"
)
OTHER_SENSE = 0.3  # of a clause's share when it tells the level of a measure whose change is asked for, or the reverse
OTHER_UNIT = 0.7  # of a clause's share when its figure counts in another unit than the one asked for (辆, 家)


def figure_fit(question: Question, figures: tuple[Figure, ...]) -> float:
    """-1 when a figure is wanted and none is there; 1 when one is; 0 when none is wanted."""
    figures = not_given(question, figures)
    if "when" in question.wants.kinds:
        return 1.0 if any(figure.kind == "date" for figure in figures) else -1.0
    if "quantity" in question.wants.kinds:
        return 1.0 if any(figure.kind == "quantity" for figure in figures) else -1.0
    return 0.0


def unit_fit(question: Question, figures: tuple[Figure, ...]) -> float:
    """1 when a figure has the wanted unit (0.5: its family), -1 when none has, 0 when no unit is asked for.

    A thing that is only counted may be counted in another word (几个部门 → 11 部门); a measure may not.
    """
    wants, figures = question.wants, not_given(question, figures)
    if wants.counted and not wants.families:  # 多少公园: a percentage counts nothing
        return 0.5 if {family_of(figure) for figure in figures if figure.kind != "date"} - MEASURED else -1.0
    if not wants.families:
        return 0.0
    if wants.unit and any(figure.unit == wants.unit for figure in figures):
        return 1.0
    families = {family_of(figure) for figure in figures if figure.kind != "date"}
    if families & wants.families or ("ratio" in wants.families and any("/" in figure.text for figure in figures)):
        return 0.5
    if wants.families & MEASURED:
        return -1.0
    return 0.0 if families - MEASURED else -1.0


def not_given(question: Question, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """The figures that may be the answer: those that the question names itself are not, unless it asks whether so."""
    if not question.given or "yes_no" in question.wants.kinds:
        return figures
    return tuple(figure for figure in figures if figure.value not in question.given)


def family_of(figure: Figure) -> str | None:
    """Family of a figure's unit; a rate (公里/平方千米) has a family of its own."""
    if not figure.unit:
        return None
    if re.search(r"[/／]", figure.unit):
        return "rate"
    unit = unit_of(figure.unit)
    return unit.family if unit else None


def certainty(question: Question, piece: str) -> float:
    """How surely a figure of a clause is of the kind that is asked for, 0 to 1: its unit, its year, change or level."""
    facts = facts_of(piece)
    fit = unit_fit(question, facts.figures)
    if figure_fit(question, facts.figures) <= 0 or fit < 0:
        return 0.0
    own = time_of(piece).dates(None)
    if question.years and (own or SPAN.search(piece)) and not own & question.years:
        return 0.0
    sure = 1.0 if fit > 0 or not question.wants.families else OTHER_UNIT
    changes = CHANGED.search(piece) is not None
    if question.wants.change and not changes:
        sure *= OTHER_SENSE
    if question.wants.total and not question.wants.change and changes:
        sure *= OTHER_SENSE
    return sure
