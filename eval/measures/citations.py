"""Scores citations: per statement as ALCE does (Gao et al. 2023), word for word, and against the expected evidence."""
from collections.abc import Mapping, Sequence
from typing import Any

from eval.measures.claims import claims
from eval.measures.quotations import Quotation, is_word_for_word, shown_quotations
from eval.measures.score import NOTHING, Score, is_given
from eval.measures.statements import Statement
from eval.measures.support import is_supported, supports
from eval.record import CorpusPassage
from eval.sets.questions import Question
from eval.text import covers

Passages = Mapping[str, CorpusPassage]  # passage_id → passage


def score_citations(question: Question, response: Mapping[str, Any], passages: Passages) -> dict[str, Score]:
    citations = response["citations"]
    quotes = [citation["quote"] for citation in citations]
    precision, recall = alce(claims(response), {c["n"]: c["quote"] for c in citations})
    given = is_given(response)
    relevant = sum(any(covers(quote, snippet) for snippet in question.evidence) for quote in quotes)
    covered = sum(any(covers(quote, snippet) for quote in quotes) for snippet in question.evidence)
    shown, listed = shown_quotations(response["answer"] or ""), len(citations)
    wrong = len(altered_quotations(response)) + sum(not is_verbatim(citation, passages) for citation in citations)
    judged = question.answerable and bool(question.evidence)
    return {"citation_precision": (precision, 1.0) if given else NOTHING,
            "citation_recall": (recall, 1.0) if given else NOTHING,
            "verbatim": (float(listed + len(shown) - wrong), float(listed + len(shown))),
            "gold_sentence": (float(relevant > 0), 1.0) if judged else NOTHING,
            "evidence_precision": (float(relevant), float(len(quotes))) if judged else NOTHING,
            "evidence_cited": (float(covered), float(len(question.evidence))) if judged else NOTHING}


def alce(said: Sequence[Statement], quotes: Mapping[int, str]) -> tuple[float, float]:
    """Return (citation precision, citation recall) of one answer.

    Recall: share of statements that the quotations they cite support together; without a citation, or with one that
    names no quotation, a statement is not supported. Precision: share of citations whose statement is supported and
    that support it alone or without which the others would not; a citation behind an unsupported statement counts
    as wrong, those of a statement that names no quotation are not counted. Both are 0 where there is nothing.
    """
    supported = [is_supported(statement, quotes) for statement in said]
    needed = [right and is_needed(s, n, quotes) for s, right in zip(said, supported, strict=True)
              if set(s.citations) <= set(quotes) for n in s.citations]
    return sum(needed) / max(1, len(needed)), sum(supported) / max(1, len(said))


def is_needed(statement: Statement, number: int, quotes: Mapping[int, str]) -> bool:
    """Tell whether a citation of a supported statement supports it alone, or the others would not without it."""
    others = tuple(n for n in statement.citations if n != number)
    return supports(statement, (number,), quotes) or not supports(statement, others, quotes)


def altered_quotations(response: Mapping[str, Any]) -> list[Quotation]:
    """Return the quotations that the answer shows and that are not the words of those it lists."""
    quotes = {citation["n"]: citation["quote"] for citation in response["citations"]}
    return [shown for shown in shown_quotations(response["answer"] or "") if not is_word_for_word(shown, quotes)]


def is_verbatim(citation: Mapping[str, Any], passages: Passages) -> bool:
    """Tell whether the quotation is exactly the text at its offsets; unknown passages and blank quotes are not."""
    passage = passages.get(citation["passage_id"])
    if passage is None or passage.doc_id != citation["doc_id"] or not citation["quote"]:
        return False
    start, end = citation["start"] - passage.start, citation["end"] - passage.start
    return 0 <= start < end <= len(passage.text) and passage.text[start:end] == citation["quote"]
