"""A sentence that may answer, and how what it says fits what a question asks: its figures, their units, its time."""

import re
from dataclasses import dataclass
from itertools import islice

import numpy as np

from corpus.document import Document, Passage, Sentence
from retrieval.figures import Figure, years_in
from retrieval.question import Question
from retrieval.ranking import Ranking
from retrieval.sentences import dated_years, facts_of
from retrieval.vocabulary import unit_of
from retrieval.wants import MEASURED

HEADLINE = 30  # characters from which a sentence says more than a headline
STEP = 0.001  # least difference between the scores of two ranks
FEATURES = (
    "dense",
    "passage",
    "tokens",
    "context",
    "clause",
    "terms",
    "opener",
    "figure",
    "unit",
    "year",
    "length",
    "caption",
    "focus",
    "key",
)
PASSAGE = FEATURES.index("passage")


@dataclass(frozen=True, slots=True, eq=False)  # equal when identical: arrays have no truth value
class Candidate:
    """A sentence that may answer, with what speaks for it."""

    sentence: Sentence
    passage: Passage
    document: Document
    rank: int  # of its passage, 0-based
    covered: np.ndarray  # of each term by the sentence, shape (terms,)
    in_context: np.ndarray  # the same with section, box and the sentences before it
    figures: tuple[Figure, ...]
    features: np.ndarray  # shape (len(FEATURES),)
    score: float


def reorder(ranking: Ranking, pool: list[Candidate], count: int) -> list[tuple[int, float]]:
    """The best `count` passages as (position, score), those of the pool by how well their best sentence answers.

    Scores fall strictly from passage to passage within the pool and on into the rest, which keeps its order.
    """
    best: dict[int, float] = {}
    for candidate in pool:
        position = int(ranking.order[candidate.rank])
        best[position] = max(best.get(position, -np.inf), candidate.score + float(candidate.features[PASSAGE]))
    order = sorted(best, key=lambda position: -best[position])
    order += islice((int(position) for position in ranking.order if int(position) not in best), count)
    scored: list[tuple[int, float]] = []
    for position in order[:count]:
        ceiling = scored[-1][1] - STEP if scored else best.get(position, 0.0)
        scored.append((position, min(best.get(position, ceiling), ceiling)))
    return scored


def is_opener(sentence: Sentence, passage: Passage) -> bool:
    """Tell the short headline with which a paragraph begins (绿色低碳产业蓬勃发展。) and which answers nothing."""
    return (
        sentence is passage.sentences[0]
        and len(passage.sentences) > 1
        and len(sentence.text) < HEADLINE
        and not re.search(r"\d", sentence.text)
    )


def figure_fit(question: Question, figures: tuple[Figure, ...]) -> float:
    """-1 when a figure is wanted and none is there; 1 when one is; 0 when none is wanted."""
    if "when" in question.wants.kinds:
        return 1.0 if any(figure.kind == "date" for figure in figures) else -1.0
    if "quantity" in question.wants.kinds:
        return 1.0 if any(figure.kind == "quantity" for figure in figures) else -1.0
    return 0.0


def unit_fit(question: Question, figures: tuple[Figure, ...]) -> float:
    """1 when a figure has the wanted unit (0.5: its family), -1 when none has, 0 when no unit is asked for.

    A thing that is only counted may be counted in another word (几个部门 → 11 部门); a measure may not.
    """
    wants = question.wants
    if wants.counted and not wants.families:  # 多少公园: a percentage counts nothing
        return 0.5 if {family_of(figure) for figure in figures if figure.kind != "date"} - MEASURED else -1.0
    if not wants.families:
        return 0.0
    if wants.unit and any(figure.unit == wants.unit for figure in figures):
        return 1.0
    families = {family_of(figure) for figure in figures if figure.kind != "date"}
    if families & wants.families or ("ratio" in wants.families and any("/" in figure.text for figure in figures)):
        return 0.5
    if wants.families & MEASURED:
        return -1.0
    return 0.0 if families - MEASURED else -1.0


def family_of(figure: Figure) -> str | None:
    """Family of a figure's unit; a rate (公里/平方千米) has a family of its own."""
    if not figure.unit:
        return None
    if re.search(r"[/／]", figure.unit):
        return "rate"
    unit = unit_of(figure.unit)
    return unit.family if unit else None


def year_fit(question: Question, sentence: Sentence, passage: Passage, document: Document) -> float:
    """Fit of a sentence's time with the years asked for: -1 (other years) to 1 (names each); 0 when none is asked."""
    if not question.years:
        return 0.0
    said = times_of(sentence, passage, document)
    return float(np.mean([said.get(year, -1.0) for year in question.years]))


def times_of(sentence: Sentence, passage: Passage, document: Document) -> dict[int, float]:
    """Years that a sentence speaks of: 1 for those it names, 0.5 for those it inherits.

    It inherits those of the passage before it; when neither names one, those of the nearest section title that does
    (2023年工作回顾), else the report's own.
    """
    here = facts_of(sentence.text).years
    said = dict.fromkeys(here, 1.0)
    before = dated_years(passage.text[: sentence.start - passage.start])
    sections = [years_in(title) for title in reversed(passage.section_path)]
    own = {document.year} if document.year else set()
    inherited = before if here else next((years for years in (before, *sections, own) if years), set())
    return {**dict.fromkeys(inherited, 0.5), **said}
