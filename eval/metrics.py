"""Defines every figure that is reported, and sums scores into it. Knows columns of scores, nothing of questions."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from eval.intervals import Array, percentile_interval, resampled_ratios, use_wilson, wilson
from eval.scores import Score


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: where it stands in results.json, how it comes from the per-question scores, what it means."""
    group: str
    name: str
    column: str
    how: Literal["ratio", "sum", "p50", "p95"]
    better: Literal["higher", "lower"]
    label: str  # Chinese, for the report
    meaning: str
    is_rate: bool = True  # between 0 and 1

    @property
    def key(self) -> str:
        return f"{self.group}.{self.name}"


METRICS = (
    *(Metric("retrieval", f"evidence_recall@{k}", f"evidence_recall@{k}", "ratio", "higher", f"证据召回 @{k}",
             f"可回答问题的证据片段有多少被前 {k} 个段落覆盖（段落包含片段或被其包含），按问题平均") for k in (1, 3, 5, 10)),
    Metric("retrieval", "mrr@10", "mrr@10", "ratio", "higher", "MRR@10", "首个相关段落名次的倒数，前 10 名，ir_measures 计算"),
    Metric("retrieval", "ndcg@10", "ndcg@10", "ratio", "higher", "nDCG@10", "前 10 名的折损累计增益，ir_measures 计算"),
    Metric("answers", "fact_recall", "fact_recall", "ratio", "higher", "事实召回", "必需事实有多少写在答案里，按可回答问题平均"),
    Metric("answers", "all_facts", "all_facts", "ratio", "higher", "事实齐全", "全部必需事实都在答案里、且没有错误内容的可回答问题占比"),
    Metric("answers", "mean_sentences", "sentences", "ratio", "lower", "平均句数", "给出的答案平均有几句，引导语也算", False),
    Metric("answers", "mean_chars", "chars", "ratio", "lower", "平均字数", "给出的答案平均有多少字符，引用标记也算", False),
    Metric("answers", "median_chars", "chars", "p50", "lower", "字数中位数", "给出的答案字符数的中位数", False),
    Metric("citations", "precision", "citation_precision", "ratio", "higher", "引用准确率",
           "可回答问题的引用中，引文包含证据片段或被其包含的占比"),
    Metric("citations", "recall", "citation_recall", "ratio", "higher", "引用召回率", "可回答问题的证据片段中，被某条引文覆盖的占比"),
    Metric("citations", "verbatim", "verbatim", "ratio", "higher", "逐字一致", "全部引文中，与报告该处原文一字不差的占比"),
    Metric("figures", "checked", "figures_checked", "sum", "higher", "核对的数字", "答案中逐一核对的数字个数", False),
    Metric("figures", "unsupported", "figures_unsupported", "sum", "lower", "无依据的数字",
           "所引原文（及其出处、问题本身）里找不到的数字个数", False),
    Metric("refusal", "precision", "refusal_precision", "ratio", "higher", "拒答准确率", "拒答或只给相关段落的问题中，确实无法回答的占比"),
    Metric("refusal", "recall", "refusal_recall", "ratio", "higher", "拒答召回率", "无法回答的问题中，拒答或只给相关段落的占比"),
    Metric("refusal", "false_refusal", "false_refusal", "ratio", "lower", "误拒率", "可回答问题中，被拒答或只给相关段落的占比"),
    Metric("latency_ms", "p50", "ms", "p50", "lower", "耗时 p50", "每个问题耗时的中位数，毫秒", False),
    Metric("latency_ms", "p95", "ms", "p95", "lower", "耗时 p95", "95% 的问题在此毫秒数内答完", False),
)
RIGHT = Metric("answers", "right", "right", "ratio", "higher", "答对",
               "可回答：给出答案且事实齐全；不可回答：拒答或只给相关段落")  # the verdict of a question; not in results.json
COLUMNS = tuple(dict.fromkeys(metric.column for metric in (*METRICS, RIGHT)))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval and the number of observations behind it."""
    value: float | None  # None when there is nothing to judge
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Scores of many questions: two arrays (questions × COLUMNS) and the cluster of each question."""
    numerators: Array
    denominators: Array
    clusters: NDArray[np.int64]

    def column(self, name: str) -> tuple[Array, Array]:
        place = COLUMNS.index(name)
        return self.numerators[:, place], self.denominators[:, place]

    def rows(self, keep: Sequence[int]) -> "ScoreTable":
        """Return the table of the given questions only."""
        kept = np.asarray(keep, dtype=np.int64)
        return ScoreTable(self.numerators[kept], self.denominators[kept], self.clusters[kept])


def score_table(scores: Sequence[Mapping[str, Score]], clusters: Sequence[str]) -> ScoreTable:
    """Stack the scores of each question; clusters are numbered in order of appearance."""
    pairs = np.array([[row[name] for name in COLUMNS] for row in scores], dtype=np.float64)
    pairs = pairs.reshape(len(scores), len(COLUMNS), 2)
    number = {cluster: place for place, cluster in enumerate(dict.fromkeys(clusters))}
    return ScoreTable(pairs[..., 0], pairs[..., 1], np.array([number[c] for c in clusters], dtype=np.int64))


def value_of(metric: Metric, table: ScoreTable) -> float | None:
    """Compute one figure over all rows of the table; None when no row has anything to judge."""
    tops, bottoms = table.column(metric.column)
    if metric.how == "sum":
        return int(tops.sum())
    if not bottoms.sum():
        return None
    if metric.how == "ratio":
        return float(tops.sum() / bottoms.sum())
    return float(np.percentile(tops[bottoms > 0], {"p50": 50, "p95": 95}[metric.how]))


def summarise(table: ScoreTable) -> dict[str, Any]:
    """Return all figures in the nested shape of results.json, with the number of questions."""
    summary: dict[str, Any] = {"questions": len(table.clusters)}
    for metric in METRICS:
        summary.setdefault(metric.group, {})[metric.name] = value_of(metric, table)
    return summary


def estimates(table: ScoreTable) -> dict[str, Estimate]:
    """Return {metric key: Estimate}. Ratios get an interval: clustered percentile bootstrap, or Wilson's for rates
    with few observations or of exactly 0 or 1. Sums and percentiles get none."""
    samples = resampled_ratios(table.numerators, table.denominators, table.clusters)
    return {metric.key: estimate(metric, table, samples) for metric in (*METRICS, RIGHT)}


def estimate(metric: Metric, table: ScoreTable, samples: Array) -> Estimate:
    value = value_of(metric, table)
    tops, bottoms = table.column(metric.column)
    observations = int(bottoms.sum())
    if metric.how != "ratio" or value is None:
        return Estimate(value, None, None, observations)
    hits = float(tops.sum())
    interval = wilson(hits, observations) if metric.is_rate and use_wilson(hits, observations) else \
        percentile_interval(samples[:, COLUMNS.index(metric.column)])
    low, high = interval or (None, None)
    return Estimate(value, low, high, observations)
