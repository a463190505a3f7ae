"""Scores the text of an answer: required facts, forbidden strings, what was made of the context, length."""
import re
from collections.abc import Mapping, Sequence
from typing import Any

from eval.measures.score import NOTHING, Score, is_given
from eval.measures.statements import MARKER
from eval.sets.questions import Question
from eval.text import normalise

THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")  # 1,030 is 1030
SENTENCE_STOP = re.compile(r"[。！？!?\n]+|\.(?=\s|$)")
CONTEXT = 10  # passages that count as retrieved


def score_answer(question: Question, response: Mapping[str, Any]) -> dict[str, Score]:
    """Facts of answerable questions, AND of ORs (RGB, ALCE); lengths of the answers that were given."""
    answer = response["answer"] or ""
    found = facts_found(question, answer)
    complete = bool(found) and all(found) and not forbidden(question, answer)
    given = float(is_given(response))
    judged = question.answerable and bool(found)
    return {"fact_recall": (sum(found) / len(found), 1.0) if judged else NOTHING,
            "all_facts": (float(complete), 1.0) if judged else NOTHING,
            "context_utilisation": utilisation(question, response) if judged else NOTHING,
            "sentences": (count_sentences(answer) * given, given), "chars": (len(answer.strip()) * given, given)}


def facts_found(question: Question, text: str) -> list[bool]:
    """Tell for each required fact whether any of its strings stands in the text."""
    said = said_in(text)
    return [any(stands_in(choice, said) for choice in fact) for fact in question.answers]


def forbidden(question: Question, answer: str) -> list[str]:
    """Return the strings in the answer that make it wrong."""
    said = said_in(answer)
    return [text for text in question.forbid if stands_in(text, said)]


def said_in(answer: str) -> str:
    """The folded text in which facts are looked for: markers are none of it."""
    return folded(MARKER.sub("", answer))


def folded(text: str) -> str:
    return THOUSANDS.sub("", normalise(text))


def stands_in(wanted: str, said: str) -> bool:
    """Tell whether a string stands in a folded text, its numbers whole.

    >>> stands_in("26.9万辆", "达126.9万辆"), stands_in("1,030座", "1030座"), stands_in("5", "5.2%")
    (False, True, False)
    """
    wanted = folded(wanted)
    before = r"(?<!\d)(?<!\d\.)" * wanted[:1].isdecimal()
    behind = r"(?!\d|\.\d)" * wanted[-1:].isdecimal()
    return wanted in said and re.search(before + re.escape(wanted) + behind, said) is not None


def utilisation(question: Question, response: Mapping[str, Any]) -> Score:
    """Of the facts that stand in the retrieved passages, the share that the answer says (RAGChecker)."""
    retrieved = facts_found(question, "\n".join(passage["text"] for passage in response["passages"][:CONTEXT]))
    said = facts_found(question, response["answer"] or "")
    both = sum(a and b for a, b in zip(retrieved, said, strict=True))
    return (both / sum(retrieved), 1.0) if any(retrieved) else NOTHING


def count_sentences(answer: str) -> int:
    """Count sentences and lines, markers aside; a line without a word character is none.

    >>> count_sentences("根据报告：\\n达126.9万辆。[1]比2020年增长。[2]")
    3
    """
    return sum(bool(re.search(r"\w", piece)) for piece in SENTENCE_STOP.split(MARKER.sub("", answer)))


def missing_facts(question: Question, text: str) -> list[Sequence[str]]:
    """The required facts of which no string stands in the text."""
    return [fact for fact, found in zip(question.answers, facts_found(question, text), strict=True) if not found]
