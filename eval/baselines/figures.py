"""The figures by which systems are set side by side, with intervals and paired differences. Knows judged runs only."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.labels import LANGUAGES
from eval.measures.answers import facts_found
from eval.record import Response
from eval.results import Result
from eval.sets.questions import Question, split
from eval.stats.intervals import Array, percentile_interval, resampled_ratios, sign_flip_p, use_wilson, wilson

READ = (1, 3, 5)  # passages that a reader behind a search would get
Column = tuple[Array, Array]  # numerators and denominators, one a question


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the comparison: a mean over questions."""
    key: str
    labels: tuple[str, str]  # Chinese, English
    is_rate: bool = True


FIGURES = (
    *(Row(f"evidence_recall@{k}", (f"证据召回 @{k}", f"Evidence recall @{k}")) for k in (1, 5, 10)),
    *(Row(f"evidence_recall@1 {lang}", (f"证据召回 @1 · {names[0]}", f"Evidence recall @1, {names[1]}"))
      for lang, names in LANGUAGES.items()),
    Row("evidence_recall@1 test", ("证据召回 @1 · test", "Evidence recall @1, test")),  # never tuned on
    Row("hit@1", ("命中 @1", "Hit @1")),
    Row("mrr@10", ("MRR@10", "MRR@10")),
    Row("ndcg@10", ("nDCG@10", "nDCG@10")),
    *(Row(f"facts@{k}", (f"前 {k} 段含有的事实", f"Facts in the first {k} passages")) for k in READ),
    *(Row(f"chars@{k}", (f"前 {k} 段的字数", f"Characters of the first {k} passages"), is_rate=False) for k in READ),
    Row("all_facts", ("答案事实齐全", "All facts in the answer")),
    Row("all_facts test", ("答案事实齐全 · test", "All facts in the answer, test")),
    Row("chars", ("答案平均字数", "Mean characters of an answer"), is_rate=False),
    Row("refusal_recall", ("拒答召回率", "Refusal recall")),
    Row("false_refusal", ("误拒率", "False refusals")),
)


def columns(result: Result) -> dict[str, Column]:
    """Return the scores of every question by figure; a denominator of 0 says that there is nothing to judge."""
    answerable = [question.answerable for question in result.questions]
    recall = result.table.column("evidence_recall@1")
    slices = {f"evidence_recall@1 {lang}": masked(recall, [q.lang == lang for q in result.questions])
              for lang in LANGUAGES}
    unseen = [split(question.id) == "test" for question in result.questions]
    slices |= {f"{name} test": masked(result.table.column(name), unseen) for name in ("evidence_recall@1", "all_facts")}
    by_depth = {f"{name}@{k}": per_question(result, depth(measure, k))
                for name, measure in (("facts", facts_read), ("chars", characters_read)) for k in READ}
    found = {**slices, **by_depth, "chars": masked(result.table.column("chars"), answerable)}
    return {figure.key: found[figure.key] if figure.key in found else result.table.column(figure.key)
            for figure in FIGURES}


def depth(
    measure: Callable[[Question, Response, int], tuple[float, float]], k: int
) -> Callable[[Question, Response], tuple[float, float]]:
    return lambda question, response: measure(question, response, k)


def masked(column: Column, keep: Sequence[bool]) -> Column:
    kept = np.asarray(keep, dtype=np.float64)
    return column[0] * kept, column[1] * kept


def per_question(result: Result, measure: Callable[[Question, Response], tuple[float, float]]) -> Column:
    pairs = [measure(question, response) for question, response in zip(result.questions, result.responses, strict=True)]
    tops, bottoms = np.array(pairs, dtype=np.float64).reshape(-1, 2).T
    return tops, bottoms


def facts_read(question: Question, response: Response, k: int) -> tuple[float, float]:
    """Share of the required facts that stand in the first `k` passages together: what a perfect reader could answer."""
    if not question.answerable or not question.answers:
        return 0.0, 0.0
    found = facts_found(question, "\n".join(passage["text"] for passage in response["passages"][:k]))
    return sum(found) / len(found), 1.0


def characters_read(question: Question, response: Response, k: int) -> tuple[float, float]:
    """Characters of the first `k` passages: what a reader has to be given for it."""
    if not question.answerable:
        return 0.0, 0.0
    return float(sum(len(passage["text"]) for passage in response["passages"][:k])), 1.0


def compared(result: Result, reference: Result) -> dict[str, dict[str, Any]]:
    """Return {figure: value, n, 95 % interval, and the paired difference from the reference}, questions in one order.

    Clusters are resampled as for a run. `difference` is value minus that of the reference, with interval and sign-flip
    p; null for the reference itself, or where there is nothing to judge.
    """
    mine, theirs = columns(result), columns(reference)
    clusters = result.table.clusters
    stacked = [np.column_stack([own[name][part] for own in (mine, theirs) for name in mine]) for part in (0, 1)]
    samples = resampled_ratios(stacked[0], stacked[1], clusters)
    table: dict[str, dict[str, Any]] = {}
    for place, figure in enumerate(FIGURES):
        own, other = mine[figure.key], theirs[figure.key]
        differing = samples[:, place] - samples[:, place + len(FIGURES)]
        table[figure.key] = {**estimate(figure, own, samples[:, place]), "difference": None if result is reference else
                             difference(own, other, percentile_interval(differing), clusters)}
    return table


def estimate(figure: Row, column: Column, samples: Array) -> dict[str, Any]:
    hits, n = float(column[0].sum()), float(column[1].sum())
    if not n:
        return {"value": None, "low": None, "high": None, "n": 0}
    interval = wilson(hits, n) if figure.is_rate and use_wilson(hits, n) else percentile_interval(samples)
    low, high = interval or (None, None)
    return {"value": hits / n, "low": low, "high": high, "n": int(n)}


def difference(own: Column, other: Column, interval: tuple[float, float] | None,
               clusters: NDArray[np.int64]) -> dict[str, float] | None:
    if interval is None or not own[1].sum() or not other[1].sum():
        return None
    value = own[0].sum() / own[1].sum() - other[0].sum() / other[1].sum()
    return {"value": float(value), "low": interval[0], "high": interval[1], "p": sign_flip_p(other, own, clusters)}
