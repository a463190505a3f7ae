"""Shows judged scores beside those that need no judge, as Markdown in Chinese."""
from collections.abc import Mapping
from typing import Any

from eval.definitions import METRICS
from eval.results import Result
from eval.table import show, show_interval

LABELS = {"faithfulness": "忠实度（模型评判）", "answer_relevance": "答案相关度（模型评判）"}
BESIDE = ("citations.recall", "citations.verbatim", "figures.faithfulness", "answers.all_facts")
WARNING = ("注意：评判模型或提示词不同，分数就不可比；同一模型两次评判也可能不同。“未评”是模型没有给出可用的判断，"
           "不计入均值；“最坏”是把未评都算 0 分。"
           "相关度要与对照比：两道不相干的题也有这么相似。门槛请只设在不需要模型的指标上。")


def llm_table(found: Mapping[str, Any], result: Result) -> str:
    """The two judged metrics with the counts of every status, then the deterministic ones on the same answers."""
    rows = [["指标", "值", "95% 区间", "已评", "未评", "最坏", "无陈述", "未作答"], ["---", *["---:"] * 7]]
    for name, label in LABELS.items():
        mean, counts = found[name], found[name]["statuses"]
        rows.append([label, number(mean["value"]), interval(mean), str(counts["judged"]), str(counts["unjudged"]),
                     number(mean["worst_case"]), str(counts["no_statements"]), str(counts["not_answered"])])
    rows.append(["对照：别的题目的相似度", number(found["chance_relevance"]), *["–"] * 6])
    for metric in METRICS:
        if metric.key in BESIDE:
            estimate = result.estimates[metric.key]
            rows.append([metric.label, show(metric, estimate.value), show_interval(metric, estimate.low, estimate.high),
                         str(estimate.n), "–", "–", "–", "–"])
    judge = f"评判模型 `{found['model']}` · 提示词 `{found['prompts']}`"
    return "\n".join([judge, "", *(f"| {' | '.join(cells)} |" for cells in rows), "", WARNING]) + "\n"


def number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def interval(mean: Mapping[str, Any]) -> str:
    return "–" if mean["low"] is None else f"{mean['low']:.3f}–{mean['high']:.3f}"
