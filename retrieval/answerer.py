"""Question → cited answer or typed refusal. Puts the parts together; each decision is made in a part of its own.

    baipishu ask "深圳新能源汽车保有量是多少？"

question/ tells what is asked, search/ finds passages, read/ finds the sentences that answer and decides whether they
do, answer/ puts it into words.
"""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.document import Document
from index.core import Index
from index.encoders import BundledEncoder
from index.engines.selector import EVERYTHING, Selector
from index.tokens import fold
from retrieval.answer.answers import Answer
from retrieval.answer.compose import Composer
from retrieval.answer.heard import Heard
from retrieval.answer.talk import Talk
from retrieval.question.followup import LEAN, PRONOUN, Chooser, resolve
from retrieval.question.gate import Gate, clean
from retrieval.question.gathers import Gathers, asks_list
from retrieval.question.kinds import CHATS, QUESTION, Kinds
from retrieval.question.kinds import SURE as SURE_CHAT
from retrieval.question.lead_ins import said_of, without_lead_in
from retrieval.question.longwinded import kernels
from retrieval.question.question import Question, asks, asks_on, compared_things, part_of, shared_things, understand
from retrieval.question.rewriting import Rewriting
from retrieval.question.several import asks_all, of_one_place
from retrieval.question.short_places import with_full_places
from retrieval.question.spelling import respelt, spelt_as_titles
from retrieval.question.wants import read_wants
from retrieval.question.years import full_years
from retrieval.read.candidates import READ, Candidate, candidates
from retrieval.read.constraints import (
    fitting,
    homes,
    reports_of,
    spoken,
    unmet,
    with_own_places,
    with_places_before,
)
from retrieval.read.decision import GIVEN, SURE, decide
from retrieval.read.reader import Reader
from retrieval.read.reading import Part, Reading
from retrieval.search.ranking import Ranking, Wanted, rank, rank_all
from retrieval.search.reports import likeliest_reports
from retrieval.search.search import Searcher
from retrieval.text.bigrams import bigrams
from retrieval.text.places import find_places, lies_in
from retrieval.text.quantities import REPUBLIC

READ_FOR_LIST = 12  # sentences that are read for a question for all that there is on a matter
FIRM_FOR_LIST = 4  # best passages of which a sentence is read anyway: one that tells much is near to nothing
READ_FOR_PART = 4  # sentences that are read for one part of a question
LONGEST_LEANING, ENGLISH_LEANING = 8, 28  # characters of a part that may lean on those before it
MOST_PLACES = 8  # that a question is asked of, one by one
BARE = 0.0  # most that the reader may find in a reading that asks nothing (秦巴山) or of nothing named (罚多少钱)
READ_TO_CHOOSE = 2  # sentences that are read for each reading of a follow-up
SPELT_AS = 20  # passages after whose words a question is spelt when nothing answers it
MANY, SHORT_THING = 3, 12  # things and characters of each, which a sentence must all name to tell what is asked of them
MOST_TITLES = 50  # reports by whose titles a question is spelt and by whose years it is dated
WHOLE = 0.5  # share of the whole question's vector in that of one of its parts


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done, for a user who waits."""

    name: str  # understand, search, read
    detail: str = ""


class Answerer:
    """Answers questions from one index; keeps no state between questions, so threads may share it."""

    def __init__(self, index: Index, reader: Reader | None = None):
        self.index = index
        self.searcher = Searcher(index)
        self.reader = reader or Reader()
        self.gate = Gate()
        self.year = max((document.year for document in index.documents if document.year), default=None)
        self.composer = Composer(index)
        self.talk = Talk(index, self.composer, self.reader)
        self.kinds, self.gathers = Kinds(), Gathers()
        self.kind_encoder = index.encoder if isinstance(index.encoder, BundledEncoder) else BundledEncoder()

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        doc_id: str | Sequence[str] | None = None,
        alone: bool = False,
    ) -> Answer:
        """Answer one question from all reports or those in `doc_id`; `history` holds earlier questions, oldest first.

        `alone`: the question is taken as it stands, whatever was asked before.

        Any text is answered or refused, none raises. Raises KeyError only for a report that the index lacks.
        """
        for step in self.steps(question, history, doc_id, alone):
            if isinstance(step, Answer):
                return step
        raise AssertionError("steps() ends with an answer")

    def steps(
        self,
        question: str,
        history: Sequence[str] = (),
        doc_id: str | Sequence[str] | None = None,
        alone: bool = False,
    ) -> Iterator[Step | Answer]:
        """Yield what is being done, and the Answer last."""
        clock = Clock()
        yield Step("understand")
        allowed = self.searcher.allowed(doc_id=doc_id)
        earlier = () if alone else [text for text in map(clean, history) if text]
        asked = with_own_places(self.understood(question, earlier, allowed), self.index.documents)
        asked = with_places_before(asked, self.allowed_documents(allowed))
        vector = self.index.encoder.encode_query(asked.resolved)
        clock.lap("encode")
        heard = self.heard(asked, vector, bool(earlier), allowed)
        asked = heard.question
        if declined := self.gate.declines(asked, heard.told.of((QUESTION,))):
            ranking = rank(self.index, asked.resolved, allowed, vector) if asked.text else None
            yield self.finish(self.composer.decline(asked, declined, ranking), question, clock)
            return
        if answer := self.talk.first(heard):
            yield self.finish(answer, question, clock)
            return
        yield Step("search", asked.resolved)
        here = self.narrowed(asked, allowed)
        ranking = rank(self.index, asked.resolved, here, vector)
        clock.lap("search")
        yield Step("read")
        reading = self.respelt(self.read(asked, ranking, vector, here), here)
        answer = self.talk.instead(heard, reading) or self.composer.answer(reading)
        yield self.finish(self.suggesting(answer), question, clock)

    def heard(self, asked: Question, vector: np.ndarray, follows: bool, allowed: Selector | None) -> Heard:
        """The utterance with its kinds: as it was typed, and as an earlier question completes it."""
        bundled = vector if self.kind_encoder is self.index.encoder else self.kind_encoder.encode_query(asked.resolved)
        told, asked = self.kinds.tell(bundled), replace(asked, gathers=self.gathers.tell(bundled))
        same = asked.text == asked.resolved or asks_on(asked)
        spoken = told if same else self.kinds.tell(self.kind_encoder.encode_query(asked.text))
        return Heard(asked, spoken, told, vector, tuple(self.allowed_documents(allowed)), allowed, follows)

    def suggesting(self, answer: Answer) -> Answer:
        """A refusal with two questions that can be answered; any other answer as it is."""
        if answer.status != "refused" or not (line := self.talk.suggested(answer)):
            return answer
        return replace(answer, answer=f"{answer.answer}\n{line}")

    def understood(self, question: str, history: Sequence[str], allowed: Selector | None = None) -> Question:
        """The question made whole; of several readings of a follow-up, and of the pieces of a long message that ask,
        the one that the reports answer best."""

        likeliest = self.chooser(allowed)
        text = clean(question)
        documents = self.allowed_documents(allowed)[:MOST_TITLES]
        titles = [document.title for document in documents]

        def told(words: str) -> bool:
            return any(words in document.text for document in documents)

        def dated(year: int) -> bool:  # where years are counted from 1912, 85年 is no 1985
            return told(str(year)) and not any(REPUBLIC.search(document.text) for document in documents)

        placed = map(with_full_places, (text, *history))
        written, *earlier = (spelt_as_titles(full_years(one, dated), titles, told) for one in placed)
        asked = understand(written, earlier, self.year, self.reader.stands_alone, likeliest)
        found = kernels(asked.resolved, asked.language)
        if not found and (thing := said_of(asked.resolved)):
            found = [Rewriting(asked.resolved, ()), Rewriting(thing, ())]
        if not found:
            return replace(asked, text=text)
        best = likeliest(found) if len(found) > 1 else found[0].text
        return replace(understand(best), text=text, language=asked.language)

    def chooser(self, allowed: Selector | None) -> Chooser:
        """Of several readings of a question the one that the reports answer best."""

        def likeliest(readings: Sequence[Rewriting]) -> str:
            asking = [
                asks(fold(reading.text)) and not PRONOUN.search(reading.text) and "alone 0" not in reading.signs
                for reading in readings
            ]
            known = self.likelihoods([reading.text for reading in readings], allowed)
            most = [math.inf if asks_it or not any(asking) else BARE for asks_it in asking]
            best = [reading.weight + min(pair) for reading, *pair in zip(readings, known, most, strict=True)]
            return readings[int(np.argmax(best))].text

        return likeliest

    def likelihoods(self, questions: Sequence[str], allowed: Selector | None) -> list[float]:
        """For each question the reader's logit for the sentence that answers it best, of the few nearest to it."""
        rankings = rank_all(self.index, [Wanted(question, allowed) for question in questions])
        found = [
            candidates(self.index, self.reader, question, ranking, READ_TO_CHOOSE)
            for question, ranking in zip(questions, rankings, strict=True)
        ]
        return [max((candidate.said.logit for candidate in each), default=0.0) for each in found]

    def narrowed(self, question: Question, allowed: Selector | None) -> Selector | None:
        """The passages of the reports about a place asked for, among those allowed; all of these when none is."""
        chosen = reports_of(question, self.allowed_documents(allowed))
        return self.within(chosen, allowed) if chosen else allowed

    def within(self, doc_ids: frozenset[str], allowed: Selector | None) -> Selector:
        return (allowed or EVERYTHING).within(doc_ids)

    def allowed_documents(self, allowed: Selector | None) -> list[Document]:
        ids = (allowed or EVERYTHING).doc_ids
        return [document for document in self.index.documents if ids is None or document.doc_id in ids]

    def read(
        self, question: Question, ranking: Ranking, vector: np.ndarray, allowed: Selector | None = None
    ) -> Reading:
        """Find the sentences that may answer the whole and each of its parts."""
        read, firm = (READ_FOR_LIST, FIRM_FOR_LIST) if asks_list(question) else (READ, 0)
        pool = candidates(self.index, self.reader, question.resolved, ranking, read, firm)
        told = bool(pool) and pool[0].p >= SURE and tells_all(question, pool[0])
        documents = self.allowed_documents(allowed)
        return Reading(
            question,
            ranking,
            tuple(pool),
            tuple(fitting(question, pool)),
            unmet(question, pool, documents, lambda title: likeliest_reports(self.index, documents, title)),
            tuple(documents),
            tuple(self.parts(question, vector, allowed, told)),
        )

    def respelt(self, reading: Reading, allowed: Selector | None) -> Reading:
        """The reading of the question in the spelling of the reports, where only so something answers it."""
        asked = reading.question
        if decide(reading).status in GIVEN or reading.unmet or asked.language == "en":
            return reading
        near = [self.index.passages[position].text for position in reading.ranking.order[:SPELT_AS]]
        text = respelt(asked.resolved, near)
        if text == asked.resolved:
            return reading
        again = understand(text)
        again = replace(
            asked, resolved=text, plain=again.plain, wants=again.wants, facets=again.facets, years=again.years,
            places=again.places or asked.places, titles=again.titles,
        )  # fmt: skip
        vector = self.index.encoder.encode_query(text)
        other = self.read(again, rank(self.index, text, allowed, vector), vector, allowed)
        return other if decide(other).status in GIVEN else reading

    def parts(self, question: Question, vector: np.ndarray, allowed: Selector | None, told: bool) -> list[Part]:
        """The parts of a question: what it asks in a row, the two things it compares, the things that it asks the same
        of unless one sentence has `told` it, else the places that it asks the same of and that have reports of their
        own."""
        asked = self.by_place(question, allowed)
        compared = compared_things(question) if len(question.facets) == 1 else ()
        parts = self.in_a_row(question, allowed) if len(question.facets) > 1 else []
        parts += [(part_of(question, f"{thing}有多少"), thing) for thing in compared]
        if not (parts or told or asked):
            parts = [(part_of(question, text), thing) for text, thing in shared_things(question)]
        if not asked or (len(parts) > 1 and all(len(find_places(part.resolved)) == 1 for part, _ in parts)):
            asked = [(part, label, allowed) for part, label in parts]
        wanted = [Wanted(part.resolved, inside, self.blended(part, vector)) for part, _, inside in asked]
        found: list[Part] = []
        for (part, label, _), ranking in zip(asked, rank_all(self.index, wanted), strict=True):
            read = candidates(self.index, self.reader, part.resolved, ranking, READ_FOR_PART)
            fit = fitting(part, read) or fitting(self.elsewhere(part, found), read)
            found.append(Part(part, label, tuple(fit)))
        return found

    def blended(self, part: Question, vector: np.ndarray) -> np.ndarray:
        """The vector by which a part is searched: its own and the whole question's."""
        own = self.index.encoder.encode_query(part.resolved)
        both = WHOLE * vector + (1 - WHOLE) * own
        return both / np.linalg.norm(both)

    def in_a_row(self, question: Question, allowed: Selector | None) -> list[tuple[Question, str]]:
        """What is asked in a row, and in which words, small talk left out: each thing completed by those before it
        where it does not stand alone. Places are taken from those before, unless another subject is announced."""
        found: list[tuple[Question, str]] = []
        for facet in question.facets:
            if self.kinds.tell(self.kind_encoder.encode_query(facet)).of(CHATS) >= SURE_CHAT:
                continue
            text, changed = without_lead_in(facet)
            before = [] if changed else [part.resolved for part, _ in found]
            short = len(text) <= (ENGLISH_LEANING if question.language == "en" else LONGEST_LEANING)
            before = before if short else []  # a longer piece says itself what it asks of
            leans = before[-1] if before and self.reader.stands_alone(text, before) < LEAN else ""
            whole = resolve(text, before, question.language, None, self.reader.stands_alone, self.chooser(allowed))
            part = part_of(replace(question, places=found[-1][0].places if found and not changed else ()), whole)
            found.append((replace(part, text=text, before=leans), text))
        return found

    def elsewhere(self, part: Question, before: Sequence[Part]) -> Question:
        """A part without the place that only an answered one before it names (北京冬奥会怎么样？水质呢)."""
        answered = any(one.found and one.found[0].p >= SURE for one in before)
        return replace(part, places=()) if answered and not find_places(part.resolved) else part

    def by_place(self, question: Question, allowed: Selector | None) -> list[tuple[Question, str, Selector | None]]:
        """The question asked of each of several places that have reports of their own; [] for any other question."""
        documents = self.allowed_documents(allowed)
        places = question.places
        if not places and asks_all(question.plain):
            places = tuple(dict.fromkeys(home for document in documents for home in sorted(homes(document))))
        asked: list[tuple[Question, str, Selector | None]] = []
        for place in places:
            own = frozenset(d.doc_id for d in documents if any(lies_in(place, home) for home in homes(d)))
            if own:
                text = of_one_place(question.plain, place, question.places)
                part = replace(question, resolved=text, plain=text, places=(place,), wants=read_wants(text))
                asked.append((part, spoken(place, question), self.within(own, allowed)))
        return asked[:MOST_PLACES] if len(asked) > 1 else []

    def finish(self, answer: Answer, question: str, clock: "Clock") -> Answer:
        clock.lap("answer")
        return replace(answer, question=question, timings_ms=clock.laps())


def tells_all(question: Question, best: Candidate) -> bool:
    """A sentence speaks of each of the things of which a question asks the same."""
    things = [thing for _, thing in shared_things(question)]
    if len(things) < MANY or max(map(len, things)) > SHORT_THING:  # long ones are cut amiss too often
        return True
    told = fold(best.context)
    return all(named_in(thing, told) for thing in things)


def named_in(thing: str, told: str) -> bool:
    """Half of the pairs of characters of a thing stand in a text.

    >>> named_in("年龄上限", "年龄在45周岁以下"), named_in("年龄", "年龄在45周岁以下")
    (False, True)
    """
    own = bigrams(thing)
    return 2 * sum(pair in told for pair in own) >= len(own)


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
