"""RAGAS's samples, one a line: `EvaluationDataset.from_jsonl(path)` reads them.

Fields of `SingleTurnSample` (https://docs.ragas.io/en/stable/concepts/components/eval_sample/); the two lists
of ids serve its metrics that need no model.
"""
from pathlib import Path

from eval.exports.references import reference_answer, relevant_passages
from eval.lines import to_json, write_lines
from eval.record import Record


def export_ragas(record: Record, path: Path) -> None:
    relevant = relevant_passages(record)
    unit = "passage_id" if record.judgements is None else "doc_id"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_lines(path, (to_json({
        "user_input": question.question,
        "response": response["answer"] or "",
        "reference": reference_answer(question),
        "retrieved_contexts": [passage["text"] for passage in response["passages"]],
        "reference_contexts": list(question.evidence),
        "retrieved_context_ids": [passage[unit] for passage in response["passages"]],
        "reference_context_ids": list(relevant.get(question.id, {})),
    }) for question, response in zip(record.questions, record.responses, strict=True)))
