"""Finds the sentences that may answer a question, the whole and each of its parts → Reading."""

from dataclasses import replace

import numpy as np

from index.core import Index
from index.engines.selector import Selector
from index.tokens import fold
from retrieval.question.gathers import asks_list
from retrieval.question.question import Question, shared_things, understand
from retrieval.question.spelling import respelt
from retrieval.read.candidates import READ, Candidate, candidates
from retrieval.read.constraints import fitting, unmet
from retrieval.read.decision import GIVEN, SURE, decide
from retrieval.read.question_parts import QuestionParts
from retrieval.read.reader import ReaderModel
from retrieval.read.reading import Reading
from retrieval.search.ranking import Ranking, rank
from retrieval.search.reports import likeliest_reports, reports_within
from retrieval.text.bigrams import bigrams

READ_FOR_LIST = 12  # sentences that are read for a question for all that there is on a matter
FIRM_FOR_LIST = 4  # best passages of which a sentence is read anyway: one that tells much is near to nothing
SPELT_AS = 20  # passages after whose words a question is spelt when nothing answers it
MANY, SHORT_THING = 3, 12  # things and characters of each, which a sentence must all name to tell what is asked of them


class Evidence:
    """Reads for questions over one index."""

    def __init__(self, index: Index, reader: ReaderModel, parts: QuestionParts):
        self.index, self.reader, self.parts = index, reader, parts

    def read(
        self, question: Question, ranking: Ranking, vector: np.ndarray, allowed: Selector | None = None
    ) -> Reading:
        """Find the sentences that may answer the whole and each of its parts."""
        read, firm = (READ_FOR_LIST, FIRM_FOR_LIST) if asks_list(question) else (READ, 0)
        pool = candidates(self.index, self.reader, question.resolved, ranking, read, firm)
        told = bool(pool) and pool[0].p >= SURE and tells_all(question, pool[0])
        documents = reports_within(self.index, allowed)
        return Reading(
            question,
            ranking,
            tuple(pool),
            tuple(fitting(question, pool)),
            unmet(question, pool, documents, lambda title: likeliest_reports(self.index, documents, title)),
            tuple(documents),
            tuple(self.parts.read(question, vector, allowed, told)),
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
