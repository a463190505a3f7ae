"""Holds a judged run and writes what follows from its record. Knows files, computes nothing of its own.

    run.trec        passages found, best first          qrels.trec            passages that hold evidence
    metrics.json    every figure, n and interval        qrels.evidence.trec   the same for each snippet
    junit.xml       a test case a question, for CI      per_question.csv      the scores behind the figures
"""
import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ir_measures import Qrel, ScoredDoc

from corpus.spreadsheets import harmless
from eval.definitions import COLUMNS, POOLED, RIGHT
from eval.junit import write_junit
from eval.lines import write_lines
from eval.measures.costs import costs
from eval.measures.diagnosis import Cause, diagnose
from eval.measures.ranking import NOWHERE, passage_qrels
from eval.metrics import Estimate, ScoreTable, estimate_of, summarise
from eval.record import Record, Response, qrel_line
from eval.sets.questions import Question, split
from eval.stats.calibration import calibration
from eval.stats.risk import refusal_curve, risk_coverage, trivial_baselines

ABOUT = ("id", "lang", "kind", "split", "answerable", "cluster", "status", "cause")  # in per_question.csv before scores
RUN_NAME = "baipishu"  # last field of a line of run.trec


@dataclass(frozen=True, slots=True)
class Result:
    """A record and what was made of it; all sequences run in the order of its questions."""
    record: Record
    qrels: tuple[Qrel, ...]  # `iteration` numbers the snippet
    run: tuple[ScoredDoc, ...]
    table: ScoreTable
    estimates: Mapping[str, Estimate]  # by metric key, over all questions

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.record.questions

    @property
    def responses(self) -> tuple[Response, ...]:
        return self.record.responses

    @property
    def right(self) -> list[bool | None]:
        """The verdict of each question; None when it names no fact that would tell."""
        return [bool(top) if below else None for top, below in zip(*self.table.column(RIGHT.column), strict=True)]

    def causes(self) -> list[Cause | None]:
        """What went wrong with each question first; None for one that is right, or names no fact that would tell."""
        texts = {passage.passage_id: passage for passage in self.record.passages}
        return [diagnose(question, response, texts, self.record.titles)
                for question, response in zip(self.questions, self.responses, strict=True)]

    def summary(self) -> dict[str, Any]:
        """Return the object of metrics.json, which is that of `eval run --json`."""
        right = self.estimates[RIGHT.key]
        return {**summarise(self.table, self.estimates),
                "right": {"value": right.value, "n": right.n, "interval": [right.low, right.high]},
                "by_language": self.sliced(lambda question: question.lang),
                "by_kind": self.sliced(lambda question: question.kind),
                "by_split": self.sliced(lambda question: split(question.id)),
                "by_reason": self.refusals_by_reason(),
                "trivial": trivial_baselines(self.questions),
                "risk_coverage": risk_coverage(self.responses, self.right, self.table.clusters),
                "refusal_curve": self.refusal_area(),
                "calibration": calibration(self.questions, self.responses),
                "without_relevant_passage": self.unreachable(),
                **({"writer": spent} if (spent := costs(self.responses)) else {}),
                "index": self.record.manifest["index"], "encoder": self.record.manifest["encoder"]}

    def sliced(self, label: Callable[[Question], str]) -> dict[str, Any]:
        """Return the figures of each group of questions, groups in order of appearance."""
        return {name: summarise(self.table.rows(rows)) for name, rows in self.groups(label).items()}

    def groups(self, label: Callable[[Question], str]) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, question in enumerate(self.questions):
            rows.setdefault(label(question), []).append(row)
        return rows

    def refusals_by_reason(self) -> dict[str, dict[str, Any]]:
        """Return {the question's reason: {questions, refused, recall, interval}} over the questions that should be
        refused."""
        groups = self.groups(lambda question: "" if question.answerable else question.reason or question.kind)
        found = {reason: estimate_of("refusal.recall", self.table.rows(rows)) for reason, rows in groups.items()
                 if reason}
        return {reason: {"questions": recall.n, "refused": round((recall.value or 0.0) * recall.n),
                         "recall": recall.value, "interval": [recall.low, recall.high]}
                for reason, recall in found.items()}

    def refusal_area(self) -> dict[str, Any]:
        """Return the average precision of refusing below each confidence, with n and interval; without the curve."""
        curve = refusal_curve(self.questions, self.responses, self.table.clusters)
        return {name: value for name, value in curve.items() if name != "points"}

    def unreachable(self) -> list[str]:
        """Ids of questions with a snippet that no passage of the index covers: no search could find it."""
        return list(dict.fromkeys(qrel.query_id for qrel in self.qrels if qrel.doc_id == NOWHERE))


def write_result(result: Result, out: Path) -> None:
    """Write all files but the report into the folder of the record."""
    write_lines(out / "run.trec", run_lines(result.run))
    write_lines(out / "qrels.trec", map(qrel_line, passage_qrels(result.qrels)))
    if result.record.judgements is None:
        write_lines(out / "qrels.evidence.trec", map(qrel_line, result.qrels))
    else:
        (out / "qrels.evidence.trec").unlink(missing_ok=True)  # of an earlier run in this folder
    causes = result.causes()
    write_scores(result, causes, out / "per_question.csv")
    write_junit(result.record, causes, out / "junit.xml")
    (out / "metrics.json").write_text(json.dumps(result.summary(), ensure_ascii=False, indent=1) + "\n", "utf-8")


def run_lines(run: Iterable[ScoredDoc]) -> Iterator[str]:
    """Yield the lines of a TREC run; the hits of a question come best first."""
    ranks: Counter[str] = Counter()
    for hit in run:
        ranks[hit.query_id] += 1
        yield f"{hit.query_id} Q0 {hit.doc_id} {ranks[hit.query_id]} {hit.score:.6f} {RUN_NAME}"


def write_scores(result: Result, causes: Sequence[Cause | None], path: Path) -> None:
    """One row a question: what went wrong, every score divided out, empty where there was nothing to judge, and the n
    of pooled ones."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*ABOUT, *COLUMNS, *map(weight, POOLED)])
        asked = zip(result.questions, result.responses, causes, strict=True)
        for row, (question, response, cause) in enumerate(asked):
            tops, bottoms = result.table.numerators[row], result.table.denominators[row]
            writer.writerow([harmless(question.id), question.lang, question.kind, split(question.id),
                             int(question.answerable), question.cluster, response["status"], cause or "",
                             *(top / below if below else "" for top, below in zip(tops, bottoms, strict=True)),
                             *(int(bottoms[COLUMNS.index(name)]) for name in POOLED)])


def weight(column: str) -> str:
    """Name of the CSV column that tells how many observations a pooled score rests on."""
    return f"{column}_n"
