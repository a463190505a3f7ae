"""Answers the questions on the held-out documents with the whole program, and says how often it is right.

    python -m training.check_answers [--every 3] [--failures FILE]

Right: for an answerable row every answering piece stands in a quoted sentence; for a near miss nothing is answered.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from retrieval.answer.answers import Answer
from training.heldout import held_out_reports
from training.rows import QuestionRow, TrainingDocument

ANSWERS = ("answered", "partial")


def squeeze(text: str) -> str:
    return "".join(text.split())


def measured(row: QuestionRow, document: TrainingDocument, answer: Answer) -> dict[str, bool]:
    """What is right about an answer, by name of the measure."""
    answers = answer.status in ANSWERS
    if not row.answerable:
        return {"near misses declined": not answers}
    quoted = [squeeze(citation.quote) for citation in answer.citations]
    gold = [squeeze(document.sentences[i][1]) for i in row.sentences]
    found = {
        "answerable declined": not answers,
        "all facts": answers and all(any(squeeze(piece) in quote for quote in quoted) for piece in row.answer),
        "right sentence cited": answers and any(quote in text or text in quote for quote in quoted for text in gold),
    }
    keys = [figure for figure in answer.figures if figure.key]
    if keys:
        words = squeeze(" ".join(row.answer))
        found["marked figure asked for"] = any(squeeze(figure.text) in words for figure in keys)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="only each n-th row")
    parser.add_argument("--failures", type=Path, help="where the questions that went wrong are written, as JSON Lines")
    given = parser.parse_args()
    counts: dict[tuple[str, str], list[bool]] = defaultdict(list)
    failures: list[Mapping[str, object]] = []
    for answerer, document, rows in held_out_reports():
        for row in rows[:: given.every]:
            answer = answerer.ask(row.question)
            found = measured(row, document, answer)
            groups = ["all", row.language, row.style, row.label, document.kind or "report"]
            for name, right in found.items():
                for group in groups:
                    counts[group, name].append(right)
            if not found.get("all facts", True) or not found.get("near misses declined", True):
                failures.append(
                    {
                        "doc": row.doc, "label": row.label, "question": row.question, "sentences": row.sentences,
                        "wanted": row.answer, "status": answer.status, "p": answer.confidence, "answer": answer.answer,
                    }
                )
    for (group, name), found in sorted(counts.items(), key=lambda item: (item[0][0] != "all", item[0])):
        print(f"{group:10} {name:28} {sum(found) / len(found):.3f} of {len(found)}")
    if given.failures:
        lines = (json.dumps(failure, ensure_ascii=False) for failure in failures)
        given.failures.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
