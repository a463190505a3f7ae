"""Judges the passages found: evidence recall, MRR@10, nDCG@10. Knows snippets and ranks, nothing of answers."""
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc, nDCG

from corpus.document import Passage
from eval.questions import Question
from eval.text import covers, squeeze

CUTOFFS = (1, 3, 5, 10)
MEASURES = {"mrr@10": RR @ 10, "ndcg@10": nDCG @ 10}


def evidence_recall(question: Question, passages: Sequence[Mapping[str, Any]], k: int) -> float:
    """Share of the question's evidence snippets that the first k passages cover; 0 when nothing was found."""
    texts = [passage["text"] for passage in passages[:k]]
    covered = sum(any(covers(text, snippet) for text in texts) for snippet in question.evidence)
    return covered / max(1, len(question.evidence))


def first_relevant_rank(question: Question, passages: Sequence[Mapping[str, Any]]) -> int | None:
    """Rank (1-based) of the first passage that covers a snippet; None when none does."""
    return next((rank for rank, passage in enumerate(passages, start=1)
                 if any(covers(passage["text"], snippet) for snippet in question.evidence)), None)


def relevant_passages(questions: Sequence[Question], passages: Iterable[Passage]) -> list[Qrel]:
    """Judge every passage of the index: relevance 1 when it covers a snippet of an answerable question."""
    squeezed = [(passage.passage_id, squeeze(passage.text)) for passage in passages]
    wanted = [(question.id, squeeze(snippet)) for question in questions if question.answerable
              for snippet in question.evidence]
    pairs = dict.fromkeys((question_id, passage_id) for question_id, snippet in wanted
                          for passage_id, text in squeezed if text and (snippet in text or text in snippet))
    return [Qrel(question_id, passage_id, 1) for question_id, passage_id in pairs]


def ranked_run(questions: Sequence[Question], responses: Sequence[Mapping[str, Any]]) -> list[ScoredDoc]:
    """Turn responses into a TREC run. The score is 1/rank: strictly falling, so that ties cannot reorder it."""
    return [ScoredDoc(question.id, passage["passage_id"], 1 / rank)
            for question, response in zip(questions, responses, strict=True)
            for rank, passage in enumerate(response["passages"], start=1)]


def ranking_scores(questions: Sequence[Question], qrels: Sequence[Qrel],
                   run: Sequence[ScoredDoc]) -> dict[str, dict[str, float]]:
    """Return {question id: {"mrr@10", "ndcg@10"}} by ir_measures for the answerable questions.

    ir_measures leaves out questions without a judgement or without a hit; here they count as 0.
    """
    scores = {question.id: dict.fromkeys(MEASURES, 0.0) for question in questions if question.answerable}
    names = {measure: name for name, measure in MEASURES.items()}
    for found in ir_measures.iter_calc(list(names), qrels, run):
        if found.query_id in scores:
            scores[found.query_id][names[found.measure]] = found.value
    return scores
