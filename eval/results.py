"""Holds a judged run and writes its folder. Knows files, computes nothing of its own.

    answers.jsonl      what was answered, a line a question
    run.trec           passages found, best first      qrels.trec  passages that hold evidence
    results.json       every figure, with intervals    per_question.csv  the scores behind it
    report.html        the same for reading
"""
import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ir_measures import Qrel, ScoredDoc

from corpus.document import Document
from eval.definitions import COLUMNS, METRICS, POOLED
from eval.metrics import Estimate, ScoreTable, estimates, score_table, summarise
from eval.questions import Question, split
from eval.ranking import ranked_run, ranking_scores, relevant_passages
from eval.scores import REFUSALS, score_question
from index.core import searched_passages

Response = Mapping[str, Any]  # the `ask --json` object
ABOUT = ("id", "lang", "kind", "split", "answerable", "cluster", "status")  # columns of per_question.csv before scores
RUN_NAME = "baipishu"  # last field of a line of run.trec


@dataclass(frozen=True, slots=True)
class Result:
    """Questions, their responses, and what was made of them; all sequences run in the same order."""
    questions: tuple[Question, ...]
    responses: tuple[Response, ...]
    qrels: tuple[Qrel, ...]
    run: tuple[ScoredDoc, ...]
    table: ScoreTable
    estimates: Mapping[str, Estimate]  # by metric key, over all questions

    def summary(self) -> dict[str, Any]:
        """Return the object of results.json, which is that of `eval run --json`."""
        return {**summarise(self.table),
                "by_language": self.sliced(lambda question: question.lang),
                "by_kind": self.sliced(lambda question: question.kind),
                "by_split": self.sliced(lambda question: split(question.id)),
                "by_reason": self.refusals_by_reason(),
                "intervals": {metric.key: [self.estimates[metric.key].low, self.estimates[metric.key].high]
                              for metric in METRICS if self.estimates[metric.key].low is not None},
                "without_relevant_passage": self.unreachable(),
                "index": self.responses[0].get("index"), "encoder": self.responses[0].get("encoder")}

    def sliced(self, label: Callable[[Question], str]) -> dict[str, Any]:
        """Return the figures of each group of questions, groups in order of appearance."""
        return {name: summarise(self.table.rows(rows)) for name, rows in self.groups(label).items()}

    def groups(self, label: Callable[[Question], str]) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, question in enumerate(self.questions):
            rows.setdefault(label(question), []).append(row)
        return rows

    def refusals_by_reason(self) -> dict[str, dict[str, float]]:
        """Return {the question's reason: {questions, recall}} over the questions that should be refused."""
        groups = self.groups(lambda question: "" if question.answerable else question.reason or question.kind)
        return {reason: {"questions": len(rows), "recall": sum(self.responses[row]["status"] in REFUSALS
                                                               for row in rows) / len(rows)}
                for reason, rows in groups.items() if reason}

    def unreachable(self) -> list[str]:
        """Ids of answerable questions whose evidence no passage of the index covers: no search could find it."""
        judged = {qrel.query_id for qrel in self.qrels}
        return [question.id for question in self.questions if question.answerable and question.id not in judged]


def judge(questions: Sequence[Question], responses: Sequence[Response], documents: Sequence[Document]) -> Result:
    """Score responses against their questions and the documents they were drawn from."""
    qrels, run = relevant_passages(questions, searched_passages(tuple(documents))), ranked_run(questions, responses)
    ranking = ranking_scores(questions, qrels, run)
    texts = {document.doc_id: document.text for document in documents}
    titles = [document.title for document in documents]
    scores = [score_question(question, response, texts, ranking.get(question.id), titles)
              for question, response in zip(questions, responses, strict=True)]
    table = score_table(scores, [question.cluster for question in questions])
    return Result(tuple(questions), tuple(responses), tuple(qrels), tuple(run), table, estimates(table))


def write_result(result: Result, out: Path) -> None:
    """Write all files but the report into `out`, which is made when absent."""
    out.mkdir(parents=True, exist_ok=True)
    pairs = list(zip(result.questions, result.responses, strict=True))
    write_lines(out / "answers.jsonl", (json.dumps({"id": question.id, "response": response}, ensure_ascii=False)
                                        for question, response in pairs))
    ranks = (rank for response in result.responses for rank, _ in enumerate(response["passages"], start=1))
    write_lines(out / "run.trec", (f"{hit.query_id} Q0 {hit.doc_id} {rank} {hit.score:.6f} {RUN_NAME}"
                                   for hit, rank in zip(result.run, ranks, strict=True)))
    write_lines(out / "qrels.trec", (f"{qrel.query_id} 0 {qrel.doc_id} {qrel.relevance}" for qrel in result.qrels))
    with (out / "per_question.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*ABOUT, *COLUMNS, *map(weight, POOLED)])
        for row, (question, response) in enumerate(pairs):
            tops, bottoms = result.table.numerators[row], result.table.denominators[row]
            writer.writerow([question.id, question.lang, question.kind, split(question.id), int(question.answerable),
                             question.cluster, response["status"],
                             *(top / below if below else "" for top, below in zip(tops, bottoms, strict=True)),
                             *(int(bottoms[COLUMNS.index(name)]) for name in POOLED)])
    (out / "results.json").write_text(json.dumps(result.summary(), ensure_ascii=False, indent=1) + "\n", "utf-8")


def weight(column: str) -> str:
    """Name of the CSV column that tells how many observations a pooled score rests on."""
    return f"{column}_n"


def write_lines(path: Path, lines: Any) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
