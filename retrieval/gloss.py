"""Tells an English reader what a Chinese quotation speaks of: its terms in English, its key figures in digits."""

from retrieval.answers import CheckedFigure
from retrieval.coverage import Coverage, squeeze
from retrieval.vocabulary import glossary

MAX_TERMS = 4


def english_gloss(coverage: Coverage, parts: list[str], figures: tuple[CheckedFigure, ...]) -> str:
    """Return "新能源汽车 = new-energy vehicles; 126.9 万辆 = 1,269,000", the terms that the question touches first."""
    text = squeeze(" ".join(parts))
    asked = {form for term in coverage.terms for form in term.forms}
    found = [chinese for chinese in sorted(glossary(), key=lambda c: (c not in asked, -len(c), c)) if chinese in text]
    whole = [chinese for chinese in found if not any(chinese != other and chinese in other for other in found)]
    chosen = whole[:MAX_TERMS]
    glosses = [f"{chinese} = {glossary()[chinese][0]}" for chinese in chosen]
    glosses += [f"{figure.text} = {figure.value:,}" for figure in figures if figure.key and figure.value >= 10_000]
    return "; ".join(dict.fromkeys(glosses))
