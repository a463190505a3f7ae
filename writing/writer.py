"""The seam between what an answer says and its words: a Writer puts a composed answer into words.

`Extractive` leaves the report's own sentences as they are. `LanguageModelWriter` has a model write from the same
sentences, checks each sentence that comes, and falls back on the extractive words when the model fails.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from index.core import Index
from retrieval.answer.answers import Answer, Written
from retrieval.answerer import Step
from writing.checker import Checker
from writing.client import Chat, ModelFailed, Spent
from writing.draft import Draft
from writing.prompts import Task, messages, source_rows
from writing.screen import speaks_to_program
from writing.sentences import Sentences
from writing.sources import Source, sources_of
from writing.translation import translations

WRITTEN = ("answered", "partial")  # statuses of answers that have something to put into words
POINTS = 4  # citations; an answer with more is an overview
MOST_SENTENCES = 12


class Writer(Protocol):
    """Puts an answer into words; yields steps, and the answer last."""

    name: str

    def write(self, answer: Answer, index: Index, spent: Spent, deadline: float) -> Iterator[Step | Answer]: ...


class Extractive:
    """The default: the composer's own words, which are the report's."""

    name = "extractive"

    def write(self, answer: Answer, index: Index, spent: Spent, deadline: float) -> Iterator[Step | Answer]:
        yield answer


class LanguageModelWriter:
    """Has a model write from the sentences that were found, and shows what passes the check."""

    def __init__(self, chat: Chat, checker: Checker, fallback: Writer | None = None):
        self.chat, self.checker, self.fallback = chat, checker, fallback or Extractive()
        self.name = chat.model

    def write(self, answer: Answer, index: Index, spent: Spent, deadline: float) -> Iterator[Step | Answer]:
        """Yield each sentence that passes as a step, then the answer: the model's, else the report's with the reason.

        A refusal, a card of the report and small talk stay as they are: the model never sees what is refused.
        """
        if answer.status not in WRITTEN or not answer.citations:
            yield answer
            return
        sources = sources_of(answer, index)
        asked = (answer.question, answer.resolved_question)
        ordered = any(speaks_to_program(text, question=True) for text in asked)
        if ordered or any(map(speaks_to_program, read_by_model(sources))):
            yield from self.instead(answer, index, spent, deadline, "instructions")
            return
        draft = Draft(answer, sources, self.checker)
        try:
            yield from self.drafted(answer, draft, spent, deadline)
        except ModelFailed as failed:
            kind = failed.kind if failed.kind in ("timeout", "unreachable", "paused") else "broken"
            yield from self.instead(answer, index, spent, deadline, kind, draft)
            return
        if not draft.shown or not draft.complete:
            why = "incomplete" if draft.shown else "unchecked"
            yield from self.instead(answer, index, spent, deadline, why, draft)
            return
        answer = draft.answer()
        rendered = self.rendered(answer, spent, deadline)
        yield replace(answer, writer=replace(self.account(spent, draft, generated=True), translations=rendered))

    def drafted(self, answer: Answer, draft: Draft, spent: Spent, deadline: float) -> Iterator[Step]:
        """Ask the model and take its sentences as they come."""
        task: Task = "overview" if len(answer.citations) > POINTS else "answer"
        material = {"question": answer.resolved_question, "sources": source_rows(draft.sources)}
        sentences = Sentences()
        for piece in self.chat.stream(messages(task, answer.language, material), spent, deadline):
            for sentence in sentences.feed(piece):
                if (shown := draft.take(sentence)) is not None:
                    yield Step("write", shown)
                if len(draft.shown) + len(draft.withheld) >= MOST_SENTENCES:
                    return
        for sentence in sentences.rest():
            if (shown := draft.take(sentence)) is not None:
                yield Step("write", shown)

    def instead(
        self, answer: Answer, index: Index, spent: Spent, deadline: float, why: str, draft: Draft | None = None
    ) -> Iterator[Step | Answer]:
        """The extractive answer, with what kept the model's from being shown."""
        rendered = self.rendered(answer, spent, deadline) if why in ("unchecked", "incomplete") else ()
        written = replace(self.account(spent, draft, failure=why), translations=rendered)
        for step in self.fallback.write(answer, index, spent, deadline):
            yield replace(step, writer=written) if isinstance(step, Answer) else step

    def rendered(self, answer: Answer, spent: Spent, deadline: float) -> tuple[tuple[int, str], ...]:
        """English renderings of the Chinese quotations, for whoever asks in English."""
        if answer.language != "en" or deadline - time.monotonic() < 1:
            return ()
        return translations(self.chat, answer, self.checker, spent, deadline)

    def account(
        self, spent: Spent, draft: Draft | None = None, generated: bool = False, failure: str | None = None
    ) -> Written:
        """What the model did, and what it cost."""
        return Written(
            self.name,
            generated,
            failure,
            len(draft.shown) if draft and generated else 0,
            tuple(draft.withheld) if draft else (),
            draft.unquoted if draft and generated else 0,
            calls=spent.calls,
            tokens_in=spent.tokens_in,
            tokens_out=spent.tokens_out,
            ms=spent.ms,
        )


def read_by_model(sources: dict[int, Source]) -> Iterator[str]:
    """All that the model would read of reports."""
    for source in sources.values():
        yield from (source.text, source.report, source.heading)
    yield " ".join(source.text for source in sources.values())  # an order that is cut into sentences
