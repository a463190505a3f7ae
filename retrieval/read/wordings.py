"""In which words a question is read: a follow-up completed, of a long message the piece that asks, names spelt like
titles. Of several wordings the reports choose: the one that they answer best."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from index.core import Index
from index.encoders import MODELS
from index.engines.selector import Selector
from index.tokens import fold
from retrieval.question.completer import Completer
from retrieval.question.followup import PRONOUN, Chooser
from retrieval.question.gate import clean
from retrieval.question.lead_ins import said_of
from retrieval.question.longwinded import kernels
from retrieval.question.question import Question, asks, understand
from retrieval.question.rewriting import Rewriting
from retrieval.question.rewriting import asks as has_question_word
from retrieval.question.short_places import with_full_places
from retrieval.question.spelling import spelt_as_titles
from retrieval.question.years import full_years
from retrieval.read.candidates import candidates
from retrieval.read.reader import ReaderModel
from retrieval.search.ranking import Wanted, rank_all
from retrieval.search.reports import reports_within
from retrieval.text.quantities import REPUBLIC

BARE = 0.0  # most that the reader may find in a reading that asks nothing (秦巴山) or of nothing named (罚多少钱)
READ_TO_CHOOSE = 2  # sentences that are read for each reading of a follow-up
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
LASTING = 1980  # 70年 and 75年 are mostly lengths of time, 95年 is a year, whether or not the reports tell of it
MOST_TITLES = 50  # reports by whose titles a question is spelt and by whose years it is dated


class Wordings:
    """Understands questions to the reports of one index."""

    def __init__(self, index: Index, reader: ReaderModel):
        self.index, self.reader = index, reader
        self.year = max((document.year for document in index.documents if document.year), default=None)
        self.weigh = Completer.load(MODELS, reader.held).weigh

    def understood(self, question: str, history: Sequence[str], allowed: Selector | None = None) -> Question:
        """The question made whole; of several readings of a follow-up, and of the pieces of a long message that ask,
        the one that the reports answer best."""

        likeliest = self.chooser(allowed)
        text = clean(question)
        documents = reports_within(self.index, allowed)[:MOST_TITLES]
        titles = [document.title for document in documents]

        def told(words: str) -> bool:
            return any(words in document.text for document in documents)

        def dated(year: int) -> bool:  # where years are counted from 1912, 85年 is no 1985
            named = LASTING < year < 2000 or told(str(year)) or told(str(year).translate(FULL_WIDTH))
            return named and not any(REPUBLIC.search(document.text) for document in documents)

        placed = map(with_full_places, (text, *history))
        written, *earlier = (spelt_as_titles(full_years(one, dated), titles, told) for one in placed)
        asked = understand(written, earlier, self.year, self.reader.stands_alone, likeliest, self.weigh)
        found = kernels(asked.resolved, asked.language)
        if not found and (thing := said_of(asked.resolved)):
            found = [Rewriting(asked.resolved), Rewriting(thing)]
        if not found:
            return replace(asked, text=text)
        of_pieces = self.chooser(allowed, lambda piece: asks(fold(piece)))
        best = of_pieces(found) if len(found) > 1 else found[0].text
        return replace(understand(best), text=text, language=asked.language)

    def chooser(self, allowed: Selector | None, asks: Callable[[str], bool] = has_question_word) -> Chooser:
        """Of several readings of a question the one that the reports answer best; `asks`: one asks something."""

        def likeliest(readings: Sequence[Rewriting]) -> str:
            asking = [
                asks(reading.text) and not PRONOUN.search(reading.text) and not reading.bare
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
