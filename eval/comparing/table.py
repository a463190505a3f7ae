"""Renders two runs side by side as Markdown, in Chinese."""
from collections.abc import Iterator

from eval.comparing.changes import Change, Unsupported
from eval.comparing.compare import Comparison
from eval.comparing.conditions import CONDITIONS, conditions
from eval.comparing.verdict import show_change, verdict_line
from eval.definitions import METRICS, RIGHT
from eval.labels import CAUSES
from eval.table import show

SHA256 = 64  # characters; twelve tell two of them apart
LACKING = (("figures", "无依据的数字"), ("statements", "无依据的句子"), ("quotations", "与原文不符的引文"))


def comparison_text(comparison: Comparison) -> str:
    """The verdict, the conditions that differ, every metric, and the questions that changed with their causes."""
    parts = ([verdict_line(comparison)], condition_lines(comparison), metric_lines(comparison),
             question_lines(comparison))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def condition_lines(comparison: Comparison) -> Iterator[str]:
    runs = comparison.runs
    found = conditions(runs.a.manifest, runs.b.manifest)
    differing = {key: pair for key, pair in found.items() if pair[0] != pair[1]}
    if not differing:
        yield "两次运行的条件相同：问题集、索引、编码器、代码、设置"
    for key, (was, now) in differing.items():
        label = CONDITIONS[key][0]
        yield f"{label}{' ' * label[-1].isascii()}不同：{brief(was)} → {brief(now)}"
    if runs.rejudged:
        yield f"评判依据改过的题（{len(runs.rejudged)}）：{'、'.join(runs.rejudged)}；两次都按现在的问题集评判"


def brief(value: str) -> str:
    return value[:12] if len(value) == SHA256 else value


def metric_lines(comparison: Comparison) -> Iterator[str]:
    yield "| 指标 | 之前 | 现在 | 差 | 差的 95% 区间 | p |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for metric, found in zip((*METRICS, RIGHT), comparison.differences, strict=True):
        delta = "–" if found.a is None or found.b is None else show_change(metric, found.b - found.a)
        interval = ("–" if found.low is None or found.high is None else
                    f"{show_change(metric, found.low)} … {show_change(metric, found.high)}")
        p = "–" if found.p is None else f"{found.p:.4f}"
        cells = (metric.label, show(metric, found.a), show(metric, found.b), delta, interval, p)
        yield f"| {' | '.join(cells)} |"


def question_lines(comparison: Comparison) -> Iterator[str]:
    regressed, fixed, unsupported = (set(ids) for ids in (
        comparison.regressed, comparison.fixed, comparison.unsupported))
    lists = (("退步", [with_cause(each, each.now) for each in comparison.changes if each.id in regressed]),
             ("改好", [with_cause(each, each.was, "原先") for each in comparison.changes if each.id in fixed]),
             ("只在之前", comparison.runs.only_a), ("只在现在", comparison.runs.only_b))
    yield from (f"{label}（{len(names)}）：{'、'.join(names) or '无'}" for label, names in lists)
    yield f"对错不变：{len(comparison.same)} 题"
    yield f"新出现无依据的内容（{len(unsupported)}）：{'' if unsupported else '无'}"
    yield from (f"- {each.id}：{lacking(each.unsupported)}" for each in comparison.changes if each.unsupported)


def with_cause(change: Change, cause: str | None, when: str = "") -> str:
    return f"{change.id}（{when}{CAUSES.get(cause, (cause,))[0]}）" if cause else change.id


def lacking(found: Unsupported) -> str:
    return "；".join(f"{label} {' · '.join(texts)}" for name, label in LACKING if (texts := getattr(found, name)))
