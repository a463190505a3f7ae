"""Defines every figure that is reported. Knows names and meanings, computes nothing."""
from dataclasses import dataclass
from typing import Literal

How = Literal["ratio", "sum", "p50", "p95"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: its place in results.json, the column of scores it sums up, and what it means."""
    key: str  # "retrieval.mrr@10": group and name in results.json
    column: str
    how: How
    better: Literal["higher", "lower"]
    label: str  # Chinese, for the report, like the meaning
    meaning: str
    is_rate: bool  # lies between 0 and 1

    @property
    def group(self) -> str:
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        return self.key.partition(".")[2]


def high_rate(key: str, column: str, label: str, meaning: str) -> Metric:
    return Metric(key, column, "ratio", "higher", label, meaning, is_rate=True)


def low_number(key: str, column: str, how: How, label: str, meaning: str) -> Metric:
    return Metric(key, column, how, "lower", label, meaning, is_rate=False)


def recall_at(k: int) -> Metric:
    return high_rate(f"retrieval.evidence_recall@{k}", f"evidence_recall@{k}", f"证据召回 @{k}",
                     f"前 {k} 个段落覆盖了多少证据片段（段落包含片段或被其包含），按可回答问题平均")


METRICS = (
    *(recall_at(k) for k in (1, 3, 5, 10)),
    high_rate("retrieval.mrr@10", "mrr@10", "MRR@10", "首个相关段落名次的倒数，只看前 10 名，按可回答问题平均"),
    high_rate("retrieval.ndcg@10", "ndcg@10", "nDCG@10", "前 10 名的归一化折损累计增益，按可回答问题平均"),
    high_rate("answers.fact_recall", "fact_recall", "事实召回", "必需事实有多少写在答案里，按可回答问题平均"),
    high_rate("answers.all_facts", "all_facts", "事实齐全", "必需事实都在答案里、又无错误内容的可回答问题占比"),
    low_number("answers.mean_sentences", "sentences", "ratio", "平均句数", "给出的答案平均几句，引导语也算"),
    low_number("answers.mean_chars", "chars", "ratio", "平均字数", "给出的答案平均多少字符，引用标记也算"),
    low_number("answers.median_chars", "chars", "p50", "字数中位数", "给出的答案字符数的中位数"),
    high_rate("citations.precision", "citation_precision", "引用准确率",
              "可回答问题的全部引用中，引文包含证据片段或被其包含的占比"),
    high_rate("citations.recall", "citation_recall", "引用召回率", "可回答问题的全部证据片段中，被某条引文覆盖的占比"),
    high_rate("citations.verbatim", "verbatim", "逐字一致", "全部引文中，与报告该处原文一字不差的占比"),
    Metric("figures.checked", "figures_checked", "sum", "higher", "核对的数字",
           "答案中逐一核对的数字个数", is_rate=False),
    low_number("figures.unsupported", "figures_unsupported", "sum", "无依据的数字",
               "所引原文及其出处、问题本身里都找不到的数字个数"),
    high_rate("refusal.precision", "refusal_precision", "拒答准确率", "拒答或只给相关段落的问题中，确实无法回答的占比"),
    high_rate("refusal.recall", "refusal_recall", "拒答召回率", "无法回答的问题中，拒答或只给相关段落的占比"),
    Metric("refusal.false_refusal", "false_refusal", "ratio", "lower", "误拒率",
           "可回答问题中，被拒答或只给相关段落的占比", is_rate=True),
    low_number("latency_ms.p50", "ms", "p50", "耗时 p50", "每个问题耗时的中位数，毫秒"),
    low_number("latency_ms.p95", "ms", "p95", "耗时 p95", "95% 的问题在此毫秒数内答完"),
)
RIGHT = high_rate("verdict.right", "right", "答对",  # of a question; stands in the reports, not in results.json
                  "可回答：给出答案且事实齐全；无法回答：拒答或只给相关段落")
COLUMNS = tuple(dict.fromkeys(metric.column for metric in (*METRICS, RIGHT)))
POOLED = ("citation_precision", "citation_recall", "verbatim")  # one question holds several observations of these
