"""The plots of the report, each with a legend, a sentence and a table that tell the same. Knows a judged run."""
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from eval.measures.ranking import CUTOFFS, NOWHERE
from eval.page import charts
from eval.page.charts import MAIN, QUIET, SECOND, Error, draw
from eval.page.curves import (
    DEPTH,
    QUANTILES,
    Recall,
    answer_lengths,
    latencies,
    quantiles,
    ranks,
    recall_curve,
    thin,
)
from eval.page.rendering import Pair, attribute, in_both
from eval.results import Result
from eval.stats.calibration import calibration_error, reliability_bins, stated_confidences
from eval.stats.risk import refusal_curve, risk_coverage

PLAIN = ("", "")  # heads of columns that need no word


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with all that says it in words."""
    name: str
    title: Pair
    summary: Pair  # also what a screen reader says
    svg: Markup
    legend: list[tuple[str, Pair]]  # (class of the swatch, meaning)
    columns: list[Pair]
    rows: list[list[str]]


def make_plot(name: str, paint, summary: Pair, legend: list[tuple[str, Pair]], columns: list[Pair],
              rows: list[list[str]]) -> Plot:
    title, axes = in_both(f"{name}_title"), in_both(f"{name}_axes")
    said = (f"{summary[0]}{axes[0]}", f"{summary[1]} {axes[1]}")
    return Plot(name, title, said, draw(name, paint, attribute((f"{title[0]}。{said[0]}", f"{title[1]}. {said[1]}"),
                                                               "aria-label")), legend, columns, rows)


def plots(result: Result) -> list[Plot]:
    """All plots that the run has numbers for."""
    drawn = (recall_plot(result), rank_plot(result), length_plot(result), latency_plot(result),
             reliability_plot(result), refusal_plot(result), risk_plot(result))
    return [plot for plot in drawn if plot]


def recall_plot(result: Result) -> Plot | None:
    found = recall_curve(result)
    if not found or not result.qrels:
        return None

    def known(name: str) -> list[Error]:
        estimates = [(k, result.estimates[f"retrieval.{name}@{k}"]) for k in CUTOFFS]
        return [(k, e.value, e.low, e.high) for k, e in estimates
                if e.value is not None and e.low is not None and e.high is not None]

    name, label = (("evidence_recall", in_both("evidence_recall")) if result.record.judgements is None else
                   ("recall", in_both("document_recall")))
    curves = [([(one.k, value(one)) for one in found], known(name), colour) for name, value, colour in (
        ("hit", lambda one: one.hit, SECOND), (name, lambda one: one.evidence, MAIN))]
    return make_plot("recall", charts.recall(curves), recall_summary(found),
                     [("main", label), ("second dashed", in_both("hit"))],
                     [("k", "k"), label, in_both("hit")],
                     [[str(one.k), rate(one.evidence), rate(one.hit)] for one in found])


def recall_summary(found: Sequence[Recall]) -> Pair:
    return in_both("recall_summary", first=rate(found[0].evidence), last=rate(found[-1].evidence), k=found[-1].k)


def rank_plot(result: Result) -> Plot | None:
    """First relevant ranks; questions whose evidence no passage holds count as missed."""
    rank_of = ranks(result)
    first: dict[str, int] = {}
    for qrel in result.qrels:
        if qrel.relevance > 0:
            rank = rank_of.get((qrel.query_id, qrel.doc_id), DEPTH + 1) if qrel.doc_id != NOWHERE else DEPTH + 1
            first[qrel.query_id] = min(rank, first.get(qrel.query_id, DEPTH + 1))
    if not first:
        return None
    values = [sum(rank == k for rank in first.values()) for k in range(1, DEPTH + 2)]
    labels = [*map(str, range(1, DEPTH + 1)), f">{DEPTH}"]
    return make_plot("ranks", charts.counts(labels, values, quiet=1),
                     in_both("ranks_summary", first=values[0], n=len(first), missed=values[-1]), [],
                     [in_both("rank"), in_both("questions")],
                     [[a, str(b)] for a, b in zip(labels, values, strict=True)])


def length_plot(result: Result) -> Plot | None:
    values = answer_lengths(result)
    if not values:
        return None
    found = quantiles(values)
    median, p95 = found[QUANTILES.index(50)], found[QUANTILES.index(95)]
    return make_plot("length", charts.histogram(values, (median, p95)),
                     in_both("length_summary", n=len(values), median=f"{median:.0f}", p95=f"{p95:.0f}"),
                     [("main block", in_both("answers")), ("second dashed", in_both("median")),
                      ("second dotted", ("p95", "p95"))],
                     quantile_heads(), [[f"{value:.0f}" for value in found]])


def latency_plot(result: Result) -> Plot | None:
    wall, cpu = latencies(result)
    if not wall:
        return None
    found, busy = quantiles(wall), quantiles(cpu)
    p50, p95 = found[QUANTILES.index(50)], found[QUANTILES.index(95)]
    return make_plot("latency", charts.distribution(((wall, MAIN), (cpu, QUIET)), (p50, p95)),
                     in_both("latency_summary", n=len(wall), p50=f"{p50:.0f}", p95=f"{p95:.0f}",
                         cached=len(result.questions) - len(wall)),
                     [("main", in_both("wall")), ("quiet dashed", in_both("cpu")), ("second dashed", ("p50", "p50")),
                      ("second dotted", ("p95", "p95"))],
                     [PLAIN, *quantile_heads()],
                     [[name, *(f"{value:.0f}" for value in values)]
                      for name, values in (("wall", found), ("CPU", busy))])


def quantile_heads() -> list[Pair]:
    return [*((f"p{percent}", f"p{percent}") for percent in QUANTILES), in_both("greatest")]


def reliability_plot(result: Result) -> Plot | None:
    stated = stated_confidences(result.questions, result.responses)
    if not stated:
        return None
    bins = reliability_bins(stated)
    return make_plot("reliability", charts.reliability(bins),
                     in_both("reliability_summary", n=len(stated), error=rate(calibration_error(bins))),
                     [("main", in_both("observed")), ("quiet dotted", in_both("calibrated"))],
                     [in_both("confidence"), in_both("can_be_answered"), ("n", "n")],
                     [[rate(confidence), rate(share), str(n)] for confidence, share, n in bins])


def refusal_plot(result: Result) -> Plot | None:
    found = refusal_curve(result.questions, result.responses, result.table.clusters)
    if not found["points"]:
        return None
    precision, recall = (result.estimates[f"refusal.{name}"].value for name in ("precision", "recall"))
    here = None if precision is None or recall is None else (recall, precision)
    share = sum(not question.answerable for question in result.questions) / len(result.questions)
    return make_plot("refusal", charts.curve(found["points"], here, share, steps=True),
                     in_both("refusal_summary", area=rate(found["average_precision"]), precision=rate(precision),
                         recall=rate(recall), share=rate(share)),
                     [("main", in_both("by_confidence")), ("second diamond", in_both("this_system")),
                      ("quiet dotted", in_both("refuse_all"))],
                     [in_both("refusal_recall"), in_both("refusal_precision")],
                     [[rate(r), rate(p)] for r, p in thin(found["points"])])


def risk_plot(result: Result) -> Plot | None:
    found = risk_coverage(result.responses, result.right, result.table.clusters)
    points = found["points"]
    if not points:
        return None
    last = points[-1]
    return make_plot("risk", charts.curve([(p["coverage"], p["risk"]) for p in points],
                                          (last["coverage"], last["risk"]), last["risk"]),
                     in_both("risk_summary", area=rate(found["area"]), coverage=rate(last["coverage"]),
                         risk=rate(last["risk"])),
                     [("main", in_both("by_confidence")), ("second diamond", in_both("this_system")),
                      ("quiet dotted", in_both("any_order"))],
                     [in_both("confidence"), in_both("coverage"), in_both("risk")],
                     [[rate(p["confidence"]), rate(p["coverage"]), rate(p["risk"])] for p in thin(points)])


def rate(value: float | None) -> str:
    """Three decimals, as in the tables; – where there is none."""
    return "–" if value is None else f"{value:.3f}"
