"""Checks every figure that is shown against the sentence it cites. A figure that fails is not listed."""

from retrieval.answers import CheckedFigure, Citation
from retrieval.figures import Figure, find_figures

SHOWN_KINDS = ("quantity", "date")


def checked_figures(citation: Citation, part: str, keys: list[Figure]) -> tuple[CheckedFigure, ...]:
    """List the figures of a shown part that stand, with the same value and unit, in the sentence it cites.

    `keys` are the figures of `part` that the question asks for.
    """
    return tuple(
        CheckedFigure(figure.text, plain(figure.value), figure.unit, citation.n, figure in keys)
        for figure in find_figures(part)
        if figure.kind in SHOWN_KINDS and stands_in(figure, citation.quote)
    )


def stands_in(figure: Figure, quote: str) -> bool:
    """Tell whether the sentence holds a figure of equal value and unit."""
    return any(other.value == figure.value and other.unit == figure.unit for other in find_figures(quote))


def plain(value: float) -> float | int:
    """Write a whole number as an int, so that JSON and readers see 9 and not 9.0."""
    return int(value) if value == int(value) else value
