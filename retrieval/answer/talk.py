"""Chooses what an utterance is answered with when it is no question to a sentence of the reports, by its kind.

`first` comes before the search: small talk, commands, overviews, the report itself. `instead` comes after the reading:
whole lists, and what is declined because the reports do not answer it after all.
"""

from dataclasses import replace

from index.core import Index
from retrieval.answer.answers import Answer, Refusal
from retrieval.answer.compose import SHOWN_PASSAGES, Composer
from retrieval.answer.frames import frame, phrase, titles_of
from retrieval.answer.heard import Heard
from retrieval.answer.lists import Lists
from retrieval.answer.parts import bare, page_line
from retrieval.answer.smalltalk import Smalltalk
from retrieval.answer.wholes import Wholes
from retrieval.question.kinds import BESIDE, BESIDES, COMMAND, COMMANDS, SURE
from retrieval.question.question import Question, asks
from retrieval.read.candidates import reorder
from retrieval.read.decision import GIVEN, Reason, decide
from retrieval.read.reader import ReaderModel
from retrieval.read.reading import Reading
from retrieval.search.ranking import rank
from retrieval.text.cantonese import to_standard

REASONS: dict[str, Reason] = {
    "service": "off_topic",
    "advice": "off_topic",
    "opinion": "off_topic",
    "offtopic": "off_topic",
}
MESSAGES = {"offtopic": "off_topic"}  # frames by kind, where they are named otherwise
MORE = ("more",)


class Talk:
    """Answers over one index; keeps nothing between questions."""

    def __init__(self, index: Index, composer: Composer, reader: ReaderModel):
        self.index, self.composer = index, composer
        self.smalltalk, self.lists, self.wholes = Smalltalk(index), Lists(index, reader), Wholes(index, composer)

    def first(self, heard: Heard) -> Answer | None:
        """The answer to what needs no reading; None for a question."""
        if answer := self.wholes.meant_whole(heard):
            return answer
        if heard.only_chats:
            return self.chat(heard)
        if heard.kinds.of(COMMANDS) >= COMMAND:
            return self.declined(heard, "unsafe", "unsafe")
        return None

    def chat(self, heard: Heard) -> Answer:
        question = heard.question
        text = self.smalltalk.reply(heard.spoken.kind, question.told_in, heard.documents)
        return self.composer.written(replace(question, resolved=question.text), [], "chat", None, text, 0.0)

    def instead(self, heard: Heard, reading: Reading) -> Answer | None:
        """A whole list, or a refusal of what the reports do not answer; None leaves the answer to the composer."""
        decision, told = decide(reading), heard.kinds
        answers = decision.status in GIVEN
        if heard.chats and not answers:
            return self.chat(heard)
        if not reading.unmet and (wished := self.wholes.wished(heard, 0.0 if not answers else decision.p)):
            return wished
        beside = told.of(BESIDES)
        kind = told.likeliest(BESIDES)
        errand = kind == "service" and not asks_anything(heard.question)
        if beside >= BESIDE and (not answers or decision.p < beside or errand):
            return self.declined(heard, MESSAGES.get(kind, kind), REASONS[kind], reading)
        again = heard.follows and heard.spoken.of(MORE) >= SURE
        if not again and (section := self.lists.titled(reading)):
            return self.wholes.written(heard, section[0], "answered", section[1], reading.ranking)
        if writer := self.lists.more(reading, decision) if again else self.lists.answer(reading, decision):
            return self.wholes.written(heard, writer, "answered", decision.p, reading.ranking)
        return None

    def declined(self, heard: Heard, key: str, reason: Reason, reading: Reading | None = None) -> Answer:
        """A refusal in one sentence; for a service, where the reports speak of the subject, where that is."""
        language = heard.question.told_in
        message = phrase(key, language, titles=titles_of(heard.documents, language))
        ranking = reading.ranking if reading else rank(self.index, heard.question.resolved, heard.allowed, heard.vector)
        best = reorder(ranking, reading.pool if reading else (), SHOWN_PASSAGES)
        lines = [message]
        if key == "service" and reading and decide(reading).status != "refused":
            nearest = (reading.fit or reading.pool)[0]
            top = nearest.passage
            title = top.box or bare(([*top.section_path] or [""])[-1])
            if title:
                page = page_line(nearest.document, top.start, language)
                lines.append(frame("nearest", language, title=title, page=page))
        return self.composer.written(heard.question, best, "refused", Refusal(reason, message), "\n".join(lines), 0.0)

    def suggested(self, answer: Answer) -> str:
        """Two questions that can be answered, by the sections of the passages nearest to a refused question."""
        near = [hit.passage for hit in answer.passages if hit.passage.section_path]
        return self.smalltalk.suggest(near, answer.language)


def asks_anything(question: Question) -> bool:
    """A question word or mark stands in an utterance; 帮我叫人来罚他 has none, though a report speaks of fines."""
    plain = to_standard(question.plain)
    return "?" in plain or asks(plain)
