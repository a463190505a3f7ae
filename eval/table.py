"""Renders a judged run as the Markdown table of the README."""
from eval.definitions import Metric, shown
from eval.labels import LANGUAGES, in_order
from eval.metrics import value_of
from eval.results import Result


def results_table(result: Result) -> str:
    """One row a metric at the head: label, value, 95 % interval, then the value for each language that was asked."""
    groups = result.groups(lambda question: question.lang)
    languages = in_order(groups, LANGUAGES)
    head = ["指标", f"全部（{len(result.questions)} 题）", "95% 区间",
            *(f"{LANGUAGES.get(lang, (lang,))[0]}（{len(groups[lang])}）" for lang in languages)]
    lines = [head, ["---", *["---:"] * (len(head) - 1)]]
    for metric in shown({key: found.value for key, found in result.estimates.items()}):
        estimate = result.estimates[metric.key]
        lines.append([metric.label, show(metric, estimate.value), show_interval(metric, estimate.low, estimate.high),
                      *(show(metric, value_of(metric, result.table.rows(groups[lang]))) for lang in languages)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def show(metric: Metric, value: float | None) -> str:
    """Format a figure: rates with three decimals, sums whole, lengths and times with one; – when there is none."""
    if value is None:
        return "–"
    return f"{value:.3f}" if metric.is_rate else str(value) if metric.how == "sum" else f"{value:.1f}"


def show_interval(metric: Metric, low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{show(metric, low)}–{show(metric, high)}"
