"""Everything that was found for one question, before it is put into words. Values only."""

from dataclasses import dataclass

from corpus.document import Document
from retrieval.question.question import Question
from retrieval.read.candidates import Candidate
from retrieval.read.constraints import Unmet
from retrieval.search.ranking import Ranking


@dataclass(frozen=True, slots=True, eq=False)  # equal when identical, as its candidates are
class Part:
    """One part of a question in several, with the sentences that may answer it alone, the likeliest first."""

    question: Question
    label: str  # what it asks, in the question's words, or the place that it asks of
    found: tuple[Candidate, ...]  # those that meet its year and place


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The sentences that were read for a question (`pool`), and those of them that meet its year and place (`fit`)."""

    question: Question
    ranking: Ranking
    pool: tuple[Candidate, ...]
    fit: tuple[Candidate, ...]
    unmet: Unmet
    documents: tuple[Document, ...]  # the reports that may answer
    parts: tuple[Part, ...] = ()
