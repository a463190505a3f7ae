"""Scores the sentences of the best passages as answers to a question: features, weighed by one linear model."""

import math

import numpy as np

from index.core import Index
from retrieval.coverage import Coverage
from retrieval.evidence import FEATURES, NO_KEY, Candidate, is_opener
from retrieval.figurefit import certainty, figure_fit, unit_fit
from retrieval.question import Question
from retrieval.ranking import Ranking
from retrieval.sentences import SentenceFacts, facts_of
from retrieval.times import INHERITED, times_of, year_fit
from retrieval.weights import weights

POOL = 10  # passages whose sentences are looked at; the evidence stands in one of them for 99 % of the dev questions


def candidates(
    index: Index, question: Question, ranking: Ranking, coverage: Coverage, tokens: dict[str, float]
) -> list[Candidate]:
    """Score the sentences of the first POOL passages, best first; ties in reading order."""
    of_sentences = ranking.dense[len(index.passages) :]
    best_dense = float(of_sentences.max()) if of_sentences.size else 0.0
    best_passage = float(ranking.fused[ranking.order[0]]) if len(ranking.order) else 0.0
    token_total = sum(tokens.values()) or 1.0
    fitted = weights("sentence", FEATURES)
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
            said_years = times_of(sentence, passage, document)
            year = year_fit(question, said_years)
            told = not question.years or any(said_years.get(y, 0.0) >= INHERITED for y in question.years)
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
                    key_share(question, coverage, sentence.text, said, told),
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
                    float(features @ fitted),
                )
            )
    return sorted(found, key=lambda c: (-c.score, c.document.doc_id, c.sentence.start))


def key_share(question: Question, coverage: Coverage, sentence: str, said: float, told: bool) -> float:
    """Share of the question that the clause of a fitting figure says, with the clause before it.

    NO_KEY when no figure fits or the sentence speaks of no year asked for (`told` is false). Where no figure is wanted:
    `said`, the share that the best clause says.
    """
    if not question.wants.figure:
        return said
    before, best = "", NO_KEY
    for piece in facts_of(sentence).pieces if told else ():
        if (sure := certainty(question, piece)) > 0:
            best = max(best, sure * coverage.share(coverage.of(before + piece)))
        before = piece
    return best


def kind_fit(question: Question, facts: SentenceFacts) -> float:
    """`figure_fit`, and for a question that asks for a list 1 when the sentence enumerates."""
    if "list" in question.wants.kinds and not question.wants.figure:
        return float(facts.enumerates)
    return figure_fit(question, facts.figures)
