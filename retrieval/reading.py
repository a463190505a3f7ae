"""Everything that was found for one question, before it is decided on and put into words."""

from dataclasses import dataclass, field

from retrieval.constraints import Unmet
from retrieval.coverage import Coverage
from retrieval.evidence import Candidate
from retrieval.question import Question
from retrieval.ranking import Ranking


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentences that may answer (`pool`, best first), those chosen, and what they do not meet."""

    question: Question
    ranking: Ranking
    coverage: Coverage
    pool: list[Candidate]
    chosen: list[Candidate]
    unmet: Unmet
    parts: list["Part"] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)  # equal when identical, as its candidate is
class Part:
    """One part of a question in several parts, with the sentence that was found for it alone."""

    text: str
    found: Candidate
    p: float  # probability that the sentence answers the part
    share: float  # of the part that the sentence says
    lacks: bool = False  # a year, place or title of the part is lacking for sure
