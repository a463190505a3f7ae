"""Tells of evidence that stands in no passage of the index: no search can find it, so the set or the reports are wrong.

Such a snippet counts as missed, as it must; without a word it would look like a miss of the search.
"""
from collections.abc import Iterator

from eval.measures.ranking import NOWHERE
from eval.results import Result

TOLD = 5  # questions named one by one


def unreachable_notes(result: Result) -> Iterator[str]:
    """Yield a sentence for each of the first questions with such evidence, and one with their number."""
    questions = {question.id: question for question in result.questions}
    lost: dict[str, list[str]] = {}
    for qrel in result.qrels:
        if qrel.doc_id == NOWHERE:
            lost.setdefault(qrel.query_id, []).append(questions[qrel.query_id].evidence[int(qrel.iteration) - 1])
    for name, snippets in list(lost.items())[:TOLD]:
        more = f" and {len(snippets) - 1} more" if len(snippets) > 1 else ""
        yield f"{name}: evidence stands in no passage of the index: {snippets[0]!r}{more}"
    if lost:
        yield (f"evidence of {len(lost)} of {len(questions)} questions stands in no passage and counts as missed, "
               "whatever the search does; run `baipishu eval check`, or name the right reports")
