"""What the reader points at in a row of a table: a cell, never a stretch across two.

A cell under the year that is asked for is the answer whatever the reader points at, for the heading says so.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.rows import SEPARATOR, RowPart, cells_in
from retrieval.read.reader import Said, Words
from retrieval.text.quantities import years_in

UNITS = ("单位", "單位", "计量单位", "計量單位", "Unit", "unit")  # headings of cells that answer nothing by themselves


def in_cells(said: Said, row: str, question: str) -> Said:
    """What was said of a row's text, each stretch within the cell in which most of it lies."""
    if SEPARATOR not in row:
        return said
    cells = cells_in(row)
    if cell := cell_of_year(cells, years_in(question), said.inside):
        inside = np.zeros_like(said.inside)
        inside[cell.content : cell.end] = max(float(said.inside.max(initial=0.0)), 0.5)
        p = float(inside[cell.content : cell.end].mean())
        return replace(said, words=(Words(cell.content, cell.end, p),), inside=inside)
    kept = {}
    for words in said.words:
        cell = max(cells, key=lambda c: said.inside[max(c.start, words.start) : min(c.end, words.end)].sum())
        start, end = max(words.start, cell.content), min(words.end, cell.end)
        if start < end and cell.label not in UNITS:
            kept[start] = Words(start, end, words.p)
    return replace(said, words=tuple(kept.values())) if kept else said


def cell_of_year(cells: Sequence[RowPart], years: set[int], inside: np.ndarray) -> RowPart | None:
    """The cell whose heading names the one year asked for and no other; of several (2020年, 2020年目标) the one that
    the reader points at most."""
    if len(years) != 1:
        return None
    own = [cell for cell in cells if cell.content < cell.end and years_in(cell.label) == years]
    return max(own, key=lambda c: (float(inside[c.content : c.end].mean()), -c.start)) if own else None
