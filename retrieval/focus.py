"""Finds what a question asks for: the content words that stand next to its question word (总投资 in 总投资是多少)."""

import re

from retrieval.question import Question
from retrieval.terms import Term
from retrieval.vocabulary import question_patterns
from retrieval.wants import KINDS

BEFORE, AFTER = 4, 3  # characters around a Chinese question word in which its noun stands
BEFORE_EN, AFTER_EN = 0, 24  # an English question word stands before its noun


def focus_terms(question: Question, terms: tuple[Term, ...]) -> tuple[int, ...]:
    """Positions of the terms that are asked for: the nearest before and the nearest after each question word."""
    text = question.focus
    english = question.language == "en"
    before, after = (BEFORE_EN, AFTER_EN) if english else (BEFORE, AFTER)
    places = {
        i: found
        for i, term in enumerate(terms)
        if term.noun and (found := [m.span() for m in re.finditer(re.escape(term.forms[0]), text)])
    }
    chosen: set[int] = set()
    for start, end in question_words(text):
        left = [
            (start - b, i) for i, spans in places.items() for a, b in spans if 0 <= start - b <= before and a < start
        ]
        right = [(a - end, i) for i, spans in places.items() for a, b in spans if 0 <= a - end <= after]
        chosen.update(min(side)[1] for side in (left, right) if side)
    return tuple(sorted(chosen))


def question_words(text: str) -> list[tuple[int, int]]:
    patterns = question_patterns()
    return sorted({match.span() for kind in KINDS if kind != "yes_no" for match in patterns[kind].finditer(text)})
