"""Puts what was found into words: quotations with markers, checked figures, frames. Adds no claim of its own."""

from dataclasses import dataclass, replace

import numpy as np

from index.core import Index
from retrieval.about import contents_line
from retrieval.answers import Answer, CheckedFigure, Citation, Reason, Refusal, Status, cite
from retrieval.arithmetic import derive
from retrieval.constraints import Constraints
from retrieval.coverage import Coverage
from retrieval.decision import Decision, decide
from retrieval.evidence import Candidate, reorder
from retrieval.figurecheck import checked_figures
from retrieval.frames import refusal_message, say
from retrieval.gate import Declined
from retrieval.gloss import english_gloss
from retrieval.keyfigures import key_figures
from retrieval.places import find_places, forms_of
from retrieval.question import Question
from retrieval.ranking import Ranking
from retrieval.reading import Reading
from retrieval.search import make_hits
from retrieval.trim import LONG, LONG_TEXT, shown, trim_sentence

SHOWN_PASSAGES = 10


@dataclass(frozen=True, slots=True)
class Quotation:
    """A chosen sentence with its citation and the part of it that is shown."""

    candidate: Candidate
    citation: Citation
    start: int  # within the sentence
    end: int

    @property
    def part(self) -> str:
        return self.candidate.sentence.text[self.start : self.end]

    @property
    def text(self) -> str:
        return f"“{shown(self.candidate.sentence.text, self.start, self.end)}”[{self.citation.n}]"


class Composer:
    """Writes answers over one index."""

    def __init__(self, index: Index, constraints: Constraints):
        self.index, self.constraints = index, constraints
        self.titles = "、".join(f"《{document.title}》" for document in index.documents)

    def answer(self, reading: Reading) -> Answer:
        """Answer, relate or refuse, whichever the evidence carries."""
        decision = decide(reading)
        if decision.status == "refused":
            return self.refuse(reading, decision.p)
        if decision.status == "related":
            message = say("related", reading.question.language)
            return self.blank(reading.question, self.nearest(reading), "related", None, message, decision.p)
        return self.quote(replace(reading, chosen=decision.chosen), decision)

    def quote(self, reading: Reading, decision: Decision) -> Answer:
        question, language = reading.question, reading.question.language
        quotations = self.quotations(reading)
        parts = [(q.citation, q.part) for q in quotations]
        figures = tuple(
            figure
            for citation, part in parts
            for figure in checked_figures(citation, part, key_figures(question, reading.coverage, part))
        )
        computed = derive(question, reading.coverage, parts)
        open_parts = decision.open_parts
        notes = [self.scope(q, reading.coverage, language) for q in quotations]
        lines = [say("says", language), *(f"{q.text}{note}" for q, note in zip(quotations, notes, strict=True))]
        if computed:
            lines.append(say("derived", language, formula=computed[1]))
        if open_parts:
            lines.append(say("partial", language, missing="；".join(open_parts)))
        if language == "en" and (gloss := english_gloss(reading.coverage, [q.part for q in quotations], figures)):
            lines.append(say("glossary", language, terms=gloss))
        note = "；".join(filter(None, [*notes, *open_parts])) or None
        return self.blank(
            question,
            self.nearest(reading),
            decision.status,
            None,
            "\n".join(lines),
            decision.p,
            tuple(q.citation for q in quotations),
            (*figures, *([computed[0]] if computed else [])),
            note,
        )

    def quotations(self, reading: Reading) -> list[Quotation]:
        """The chosen sentences in reading order, numbered, the long ones trimmed."""
        ordered = sorted(reading.chosen, key=lambda c: (c.document.doc_id, c.sentence.start))
        quotations = []
        long = LONG if reading.question.wants.figure else LONG_TEXT
        for n, candidate in enumerate(ordered, 1):
            start, end = trim_sentence(candidate.sentence.text, self.worth(reading), long)
            quotations.append(
                Quotation(candidate, cite(n, candidate.sentence, candidate.passage, candidate.document), start, end)
            )
        return quotations

    def worth(self, reading: Reading):
        """How much of the question a piece of a sentence says; each figure that is asked for counts as much as all words."""
        whole = {
            c.sentence.text: key_figures(reading.question, reading.coverage, c.sentence.text) for c in reading.chosen
        }
        wanted = {figure.text for keys in whole.values() for figure in keys}

        def measure(text: str) -> float:
            share = reading.coverage.share(reading.coverage.of(text))
            return round(share + sum(figure in text for figure in wanted), 3)

        return measure

    def scope(self, quotation: Quotation, coverage: Coverage, language: str) -> str:
        """Name the box a sentence stands in when the question does not: what is true of a school is not true of the city."""
        box = quotation.candidate.passage.box
        if box is None or float(np.max(coverage.of(box), initial=0.0)) >= 0.8:
            return ""
        return say("scope", language, scope=box)

    def refuse(self, reading: Reading, p: float) -> Answer:
        question = reading.question
        reason, missing = self.reason(reading)
        have = tuple(sorted({d.year for d in self.index.documents if d.year})) if reason == "other_year" else ()
        message = refusal_message(reason, question.language, missing, have, self.home(question.language), self.titles)
        return self.blank(question, self.nearest(reading), "refused", Refusal(reason, message, missing), message, p)

    def reason(self, reading: Reading) -> tuple[Reason, tuple[str, ...]]:
        """The plainest reason there is: a title, a place or a year that is lacking, else what the question asks for."""
        unmet = reading.unmet
        if unmet.titles:
            return "other_document", unmet.titles
        if unmet.places:
            return "other_place", unmet.places
        if unmet.years:
            return "other_year", unmet.years
        terms = reading.coverage.terms
        covered = np.maximum.reduce([c.in_context for c in reading.pool]) if reading.pool else np.zeros(len(terms))
        lacking = tuple(t.text for t, c in zip(terms, covered, strict=True) if c < 0.3 and t.weight >= 0.5)
        if terms and reading.coverage.share(covered) < 0.35:
            return "off_topic", lacking
        return "not_in_report", lacking

    def home(self, language: str) -> str:
        """The place the reports are about, as their titles name it; the country when they name none."""
        named = [p for d in self.index.documents for p in find_places(d.title)] or ["中国"]
        forms = forms_of(named[0])
        if language == "en":
            return next((form.title() for form in forms if form.isascii()), named[0])
        return next((form for form in forms if any(form in d.title for d in self.index.documents)), "全国")

    def decline(self, question: Question, declined: Declined, ranking: Ranking | None) -> Answer:
        """Refuse what is no question to a report."""
        reason: Reason = "off_topic" if declined == "advice" else declined
        message = say(declined, question.language, titles=self.titles)
        best = [] if ranking is None else reorder(ranking, [], SHOWN_PASSAGES)
        return self.blank(question, best, "refused", Refusal(reason, message), message, 0.0)

    def about(self, question: Question, ranking: Ranking) -> Answer:
        """Tell what the reports contain, by their outline."""
        lines = [say("about", question.language), *(contents_line(document) for document in self.index.documents)]
        return self.blank(question, reorder(ranking, [], SHOWN_PASSAGES), "related", None, "\n".join(lines), 0.0)

    def nearest(self, reading: Reading) -> list[tuple[int, float]]:
        return reorder(reading.ranking, reading.pool, SHOWN_PASSAGES)

    def blank(
        self,
        question: Question,
        best: list[tuple[int, float]],
        status: Status,
        refusal: Refusal | None,
        text: str,
        p: float,
        citations: tuple[Citation, ...] = (),
        figures: tuple[CheckedFigure, ...] = (),
        note: str | None = None,
    ) -> Answer:
        hits = tuple(make_hits(self.index, best))
        return Answer(
            question.text,
            question.language,
            question.resolved,
            status,
            refusal,
            text,
            citations,
            hits,
            figures,
            p,
            note,
            self.index.build_id,
            self.index.encoder.name,
        )
