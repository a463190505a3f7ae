"""Figures as lines for a terminal."""

from collections.abc import Iterable, Iterator

from figures.indicator import Indicator
from figures.sheet import KIND_NAMES


def figure_lines(figures: Iterable[Indicator]) -> Iterator[str]:
    """Yield a figure a line, under the report and the section it stands in."""
    above = None
    for figure in figures:
        place = " › ".join((f"《{figure.title}》", *figure.section, *([figure.box] if figure.box else [])))
        if place != above:
            yield place
            above = place
        when = figure.year or figure.period
        parts = [figure.scope, when, KIND_NAMES[figure.kind], f"第 {figure.page} 页" if figure.page else None]
        amount = " ".join(part for part in figure.qualified if part)
        yield f"  {figure.subject}  {amount}  {' · '.join(str(part) for part in parts if part)}"
