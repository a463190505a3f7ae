"""Judges the passages found, through ir_measures. Knows snippets, passages and ranks, nothing of answers.

A passage is relevant when it holds a snippet of the evidence, or is held by one. Every passage that qualifies is
relevant, and each snippet is a subtopic of its question, so that evidence recall is the subtopic recall of Zhai, Cohen
and Lafferty (2003), which TREC's ndeval computes as strec@k.
"""
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, StRecall, Success, nDCG

from eval.sets.questions import Question
from eval.text import covers, squeeze

CUTOFFS = (1, 3, 5, 10)
NOWHERE = "NO-PASSAGE-HOLDS-IT"  # judged relevant and never found: what no passage holds counts as missed, in any tool
MEASURES = {
    **{f"recall@{k}": R @ k for k in CUTOFFS}, **{f"hit@{k}": Success @ k for k in CUTOFFS},
    "mrr@10": RR @ 10, "ndcg@10": nDCG @ 10}
EVIDENCE = {f"evidence_recall@{k}": StRecall @ k for k in CUTOFFS}
COLUMNS = (*EVIDENCE, *MEASURES)


def evidence_qrels(questions: Sequence[Question], passages: Iterable[tuple[str, str]]) -> list[Qrel]:
    """Judge every passage (id, text) for every snippet of the answerable questions.

    `iteration` is the number of the snippet, 1-based, as in TREC's diversity qrels: a passage that holds two snippets
    has two lines. A snippet that no passage holds has one line with the passage NOWHERE.
    """
    squeezed = [(passage_id, squeeze(text)) for passage_id, text in passages]
    return [Qrel(question.id, passage_id, 1, str(number))
            for question in questions if question.answerable
            for number, snippet in enumerate(map(squeeze, question.evidence), start=1)
            for passage_id in holders(snippet, squeezed)]


def holders(snippet: str, squeezed: Sequence[tuple[str, str]]) -> list[str]:
    found = [passage_id for passage_id, text in squeezed if text and (snippet in text or text in snippet)]
    return found or [NOWHERE]


def passage_qrels(qrels: Iterable[Qrel]) -> list[Qrel]:
    """Forget the snippets: one line for each relevant passage, as trec_eval wants it."""
    best: dict[tuple[str, str], int] = {}
    for qrel in qrels:
        pair = (qrel.query_id, qrel.doc_id)
        best[pair] = max(qrel.relevance, best.get(pair, 0))
    return [Qrel(query_id, doc_id, relevance) for (query_id, doc_id), relevance in best.items()]


def ranked_run(questions: Sequence[Question], responses: Sequence[Mapping[str, Any]],
               unit: str = "passage_id") -> list[ScoredDoc]:
    """Turn responses into a TREC run. The score is 1/rank: strictly falling, so that no tool can reorder ties.

    `unit` is what is judged: "passage_id", or "doc_id" where documents are, each at the rank of its first passage.
    """
    return [ScoredDoc(question.id, name, 1 / rank)
            for question, response in zip(questions, responses, strict=True)
            for rank, name in enumerate(dict.fromkeys(passage[unit] for passage in response["passages"]), start=1)]


def ranking_scores(questions: Sequence[Question], qrels: Sequence[Qrel],
                   run: Sequence[ScoredDoc]) -> dict[str, dict[str, float]]:
    """Return {question id: {column: score}} for the answerable questions that were judged; without a hit all are 0.

    An unjudged question has no entry: neither does any other tool count it. Where each question has a single snippet,
    subtopic recall is Success@k, and ndeval would only warn of it.
    """
    judged = {qrel.query_id for qrel in qrels}
    scores = {question.id: dict.fromkeys(COLUMNS, 0.0) for question in questions
              if question.answerable and question.id in judged}
    if not run:
        return scores
    several = any(qrel.iteration not in ("0", "1") for qrel in qrels)
    for wanted, relevant in ((MEASURES, passage_qrels(qrels)), *([(EVIDENCE, qrels)] if several else [])):
        names = {measure: name for name, measure in wanted.items()}
        for found in ir_measures.iter_calc(list(names), relevant, run):
            if found.query_id in scores:
                scores[found.query_id][names[found.measure]] = found.value
    if not several:
        for found in scores.values():
            found |= {f"evidence_recall@{k}": found[f"hit@{k}"] for k in CUTOFFS}
    return scores


def all_evidence_found(question: Question, passages: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether every snippet stands in one of the passages."""
    return all(any(covers(passage["text"], snippet) for passage in passages) for snippet in question.evidence)
