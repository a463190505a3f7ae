"""What a person typed, as it was understood, with what kinds of utterance it may be."""

from dataclasses import dataclass

import numpy as np

from corpus.document import Document
from index.engines.selector import Selector
from retrieval.question.kinds import CHATS, QUESTION, SURE, Told
from retrieval.question.question import Question

WITH_HISTORY = ("greeting", "thanks", "help", "feedback")  # chats that an earlier question leaves as they are
ASKS = 0.5  # probability that a completed follow-up is a question, from which its words alone make it no small talk
CLEAR = 0.7  # probability of small talk that no completed form outweighs


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """An utterance as it was understood, with its kind and the reports that it may be about."""

    question: Question
    spoken: Told  # the kind of what was typed
    told: Told  # the kind of the question as resolved
    vector: np.ndarray  # of the question as resolved
    documents: tuple[Document, ...]
    allowed: Selector | None
    follows: bool  # on earlier questions

    @property
    def asks(self) -> float:
        """Probability that a follow-up completed by an earlier question is a question; 0 for what was not completed."""
        return self.told.of((QUESTION,)) if self.question.resolved != self.question.text else 0.0

    @property
    def kinds(self) -> Told:
        """The kind that counts: with earlier questions, that of the whole question."""
        return self.told if self.follows else self.spoken

    @property
    def chats(self) -> bool:
        """Small talk was typed, or so its words alone would tell."""
        kinds = WITH_HISTORY if self.follows else CHATS
        return self.spoken.of(kinds) >= SURE and self.spoken.kind in kinds

    @property
    def only_chats(self) -> bool:
        """Small talk, which the question that a follow-up may be completed to does not outweigh."""
        return self.chats and (self.asks < ASKS or self.spoken.of(CHATS) >= CLEAR)
