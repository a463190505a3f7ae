"""Question → cited answer or typed refusal. Puts the parts together; each decision is made in a part of its own.

baipishu ask "深圳新能源汽车保有量是多少？"
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
from retrieval.question import Question, part_of, understand
from retrieval.ranking import Ranking, blend, rank
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
        terms = self.queries.terms(asked)
        query = self.queries.query(asked, terms)
        clock.lap("encode")
        ranking = rank(self.index, query, allowed)
        clock.lap("search")
        yield Step("read")
        if asks_about_report(asked, terms):
            yield self.finish(self.composer.about(asked, ranking), question, clock)
            return
        reading = self.read(asked, ranking, self.coverage(asked, terms), dict(query.tokens))
        yield self.finish(self.composer.answer(reading), question, clock)

    def read_question(self, question: str, history: Sequence[str] = ()) -> Reading | None:
        """Return what is found for a question before it is decided on; None when it is declined. For fitting."""
        asked = self.understood(question, history)
        if self.gate.declines(asked):
            return None
        terms = self.queries.terms(asked)
        query = self.queries.query(asked, terms)
        return self.read(asked, rank(self.index, query), self.coverage(asked, terms), dict(query.tokens))

    def understood(self, question: str, history: Sequence[str]) -> Question:
        return understand(clean(question), [text for earlier in history if (text := clean(earlier))], self.year)

    def coverage(self, question: Question, terms: tuple[Term, ...]) -> Coverage:
        return Coverage(self.index, terms, self.queries.reader.vectors(terms), focus_terms(question, terms))

    def read(self, question: Question, ranking: Ranking, coverage: Coverage, tokens: dict[str, float]) -> Reading:
        """Find the sentences that may answer the whole and each of its parts, and choose among them."""
        pool = candidates(self.index, question, ranking, coverage, tokens)
        facets = question.facets if len(question.facets) > 1 else ()
        parts = [part for facet in facets if (part := self.read_part(question, facet, ranking, pool, coverage))]
        chosen = select(pool, coverage, question, [part.found for part in parts])
        return Reading(question, ranking, coverage, pool, chosen, self.constraints.unmet(question, chosen), parts)

    def read_part(
        self, question: Question, facet: str, whole: Ranking, pool: list[Candidate], coverage: Coverage
    ) -> Part | None:
        """Find the sentence that answers one part of a question on its own; None when there is nothing to find."""
        part = part_of(question, facet)
        terms = self.queries.terms(part)
        query = self.queries.query(part, terms)
        ranking, of_part = blend(rank(self.index, query), whole), self.coverage(part, terms)
        found = candidates(self.index, part, ranking, of_part, dict(query.tokens))[:1]
        if not found:
            return None
        unmet = self.constraints.unmet(part, found)
        p, share = probability(signals(part, of_part, found, unmet)), of_part.share(found[0].in_context)
        return Part(facet, seen_whole(found[0], pool, coverage), p, share, unmet.certain)

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
