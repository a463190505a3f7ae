"""Reads the parts of a question, each by itself: what it asks in a row, what it compares, the places that it is asked
of."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.core import Index
from index.encoders import Encoder
from index.engines.selector import EVERYTHING, Selector
from retrieval.question.followup import LEAN, YEAR, resolve
from retrieval.question.kinds import CHATS, Kinds
from retrieval.question.kinds import SURE as SURE_CHAT
from retrieval.question.lead_ins import without_lead_in
from retrieval.question.question import Question, compared_things, part_of, shared_things
from retrieval.question.several import asks_all, of_one_place
from retrieval.question.wants import read_wants
from retrieval.read.candidates import candidates
from retrieval.read.constraints import fitting, homes, spoken
from retrieval.read.decision import SURE
from retrieval.read.reading import Part
from retrieval.read.wordings import Wordings
from retrieval.search.ranking import Wanted, rank_all
from retrieval.search.reports import reports_within
from retrieval.text.places import find_places, lies_in

READ_FOR_PART = 4  # sentences that are read for one part of a question
LONGEST_LEANING, ENGLISH_LEANING = 8, 28  # characters of a part that may lean on those before it
MOST_PLACES = 8  # that a question is asked of, one by one
WHOLE = 0.5  # share of the whole question's vector in that of one of its parts


class QuestionParts:
    """Reads parts over one index; `kinds` and `kind_encoder` tell which of them are small talk."""

    def __init__(self, index: Index, wordings: Wordings, kinds: Kinds, kind_encoder: Encoder):
        self.index, self.wordings, self.reader = index, wordings, wordings.reader
        self.kinds, self.kind_encoder = kinds, kind_encoder

    def read(self, question: Question, vector: np.ndarray, allowed: Selector | None, told: bool) -> list[Part]:
        """The parts of a question: what it asks in a row, the two things it compares, the things that it asks the same
        of unless one sentence has `told` it, else the places that it asks the same of and that have reports of their
        own."""
        asked = self.by_place(question, allowed)
        compared = compared_things(question) if len(question.facets) == 1 else ()
        parts = self.in_a_row(question, allowed) if len(question.facets) > 1 else []
        parts += [(part_of(question, f"{thing}有多少"), thing) for thing in compared]
        if not (parts or asked):
            things = [(part_of(question, text), thing) for text, thing in shared_things(question)]
            by_year = len({part.years for part, _ in things}) == len(things)  # of a row each year has a cell of its own
            parts = things if by_year or not told else []
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
            if self.kinds.tell(self.kind_encoder.encode_query(facet), facet).of(CHATS) >= SURE_CHAT:
                continue
            text, changed = without_lead_in(facet)
            before = [] if changed else [part.resolved for part, _ in found]
            short = len(YEAR.sub("", text)) <= (ENGLISH_LEANING if question.language == "en" else LONGEST_LEANING)
            before = before if short else []  # a longer piece says itself what it asks of
            leans = before[-1] if before and self.reader.stands_alone(text, before) < LEAN else ""
            choose, weigh = self.wordings.chooser(allowed), self.wordings.weigh
            whole = resolve(text, before, question.language, None, self.reader.stands_alone, choose, weigh)
            part = part_of(replace(question, places=found[-1][0].places if found and not changed else ()), whole)
            found.append((replace(part, text=text, before=leans), text))
        return found

    def elsewhere(self, part: Question, before: Sequence[Part]) -> Question:
        """A part without the place that only an answered one before it names (北京冬奥会怎么样？水质呢)."""
        answered = any(one.found and one.found[0].p >= SURE for one in before)
        return replace(part, places=()) if answered and not find_places(part.resolved) else part

    def by_place(self, question: Question, allowed: Selector | None) -> list[tuple[Question, str, Selector | None]]:
        """The question asked of each of several places that have reports of their own; [] for any other question."""
        documents = reports_within(self.index, allowed)
        places = question.places
        if not places and asks_all(question.plain):
            places = tuple(dict.fromkeys(home for document in documents for home in sorted(homes(document))))
        asked: list[tuple[Question, str, Selector | None]] = []
        for place in places:
            own = frozenset(d.doc_id for d in documents if any(lies_in(place, home) for home in homes(d)))
            if own:
                text = of_one_place(question.plain, place, question.places)
                part = replace(question, resolved=text, plain=text, places=(place,), wants=read_wants(text))
                asked.append((part, spoken(place, question), (allowed or EVERYTHING).within(own)))
        return asked[:MOST_PLACES] if len(asked) > 1 else []
