"""Chooses what an utterance is answered with when it is no question to a sentence of the reports, by its kind.

`first` comes before the search: small talk, commands, overviews, the report itself. `instead` comes after the reading:
whole lists, and what is declined because the reports do not answer it after all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.document import Document
from index.core import Index
from index.engines.selector import Selector
from retrieval.answer.about import Cards, aspects_of
from retrieval.answer.answers import Answer, Refusal
from retrieval.answer.compose import SHOWN_PASSAGES, Composer
from retrieval.answer.frames import frame, say
from retrieval.answer.lists import Lists
from retrieval.answer.overview import Overviews, Writer
from retrieval.answer.parts import NEAR, SAME, Titles, articles, bare, find_named, lacking, page_line, top_places
from retrieval.answer.smalltalk import Smalltalk
from retrieval.question.kinds import (
    BESIDE,
    BESIDES,
    CHATS,
    COMMAND,
    COMMANDS,
    SURE,
    WHOLE,
    WHOLE_NAMED,
    WHOLES,
    Told,
)
from retrieval.question.named import Named, parts_named, sought, subject
from retrieval.question.question import Question
from retrieval.read.candidates import reorder
from retrieval.read.constraints import reports_of
from retrieval.read.decision import Reason, Status, decide
from retrieval.read.reading import Reading
from retrieval.search.ranking import Ranking, rank
from retrieval.text.cantonese import to_standard
from retrieval.text.vocabulary import question_patterns

OVERVIEW = re.compile(r"[讲說说写寫][了的]?(?:什么|啥|些)|what does it say on|what is .{2,80} about|summar|总结|概括")
TREATED = 0.2  # nearness of a section from which it is told where a subject is treated; nonsense reaches .1
PERHAPS = 0.25  # probability of a question about the report itself that names what it wants to know of it
CERTAIN = 0.8  # probability of an overview of the report, though a subject is named that no section treats
REASONS: dict[str, Reason] = {
    "service": "off_topic",
    "advice": "off_topic",
    "opinion": "off_topic",
    "offtopic": "off_topic",
}
MESSAGES = {"offtopic": "off_topic"}  # frames by kind, where they are named otherwise
MORE = ("more",)
WITH_HISTORY = ("greeting", "thanks", "help", "feedback")  # chats that an earlier question leaves as they are


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
    def kinds(self) -> Told:
        """The kind that counts: with earlier questions, that of the whole question."""
        return self.told if self.follows else self.spoken


class Talk:
    """Answers over one index; keeps nothing between questions."""

    def __init__(self, index: Index, composer: Composer):
        self.index, self.composer = index, composer
        self.smalltalk, self.overviews, self.cards = Smalltalk(index), Overviews(index), Cards(index)
        self.lists, self.titles = Lists(index), Titles(index)

    def first(self, heard: Heard) -> Answer | None:
        """The answer to what needs no reading; None for a question."""
        told, question = heard.kinds, heard.question
        named = parts_named(question.resolved)
        if OVERVIEW.search(question.plain) and (place := self.titles.named(self.meant(heard), question.resolved)):
            return self.overview(heard, self.overviews.of_places([place], question.language))
        about, unit = sought(question.resolved)
        if about and not named:
            for style in dict.fromkeys((unit, "")):  # a section of any kind where none of that kind is near
                place, near = self.titles.nearest(self.meant(heard), about, style)
                if place is not None and near >= TREATED:
                    return self.told_about(heard, self.cards.where(place, question.language))
        if not named and (answer := self.outlined(heard, SAME)):
            return answer
        numbered = any(name.number is not None for name in named)
        if told.of(WHOLES) >= (WHOLE_NAMED if numbered else WHOLE):
            return self.whole(heard, named)
        chats = WITH_HISTORY if heard.follows else CHATS
        if heard.spoken.of(chats) >= SURE and heard.spoken.kind in chats:
            text = self.smalltalk.say(heard.spoken.kind, question.language, heard.documents)
            return self.composer.written(replace(question, resolved=question.text), [], "chat", None, text, 0.0)
        if told.of(COMMANDS) >= COMMAND:
            return self.declined(heard, "unsafe", "unsafe")
        return None

    def whole(self, heard: Heard, named: Sequence[Named]) -> Answer | None:
        """An overview or a card; None when the part that is meant cannot be found."""
        told, question = heard.kinds, heard.question
        kind = told.likeliest(WHOLES)
        documents = self.meant(heard)
        numbered = [n for n in named if n.unit in ("part", "box", "article", "name")]
        aspects = aspects_of(question.plain)
        if numbered and (kind != "about" or not aspects or aspects == ["parts"] or "boxes" in aspects):
            places = [place for d in documents for place in find_named(d, numbered)]
            if not places and any(n.number is not None for n in numbered):
                return self.no_such_part(heard, documents, numbered)
            if places and kind == "about" and all(place.children for place in places):
                return self.told_about(heard, self.cards.tell(documents, question.plain, question.language, numbered))
            if places:
                return self.overview(heard, self.overviews.of_places(places, question.language))
        if not numbered and asks_outline(question):
            if answer := self.outlined(heard, NEAR):
                return answer
            if kind != "about" and len(documents) == 1:
                return self.told_about(heard, self.cards.tell(documents, question.plain, question.language))
        certain = "loaded" in aspects or (aspects and told.p["about"] >= PERHAPS)
        if (kind == "about" and (aspects or len(documents) == 1)) or certain:
            return self.told_about(heard, self.cards.tell(documents, question.plain, question.language, numbered))
        about = subject(question.resolved)
        if kind == "part" or len(about) >= 2:
            place, near = self.titles.nearest(documents, about)
            if place is not None and near >= (NEAR if kind == "part" else SAME):
                return self.overview(heard, self.overviews.of_places([place], question.language))
            all_of_it = question_patterns()["about_whole"].search(to_standard(question.plain))
            if kind == "part" or (kind == "overview" and told.p["overview"] < CERTAIN and not all_of_it):
                return None
        if len(documents) > 1:
            return self.overview(heard, self.overviews.of_reports(documents, question.language))
        return self.overview(heard, self.overviews.of_report(documents[0], question.language))

    def outlined(self, heard: Heard, least: float) -> Answer | None:
        """The titles of the sections of a part, where they are asked for and the part is so near."""
        question = heard.question
        if not asks_outline(question):
            return None
        named = {subject(question.resolved), "" if heard.follows else subject(question.text)}  # 今年 is 2026年 in one
        found = [self.titles.nearest(self.meant(heard), about) for about in named if len(about) >= 2]
        place, near = max(found, key=lambda each: each[1], default=(None, 0.0))
        if place is None or not place.children or near < least:
            return None
        return self.told_about(heard, self.cards.sections(place, question.language))

    def meant(self, heard: Heard) -> tuple[Document, ...]:
        """The reports of a place or a year that the question names, all of them when it names none of theirs."""
        documents = heard.documents
        if own := reports_of(heard.question, documents):
            documents = tuple(d for d in documents if d.doc_id in own)
        dated = tuple(d for d in documents if d.year in heard.question.years)
        return dated or documents

    def instead(self, heard: Heard, reading: Reading) -> Answer | None:
        """A whole list, or a refusal of what the reports do not answer; None leaves the answer to the composer."""
        decision, told = decide(reading), heard.kinds
        answers = decision.status in ("answered", "partial")
        beside = told.of(BESIDES)
        if beside >= BESIDE and (not answers or decision.p < beside):
            kind = told.likeliest(BESIDES)
            return self.declined(heard, MESSAGES.get(kind, kind), REASONS[kind], reading)
        again = heard.follows and heard.spoken.of(MORE) >= SURE
        if writer := self.lists.more(reading, decision) if again else self.lists.answer(reading, decision):
            return self.written(heard, writer, "answered", decision.p, reading.ranking)
        return None

    def declined(self, heard: Heard, key: str, reason: Reason, reading: Reading | None = None) -> Answer:
        """A refusal in one sentence; for a service, where the reports speak of the subject, where that is."""
        language = heard.question.language
        message = say(key, language, titles=self.composer.titles)
        ranking = reading.ranking if reading else rank(self.index, heard.question.resolved, heard.allowed, heard.vector)
        best = reorder(ranking, reading.pool if reading else (), SHOWN_PASSAGES)
        lines = [message]
        if key == "service" and reading and decide(reading).status != "refused":
            top = (reading.fit or reading.pool)[0].passage
            title = top.box or bare(([*top.section_path] or [""])[-1])
            if title:
                lines.append(frame("nearest", language, title=title, page=page_line(top.first_page, language)))
        return self.composer.written(heard.question, best, "refused", Refusal(reason, message), "\n".join(lines), 0.0)

    def no_such_part(self, heard: Heard, documents: Sequence[Document], named: Sequence[Named]) -> Answer:
        """第九部分 of a report in six: refused, with what there is."""
        language, document = heard.question.language, documents[0]
        lost = (lacking(document, named) or list(named))[0]
        counts = {"article": len(articles(document)), "box": len(document.boxes)}
        titles = "；".join(bare(place.title) for place in top_places(document))
        count = counts.get(lost.unit, len(top_places(document)))
        key = {"article": "no_article", "box": "no_box"}.get(lost.unit, "no_part")
        message = frame(key, language, missing=lost.written, count=str(count), titles=titles)
        refusal = Refusal("not_in_report", message, (lost.written,))
        return self.composer.written(heard.question, [], "refused", refusal, message, 0.0)

    def overview(self, heard: Heard, writer: Writer) -> Answer:
        return self.written(heard, writer, "answered", 1.0)

    def told_about(self, heard: Heard, writer: Writer) -> Answer:
        return self.written(heard, writer, "about", 1.0)

    def written(self, heard: Heard, writer: Writer, status: Status, p: float, ranking: Ranking | None = None) -> Answer:
        ranking = ranking or rank(self.index, heard.question.resolved, heard.allowed, heard.vector)
        best = reorder(ranking, (), SHOWN_PASSAGES)
        return self.composer.written(
            heard.question, best, status, None, writer.text, p, tuple(writer.citations), tuple(writer.figures)
        )

    def suggested(self, answer: Answer) -> str:
        """Two questions that can be answered, by the sections of the passages nearest to a refused question."""
        near = [p.box or p.section_path[-1] for hit in answer.passages if (p := hit.passage).section_path]
        return self.smalltalk.suggest(near, answer.language)


def asks_outline(question: Question) -> bool:
    """The question asks into what the report or a part of it is divided."""
    return question_patterns()["about_outline"].search(to_standard(question.plain)) is not None
