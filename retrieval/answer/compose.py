"""Puts what was found into words: quotations with markers, checked figures, frames. Adds no claim of its own."""

from collections.abc import Sequence

from index.core import Index
from retrieval.answer.about import contents_line
from retrieval.answer.answers import Answer, CheckedFigure, Citation, Refusal
from retrieval.answer.arithmetic import Sourced, derive, label_of, side_by_side
from retrieval.answer.direct import direct_line
from retrieval.answer.frames import refusal_message, say
from retrieval.answer.gloss import english_gloss
from retrieval.answer.quotations import quotations, scope
from retrieval.question.gate import Declined
from retrieval.question.question import Question
from retrieval.read.candidates import Candidate, reorder
from retrieval.read.decision import Decision, Reason, Status, decide, refusal_reason
from retrieval.read.reading import Reading
from retrieval.search.ranking import Ranking
from retrieval.search.search import make_hits
from retrieval.text.places import find_places, forms_of

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
        return self.quote(reading, decision)

    def quote(self, reading: Reading, decision: Decision) -> Answer:
        """Answer with the chosen sentences, wholly or in part: the very words first, then the quotations they are of."""
        question, language = reading.question, reading.question.language
        quoted = quotations(in_reading_order(reading, decision.chosen), asked_of(reading))
        figures = tuple(figure for quotation in quoted for figure in quotation.figures)
        pointed = [
            Sourced(q.citation.n, p.figure, label_of(q.candidate.sentence.text, p.figure))
            for q in quoted
            for p in q.pointed
        ]
        computed = derive(question, pointed)
        open_parts = decision.open_parts
        notes = [scope(q, question) for q in quoted]
        lines = []
        if direct := direct_line(quoted):
            lines.append(direct)
        lines.append(say("says", language))
        lines += [f"{q.text}{note}" for q, note in zip(quoted, notes, strict=True)]
        if beside := side_by_side(question, pointed):
            lines.append(say("compared", language, figures=beside))
        if computed:
            lines.append(say("derived", language, formula=computed[1]))
        if open_parts:
            lines.append(say("partial", language, missing="；".join(open_parts)))
        if language == "en" and (gloss := english_gloss(question.resolved, [q.part for q in quoted], figures)):
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
        best = [] if ranking is None else reorder(ranking, (), SHOWN_PASSAGES)
        return self.written(question, best, "refused", Refusal(reason, message), message, 0.0)

    def about(self, question: Question, ranking: Ranking) -> Answer:
        """Tell what the reports contain, by their outline."""
        lines = [say("about", question.language), *(contents_line(document) for document in self.index.documents)]
        return self.written(question, reorder(ranking, (), SHOWN_PASSAGES), "related", None, "\n".join(lines), 0.0)

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


def in_reading_order(reading: Reading, chosen: Sequence[Candidate]) -> list[Candidate]:
    """The sentences by the part of the question that they answer; those of one part, or of none, as the report has them."""
    of_part = {id(part.found[0].sentence): n for n, part in reversed(list(enumerate(reading.parts))) if part.found}
    last = len(reading.parts)
    return sorted(chosen, key=lambda c: (of_part.get(id(c.sentence), last), c.document.doc_id, c.sentence.start))


def asked_of(reading: Reading) -> dict[int, Question]:
    """By the id() of its sentence, the question or part that the sentence is the best answer to."""
    best = {id(reading.fit[0].sentence): reading.question} if reading.fit else {}
    return best | {id(part.found[0].sentence): part.question for part in reading.parts if part.found}
