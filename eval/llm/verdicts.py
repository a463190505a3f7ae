"""Puts one answer to the judge: is each statement supported, and what question does it answer?

After RAGAS (Es et al. 2024): faithfulness is supported statements / all statements; answer relevance is the mean cosine
of the question with questions written from the answer, 0 when the answer is noncommittal. Unlike there, statements are
cut without a model, and what has no score has a status that is counted: never NaN, never left out.
"""
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from eval.llm.client import KEPT, Judge, Unjudged
from eval.llm.prompts import prompt
from eval.measures.claims import claims
from eval.measures.score import is_given
from eval.measures.statements import MARKER, Statement
from eval.record import Response
from eval.sets.questions import Question

STATUSES = ("judged", "unjudged", "no_statements", "not_answered")
QUESTIONS = 3  # written from an answer, as RAGAS does by default
CONTEXT = 10  # passages that count as retrieved

Embed = Callable[[str], np.ndarray]  # text → vector
Verdict = dict[str, Any]


def judge_faithfulness(judge: Judge, question: Question, response: Response) -> Verdict:
    """Return {"status", "score", "statements"}; one statement without a verdict leaves the whole answer unjudged."""
    if not is_given(response):
        return {"status": "not_answered"}
    said = claims(response)
    if not said:
        return {"status": "no_statements"}
    try:
        reply = judge.ask(prompt("faithfulness", question.lang), {
            "passages": context_of(response),
            "statements": [{"statement": n, "text": statement.text} for n, statement in enumerate(said, start=1)]})
        verdicts = read_verdicts(reply, said)
    except Unjudged as reason:
        return {"status": "unjudged", "reason": str(reason)}
    return {"status": "judged", "score": sum(verdict["supported"] for verdict in verdicts) / len(verdicts),
            "statements": verdicts}


def context_of(response: Response) -> list[str]:
    """What was retrieved, and what is quoted of it, each text once."""
    passages = [passage["text"] for passage in response["passages"][:CONTEXT]]
    quotes = [citation["quote"] for citation in response["citations"]]
    return passages + [quote for quote in dict.fromkeys(quotes) if not any(quote in text for text in passages)]


def read_verdicts(reply: Mapping[str, Any], said: Sequence[Statement]) -> list[Verdict]:
    """Return a verdict for each statement, in order. Raises Unjudged when one is absent, double or no yes or no."""
    rows = reply.get("verdicts")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unjudged(f"no list of verdicts in {dict(reply)!r}"[:KEPT])
    wanted, by_number = [str(n) for n in range(1, len(said) + 1)], {str(row.get("statement")): row for row in rows}
    if len(rows) != len(said) or set(by_number) != set(wanted):
        raise Unjudged(f"verdicts on statements {[row.get('statement') for row in rows]} of {len(said)}"[:KEPT])
    wrong = [f"statement {n}: supported is {row.get('supported')!r}" for n, row in by_number.items()
             if not isinstance(row.get("supported"), bool)]
    if wrong:
        raise Unjudged(f"{wrong[0]}, not true or false"[:KEPT])
    in_order = [by_number[n] for n in wanted]
    return [{"text": statement.text, "supported": row["supported"], "reason": str(row.get("reason", ""))}
            for statement, row in zip(said, in_order, strict=True)]


def judge_relevance(judge: Judge, question: Question, response: Response, embed: Embed) -> Verdict:
    """Return {"status", "score", "questions", "cosines", "noncommittal"}."""
    if not is_given(response):
        return {"status": "not_answered"}
    answer = MARKER.sub("", response["answer"] or "").strip()
    if not answer:
        return {"status": "no_statements"}
    try:
        written, noncommittal = read_questions(judge.ask(prompt("answer_relevance", question.lang),
                                                         {"answer": answer, "count": QUESTIONS}))
    except Unjudged as reason:
        return {"status": "unjudged", "reason": str(reason)}
    asked = embed(question.question)
    cosines = [round(cosine(asked, embed(text)), 4) for text in written]
    return {"status": "judged", "score": 0.0 if noncommittal else sum(cosines) / len(cosines), "questions": written,
            "cosines": cosines, "noncommittal": noncommittal}


def read_questions(reply: Mapping[str, Any]) -> tuple[list[str], bool]:
    """Return (questions, noncommittal). Raises Unjudged unless there is at least one question and a yes or no."""
    written, noncommittal = reply.get("questions"), reply.get("noncommittal")
    if not isinstance(noncommittal, bool):
        raise Unjudged(f"noncommittal is {noncommittal!r}, not true or false")
    if not isinstance(written, list) or not written or not all(isinstance(q, str) and q.strip() for q in written):
        raise Unjudged(f"questions are {written!r}, not a list of texts"[:KEPT])
    return written[:QUESTIONS], noncommittal


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
