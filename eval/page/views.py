"""What the pages show of one question: verdict, cause, and what became of each fact, snippet and statement."""
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from eval.measures.answers import facts_found, forbidden
from eval.measures.citations import altered_quotations, is_verbatim
from eval.measures.diagnosis import Cause, diagnose
from eval.measures.grounding import check_figures
from eval.measures.marked import is_required, marked_figures
from eval.measures.statements import Statement
from eval.measures.support import judged_claims
from eval.page.marks import evidence_spans, excerpt, marked
from eval.record import CorpusPassage, Record, Response, Timing
from eval.results import Result
from eval.sets.questions import Question, Split, split
from eval.text import covers

SHOWN = 10  # passages listed under a question
Verdict = Literal["right", "wrong", "unjudged"]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A snippet of the expected evidence: the first rank at which it was found, and whether a quotation covers it."""
    text: str
    rank: int | None
    cited: bool


@dataclass(frozen=True, slots=True)
class CitationView:
    """A quotation with the evidence in it marked."""
    citation: Mapping[str, Any]
    quote: Markup
    relevant: bool
    verbatim: bool


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage that was found, in brief."""
    passage: Mapping[str, Any]
    excerpt: Markup
    relevant: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question with all that the page tells of it."""
    question: Question
    response: Response
    timing: Timing
    verdict: Verdict
    cause: Cause | None
    facts: list[tuple[str, bool]]  # (alternatives joined, stands in the answer)
    forbidden: list[str]
    figures: int  # checked
    unsupported: list[str]
    marks: list[tuple[str, bool]]  # (figure marked as the one asked for, is a required fact)
    altered: list[str]  # quotations that the answer shows and that are not the words of those it lists
    statements: list[tuple[Statement, bool]]  # (statement, its citations support it)
    evidence: list[EvidenceView]
    citations: list[CitationView]
    passages: list[PassageView]

    @property
    def split(self) -> Split:
        return split(self.question.id)


def question_views(result: Result) -> Iterator[QuestionView]:
    """Yield a view of every question, in their order."""
    relevant: dict[str, set[str]] = {}
    for qrel in result.qrels:
        if qrel.relevance > 0:
            relevant.setdefault(qrel.query_id, set()).add(qrel.doc_id)
    texts = passages_by_id(result.record)
    for place, question in enumerate(result.questions):
        yield question_view(result.record, place, texts, relevant.get(question.id, ()))


def passages_by_id(record: Record) -> dict[str, CorpusPassage]:
    return {passage.passage_id: passage for passage in record.passages}


def question_view(record: Record, place: int, texts: Mapping[str, CorpusPassage], relevant: Collection[str] = ()
                  ) -> QuestionView:
    """View the question at `place`; `relevant` names passages, or documents where the set judges those."""
    question, response = record.questions[place], record.responses[place]
    answer = response["answer"] or ""
    judged = bool(question.answers) or not question.answerable  # without facts, no answer can be told right
    cause = diagnose(question, response, texts, record.titles)
    checked, unsupported = check_figures(question, response, record.titles)
    unit = "passage_id" if record.judgements is None else "doc_id"

    def is_relevant(text: str, item: Mapping[str, Any]) -> bool:
        if question.evidence:
            return any(covers(text, snippet) for snippet in question.evidence)
        return item[unit] in relevant if unit in item else False

    return QuestionView(
        question, response, record.timings[place], "unjudged" if not judged else "wrong" if cause else "right", cause,
        list(zip([" / ".join(fact) for fact in question.answers], facts_found(question, answer), strict=True)),
        forbidden(question, answer), checked, unsupported,
        [(mark, is_required(mark, question)) for mark in marked_figures(response)] if judged else [],
        [shown.text for shown in altered_quotations(response)],
        judged_claims(response), evidence_views(question, response),
        [CitationView(c, marked(c["quote"], evidence_spans(c["quote"], question.evidence)),
                      is_relevant(c["quote"], c), is_verbatim(c, texts)) for c in response["citations"]],
        [PassageView(p, excerpt(p["text"], evidence_spans(p["text"], question.evidence)), is_relevant(p["text"], p))
         for p in response["passages"][:SHOWN]])


def evidence_views(question: Question, response: Response) -> list[EvidenceView]:
    return [EvidenceView(snippet, next((rank for rank, passage in enumerate(response["passages"], 1)
                                        if covers(passage["text"], snippet)), None),
                         any(covers(citation["quote"], snippet) for citation in response["citations"]))
            for snippet in question.evidence]
