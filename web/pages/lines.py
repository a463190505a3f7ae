"""A series as a line: where its points lie in an SVG of fixed size. Knows no HTML."""

from dataclasses import dataclass

from figures.indicator import Indicator
from figures.series import Series

WIDTH, HEIGHT = 340, 130  # of the view box
LEFT, RIGHT, TOP, BOTTOM = 44, 44, 34, 28  # room for the labels of the points


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of the series, and where it lies."""

    figure: Indicator
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A series ready to be drawn."""

    series: Series
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """The points as `polyline` takes them."""
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)


def line_of(series: Series) -> Line:
    """Lay the points of a series out: years to the right, values upwards from 0, or from the lowest below it."""
    years = [figure.year or 0 for figure in series.points]
    values = [figure.value for figure in series.points]
    low, high = min(0.0, *values), max(values)
    across, up = (years[-1] - years[0]) or 1, (high - low) or 1
    return Line(
        series,
        tuple(
            Point(
                figure,
                round(LEFT + (WIDTH - LEFT - RIGHT) * (year - years[0]) / across, 1),
                round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (figure.value - low) / up, 1),
            )
            for figure, year in zip(series.points, years, strict=True)
        ),
    )
