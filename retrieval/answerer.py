"""Question → cited answer or typed refusal. Puts the parts together; each decision is made in a part of its own.

baipishu ask "深圳新能源汽车保有量是多少？"
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from index.core import Index
from retrieval.about import asks_about_report
from retrieval.answers import Answer
from retrieval.compose import Composer
from retrieval.constraints import Constraints
from retrieval.coverage import Coverage
from retrieval.decision import probability, signals
from retrieval.evidence import Candidate
from retrieval.focus import focus_terms
from retrieval.gate import Gate, clean
from retrieval.query import QueryMaker
from retrieval.question import MAX_FACETS, Question, part_of, understand
from retrieval.ranking import Query, Ranking, blend, rank
from retrieval.reading import Part, Reading
from retrieval.scoring import candidates
from retrieval.search import Searcher
from retrieval.selection import select
from retrieval.terms import Term


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done, for a user who waits."""

    name: str  # understand, search, read
    detail: str = ""


@dataclass(frozen=True, slots=True, eq=False)  # equal when identical: an array has no truth value
class Wanted:
    """A question, or one part of it, made ready for searching."""

    question: Question
    terms: tuple[Term, ...]
    query: Query
    vector: np.ndarray  # of the query, shape (dimensions,)


class Answerer:
    """Answers questions from one index; keeps no state between questions, so threads may share it."""

    def __init__(self, index: Index):
        self.index = index
        self.queries = QueryMaker(index)
        self.searcher = Searcher(index, self.queries)
        self.constraints = Constraints(index)
        self.gate = Gate()
        self.year = max((document.year for document in index.documents if document.year), default=None)
        self.composer = Composer(index)
        self.pool = ThreadPoolExecutor(MAX_FACETS + 1, "encode")  # encoders let go of the interpreter while they work

    def ask(self, question: str, history: Sequence[str] = (), doc_id: str | Sequence[str] | None = None) -> Answer:
        """Answer one question from all reports or those in `doc_id`; `history` holds earlier questions, oldest first.

        Any text is answered or refused, none raises. Raises KeyError only for a report that the index lacks.
        """
        for step in self.steps(question, history, doc_id):
            if isinstance(step, Answer):
                return step
        raise AssertionError("steps() ends with an answer")

    def steps(
        self, question: str, history: Sequence[str] = (), doc_id: str | Sequence[str] | None = None
    ) -> Iterator[Step | Answer]:
        """Yield what is being done, and the Answer last."""
        clock = Clock()
        yield Step("understand")
        asked = self.understood(question, history)
        allowed = self.searcher.allowed(doc_id=doc_id)
        if declined := self.gate.declines(asked):
            ranking = rank(self.index, self.queries.query(asked), allowed) if asked.text else None
            yield self.finish(self.composer.decline(asked, declined, ranking), question, clock)
            return
        yield Step("search", asked.resolved)
        whole, *parts = self.made_ready(asked)
        clock.lap("encode")
        ranking = rank(self.index, whole.query, allowed, whole.vector)
        clock.lap("search")
        yield Step("read")
        if asks_about_report(asked, whole.terms):
            yield self.finish(self.composer.about(asked, ranking), question, clock)
            return
        reading = self.read(whole, ranking, parts)
        yield self.finish(self.composer.answer(reading), question, clock)

    def read_question(self, question: str, history: Sequence[str] = ()) -> Reading | None:
        """Return what is found for a question before it is decided on; None when it is declined. For fitting."""
        asked = self.understood(question, history)
        if self.gate.declines(asked):
            return None
        whole, *parts = self.made_ready(asked)
        return self.read(whole, rank(self.index, whole.query, vector=whole.vector), parts)

    def understood(self, question: str, history: Sequence[str]) -> Question:
        return understand(clean(question), [text for earlier in history if (text := clean(earlier))], self.year)

    def made_ready(self, question: Question) -> list[Wanted]:
        """The whole question, then each of its parts when it has several; what is to be embedded is so side by side."""
        facets = question.facets if len(question.facets) > 1 else ()
        wanted = [question, *(part_of(question, facet) for facet in facets)]
        terms = [self.queries.terms(each) for each in wanted]
        queries = [self.queries.query(each, of_it) for each, of_it in zip(wanted, terms, strict=True)]
        embed = map if len(queries) == 1 else self.pool.map
        vectors = embed(lambda query: self.index.encoder.encode_query(query.text, query.language), queries)
        return [Wanted(*each) for each in zip(wanted, terms, queries, vectors, strict=True)]

    def coverage(self, wanted: Wanted) -> Coverage:
        focus = focus_terms(wanted.question, wanted.terms)
        return Coverage(self.index, wanted.terms, self.queries.reader.vectors(wanted.terms), focus)

    def read(self, whole: Wanted, ranking: Ranking, parts: Sequence[Wanted]) -> Reading:
        """Find the sentences that may answer the whole and each of its parts, and choose among them."""
        question, coverage = whole.question, self.coverage(whole)
        pool = candidates(self.index, question, ranking, coverage, dict(whole.query.tokens))
        found = [part for each in parts if (part := self.read_part(each, ranking, pool, coverage))]
        chosen = select(pool, coverage, question, [part.found for part in found])
        return Reading(question, ranking, coverage, pool, chosen, self.constraints.unmet(question, chosen), found)

    def read_part(self, part: Wanted, whole: Ranking, pool: list[Candidate], coverage: Coverage) -> Part | None:
        """Find the sentence that answers one part of a question on its own; None when there is nothing to find."""
        ranking = blend(rank(self.index, part.query, vector=part.vector), whole)
        of_part = self.coverage(part)
        found = candidates(self.index, part.question, ranking, of_part, dict(part.query.tokens))[:1]
        if not found:
            return None
        unmet = self.constraints.unmet(part.question, found)
        p, share = probability(signals(part.question, of_part, found, unmet)), of_part.share(found[0].in_context)
        return Part(part.question.plain, seen_whole(found[0], pool, coverage), p, share, unmet.certain)

    def finish(self, answer: Answer, question: str, clock: "Clock") -> Answer:
        clock.lap("answer")
        return replace(answer, question=question, timings_ms=clock.laps())


def seen_whole(found: Candidate, pool: list[Candidate], coverage: Coverage) -> Candidate:
    """A candidate for one part, as a candidate for the whole question: its coverage counted in the whole's terms."""
    same = next((c for c in pool if c.sentence is found.sentence), None)
    covered = coverage.of(found.sentence.text)
    return same or replace(found, covered=covered, in_context=covered, score=pool[-1].score if pool else found.score)


class Clock:
    """Milliseconds of each stage and of the whole."""

    def __init__(self) -> None:
        self.start = self.last = time.perf_counter()
        self.stages = {"encode": 0.0, "search": 0.0, "answer": 0.0}

    def lap(self, stage: str) -> None:
        """Count the time since the last lap towards a stage."""
        now = time.perf_counter()
        self.stages[stage] += (now - self.last) * 1000
        self.last = now

    def laps(self) -> dict[str, float]:
        rounded = {stage: round(spent, 1) for stage, spent in self.stages.items()}
        return {**rounded, "total": round((time.perf_counter() - self.start) * 1000, 1)}
