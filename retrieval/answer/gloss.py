"""Tells an English reader what a Chinese quotation speaks of: its terms in English, its key figures in digits."""

from collections.abc import Sequence

from index.tokens import fold
from retrieval.answer.answers import CheckedFigure
from retrieval.text.vocabulary import glossary

MAX_TERMS = 4


def english_gloss(question: str, parts: Sequence[str], figures: Sequence[CheckedFigure]) -> str:
    """Return "新能源汽车 = new-energy vehicles; 126.9 万辆 = 1,269,000", the terms that the question names first."""
    text = fold(" ".join(parts)).replace(" ", "")
    asked = question.lower()

    def order(chinese: str) -> tuple[bool, int, str]:
        named = any(rendering.lower() in asked for rendering in glossary()[chinese])
        return not named, -len(chinese), chinese

    found = sorted((chinese for chinese in glossary() if fold(chinese) in text), key=order)
    whole = [chinese for chinese in found if not any(chinese != other and chinese in other for other in found)]
    glosses = [f"{chinese} = {glossary()[chinese][0]}" for chinese in whole[:MAX_TERMS]]
    glosses += [
        f"{figure.text} = {figure.value:,}"
        for figure in figures
        if figure.key and figure.value >= 10_000 and figure.text[0].isdigit()
    ]
    return "; ".join(dict.fromkeys(glosses))
