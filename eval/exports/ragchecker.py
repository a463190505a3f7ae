"""RAGChecker's input: `RAGResults.from_json(text)` reads it.

Layout after https://github.com/amazon-science/RAGChecker#run-ragchecker-pipeline, examples/checking_inputs.json.
Claims are left to its extractor.
"""
import json
from pathlib import Path

from eval.exports.references import reference_answer
from eval.record import Record


def export_ragchecker(record: Record, path: Path) -> None:
    results = [{
        "query_id": question.id,
        "query": question.question,
        "gt_answer": reference_answer(question),
        "response": response["answer"] or "",
        "retrieved_context": [{"doc_id": passage["passage_id"], "text": passage["text"]}
                              for passage in response["passages"]],
    } for question, response in zip(record.questions, record.responses, strict=True)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"results": results}, ensure_ascii=False, indent=1) + "\n", "utf-8")
