"""Chooses among figures by report, words, unit, year and kind, and sorts them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from figures.indicator import Indicator
from figures.prose import simplified
from retrieval.text.quantities import widths_kept


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; None and "" ask for nothing."""

    words: str = ""  # all of them in the subject; where no subject has them, in the sentence
    doc: str | None = None
    unit: str | None = None
    year: int | None = None
    kind: str | None = None


ORDERS: Mapping[str, Callable[[Indicator], tuple] | None] = {
    "reading": None,
    "subject": lambda figure: (figure.subject, figure.year or 0),
    "value": lambda figure: (figure.unit or "", -figure.value),
    "year": lambda figure: (-(figure.year or 0),),
}


def chosen(indicators: Iterable[Indicator], wanted: Wanted, order: str = "reading") -> list[Indicator]:
    """The figures that fit, in an order of ORDERS; equal ones stay in reading order."""
    fitting = [figure for figure in indicators if fits(figure, wanted)]
    if words := comparable(wanted.words).split():
        named = [figure for figure in fitting if has(words, figure.subject)]
        fitting = named or [figure for figure in fitting if has(words, figure.sentence)]
    key = ORDERS[order]
    return sorted(fitting, key=key) if key else fitting


def fits(figure: Indicator, wanted: Wanted) -> bool:
    return (
        wanted.doc in (None, figure.doc_id)
        and (not wanted.unit or simplified(wanted.unit) == figure.unit)
        and wanted.year in (None, figure.year)
        and wanted.kind in (None, figure.kind)
    )


def has(words: Sequence[str], text: str) -> bool:
    folded = comparable(text)
    return all(word in folded for word in words)


def comparable(text: str) -> str:
    """Simplified, half-width, lower case; blanks inside Chinese do not part words of the reports."""
    return simplified(widths_kept(text)).lower()
