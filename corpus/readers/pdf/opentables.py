"""Tables between horizontal rules alone, as science prints them: one above, one below the headings, one at the end.

Their columns show in the gaps between the texts.
"""

from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.grid import GridCell, is_number, make_grid
from corpus.readers.pdf.glyphs import Glyph
from corpus.readers.pdf.lines import Run, group_rows, split_runs, text_of
from corpus.readers.pdf.rules import Edge, RuledGrid, equal_rules
from corpus.readers.pdf.tables import PageTable, glyphs_in

MIN_WIDTH = 100  # points, of such a rule
TOUCHING = 2.0  # points between pieces of one rule
MAX_GAP = 400  # points between two rules of one table


def open_tables(edges: Sequence[Edge], grids: Sequence[RuledGrid], glyphs: Sequence[Glyph]) -> list[PageTable]:
    """The tables between rules of one length that no upright joins; grids that are ruled all over are known already."""
    tables = []
    loose = [e for e in joined_rules(edges) if not any(g.box[1] - 3 <= e.y0 <= g.box[3] + 3 for g in grids)]
    for rules in equal_rules(loose):
        if len(rules) < 3 or rules[0].x1 - rules[0].x0 < MIN_WIDTH:
            continue
        for first in range(len(rules) - 2):
            table = table_between(rules[first:], glyphs)
            if table is not None:
                tables.append(table)
                break
    return tables


def joined_rules(edges: Sequence[Edge]) -> list[Edge]:
    """The horizontal rules, those of one height that touch as one: some programs draw a piece a cell."""
    joined: list[Edge] = []
    for edge in sorted((e for e in edges if e.is_horizontal), key=lambda e: (round(e.y0), e.x0)):
        last = joined[-1] if joined else None
        if last and abs(last.y0 - edge.y0) <= TOUCHING and edge.x0 <= last.x1 + TOUCHING:
            joined[-1] = Edge(last.x0, last.y0, max(last.x1, edge.x1), last.y1)
        else:
            joined.append(edge)
    return joined


def table_between(rules: Sequence[Edge], glyphs: Sequence[Glyph]) -> PageTable | None:
    """The table that begins with the first of the rules; None when no columns of text stand between them."""
    if any(b.y0 - a.y0 > MAX_GAP for a, b in pairwise(rules[:3])):
        return None
    box = (rules[0].x0 - 3, rules[0].y0, rules[0].x1 + 3, rules[-1].y0)
    rows = [list(split_runs(row)) for row in group_rows(glyphs_in(box, glyphs))]
    columns = column_strips(rows)
    heads = sum(1 for row in rows if row[0].base < rules[1].y0)
    if len(columns) < 2 or not 0 < heads < len(rows) or not has_figures(rows[heads:]):
        return None
    cells = []
    for r, row in enumerate(rows):
        for run in row:
            covered = [c for c, (x0, x1) in enumerate(columns) if run.x0 < x1 and run.x1 > x0] or [0]
            cells.append(GridCell(text_of(run.glyphs, run.size), r, covered[0], 1, len(covered)))
    return PageTable(box, make_grid(cells, heads), tuple(x0 for x0, _ in columns))


def column_strips(rows: Sequence[Sequence[Run]]) -> list[tuple[float, float]]:
    """The strips that columns fill, from left to right, as the rows with most texts show them; [] when they cross."""
    most = max((len(row) for row in rows), default=0)
    full = [sorted(row, key=lambda run: run.x0) for row in rows if len(row) == most]
    strips = [(min(row[k].x0 for row in full), max(row[k].x1 for row in full)) for k in range(most)]
    return strips if all(a[1] <= b[0] for a, b in pairwise(strips)) else []


def has_figures(rows: Sequence[Sequence[Run]]) -> bool:
    """Most rows hold a figure in a column of its own."""
    with_figure = sum(1 for row in rows if any(is_number(text_of(run.glyphs, run.size)) for run in row[1:]))
    return 2 * with_figure > len(rows)
