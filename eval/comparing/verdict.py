"""Says whether a run is better than another: by its right answers, and only where chance does not explain it."""
from typing import Literal

from eval.comparing.compare import Comparison, Difference
from eval.definitions import RIGHT, Metric
from eval.table import show

Judgement = Literal["better", "worse", "unclear", "same", "no_interval"]
ALPHA = 0.05
WORDS = {"better": "变好", "worse": "变差", "unclear": "分不清好坏", "same": "没有变化", "no_interval": "无从检验"}
IN_ENGLISH = {"better": "better", "worse": "worse", "unclear": "too close to tell", "same": "no change",
              "no_interval": "cannot be tested"}


def judge_difference(metric: Metric, found: Difference) -> Judgement:
    """Better or worse only where the interval leaves out 0 and p is small; the same where nothing differs."""
    if found.a is None or found.b is None:
        return "no_interval"
    if found.a == found.b and not found.low and not found.high:
        return "same"
    if found.low is None or found.high is None or found.p is None:
        return "no_interval"
    if found.low <= 0 <= found.high or found.p >= ALPHA:
        return "unclear"
    return "better" if (found.b > found.a) == (metric.better == "higher") else "worse"


def verdict_line(comparison: Comparison) -> str:
    """The verdict in one line: better or worse, right before and now, and how many questions changed."""
    found = comparison.differences[-1]  # of RIGHT
    parts = [f"退步 {len(comparison.regressed)} 题，改好 {len(comparison.fixed)} 题"]
    if comparison.unsupported:
        parts.append(f"{len(comparison.unsupported)} 题新出现无依据的内容")
    if found.a is None or found.b is None:
        return f"结论：题目没有写明答案，不计对错；{'；'.join(parts)}"
    change = f"答对 {show(RIGHT, found.a)} → {show(RIGHT, found.b)}（{show_change(RIGHT, found.b - found.a)}"
    if found.low is not None and found.high is not None:
        change += f"，95% 区间 {show_change(RIGHT, found.low)} … {show_change(RIGHT, found.high)}，p = {found.p:.4f}"
    return f"结论：{WORDS[judge_difference(RIGHT, found)]}。{change}）；{'；'.join(parts)}"


def verdict_in_english(comparison: Comparison) -> str:
    """The same line for who reads English."""
    found = comparison.differences[-1]  # of RIGHT
    parts = [f"questions lost: {len(comparison.regressed)}, won: {len(comparison.fixed)}"]
    if comparison.unsupported:
        parts.append(f"answers that newly say something without support: {len(comparison.unsupported)}")
    if found.a is None or found.b is None:
        return f"Verdict: the questions name no answers, so none is judged; {'; '.join(parts)}"
    change = f"Right {show(RIGHT, found.a)} → {show(RIGHT, found.b)} ({show_change(RIGHT, found.b - found.a)}"
    if found.low is not None and found.high is not None:
        interval = f"{show_change(RIGHT, found.low)} … {show_change(RIGHT, found.high)}"
        change += f", 95% interval {interval}, p = {found.p:.4f}"
    return f"Verdict: {IN_ENGLISH[judge_difference(RIGHT, found)]}. {change}); {'; '.join(parts)}"


def show_change(metric: Metric, change: float) -> str:
    """Format a difference with its sign, as exact as the figure itself.

    >>> from eval.definitions import METRICS
    >>> show_change(RIGHT, -0.05), [show_change(metric, 2) for metric in METRICS if metric.key == "figures.checked"]
    ('-0.050', ['+2'])
    """
    return f"{change:+.3f}" if metric.is_rate else f"{change:+.0f}" if metric.how == "sum" else f"{change:+.1f}"
