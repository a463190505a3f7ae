"""The tables of the report: figures, groups, causes, refusals. Knows a judged run, draws nothing."""
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.definitions import METRICS, RIGHT, Metric, shown
from eval.labels import CAUSES, KINDS, LANGUAGES, STATUSES, Names, in_order
from eval.measures.score import REFUSALS
from eval.metrics import Estimate, estimates
from eval.page.rendering import Pair, in_both, named, reason_name
from eval.page.views import QuestionView
from eval.results import Result
from eval.sets.questions import split
from eval.stats.intervals import wilson
from eval.stats.risk import trivial_baselines
from eval.table import show

SLICED = ("retrieval.evidence_recall@1", "retrieval.evidence_recall@5", "retrieval.ndcg@10", "answers.fact_recall",
          "answers.all_facts", "citations.precision", "citations.recall", "refusal.precision", "refusal.recall",
          "refusal.false_refusal", "latency_ms.p50", "latency_ms.p95")  # a column each beside `right`
OF_BOTH_CLASSES = ("refusal.precision",)  # 0 or 1 by construction where all questions can be answered, or none
NO_ESTIMATE = Estimate(None, None, None, 0)
SPLITS: Names = {"dev": ("dev", "dev"), "test": ("test", "test")}
TRIVIAL = ("precision", "recall", "f1", "accuracy", "false_refusal")  # refusal figures that every system has


@dataclass(frozen=True, slots=True)
class Row:
    """A metric with what was found, and what the two systems that do not decide would get."""
    metric: Metric
    found: Estimate
    trivial: tuple[float | None, float | None] | None = None  # refuse all, answer all


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the questions with the figures over them alone."""
    name: Pair
    n: int
    found: list[Estimate]  # in the order of the columns


@dataclass(frozen=True, slots=True)
class Cell:
    """Right answers of a group, with Wilson's interval of their share."""
    right: int
    n: int

    @property
    def share(self) -> float:
        return self.right / self.n

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.n)


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice over the list of questions: a data attribute, and its values with name and number of questions."""
    name: str
    label: Pair
    options: list[tuple[str, Pair, int]]


def scorecard(result: Result) -> dict[str, list[Row]]:
    """The figures that have anything to judge and stand at the head under "headline", then all of them, by group."""
    baselines = trivial_baselines(result.questions)

    def row(metric: Metric) -> Row:
        trivial = (tuple(baselines[system][metric.name] for system in ("refuse_all", "answer_all"))
                   if metric.group == "refusal" and metric.name in TRIVIAL else None)
        return Row(metric, result.estimates[metric.key], trivial)

    groups: dict[str, list[Row]] = {"headline": [row(metric) for metric in at_the_head(result)]}
    for metric in (RIGHT, *METRICS):
        groups.setdefault(metric.group, []).append(row(metric))
    return groups


def at_the_head(result: Result) -> list[Metric]:
    """`right` and the headline metrics, as far as the run has anything to judge for them."""
    values = {key: found.value for key, found in result.estimates.items()}
    return [*([] if values[RIGHT.key] is None else [RIGHT]), *shown(values)]


def heat_map(views: Sequence[QuestionView]) -> dict[str, Any]:
    """Right answers by kind and language, each with its total; "" stands for all."""
    judged = [view for view in views if view.verdict != "unjudged"]
    languages = ["", *in_order((view.question.lang for view in judged), LANGUAGES)]
    kinds = [*in_order((view.question.kind for view in judged), KINDS), ""]
    asked: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for view in judged:
        for kind in ("", view.question.kind):
            for lang in ("", view.question.lang):
                asked[kind, lang] += 1
                right[kind, lang] += view.verdict == "right"
    return {"languages": languages, "rows": {kind: [
        (lang, Cell(right[kind, lang], asked[kind, lang]) if asked[kind, lang] else None) for lang in languages]
        for kind in kinds} if judged else {}}


def slices(result: Result) -> dict[str, Any]:
    """The main figures of all questions, then of each split, language and kind: metrics, and parts of groups.

    A part that knows one group only would repeat what stands above it, and is left out.
    """
    def tells(metric: Metric, rows: Sequence[int]) -> bool:
        return metric.key not in OF_BOTH_CLASSES or len({result.questions[row].answerable for row in rows}) > 1

    def group(name: Pair, rows: Sequence[int], found: Mapping[str, Estimate]) -> Group:
        return Group(name, len(rows), [found[metric.key] if tells(metric, rows) else NO_ESTIMATE for metric in metrics])

    every = range(len(result.questions))
    metrics = [metric for metric in at_the_head(result) if tells(metric, every)
               and (metric is RIGHT or metric.key in SLICED or metric.instead_of in SLICED)]
    parts: list[tuple[Pair | None, list[Group]]] = [(None, [group(in_both("all"), every, result.estimates)])]
    for part, label, names in (("split", lambda q: split(q.id), SPLITS), ("language", lambda q: q.lang, LANGUAGES),
                               ("kind", lambda q: q.kind, KINDS)):
        groups = result.groups(label)
        if len(groups) > 1:
            found = {name: estimates(result.table.rows(rows)) for name, rows in groups.items()}
            parts.append((in_both(part), [group(named(names, name), groups[name], found[name])
                                      for name in in_order(groups, names)]))
    return {"metrics": metrics, "parts": parts}


def causes(views: Sequence[QuestionView]) -> list[tuple[str, list[str]]]:
    """(cause, ids of its questions), the most frequent first."""
    ids: dict[str, list[str]] = {}
    for view in views:
        if view.cause:
            ids.setdefault(view.cause, []).append(view.question.id)
    return sorted(ids.items(), key=lambda item: -len(item[1]))


def refusals(result: Result) -> dict[str, Any]:
    """The four decisions, recall for each reason, and the trivial systems beside this one."""
    decisions = Counter((question.answerable, response["status"] in REFUSALS)
                        for question, response in zip(result.questions, result.responses, strict=True))
    ours = {name: result.estimates[f"refusal.{name}"].value for name in TRIVIAL}
    trivial = trivial_baselines(result.questions)
    reasons = [(reason_name(name), Cell(round(found["recall"] * found["questions"]), int(found["questions"])))
               for name, found in result.refusals_by_reason().items()]
    return {"decisions": decisions, "reasons": reasons, "metrics": [
        metric for name in TRIVIAL for metric in METRICS if metric.key == f"refusal.{name}"],
        "systems": [(in_both("this_system"), ours), (in_both("refuse_all"), trivial["refuse_all"]),
                    (in_both("answer_all"), trivial["answer_all"])]}


def filters(views: Sequence[QuestionView]) -> list[Filter]:
    """The choices that tell questions apart; one with a single value tells nothing and is left out."""
    verdicts: Names = {name: in_both(name) for name in ("wrong", "right", "unjudged")}
    wanted: list[tuple[str, Names, Callable[[QuestionView], str | None]]] = [
        ("verdict", verdicts, lambda view: view.verdict), ("cause", CAUSES, lambda view: view.cause),
        ("kind", KINDS, lambda view: view.question.kind), ("language", LANGUAGES, lambda view: view.question.lang),
        ("split", SPLITS, lambda view: view.split),
        ("status", STATUSES, lambda view: view.response["status"])]
    found = []
    for name, names, value_of in wanted:
        counts = Counter(value for view in views if (value := value_of(view)) is not None)
        if len(counts) > 1 or (name == "cause" and counts):
            found.append(Filter(name, in_both(name), [(value, named(names, value), counts[value])
                                                  for value in in_order(counts, names)]))
    return found


def show_interval(metric: Metric, found: Estimate) -> str:
    """The interval in brackets, as papers print it; "" where there is none."""
    return "" if found.low is None else f"[{show(metric, found.low)}, {show(metric, found.high)}]"
