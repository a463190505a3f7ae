"""Renders baselines.json as a Markdown table in Chinese: a column a system, a row a figure."""
from collections.abc import Mapping
from typing import Any

from eval.baselines.figures import FIGURES, Row

SIGNIFICANT = 0.05  # p of the paired difference from this system below which a value is marked
MARK = "\\*"
NOTES = (
    f"{MARK} 与本系统之差显著（按章节配对翻转符号检验，p < {SIGNIFICANT}，未作多重比较校正）；"
    "章节少时，大的差别也可能不显著；区间见 baselines.json。",
    "只检索的做法没有阅读器：答案就是第一段全文，不读上文，只在什么也没搜到时才算拒答。",
    "test 是从未用来调参的三分之一题目；其余题目调过本系统，没有调过别的做法。",
    "“前 k 段含有的事实”是理想阅读器能答出的上限，“前 k 段的字数”是它要读的篇幅；这两项和答案字数只算可回答的题。")


def baselines_table(found: Mapping[str, Any]) -> str:
    """Return the table with its notes; – where there is nothing to judge."""
    systems = found["systems"]
    about = found["questions"]
    rows = [["指标", *(system["labels"][0] for system in systems.values())], ["---", *["---:"] * len(systems)]]
    rows += [[figure.labels[0], *(cell(figure, system) for system in systems.values())] for figure in FIGURES]
    rows += [["每题毫秒 p50", *(show(system["latency_ms"]["p50"]["value"], 1) for system in systems.values())],
             ["建索引秒数", *(show(system["build_s"], 1) for system in systems.values())],
             ["段落数", *(str(system["passages"]) for system in systems.values())]]
    counts = (f"{about['count']} 题，可回答 {about['answerable']} 题，带上文 {about['with_history']} 题，"
              f"出自 {about['sections']} 个章节")
    head = f"**{about['name']}**（{counts}）"
    return "\n".join([head, "", *(f"| {' | '.join(cells)} |" for cells in rows), "", *NOTES]) + "\n"


def cell(figure: Row, system: Mapping[str, Any]) -> str:
    value = system["figures"][figure.key]
    gap = value["difference"]
    mark = MARK if gap and gap["p"] < SIGNIFICANT else ""
    return show(value["value"], 3 if figure.is_rate else 0) + mark


def show(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"
