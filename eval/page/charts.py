"""Draws the plots as inline SVG. Knows numbers, nothing of questions; holds no words, since captions name the axes.

matplotlib draws; its colours then become variables of the style sheet, so that a plot follows the dark mode, and its
ids become unique in the page. Equal numbers give equal bytes. matplotlib is imported only when something is drawn.
"""
import io
import re
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from corpus.present import present
from eval.stats.intervals import wilson

Axes = Any  # matplotlib.axes.Axes, without importing it
Point = tuple[float, float]
Error = tuple[float, float, float, float]  # x, value, low, high

COLOURS = {"ink": "#010101", "quiet": "#020202", "line": "#030303", "main": "#040404", "second": "#050505",
           "paper": "#060606"}  # stand-ins for the variables of page.css
INK, QUIET, LINE, MAIN, SECOND, PAPER = COLOURS.values()
STYLE = {
    "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9, "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True, "grid.color": LINE, "grid.linewidth": 0.7,
    "axes.edgecolor": QUIET, "xtick.color": QUIET, "ytick.color": QUIET, "xtick.labelcolor": INK,
    "ytick.labelcolor": INK, "text.color": INK, "figure.facecolor": "none", "axes.facecolor": "none",
    "lines.markersize": 4, "lines.linewidth": 1.6, "text.parse_math": False}
SIZE = (4.5, 2.7)  # inches of 72 SVG units: letters of 9 units stay readable on a phone
SCALE = 120  # width of the 0–1 scale of an interval bar
ROOM = 0.03  # of a 0–1 axis beside its ends, so that points on them stay whole


def draw(name: str, paint: Callable[[Axes], None], label: Markup) -> Markup:
    """Draw one plot that `paint` fills; `name` makes its ids its own, `label` holds the attributes that name it."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({**STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=SIZE, layout="constrained")
        paint(figure.subplots())
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    return Markup(inline(out.getvalue(), name, label))


def inline(svg: str, name: str, label: str) -> str:
    """Make an SVG file of matplotlib a part of a page: no prolog, style sheet, fonts and colours of its own."""
    svg = svg[svg.index("<svg"):]
    box = present(re.search(r'viewBox="([^"]+)"', svg))[1]
    svg = re.sub(r"<svg[^>]*>", f'<svg viewBox="{box}" role="img" {label}>', svg, count=1)
    svg = re.sub(r"<style.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r" font-family: [^;\"]*;?", "", svg)
    used = set(re.findall(r'(?:xlink:href="|url\()#([^")]+)', svg))
    svg = re.sub(r' id="([^"]+)"', lambda found: f' id="{name}-{found[1]}"' if found[1] in used else "", svg)
    svg = re.sub(r'(xlink:href="|url\()#', rf"\g<1>#{name}-", svg).replace("xlink:href", "href")
    for variable, colour in COLOURS.items():
        svg = svg.replace(colour, f"var(--{variable})")
    return re.sub(r"\s*\n\s*", "\n", svg)


def recall(curves: Sequence[tuple[Sequence[Point], Sequence[Error], str]]) -> Callable[[Axes], None]:
    """Lines over k with intervals where they are known: (points, intervals, colour) each."""
    def paint(axes: Axes) -> None:
        for place, (points, errors, colour) in enumerate(curves):
            axes.plot(*zip(*points, strict=True), color=colour, marker="o", linestyle="-" if colour == MAIN else "--")
            whiskers(axes, [(x + place * 0.12 - 0.06, y, low, high) for x, y, low, high in errors], colour)
        lowest = min(y for points, errors, _ in curves for y in (*(p[1] for p in points), *(e[2] for e in errors)))
        axes.set_xticks([x for x, _ in curves[0][0]])
        axes.set_ylim(min(lowest - 0.02, 0.8) - ROOM, 1 + ROOM)
        axes.set_yticks([tick for tick in axes.get_yticks() if 0 <= tick <= 1 + 1e-9])
    return paint


def whiskers(axes: Axes, errors: Sequence[Error], colour: str) -> None:
    for x, value, low, high in errors:
        axes.errorbar([x], [value], yerr=[[max(0, value - low)], [max(0, high - value)]], fmt="none", ecolor=colour,
                      elinewidth=1, capsize=2.5)


def counts(labels: Sequence[str], values: Sequence[int], quiet: int = 0) -> Callable[[Axes], None]:
    """Bars with their counts above; the last `quiet` ones are misses."""
    def paint(axes: Axes) -> None:
        colours = [MAIN] * (len(values) - quiet) + [SECOND] * quiet
        axes.bar_label(axes.bar(range(len(values)), values, color=colours, width=0.75), padding=1, fontsize=8)
        axes.set_xticks(range(len(labels)), labels)
        axes.grid(visible=False, axis="x")
        axes.margins(y=0.14)
    return paint


def histogram(values: Sequence[float], marks: Sequence[float]) -> Callable[[Axes], None]:
    """Counts in equal bins, with lines at the marks."""
    def paint(axes: Axes) -> None:
        axes.hist(values, bins=min(30, max(5, len(set(values)))), color=MAIN, edgecolor=PAPER, linewidth=0.6)
        upright(axes, marks)
    return paint


def upright(axes: Axes, marks: Sequence[float]) -> None:
    for place, mark in enumerate(marks):
        axes.axvline(mark, color=SECOND, linestyle=("--", ":")[place % 2], linewidth=1.3)


def distribution(curves: Sequence[tuple[Sequence[float], str]], marks: Sequence[float]) -> Callable[[Axes], None]:
    """Cumulative shares over a logarithmic axis: (values above 0, colour) each, with lines at the marks."""
    def paint(axes: Axes) -> None:
        for values, colour in curves:
            axes.ecdf(values, color=colour, linestyle="-" if colour == MAIN else "--")
        upright(axes, marks)
        axes.set(ylim=(0, 1 + ROOM), xscale="log")
        least, most = axes.get_xlim()
        ticks = [tick for power in range(-3, 8) for tick in (10.0**power, 2 * 10.0**power, 5 * 10.0**power)
                 if least <= tick <= most]
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.set_xticks([], minor=True)
    return paint


def reliability(bins: Sequence[tuple[float, float, int]]) -> Callable[[Axes], None]:
    """Observed share over stated confidence, each bin with its n and Wilson's interval; calibrated is the diagonal."""
    def paint(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=QUIET, linestyle=":", linewidth=1)
        axes.plot([c for c, _, _ in bins], [share for _, share, _ in bins], color=MAIN, marker="o", linewidth=1)
        for confidence, share, n in bins:
            whiskers(axes, [(confidence, share, *wilson(share * n, n))], MAIN)
            up = share < 0.9
            axes.annotate(str(n), (confidence, share), (5, 5 if up else -5), textcoords="offset points", fontsize=8,
                          va="bottom" if up else "top")
        axes.set(xlim=(-ROOM, 1 + ROOM), ylim=(-ROOM, 1 + ROOM))
    return paint


def curve(points: Sequence[Point], here: Point | None, level: float, steps: bool = False) -> Callable[[Axes], None]:
    """A curve of rates, the point where the system stands, and the level of one that does not decide."""
    def paint(axes: Axes) -> None:
        axes.axhline(level, color=QUIET, linestyle=":", linewidth=1)
        style = {"marker": "o"} if len(points) < 3 else {}
        axes.plot(*zip(*points, strict=True), color=MAIN, drawstyle="steps-post" if steps else "default", **style)
        if here:
            axes.plot(*here, marker="D", markersize=7, color=SECOND, linestyle="none", zorder=5)
        top = max(level, *(y for _, y in points), here[1] if here else 0)
        axes.set(xlim=(-ROOM, 1 + ROOM), ylim=(-ROOM * top, min(1.0, max(0.05, top * 1.15)) * (1 + ROOM)))
    return paint


def interval_bar(value: float, low: float | None, high: float | None) -> Markup:
    """A bar for a rate between 0 and 1, with its interval as a whisker when there is one."""
    bar = Markup('<rect class="track" width="{}" height="12" rx="2"/>'
                 '<rect class="bar" width="{:.1f}" height="12" rx="2"/>').format(SCALE, value * SCALE)
    whisker = Markup("") if low is None or high is None else Markup(
        '<path class="whisker" d="M{0:.1f} 6H{1:.1f}M{0:.1f} 2V10M{1:.1f} 2V10"/>').format(low * SCALE, high * SCALE)
    return Markup('<svg class="interval" viewBox="0 0 {0} 12" width="{0}" height="12" aria-hidden="true">{1}</svg>'
                  ).format(SCALE, bar + whisker)
