"""Judges the record of a run. Needs no index, no report and no model: the record alone.

    baipishu eval judge runs/today
"""
from collections.abc import Iterable, Mapping

from ir_measures import Qrel

from eval.measures.ranking import EVIDENCE, evidence_qrels, ranked_run, ranking_scores
from eval.measures.score import NOTHING, Score
from eval.measures.scores import score_question
from eval.metrics import estimates, score_table
from eval.record import Record
from eval.results import Result

READING = ("exact_match", "char_f1", "has_answer_em", "has_answer_f1", "no_answer")


def judge(record: Record) -> Result:
    """Score every response of a record against its question."""
    qrels = qrels_of(record)
    run = ranked_run(record.questions, record.responses, "passage_id" if record.judgements is None else "doc_id")
    ranking = ranking_scores(record.questions, qrels, run)
    passages = {passage.passage_id: passage for passage in record.passages}
    rows = [score_question(question, response, timing, passages, ranking.get(question.id), record.titles)
            for question, response, timing in zip(record.questions, record.responses, record.timings, strict=True)]
    if not any(question.references for question in record.questions):
        rows = [without(READING, row) for row in rows]
    if record.judgements is not None:
        rows = [without(EVIDENCE, row) for row in rows]
    table = score_table(rows, [question.cluster for question in record.questions])
    return Result(record, tuple(qrels), tuple(run), table, estimates(table))


def qrels_of(record: Record) -> list[Qrel]:
    if record.judgements is not None:
        return list(record.judgements)
    return evidence_qrels(record.questions, ((passage.passage_id, passage.text) for passage in record.passages))


def without(columns: Iterable[str], row: Mapping[str, Score]) -> dict[str, Score]:
    """A set without reference answers, or with judged documents for evidence, has nothing to judge these columns by."""
    return {**row, **dict.fromkeys(columns, NOTHING)}
