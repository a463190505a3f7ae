"""Makes of a question what other tools want: one reference answer, and a list of relevant passages."""
from collections.abc import Mapping

from eval.judge import qrels_of
from eval.measures.ranking import NOWHERE, passage_qrels
from eval.record import Record
from eval.sets.questions import Question

NOT_TOLD = {"zh-Hans": "报告没有说明。", "zh-Hant": "報告沒有說明。", "en": "The report does not say."}
BETWEEN = {"zh-Hans": "；", "zh-Hant": "；", "en": "; "}  # two facts of a reference answer


def reference_answer(question: Question) -> str:
    """The first alternative of each required fact; of an unanswerable question, that the report does not say.

    "" for an answerable question without facts, as in a retrieval set.
    """
    if not question.answerable:
        return NOT_TOLD.get(question.lang, NOT_TOLD["en"])
    return BETWEEN.get(question.lang, BETWEEN["en"]).join(fact[0] for fact in question.answers)


def judged_passages(record: Record) -> Mapping[str, dict[str, int]]:
    """Return {question id: {passage or document id: relevance}}; snippets that no passage holds have no entry.

    A dataset that brings its own judgements keeps those of 0: judged, and not relevant.
    """
    found: dict[str, dict[str, int]] = {}
    for qrel in passage_qrels(qrels_of(record)):
        if qrel.doc_id != NOWHERE:
            found.setdefault(qrel.query_id, {})[qrel.doc_id] = qrel.relevance
    return found


def relevant_passages(record: Record) -> Mapping[str, dict[str, int]]:
    """Return the same without those judged not relevant."""
    return {name: relevant for name, judged in judged_passages(record).items()
            if (relevant := {passage: relevance for passage, relevance in judged.items() if relevance > 0})}
