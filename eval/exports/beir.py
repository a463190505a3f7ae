"""BEIR's folder: corpus.jsonl, queries.jsonl, qrels/test.tsv. For retrievers that are tried on BEIR's sets.

Layout after https://github.com/beir-cellar/beir/wiki/Load-your-custom-dataset: `_id`, `title`, `text`; `_id`, `text`; a
header line, then query-id, corpus-id and a whole score, parted by tabs.
"""
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.exports.references import judged_passages
from eval.lines import to_json, write_lines
from eval.record import Record, passage_row

HEADER = "query-id\tcorpus-id\tscore"


def export_beir(record: Record, path: Path) -> None:
    """Write the folder. Only questions with a judged passage become queries: BEIR scores no others."""
    judged = judged_passages(record)
    (path / "qrels").mkdir(parents=True, exist_ok=True)
    write_lines(path / "corpus.jsonl", map(to_json, corpus_rows(record)))
    write_lines(path / "queries.jsonl", (to_json({"_id": question.id, "text": question.question})
                                         for question in record.questions if question.id in judged))
    write_lines(path / "qrels" / "test.tsv", [HEADER, *(
        f"{question.id}\t{name}\t{relevance}" for question in record.questions
        for name, relevance in judged.get(question.id, {}).items())])


def corpus_rows(record: Record) -> Iterator[dict[str, Any]]:
    """Passages; or whole documents, their passages one a line, where the dataset judges those.

    A document without a title of its own is called by its id, and one that is all title holds it as its text.
    """
    if record.judgements is None:
        yield from map(passage_row, record.passages)
        return
    texts: dict[str, list[str]] = {}
    for passage in record.passages:
        texts.setdefault(passage.doc_id, []).append(passage.text)
    titles = {document["doc_id"]: document["title"] for document in record.manifest["documents"]}
    for doc_id, lines in texts.items():
        title, text = titles.get(doc_id, doc_id), "\n".join(lines)
        yield {"_id": doc_id, "title": "" if title == doc_id else title, "text": "" if text == title else text}
