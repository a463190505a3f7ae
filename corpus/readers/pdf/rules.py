"""The rules that are drawn on a page of a PDF → grids of cells. Knows no text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.layout import Rectangle
from corpus.readers.pdf.glyphs import Turn

THIN = 3.0  # points: a filled shape no thicker than this is a rule
SNAP = 3.0  # points: rules this near to each other are one
SHORT_OF = 6.0  # points: an upright that ends this near to a rule was meant to meet it
SHORTEST = 8.0  # points: shorter strokes are parts of drawings
MAX_RULES = 4000  # on a page: more are a drawing or a map
MIN_SIDE = 6.0  # points: no cell is narrower or lower


@dataclass(frozen=True, slots=True)
class Edge:
    """A rule; horizontal when y0 == y1."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def is_horizontal(self) -> bool:
        return abs(self.y1 - self.y0) <= abs(self.x1 - self.x0)


@dataclass(frozen=True, slots=True)
class CellBox:
    """A cell of a ruled grid: its place on the page and the rows and columns that it fills."""

    box: Rectangle
    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """Cells that rules enclose, from top left to bottom right; a single cell is a frame."""

    box: Rectangle
    cells: tuple[CellBox, ...]
    columns: int
    rows: int


def read_edges(page: pdfium.PdfPage, paths: Sequence[pdfium.PdfObject]) -> list[Edge]:
    """The rules of a page among the paths drawn on it; [] on a page that is drawn all over."""
    turn = Turn(page)
    edges: list[Edge] = []
    for thing in paths:
        edges += path_edges(thing, turn)
        if len(edges) > MAX_RULES:
            return []
    return [e for e in edges if max(abs(e.x1 - e.x0), abs(e.y1 - e.y0)) >= SHORTEST]


def path_edges(thing: pdfium.PdfObject, turn: Turn) -> Iterator[Edge]:
    """Strokes of a path, and shapes that are filled and thin."""
    fill, stroke = raw.c_int(), raw.c_int()
    raw.FPDFPath_GetDrawMode(thing.raw, fill, stroke)
    matrix = thing.get_matrix()
    inside = thing.container
    while inside is not None:
        matrix = matrix.multiply(inside.get_matrix())
        inside = inside.container
    runs: list[list[tuple[float, float]]] = []
    x, y = raw.c_float(), raw.c_float()
    for i in range(raw.FPDFPath_CountSegments(thing.raw)):
        segment = raw.FPDFPath_GetPathSegment(thing.raw, i)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = turn(*matrix.on_point(x.value, y.value))
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO or not runs:
            runs.append([point])
        else:
            runs[-1].append(point)
        if raw.FPDFPathSegment_GetClose(segment):
            runs[-1].append(runs[-1][0])
    for points in runs:
        x0, x1 = min(p[0] for p in points), max(p[0] for p in points)
        y0, y1 = min(p[1] for p in points), max(p[1] for p in points)
        if min(x1 - x0, y1 - y0) <= THIN:
            flat = x1 - x0 >= y1 - y0
            yield Edge(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2) if flat else Edge((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)
        elif stroke.value:
            for (ax, ay), (bx, by) in pairwise(points):
                if min(abs(ax - bx), abs(ay - by)) <= 0.5:
                    yield Edge(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def find_grids(edges: Sequence[Edge]) -> list[RuledGrid]:
    """Grids of cells between rules that cross, from top to bottom. [] without two rules in each direction."""
    edges = joined(edges)
    edges = [*edges, *open_top(edges)]
    edges = [*edges, *open_sides(edges)]
    flat = sum(1 for e in edges if e.is_horizontal)
    if flat < 2 or len(edges) - flat < 2:
        return []
    from pdfplumber import table as plumber  # here, because most pages have no rules and it takes long to import

    merged = plumber.merge_edges([as_plumber(e) for e in edges], SNAP, SNAP, SNAP, SNAP)
    cells = plumber.intersections_to_cells(plumber.edges_to_intersections(merged, SNAP, SNAP))
    cells = [c for c in cells if c[2] - c[0] >= MIN_SIDE and c[3] - c[1] >= MIN_SIDE]
    groups = cell_groups(cells)
    return sorted((ruled_grid(group) for group in groups), key=lambda grid: (grid.box[1], grid.box[0]))


def joined(edges: Sequence[Edge]) -> list[Edge]:
    """The rules with those that are drawn cell by cell made one, and uprights that end just short of one drawn on."""
    flat: list[Edge] = []
    for edge in sorted((e for e in edges if e.is_horizontal), key=lambda e: (round(e.y0), e.x0)):
        before = flat[-1] if flat else None
        if before and abs(before.y0 - edge.y0) <= 1 and before.x0 <= edge.x0 <= before.x1 + SNAP:
            flat[-1] = Edge(before.x0, before.y0, max(before.x1, edge.x1), before.y1)
        else:
            flat.append(edge)
    uprights = [e for e in edges if not e.is_horizontal]
    return [*flat, *(drawn_on(upright, flat) for upright in uprights)]


def drawn_on(upright: Edge, flat: Sequence[Edge]) -> Edge:
    """An upright up to the rules above and below that it nearly reaches."""
    x = upright.x0
    across = [e.y0 for e in flat if e.x0 - SNAP <= x <= e.x1 + SNAP]
    top = max((y for y in across if 0 < upright.y0 - y <= SHORT_OF), default=upright.y0)
    bottom = min((y for y in across if 0 < y - upright.y1 <= SHORT_OF), default=upright.y1)
    return Edge(x, top, upright.x1, bottom)


def open_top(edges: Sequence[Edge]) -> Iterator[Edge]:
    """The rule above a first row that has none: uprights begin at one height above the highest of several rules."""
    for rules in equal_rules(edges):
        first = rules[0]
        above = [
            e.y0
            for e in edges
            if not e.is_horizontal
            and first.x0 - SNAP <= e.x0 <= first.x1 + SNAP
            and e.y0 < first.y0 - SHORTEST
            and abs(e.y1 - first.y0) <= SNAP
        ]
        top = min(above, default=0.0)
        if len(above) >= 2 and max(above) - top <= SNAP:
            yield Edge(first.x0, top, first.x1, top)


def open_sides(edges: Sequence[Edge]) -> Iterator[Edge]:
    """The left and right sides of tables that print none: where rules of one length are joined by uprights inside."""
    uprights = [e for e in edges if not e.is_horizontal]
    for rules in equal_rules(edges):
        x0, x1 = rules[0].x0, rules[0].x1
        inside = [u for u in uprights if x0 + SHORTEST < u.x0 < x1 - SHORTEST]
        joined = [r for r in rules if any(u.y0 <= r.y0 + SNAP and u.y1 >= r.y0 - SNAP for u in inside)]
        if len(joined) >= 2:
            top, bottom = min(r.y0 for r in joined), max(r.y0 for r in joined)
            for x in (x0, x1):
                if not any(abs(u.x0 - x) <= SNAP and u.y0 < bottom and u.y1 > top for u in uprights):
                    yield Edge(x, top, x, bottom)


def equal_rules(edges: Sequence[Edge]) -> list[list[Edge]]:
    """Horizontal rules that begin and end at the same places, two or more, from top to bottom."""
    groups: list[list[Edge]] = []
    for edge in sorted((e for e in edges if e.is_horizontal), key=lambda e: e.y0):
        same = [g for g in groups if abs(g[0].x0 - edge.x0) <= 2 * SNAP and abs(g[0].x1 - edge.x1) <= 2 * SNAP]
        if not same:
            groups.append([edge])
        elif edge.y0 - same[0][-1].y0 > SNAP:
            same[0].append(edge)
    return [group for group in groups if len(group) >= 2]


def as_plumber(edge: Edge) -> dict:
    """An edge as pdfplumber wants it."""
    return {
        "x0": edge.x0,
        "x1": edge.x1,
        "top": edge.y0,
        "bottom": edge.y1,
        "width": edge.x1 - edge.x0,
        "height": edge.y1 - edge.y0,
        "orientation": "h" if edge.is_horizontal else "v",
    }


def cell_groups(cells: Sequence[Rectangle]) -> list[list[Rectangle]]:
    """Cells that touch along a side or at a corner belong to one grid."""
    groups: list[list[Rectangle]] = []
    for cell in sorted(cells, key=lambda c: (c[1], c[0])):
        touching = [group for group in groups if any(touch(cell, other) for other in group)]
        joined = [cell, *(c for group in touching for c in group)]
        groups = [group for group in groups if group not in touching] + [joined]
    return groups


def touch(a: Rectangle, b: Rectangle) -> bool:
    return a[0] <= b[2] + SNAP and b[0] <= a[2] + SNAP and a[1] <= b[3] + SNAP and b[1] <= a[3] + SNAP


def ruled_grid(cells: Sequence[Rectangle]) -> RuledGrid:
    xs = snapped([x for c in cells for x in (c[0], c[2])])
    ys = snapped([y for c in cells for y in (c[1], c[3])])
    boxes = []
    for cell in sorted(cells, key=lambda c: (round(c[1]), c[0])):
        column, row = nearest(xs, cell[0]), nearest(ys, cell[1])
        boxes.append(CellBox(cell, row, column, nearest(ys, cell[3]) - row, nearest(xs, cell[2]) - column))
    return RuledGrid((xs[0], ys[0], xs[-1], ys[-1]), tuple(boxes), len(xs) - 1, len(ys) - 1)


def snapped(values: Sequence[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > SNAP:
            kept.append(value)
    return kept


def nearest(values: Sequence[float], value: float) -> int:
    return min(range(len(values)), key=lambda i: abs(values[i] - value))
