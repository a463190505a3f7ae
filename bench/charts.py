"""Draws the measured numbers as SVG, the text as text. The same numbers give the same bytes."""

import io
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib as mpl

from bench.handover import best_setting

mpl.use("svg")
import matplotlib.pyplot as plt
from matplotlib.ticker import LogFormatter, NullLocator

STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "baipishu",
    "figure.figsize": (4.2, 3.6),  # inches: at 390 px of a phone its 9 point letters stay readable
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "lines.markersize": 4,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "axes.prop_cycle": mpl.cycler(color=["#0b5fa5", "#c4501b", "#2e7d32", "#7b3fa0", "#b8860b", "#00838f", "#777777"]),
}
PASSAGES, SECONDS, MILLISECONDS, MEGABYTES = "段 passages", "秒 seconds", "毫秒 ms", "MB"
LONG = 26  # characters of a label that leave no room for another beside it
Series = Mapping[str, Sequence[tuple[float, float]]]  # label → (x, y), in rising x


def draw(paint: Callable[[Any], None]) -> str:
    """Return one figure as an SVG element that `paint` fills its axes with."""
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # glyphs that matplotlib's own font lacks: the browser has them
        figure, axes = plt.subplots(layout="constrained")
        paint(axes)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
        axes.yaxis.set_minor_formatter(LogFormatter(minor_thresholds=(2, 0.4)))
        labels = axes.get_legend_handles_labels()[1]
        figure.legend(loc="outside lower center", ncols=1 if max(map(len, labels), default=0) > LONG else 2)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
        plt.close(figure)
    return re.sub(r"^.*?(?=<svg)", "", out.getvalue(), count=1, flags=re.DOTALL)


def lines(series: Series, x: str, y: str, hollow: Series | None = None) -> str:
    """Lines on logarithmic axes; `hollow` are points that were computed, not measured."""

    def paint(axes) -> None:
        for label, points in series.items():
            (line,) = axes.plot(*zip(*points, strict=True), marker="o", label=label)
            if computed := (hollow or {}).get(label):
                joined = [points[-1], *computed]
                axes.plot(*zip(*joined, strict=True), ":", color=line.get_color())
                axes.plot(*zip(*computed, strict=True), "o", mfc="white", color=line.get_color())
        axes.set(xscale="log", yscale="log", xlabel=x, ylabel=y)

    return draw(paint)


def build_parts(sizes: Sequence[Mapping[str, Any]]) -> str:
    """Seconds of every part of a build over passages."""
    measured: dict[str, list[tuple[float, float]]] = {}
    computed: dict[str, list[tuple[float, float]]] = {}
    for size in sizes:
        for part in size["parts"]:
            if part["part"] in BUILD_PARTS and part["seconds"] > 0:
                target = computed if part["extrapolated"] else measured
                target.setdefault(part["part"], []).append((size["passages"], part["seconds"]))
    return lines({part: measured[part] for part in BUILD_PARTS if part in measured}, PASSAGES, SECONDS, computed)


BUILD_PARTS = ("read", "embed passages", "embed sentences", "BM25", "FAISS", "save")


def waiting(sizes: Sequence[Mapping[str, Any]]) -> str:
    """Seconds until something is there: one-shot answer, server, and their loading of the index."""
    values = {
        "ask": lambda s: sorted(s["ask"]["seconds"])[len(s["ask"]["seconds"]) // 2],
        "serve → first answer": lambda s: s["start"]["answer_s"],
        "load index": lambda s: next(p["seconds"] for p in s["parts"] if p["part"] == "load"),
        "answerer": lambda s: next(p["seconds"] for p in s["parts"] if p["part"] == "answerer"),
    }
    return lines(over_sizes(sizes, values), PASSAGES, SECONDS)


def memory(sizes: Sequence[Mapping[str, Any]]) -> str:
    """Peak memory of each process, and the index on disk."""
    processes = ("build", "ask", "serve")
    values = {name: lambda s, name=name: s["peak_mb"][name] for name in processes} | {"disk": lambda s: s["disk_mb"]}
    return lines(over_sizes(sizes, values), PASSAGES, MEGABYTES)


def over_sizes(sizes: Sequence[Mapping[str, Any]], values: Mapping[str, Callable]) -> Series:
    """The values over passages; sizes at which one was not measured are left out of its line."""
    series: dict[str, list[tuple[float, float]]] = {}
    for size in sizes:
        for label, value in values.items():
            try:
                found = value(size)
            except (KeyError, StopIteration, IndexError):
                continue
            series.setdefault(label, []).append((size["passages"], found))
    return series


def stages(sizes: Sequence[Mapping[str, Any]]) -> str:
    """Where the time of one question goes, p50 of each stage, and p95 of the whole."""
    names = ("encode", "search", "answer", "total")
    values = {f"{name} p50": lambda s, name=name: s["one_question_ms"][name]["p50"] for name in names}
    values["total p95"] = lambda s: s["one_question_ms"]["total"]["p95"]
    return lines(over_sizes(sizes, values), PASSAGES, MILLISECONDS)


def search_parts(sizes: Sequence[Mapping[str, Any]]) -> str:
    """Milliseconds of the parts of one search."""
    series: dict[str, list[tuple[float, float]]] = {}
    for size in sizes:
        for part in size["search"]:
            series.setdefault(part["search"], []).append((size["passages"], part["ms"]))
    return lines(series, PASSAGES, MILLISECONDS)


def by_users(sizes: Sequence[Mapping[str, Any]], value: Callable[[Mapping[str, Any]], float | None], y: str) -> str:
    """A line for each size over the number of users at once."""

    def paint(axes) -> None:
        for size in sizes:
            points = [(u["users"], value(u)) for u in size.get("users", ()) if value(u) is not None]
            if points:
                axes.plot(*zip(*points, strict=True), marker="o", label=f"{size['times']}×")
        asked = sorted({user["users"] for size in sizes for user in size.get("users", ())})
        axes.set(xlabel="用户 users", ylabel=y, xscale="log", yscale="log")
        axes.set_xticks(asked, map(str, asked))
        axes.xaxis.set_minor_locator(NullLocator())

    return draw(paint)


def flat_and_hnsw(ann: Mapping[str, Any], least_recall: float) -> str:
    """Milliseconds a query over rows, and the hand-over point."""
    points = ann["points"]
    chosen = [(point["rows"], s["ms"]) for point in points if (s := best_setting(point, least_recall))]
    every = [(p["rows"], p["flat_all_rows_ms"]) for p in points if p["flat_all_rows_ms"]]
    series = {
        "Flat, top 10": [(p["rows"], p["flat_ms"]) for p in points],
        f"HNSW, recall ≥ {least_recall}": chosen,
        "Flat, k = all rows": every,
    }
    return lines({label: found for label, found in series.items() if found}, "行 rows", MILLISECONDS)


def hnsw_cost(ann: Mapping[str, Any]) -> str:
    """Seconds to build and megabytes of HNSW beside Flat."""
    points = ann["points"]
    series = {
        "HNSW build, s": [(p["rows"], p["hnsw_build_s"]) for p in points],
        "Flat build, s": [(p["rows"], p["flat_build_s"]) for p in points],
        "HNSW, MB": [(p["rows"], p["hnsw_mb"]) for p in points],
        "Flat, MB": [(p["rows"], p["flat_mb"]) for p in points],
    }
    return lines({k: [(x, y) for x, y in v if y > 0] for k, v in series.items()}, "行 rows", "秒 s · MB")


def recall_curves(ann: Mapping[str, Any]) -> str:
    """Recall@10 over efSearch, a line for each number of rows."""

    def paint(axes) -> None:
        for point in ann["points"]:
            curve = [(s["ef"], s["recall"]) for s in point["hnsw"]]
            axes.plot(*zip(*curve, strict=True), marker="o", label=f"{point['rows']:,} 行 rows")
        axes.axhline(ann["hand_over"]["least_recall"], color="#444444", linewidth=1, linestyle="--")
        axes.set(xscale="log", xlabel="efSearch", ylabel="recall@10")

    return draw(paint)
