"""Checks the figure that an answer marks as the one asked for (✓) against the required facts of its question.

Compares values and units by itself: what the answerer thinks of its mark is not believed. A fact that names a unit
wants that unit; one of whose strings is a bare number (126.9万 beside 126.9万辆) takes the number alone only where none
of its strings names a unit for it.
"""
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from eval.measures.answers import folded, stands_in
from eval.measures.figures import Quantity, read_figures
from eval.measures.score import NOTHING, Score, is_given
from eval.sets.questions import Question


def score_marked(question: Question, response: Mapping[str, Any]) -> dict[str, Score]:
    """1 when every figure that the answer marks is a required fact; a mark where nothing can be answered is wrong."""
    marks = marked_figures(response)
    judged = bool(marks) and (bool(question.answers) or not question.answerable)
    right = all(is_required(mark, question) for mark in marks)
    return {"figures_marked": (float(bool(marks)), 1.0),
            "figures_asked_right": (float(right), 1.0) if judged else NOTHING}


def marked_figures(response: Mapping[str, Any]) -> list[str]:
    """The figures that an answer marks, as it shows them; none of a response that is no answer."""
    figures = (response.get("figures") or ()) if is_given(response) else ()
    return list(dict.fromkeys(figure["text"] for figure in figures if figure.get("key")))


def is_required(mark: str, question: Question) -> bool:
    """Tell whether a marked figure says one of the required facts."""
    return any(says(mark, fact) for fact in question.answers)


def says(mark: str, fact: Sequence[str]) -> bool:
    """Tell whether a figure is that of a fact; a mark without a numeral must be words of it.

    >>> fact = ("126.9万辆", "126.9万")
    >>> says("126.9 万辆", fact), says("1269000辆", fact), says("126.9 万吨", fact), says("26.9 万辆", fact)
    (True, True, False, False)
    >>> says("2,940 家", ("2940",)), says("三类", ("分为三类",)), says("5%", ("5个百分点",))
    (True, True, False)
    """
    parts, wanted = read_figures(mark), [figure for choice in fact for figure in read_figures(choice)]
    if not parts:
        return any(stands_in(mark, folded(choice)) for choice in fact)
    return all(is_one_of(part, wanted) for part in parts)


def is_one_of(figure: Quantity, wanted: Sequence[Quantity]) -> bool:
    """Tell whether a figure has the value and unit of one of those wanted: a bare number takes any unit, and a rate
    (万人次/公里) may be written as what it counts (万人次), as sets do."""
    counted = replace(figure, unit=figure.unit.partition("/")[0])
    if any(form.same_as(other) for form in (figure, counted) for other in wanted):
        return True
    alike = [other for other in wanted if abs(other.value - figure.value) <= 1e-9 * max(1.0, abs(figure.value))]
    return bool(alike) and (not figure.unit or all(not other.unit for other in alike))
