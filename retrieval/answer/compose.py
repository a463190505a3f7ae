"""Puts what was found into words: quotations with markers, checked figures, frames. Adds no claim of its own."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.document import Document
from index.core import Index
from retrieval.answer.answers import Answer, CheckedFigure, Citation, Refusal
from retrieval.answer.arithmetic import Sourced, are_of_other_years, derive, label_of, outstanding, side_by_side
from retrieval.answer.direct import direct_line
from retrieval.answer.frames import phrase, refusal_message, titles_of
from retrieval.answer.gloss import english_gloss
from retrieval.answer.quotations import Quotation, quotations, scope
from retrieval.question.gate import Declined
from retrieval.question.question import Question
from retrieval.question.several import LEAST, asks_first
from retrieval.read.candidates import Candidate, reorder
from retrieval.read.decision import ANSWER, Decision, Status, decide, probability, refusal_reason
from retrieval.read.reading import Reading
from retrieval.search.ranking import Ranking
from retrieval.search.search import make_hits
from retrieval.text.places import COUNTRY, english_name, forms_of, home_place, short_home
from retrieval.text.times import year_of

SHOWN_PASSAGES = 10
FARTHEST_LEAD = 60  # passages between an item and the words that lead it in
UNSURE = 0.5  # probability below which the answer says that it may miss the question: .45 of 100 such were right


class Composer:
    """Writes answers over one index."""

    def __init__(self, index: Index):
        self.index = index

    def answer(self, reading: Reading) -> Answer:
        """Answer, relate or refuse, whichever the evidence carries."""
        decision = decide(reading)
        if decision.status == "refused":
            return self.refuse(reading, decision.p)
        if decision.status == "related":
            message = phrase("related", reading.question.told_in)
            return self.written(reading.question, self.nearest(reading), "related", None, message, decision.p)
        return self.quote(reading, decision)

    def quote(self, reading: Reading, decision: Decision) -> Answer:
        """Answer with the chosen sentences, wholly or in part: first the very words, then their quotations."""
        question, language = reading.question, reading.question.told_in
        quoted = quotations(self.led_in(best_first(reading, decision.chosen)), asked_of(reading), rivals_of(reading))
        figures = tuple(figure for quotation in quoted for figure in quotation.figures)
        pointed = [
            Sourced(q.citation.n, p.figure, label_of(q.candidate.sentence.text, p.figure), short_home(q.document), year)
            for q in quoted
            for year in [year_of(q.candidate.sentence, q.candidate.passage, q.document)]
            for p in q.pointed
        ]
        open_parts = decision.open_parts
        parts = [part for part in reading.parts if part.label not in open_parts]
        compared = pointed if all(probability(part.found) >= ANSWER for part in parts) else []  # else of other measures
        computed = derive(question, compared)
        notes = [scope(q, question) for q in quoted]
        lines = []
        if decision.p < UNSURE:
            lines.append(phrase("unsure", language))
            figures = tuple(replace(figure, key=False) for figure in figures)  # no tick on what may miss the question
        if direct := direct_line(quoted):
            lines.append(direct)
        lines.append(self.opening(quoted, language))
        lines += [f"{q.text}{note}" for q, note in zip(quoted, notes, strict=True)]
        if beside := side_by_side(question, compared):
            lines.append(phrase("compared", language, figures=beside))
        if computed:
            lines.append(phrase("derived", language, formula=computed[1]))
        best = outstanding(question, compared, len(reading.parts))
        if len(reading.parts) > 1 and asks_first(question.plain):
            figures = tuple(replace(f, key=f.key and best is not None and is_that(f, best)) for f in figures)
        if best:
            told = f"{best.figure.text}[{best.citation}]"
            key = "lowest" if LEAST.search(question.plain) else "highest"
            lines.append(phrase(key, language, place=best.place, figure=told))
        if are_of_other_years(question, compared):
            lines.append(phrase("other_years", language))
        if open_parts:
            lines.append(phrase("partial", language, missing="；".join(open_parts)))
        if language == "en" and (gloss := english_gloss(question.resolved, [q.part for q in quoted], figures)):
            lines.append(phrase("glossary", language, terms=gloss))
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

    def led_in(self, chosen: Sequence[Candidate]) -> list[Candidate]:
        """The sentences, an item of a list behind the words that lead it in: （一）… tells nothing without its fine."""
        found: list[Candidate] = []
        for candidate in chosen:
            if (lead := self.lead_in(candidate)) and all(lead.sentence is not other.sentence for other in chosen):
                found.append(lead)
            found.append(candidate)
        return list({id(candidate.sentence): candidate for candidate in found}.values())

    def lead_in(self, candidate: Candidate) -> Candidate | None:
        """The sentence that leads in the list of which this one is an item; None when it is none."""
        passage, words = candidate.passage, candidate.passage.lead_in
        if not words or candidate.sentence is not passage.sentences[0]:
            return None
        for position in range(candidate.position - 1, max(-1, candidate.position - FARTHEST_LEAD), -1):
            before = self.index.passages[position]
            if before.doc_id == passage.doc_id and before.sentences[-1].text.strip() == words.strip():
                sentence = before.sentences[-1]
                unread = replace(candidate.said, words=(), inside=np.zeros(len(sentence.text), dtype=np.float32))
                return replace(candidate, sentence=sentence, passage=before, position=position, said=unread)
        return None

    def opening(self, quoted: Sequence[Quotation], language: str) -> str:
        """Who says it: the report by its title where several are loaded and one speaks."""
        titles = {quotation.citation.title for quotation in quoted}
        who = {"title": titles.pop()} if len(self.index.documents) > 1 and len(titles) == 1 else {}
        frame = "says_of" if who else "says"
        if all(quotation.candidate.document.language == "en" for quotation in quoted):
            frame += "_in_english"
        return phrase(frame, language, **who)

    def refuse(self, reading: Reading, p: float) -> Answer:
        """Refuse with the plainest reason and what is missing."""
        question = reading.question
        reason, missing = refusal_reason(reading)
        have = titled_years(reading) if reason == "other_year" else ()
        home = home_of(reading.documents, question.told_in)
        titles = titles_of(reading.documents, question.told_in)
        message = refusal_message(reason, question.told_in, missing, have, home, titles)
        return self.written(question, self.nearest(reading), "refused", Refusal(reason, message, missing), message, p)

    def decline(
        self, question: Question, documents: Sequence[Document], declined: Declined, ranking: Ranking | None
    ) -> Answer:
        """Refuse what is no question to a report; `documents`: those that may answer."""
        message = phrase(declined, question.told_in, titles=titles_of(documents, question.told_in))
        best = [] if ranking is None else reorder(ranking, (), SHOWN_PASSAGES)
        return self.written(question, best, "refused", Refusal(declined, message), message, 0.0)

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
            question.told_in,
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


def is_that(figure: CheckedFigure, sourced: Sourced) -> bool:
    return (figure.citation, figure.text) == (sourced.citation, sourced.figure.text)


def best_first(reading: Reading, chosen: Sequence[Candidate]) -> list[Candidate]:
    """The sentences by the part of the question that they answer, the best of a question in one part before the others;
    what is left as the report has it."""
    leading = [part.found[0] for part in reading.parts if part.found] or list(reading.fit[:1])
    of_part = {id(candidate.sentence): n for n, candidate in reversed(list(enumerate(leading)))}
    return sorted(
        chosen, key=lambda c: (of_part.get(id(c.sentence), len(leading)), c.document.doc_id, c.sentence.start)
    )


def asked_of(reading: Reading) -> dict[int, Question]:
    """By the id() of its sentence, the question or part that the sentence is the best answer to."""
    best = {id(reading.fit[0].sentence): reading.question} if reading.fit else {}
    return best | {id(part.found[0].sentence): part.question for part in reading.parts if part.found}


def rivals_of(reading: Reading) -> dict[int, tuple[Candidate, ...]]:
    """By the id() of the sentence that answers a question or part best, the sentences read for that."""
    best = {id(reading.fit[0].sentence): reading.fit} if reading.fit else {}
    return best | {id(part.found[0].sentence): part.found for part in reading.parts if part.found}


def titled_years(reading: Reading) -> tuple[int, ...]:
    """The years that the titles of the reports at hand name, those asked for aside."""
    named = {d.year for d in reading.documents if d.year and str(d.year) in d.title}
    return tuple(sorted(named - reading.question.years))


def home_of(documents: Sequence[Document], language: str) -> str:
    """The places that the reports are about, as their titles have them; the country when they name none."""
    homes = dict.fromkeys(home_place(document) or COUNTRY for document in documents)
    if language == "en":
        return ", ".join(map(english_name, homes))
    titles, names = " ".join(document.title for document in documents), {COUNTRY: "全国"}
    written = [next((form for form in forms_of(home) if form in titles), names.get(home, home)) for home in homes]
    return "、".join(dict.fromkeys(written))
