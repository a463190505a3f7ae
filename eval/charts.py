"""Draws small charts as inline SVG. Knows numbers and labels, nothing of questions. Labels are escaped."""
from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT, FOOT, HEAD = 420, 150, 22, 18  # of a bar chart, in SVG units; room below for labels, above for values
SQUARE, MARGIN = 220, 30  # side of the reliability plot; room for its axes
SCALE = 160  # width of the 0–1 scale of an interval bar


def svg(width: float, height: float, title: str, content: Markup) -> Markup:
    return Markup('<svg viewBox="0 0 {:.0f} {:.0f}" width="{:.0f}" height="{:.0f}" role="img"><title>{}</title>{}</svg>'
                  ).format(width, height, width, height, title, content)


def interval_bar(value: float, low: float | None, high: float | None) -> Markup:
    """A bar for a rate between 0 and 1, with its interval as a whisker when there is one."""
    bar = Markup('<rect class="track" width="{}" height="12" rx="2"/>'
                 '<rect class="bar" width="{:.1f}" height="12" rx="2"/>').format(SCALE, value * SCALE)
    whisker = Markup("") if low is None or high is None else Markup(
        '<path class="whisker" d="M{0:.1f} 6H{1:.1f}M{0:.1f} 2V10M{1:.1f} 2V10"/>').format(low * SCALE, high * SCALE)
    return svg(SCALE, 12, f"{value:.3f}", bar + whisker)


def bars(title: str, values: Sequence[tuple[str, float]], top: float | None = None) -> Markup:
    """Upright bars: (label, value) each; `top` is the value at full height, by default the greatest."""
    top = top or max((value for _, value in values), default=0) or 1
    step, room = WIDTH / max(1, len(values)), HEIGHT - FOOT - HEAD
    content = Markup("")
    for place, (label, value) in enumerate(values):
        left, height = place * step, value / top * room
        content += Markup('<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>'
                          '<text x="{:.1f}" y="{:.1f}">{}</text><text x="{:.1f}" y="{}">{}</text>').format(
            left + step * .15, HEIGHT - FOOT - height, step * .7, height,
            left + step / 2, HEIGHT - FOOT - height - 4, f"{value:.3g}", left + step / 2, HEIGHT - 6, label)
    return svg(WIDTH, HEIGHT, title, content)


def reliability_bins(pairs: Sequence[tuple[float, bool]], count: int = 10) -> list[tuple[float, float, int]]:
    """Group (confidence, outcome) by confidence into `count` equal bins → (mean confidence, share true, n) each.

    >>> reliability_bins([(0.92, True), (0.98, False), (0.1, False)])
    [(0.1, 0.0, 1), (0.95, 0.5, 2)]
    """
    groups: dict[int, list[tuple[float, bool]]] = {}
    for confidence, outcome in pairs:
        groups.setdefault(min(count - 1, max(0, int(confidence * count))), []).append((confidence, outcome))
    return [(sum(c for c, _ in group) / len(group), sum(o for _, o in group) / len(group), len(group))
            for _, group in sorted(groups.items())]


def reliability(title: str, bins: Sequence[tuple[float, float, int]]) -> Markup:
    """Observed share over stated confidence; a calibrated system lies on the diagonal. Area of a dot: its n."""
    side, total = SQUARE - MARGIN, sum(n for _, _, n in bins) or 1
    content = Markup('<path class="axis" d="M{0} 0V{1}H{2}"/><path class="diagonal" d="M{0} {1}L{2} 0"/>').format(
        MARGIN, side, SQUARE)
    for mean, share, n in bins:
        content += Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{}</title></circle>').format(
            MARGIN + mean * side, side * (1 - share), 3 + 14 * (n / total) ** .5, f"{mean:.2f} → {share:.2f} (n={n})")
    for text, x, y in (("0", MARGIN, SQUARE - 12), ("1", SQUARE - 6, SQUARE - 12), ("0", MARGIN - 10, side),
                       ("1", MARGIN - 10, 12), ("置信度", SQUARE / 2 + MARGIN / 2, SQUARE - 4)):
        content += Markup('<text x="{:.0f}" y="{:.0f}">{}</text>').format(x, y, text)
    return svg(SQUARE, SQUARE, title, content)


def histogram(values: Sequence[float], count: int = 10) -> list[tuple[str, float]]:
    """Count values in equal bins from the least to the greatest; a label is the upper edge of its bin.

    >>> histogram([1.0, 2.0, 5.0], count=2)
    [('≤3', 2), ('≤5', 1)]
    """
    if not values:
        return []
    low, high = min(values), max(values)
    if low == high:
        return [(f"{low:.3g}", len(values))]
    step = (high - low) / count
    counts = [0] * count
    for value in values:
        counts[min(count - 1, max(0, -int(-(value - low) // step) - 1))] += 1
    return [(f"≤{low + step * (place + 1):.3g}", found) for place, found in enumerate(counts)]
