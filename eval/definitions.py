"""Every figure that is reported, as metrics.toml defines it. Knows names and meanings, computes nothing."""
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eval.measures.ranking import CUTOFFS

How = Literal["ratio", "sum", "p50", "p95"]
SOURCE = Path(__file__).with_name("metrics.toml")


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: its place in metrics.json, the column of scores it sums up, and what it means."""
    key: str  # "retrieval.mrr@10": group and name in metrics.json
    column: str
    how: How
    better: Literal["higher", "lower"]
    labels: tuple[str, str]  # Chinese, English
    meanings: tuple[str, str]
    is_rate: bool  # lies between 0 and 1
    headline: bool
    pooled: bool  # one question holds several observations
    instead_of: str | None  # the headline metric for which it stands where that has nothing to judge

    @property
    def group(self) -> str:
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        return self.key.partition(".")[2]

    @property
    def label(self) -> str:
        return self.labels[0]


def read_metrics(rows: list[Mapping[str, Any]]) -> Iterator[Metric]:
    for row in rows:
        for k in CUTOFFS if "{k}" in row["key"] else (0,):
            def at(text: str, k: int = k) -> str:
                return text.replace("{k}", str(k))

            key = at(row["key"])
            yield Metric(key, at(row.get("column", key.partition(".")[2])), row.get("how", "ratio"),
                         row.get("better", "higher"), (at(row["label"][0]), at(row["label"][1])),
                         (at(row["meaning"][0]), at(row["meaning"][1])),
                         row.get("rate", True), row.get("headline", False), row.get("pooled", False),
                         at(row["instead_of"]) if "instead_of" in row else None)


*METRIC_LIST, RIGHT = read_metrics(tomllib.loads(SOURCE.read_text("utf-8"))["metric"])  # of a question, it comes last
METRICS = tuple(METRIC_LIST)
GROUPS_WHEN_JUDGED = ("reading",)  # at the head of a run whose set has something to judge them by
COLUMNS = tuple(dict.fromkeys(metric.column for metric in (*METRICS, RIGHT)))
POOLED = tuple(dict.fromkeys(metric.column for metric in METRICS if metric.pooled))


def shown(values: Mapping[str, float | None]) -> list[Metric]:
    """The metrics at the head of a run with these values: the headline ones that were judged, and those that stand in.

    A set that judges documents has no evidence recall, and shows hit and recall of documents instead.
    """
    return [metric for metric in METRICS if values.get(metric.key) is not None and (
        metric.headline or metric.group in GROUPS_WHEN_JUDGED
        or (metric.instead_of is not None and values.get(metric.instead_of) is None))]
