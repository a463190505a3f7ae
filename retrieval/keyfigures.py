"""Finds the figures that a question asks for among those of a quotation: by unit and by the words before them."""

import re
from dataclasses import dataclass

import numpy as np

from retrieval.coverage import Coverage
from retrieval.figurefit import family_of
from retrieval.figures import Figure, find_figures
from retrieval.question import Question, part_of
from retrieval.trim import clauses
from retrieval.wants import MEASURED

BEFORE_WEIGHT = 0.3  # of what only the clause before says
NAME_BREAK = re.compile(r"[、，,；;]|\d\s*\S{0,3}")  # in a row of figures the name of each stands after the one before


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure of a text, how well it fits the question, and which terms the words before it say, shape (terms,)."""

    figure: Figure  # offsets in the text
    score: float
    named: np.ndarray
    label: str  # the words before it, as they stand


def named_figures(question: Question, coverage: Coverage, text: str) -> list[NamedFigure]:
    """Score the figures of a text that are of the wanted kind: said by their clause and the one before, unit, name."""
    wants = question.wants
    kind = "date" if "when" in wants.kinds and "quantity" not in wants.kinds else "quantity"
    found: list[NamedFigure] = []
    before = ""
    for clause in clauses(text) if wants.figure else ():
        piece = text[clause.start : clause.end]
        alone = coverage.share(coverage.of(piece))
        said = alone + BEFORE_WEIGHT * (coverage.share(coverage.of(before + piece)) - alone)
        for figure in find_figures(piece):
            if figure.kind == kind:
                named = coverage.of(name_before(piece, figure))
                score = said + fit_of(question, figure) + coverage.share(named) + 0.5 * coverage.focus_share(named)
                said_before = np.maximum(named, coverage.of(before))
                label = label_of(piece, figure)
                found.append(NamedFigure(moved(figure, clause.start), score, said_before, label))
        before = piece
    return found


def key_figures(question: Question, coverage: Coverage, text: str) -> list[Figure]:
    """The figure that each part of the question asks for; of two that are compared, both."""
    keys: list[Figure] = []
    for facet in question.facets if len(question.facets) > 1 else (None,):
        asked = part_of(question, facet) if facet else question
        found = named_figures(asked, coverage.for_part(facet) if facet else coverage, text)
        if found and (best := max(found, key=lambda f: f.score)).figure not in keys:
            keys.append(best.figure)
    return keys


def fit_of(question: Question, figure: Figure) -> float:
    """1 for the very unit asked for, 0.5 for its family, or for what is no measure where things are counted; else 0."""
    wants, family = question.wants, family_of(figure)
    if wants.unit and figure.unit == wants.unit:
        return 1.0
    return 0.5 if family in wants.families or (wants.counted and family not in MEASURED) else 0.0


def name_before(clause: str, figure: Figure) -> str:
    """The words between the figure before, or a comma, and this figure."""
    start = max((m.end() for m in NAME_BREAK.finditer(clause[: figure.start])), default=0)
    return clause[start : figure.start]


def label_of(clause: str, figure: Figure) -> str:
    """The words before a figure with the date they hold: 2024 年新增新能源汽车."""
    ends = [other.end for other in find_figures(clause) if other.end <= figure.start and other.kind != "date"]
    ends += [match.end() for match in re.finditer("[、，,；;]", clause[: figure.start])]
    return clause[max(ends, default=0) : figure.start].lstrip()


def moved(figure: Figure, by: int) -> Figure:
    return Figure(figure.text, figure.value, figure.unit, figure.kind, figure.start + by, figure.end + by)
