"""Puts what was found into words: quotations with markers, checked figures, frames. Adds no claim of its own."""

from dataclasses import replace

from index.core import Index
from retrieval.about import contents_line
from retrieval.answers import Answer, CheckedFigure, Citation, Reason, Refusal, Status
from retrieval.arithmetic import derive, side_by_side
from retrieval.decision import Decision, decide, refusal_reason
from retrieval.evidence import reorder
from retrieval.figurecheck import checked_figures
from retrieval.frames import refusal_message, say
from retrieval.gate import Declined
from retrieval.gloss import english_gloss
from retrieval.keyfigures import key_figures
from retrieval.places import find_places, forms_of
from retrieval.question import Question
from retrieval.quotations import quotations, scope
from retrieval.ranking import Ranking
from retrieval.reading import Reading
from retrieval.search import make_hits

SHOWN_PASSAGES = 10
NAMED_TITLES = 5  # of the reports, in a message that says what can be asked


class Composer:
    """Writes answers over one index."""

    def __init__(self, index: Index):
        self.index = index
        self.titles = "、".join(f"《{document.title}》" for document in index.documents[:NAMED_TITLES])
        if len(index.documents) > NAMED_TITLES:
            self.titles += f"…… ({len(index.documents)})"
        named = [place for document in index.documents for place in find_places(document.title)] or ["中国"]
        self.place = named[0]  # that the reports are about, as the first title that names one has it

    def answer(self, reading: Reading) -> Answer:
        """Answer, relate or refuse, whichever the evidence carries."""
        decision = decide(reading)
        if decision.status == "refused":
            return self.refuse(reading, decision.p)
        if decision.status == "related":
            message = say("related", reading.question.language)
            return self.written(reading.question, self.nearest(reading), "related", None, message, decision.p)
        return self.quote(replace(reading, chosen=decision.chosen), decision)

    def quote(self, reading: Reading, decision: Decision) -> Answer:
        """Answer with the chosen sentences, wholly or in part."""
        question, language = reading.question, reading.question.language
        quoted = quotations(reading)
        parts = [(q.citation, q.part) for q in quoted]
        figures = tuple(
            figure
            for citation, part in parts
            for figure in checked_figures(citation, part, key_figures(question, reading.coverage, part))
        )
        computed = derive(question, reading.coverage, parts)
        open_parts = decision.open_parts
        notes = [scope(q, reading.coverage, language) for q in quoted]
        lines = [say("says", language), *(f"{q.text}{note}" for q, note in zip(quoted, notes, strict=True))]
        if beside := side_by_side(question, reading.coverage, parts):
            lines.append(say("compared", language, figures=beside))
        if computed:
            lines.append(say("derived", language, formula=computed[1]))
        if open_parts:
            lines.append(say("partial", language, missing="；".join(open_parts)))
        if language == "en" and (gloss := english_gloss(reading.coverage, [q.part for q in quoted], figures)):
            lines.append(say("glossary", language, terms=gloss))
        note = "；".join(filter(None, [*notes, *open_parts])) or None
        return self.written(
            question,
            self.nearest(reading),
            decision.status,
            None,
            "\n".join(lines),
            decision.p,
            tuple(q.citation for q in quoted),
            (*figures, *([computed[0]] if computed else [])),
            note,
        )

    def refuse(self, reading: Reading, p: float) -> Answer:
        """Refuse with the plainest reason and what is missing."""
        question = reading.question
        reason, missing = refusal_reason(reading)
        have = tuple(sorted({d.year for d in self.index.documents if d.year})) if reason == "other_year" else ()
        message = refusal_message(reason, question.language, missing, have, self.home(question.language), self.titles)
        return self.written(question, self.nearest(reading), "refused", Refusal(reason, message, missing), message, p)

    def home(self, language: str) -> str:
        """The place the reports are about, as their titles name it; the country when they name none."""
        forms = forms_of(self.place)
        if language == "en":
            return next((form.title() for form in forms if form.isascii()), self.place)
        return next((form for form in forms if any(form in d.title for d in self.index.documents)), "全国")

    def decline(self, question: Question, declined: Declined, ranking: Ranking | None) -> Answer:
        """Refuse what is no question to a report."""
        reason: Reason = "off_topic" if declined == "advice" else declined
        message = say(declined, question.language, titles=self.titles)
        best = [] if ranking is None else reorder(ranking, [], SHOWN_PASSAGES)
        return self.written(question, best, "refused", Refusal(reason, message), message, 0.0)

    def about(self, question: Question, ranking: Ranking) -> Answer:
        """Tell what the reports contain, by their outline."""
        lines = [say("about", question.language), *(contents_line(document) for document in self.index.documents)]
        return self.written(question, reorder(ranking, [], SHOWN_PASSAGES), "related", None, "\n".join(lines), 0.0)

    def nearest(self, reading: Reading) -> list[tuple[int, float]]:
        """The passages to show beside any answer, as (position, score), best first."""
        return reorder(reading.ranking, reading.pool, SHOWN_PASSAGES)

    def written(
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
        """The Answer with its passages, and with what it owes to the question and the index."""
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
