"""Checks every figure that is shown against the sentence it cites, and finds the one that the question asks for."""

import re

from retrieval.answers import CheckedFigure, Citation
from retrieval.coverage import Coverage
from retrieval.evidence import family_of
from retrieval.figures import Figure, find_figures
from retrieval.question import Question
from retrieval.trim import clauses
from retrieval.wants import MEASURED

SHOWN_KINDS = ("quantity", "date")


def checked_figures(
    question: Question, coverage: Coverage, parts: list[tuple[Citation, str]]
) -> tuple[CheckedFigure, ...]:
    """List the figures of the shown parts that stand, with the same value and unit, in the sentence they cite."""
    found: list[CheckedFigure] = []
    for citation, part in parts:
        key = key_figure(question, coverage, part)
        for figure in find_figures(part):
            if figure.kind in SHOWN_KINDS and stands_in(figure, citation.quote):
                found.append(CheckedFigure(figure.text, plain(figure.value), figure.unit, citation.n, figure == key))
    return tuple(found)


def stands_in(figure: Figure, quote: str) -> bool:
    """The sentence holds a figure of equal value and unit."""
    return any(other.value == figure.value and other.unit == figure.unit for other in find_figures(quote))


def plain(value: float) -> float | int:
    return int(value) if value == int(value) else value


def key_figure(question: Question, coverage: Coverage, part: str) -> Figure | None:
    """The figure that the question asks for: of the wanted unit, in the clause that says most of the question."""
    wants = question.wants
    if not wants.figure:
        return None
    best: tuple[float, Figure] | None = None
    for clause in clauses(part):
        text = part[clause.start : clause.end]
        said = coverage.share(coverage.of(text))
        for figure in find_figures(text):
            if figure.kind != ("date" if wants.kinds & {"when"} and "quantity" not in wants.kinds else "quantity"):
                continue
            fits = (
                1.0 if wants.unit and figure.unit == wants.unit else 0.5 if family_of(figure) in wants.families else 0.0
            )
            score = said + fits + before_figure(coverage, text, figure)
            if best is None or score > best[0]:
                best = (
                    score,
                    Figure(
                        figure.text,
                        figure.value,
                        figure.unit,
                        figure.kind,
                        clause.start + figure.start,
                        clause.start + figure.end,
                    ),
                )
    return best[1] if best else None


def fit_of(question: Question, figure: Figure) -> float:
    """1 for the very unit asked for, 0.5 for its family; where only a number is asked for, 0.5 for what is counted."""
    wants, family = question.wants, family_of(figure)
    if wants.unit and figure.unit == wants.unit:
        return 1.0
    return 0.5 if family in wants.families or (not wants.families and family not in MEASURED) else 0.0


def before_figure(coverage: Coverage, clause: str, figure: Figure) -> float:
    """What the words just before the figure say of the question: in a row of figures the name stands before its number."""
    start = max((m.end() for m in re.finditer(r"[、，,]|\d\s*\S{0,3}", clause[: figure.start])), default=0)
    return coverage.share(coverage.of(clause[start : figure.start]))
