"""Question → cited answer or typed refusal. Puts the parts together; each decision is made in a part of its own.

    baipishu ask "深圳新能源汽车保有量是多少？"

question/ tells what is asked, search/ finds passages, read/ finds the sentences that answer and decides whether they
do, answer/ puts it into words.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.core import Index
from index.encoders import BundledEncoder
from index.engines.selector import EVERYTHING, Selector
from retrieval.answer.answers import Answer
from retrieval.answer.compose import Composer
from retrieval.answer.heard import Heard
from retrieval.answer.rephrased import rephrased
from retrieval.answer.talk import Talk
from retrieval.question.gate import Gate, clean
from retrieval.question.gathers import Gathers
from retrieval.question.kinds import QUESTION, Kinds
from retrieval.question.question import Question, asks_on
from retrieval.read.constraints import reports_of, with_own_places, with_places_before
from retrieval.read.decision import GIVEN
from retrieval.read.evidence import Evidence
from retrieval.read.question_parts import QuestionParts
from retrieval.read.reader import Reader, ReaderModel
from retrieval.read.wordings import Wordings
from retrieval.search.ranking import rank
from retrieval.search.reports import reports_within
from retrieval.search.search import Searcher


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done, for a user who waits."""

    name: str  # understand, search, read
    detail: str = ""


class Answerer:
    """Answers questions from one index; keeps no state between questions, so threads may share it."""

    def __init__(self, index: Index, reader: ReaderModel | None = None):
        self.index = index
        self.searcher = Searcher(index)
        self.reader: ReaderModel = reader or Reader()
        self.gate = Gate()
        self.composer = Composer(index)
        self.talk = Talk(index, self.composer, self.reader)
        self.kinds, self.gathers = Kinds(), Gathers()
        self.kind_encoder = index.encoder if isinstance(index.encoder, BundledEncoder) else BundledEncoder()
        self.wordings = Wordings(index, self.reader)
        parts = QuestionParts(index, self.wordings, self.kinds, self.kind_encoder)
        self.evidence = Evidence(index, self.reader, parts)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        doc_id: str | Sequence[str] | None = None,
        alone: bool = False,
        language: str = "",
    ) -> Answer:
        """Answer one question from all reports or those in `doc_id`; `history` holds earlier questions, oldest first.

        `alone`: the question is taken as it stands, whatever was asked before. `language`: of all that is said beside
        the quotations (zh-Hans, zh-Hant, en); that of the question when not given.

        Any text is answered or refused, none raises. Raises KeyError only for a report that the index lacks.
        """
        for step in self.steps(question, history, doc_id, alone, language):
            if isinstance(step, Answer):
                return step
        raise AssertionError("steps() ends with an answer")

    def steps(
        self,
        question: str,
        history: Sequence[str] = (),
        doc_id: str | Sequence[str] | None = None,
        alone: bool = False,
        language: str = "",
    ) -> Iterator[Step | Answer]:
        """Yield what is being done, and the Answer last."""
        clock = Clock()
        yield Step("understand")
        allowed = self.searcher.allowed(doc_id=doc_id)
        earlier = () if alone else [text for text in map(clean, history) if text]
        asked = with_own_places(self.wordings.understood(question, earlier, allowed), self.index.documents)
        asked = replace(with_places_before(asked, reports_within(self.index, allowed)), reply=language)
        vector = self.index.encoder.encode_query(asked.resolved)
        clock.lap("encode")
        heard = self.heard(asked, vector, bool(earlier), allowed)
        asked = heard.question
        if declined := self.gate.declines(asked, heard.told.of((QUESTION,))):
            ranking = rank(self.index, asked.resolved, allowed, vector) if asked.text else None
            yield self.finish(self.composer.decline(asked, heard.documents, declined, ranking), question, clock)
            return
        if answer := self.talk.first(heard):
            yield self.finish(answer, question, clock)
            return
        yield Step("search", asked.resolved)
        here = self.narrowed(asked, allowed)
        ranking = rank(self.index, asked.resolved, here, vector)
        clock.lap("search")
        yield Step("read")
        reading = self.evidence.respelt(self.evidence.read(asked, ranking, vector, here), here)
        answer = self.talk.instead(heard, reading) or self.composer.answer(reading)
        yield self.finish(self.suggesting(answer, doc_id), question, clock)

    def heard(self, asked: Question, vector: np.ndarray, follows: bool, allowed: Selector | None) -> Heard:
        """The utterance with its kinds: as it was typed, and as an earlier question completes it."""
        bundled = vector if self.kind_encoder is self.index.encoder else self.kind_encoder.encode_query(asked.resolved)
        told = self.kinds.tell(bundled, asked.resolved)
        asked = replace(asked, gathers=self.gathers.tell(bundled, asked.resolved))
        same = asked.text == asked.resolved or asks_on(asked)
        spoken = told if same else self.kinds.tell(self.kind_encoder.encode_query(asked.text), asked.text)
        return Heard(asked, spoken, told, vector, tuple(reports_within(self.index, allowed)), allowed, follows)

    def suggesting(self, answer: Answer, doc_id: str | Sequence[str] | None) -> Answer:
        """A refusal with what can be asked in its place: the question without what the reports lack, where that is
        answered, and two about the sections that are nearest. Any other answer as it is."""
        refusal = answer.refusal
        if answer.status != "refused" or refusal is None:
            return answer
        other = rephrased(answer.resolved_question, refusal.missing)
        if other and self.answers(other, doc_id):
            answer = replace(answer, refusal=replace(refusal, instead=other))
        line = self.talk.suggested(answer)
        return replace(answer, answer=f"{answer.answer}\n{line}") if line else answer

    def answers(self, question: str, doc_id: str | Sequence[str] | None) -> bool:
        return any(isinstance(step, Answer) and step.status in GIVEN for step in self.steps(question, doc_id=doc_id))

    def narrowed(self, question: Question, allowed: Selector | None) -> Selector | None:
        """The passages of the reports about a place asked for, among those allowed; all of these when none is."""
        chosen = reports_of(question, reports_within(self.index, allowed))
        return (allowed or EVERYTHING).within(chosen) if chosen else allowed

    def finish(self, answer: Answer, question: str, clock: "Clock") -> Answer:
        clock.lap("answer")
        return replace(answer, question=question, timings_ms=clock.laps())


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
