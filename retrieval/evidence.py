"""Scores the sentences of the best passages as answers to a question. Fourteen features, one linear model (weights.json)."""

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from corpus.document import Document, Passage, Sentence
from index.core import Index
from retrieval.coverage import Coverage
from retrieval.figures import Figure, years_in
from retrieval.question import Question
from retrieval.ranking import Ranking
from retrieval.sentences import SentenceFacts, dated_years, facts_of
from retrieval.vocabulary import unit_of
from retrieval.wants import MEASURED

POOL = 10  # passages whose sentences are looked at; the evidence stands in one of them for 99 % of the dev questions
NO_KEY = -0.5  # lower than any share
OTHER_UNIT = 0.7  # of a clause's share when its figure counts in another unit than the one asked for (辆, 家)
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


@dataclass(frozen=True, slots=True)
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
    dense: float  # inner product with the question
    score: float


@cache
def weights() -> np.ndarray:
    stored = json.loads((Path(__file__).parent / "data" / "weights.json").read_text("utf-8"))["sentence"]
    return np.array([stored[name] for name in FEATURES], dtype=np.float64)


def candidates(
    index: Index, question: Question, ranking: Ranking, coverage: Coverage, tokens: dict[str, float]
) -> list[Candidate]:
    """Score the sentences of the first POOL passages, best first; ties in reading order."""
    best_dense = max((float(ranking.dense[row]) for rows in index.sentence_rows for row in rows), default=0.0)
    best_passage = float(ranking.fused[ranking.order[0]]) if len(ranking.order) else 0.0
    token_total = sum(tokens.values()) or 1.0
    found = []
    for rank, position in enumerate(ranking.order[:POOL]):
        passage = index.passages[position]
        document = index.documents[index.rows[position].document]
        context = coverage.of(f"{' '.join(passage.section_path)} {passage.box or ''}")
        for row, sentence in zip(index.sentence_rows[position], passage.sentences, strict=True):
            facts = facts_of(sentence.text)
            covered = coverage.of(sentence.text)
            context = np.maximum(context, covered)  # what this sentence and those before it say
            said = max(coverage.share(coverage.of(clause)) for clause in facts.clauses)
            year = year_fit(question, sentence, passage, document)
            features = np.array(
                [
                    float(ranking.dense[row]) - best_dense,
                    float(ranking.fused[position]) - best_passage,
                    sum(w for token, w in tokens.items() if token in facts.tokens) / token_total,
                    coverage.share(context),
                    said,
                    coverage.share(covered),
                    float(is_opener(sentence, passage)),
                    kind_fit(question, facts),
                    unit_fit(question, facts.figures),
                    year,
                    math.log(len(sentence.text)),
                    float(passage.kind == "caption"),
                    coverage.focus_share(covered),
                    key_share(question, coverage, sentence.text, said, year),
                ]
            )
            found.append(
                Candidate(
                    sentence,
                    passage,
                    document,
                    rank,
                    covered,
                    context,
                    facts.figures,
                    features,
                    float(ranking.dense[row]),
                    float(features @ weights()),
                )
            )
    return sorted(found, key=lambda c: (-c.score, c.document.doc_id, c.sentence.start))


def reorder(ranking: Ranking, pool: list[Candidate], count: int) -> list[tuple[int, float]]:
    """The best `count` passages as (position, score), those of the pool ordered by how well their best sentence answers.

    Scores fall strictly from passage to passage within the pool and on into the rest, which keeps its order.
    """
    best: dict[int, float] = {}
    for candidate in pool:
        position = int(ranking.order[candidate.rank])
        best[position] = max(best.get(position, -np.inf), candidate.score + float(candidate.features[1]))
    order = sorted(best, key=lambda position: -best[position])
    order += [int(position) for position in ranking.order if int(position) not in best]
    scored: list[tuple[int, float]] = []
    for position in order[:count]:
        own = best.get(position, float(ranking.fused[position]))
        scored.append((position, min(own, scored[-1][1] - STEP) if scored else own))
    return scored


def is_opener(sentence: Sentence, passage: Passage) -> bool:
    """The short headline with which a paragraph begins (绿色低碳产业蓬勃发展。): true of everything under it, answer to nothing."""
    return (
        sentence is passage.sentences[0]
        and len(passage.sentences) > 1
        and len(sentence.text) < 30
        and not re.search(r"\d", sentence.text)
    )


def key_share(question: Question, coverage: Coverage, sentence: str, said: float, year: float) -> float:
    """Share of the question that the clause of a fitting figure says, with the clause before it.

    NO_KEY when no figure fits or the sentence speaks of another year (`year` < 0); `said`, the share that the best clause
    says, where no figure is wanted.
    """
    if not question.wants.figure:
        return said
    before, best = "", NO_KEY
    for piece in facts_of(sentence).pieces if year >= 0 else ():
        figures = facts_of(piece).figures
        fit = unit_fit(question, figures)
        if figure_fit(question, figures) > 0 and fit >= 0:
            sure = 1.0 if fit > 0 or not question.wants.families else OTHER_UNIT
            best = max(best, sure * coverage.share(coverage.of(before + piece)))
        before = piece
    return best


def figure_fit(question: Question, figures: tuple[Figure, ...]) -> float:
    """-1 when a figure is wanted and none is there; 1 when one is; 0 when none is wanted."""
    if "when" in question.wants.kinds:
        return 1.0 if any(figure.kind == "date" for figure in figures) else -1.0
    if "quantity" in question.wants.kinds:
        return 1.0 if any(figure.kind == "quantity" for figure in figures) else -1.0
    return 0.0


def kind_fit(question: Question, facts: SentenceFacts) -> float:
    """`figure_fit`, and for a question that asks for a list 1 when the sentence enumerates."""
    if "list" in question.wants.kinds and not question.wants.figure:
        return float(facts.enumerates)
    return figure_fit(question, facts.figures)


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
    """How the time of a sentence fits the years asked for: -1 (another time) to 1 (each year is named); 0 when none is asked for."""
    if not question.years:
        return 0.0
    said = times_of(sentence, passage, document)
    return float(np.mean([said.get(year, -1.0) for year in question.years]))


def times_of(sentence: Sentence, passage: Passage, document: Document) -> dict[int, float]:
    """Years that a sentence speaks of: 1 for those it names; 0.5 for what it inherits, when it names none, from the nearest of
    the text before it, its section titles (2023年工作回顾) and the report's own year."""
    here = facts_of(sentence.text).years
    said = dict.fromkeys(here, 1.0)
    before = dated_years(passage.text[: sentence.start - passage.start])
    sections = [years_in(title) for title in reversed(passage.section_path)]
    own = {document.year} if document.year else set()
    inherited = before if here else next((years for years in (before, *sections, own) if years), set())
    return {**dict.fromkeys(inherited, 0.5), **said}
