"""An answerer whose answers a Writer puts into words; answers and refusals are decided by the one inside, as ever.

answerer = WritingAnswerer(Answerer(index), LanguageModelWriter(chat, checker), chat)
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.core import Index
from retrieval.answer.answers import Answer, Written
from retrieval.answerer import Answerer, Step
from retrieval.search.search import Searcher
from writing.client import Chat, Spent
from writing.followup import completed
from writing.writer import Writer


class WritingAnswerer:
    """Answers like the answerer inside; `chat` completes follow-ups where it does no worse. Threads may share it."""

    def __init__(self, inner: Answerer, writer: Writer, chat: Chat | None = None, seconds: float = 15.0):
        self.inner, self.writer, self.chat, self.seconds = inner, writer, chat, seconds

    @property
    def index(self) -> Index:
        return self.inner.index

    @property
    def searcher(self) -> Searcher:
        return self.inner.searcher

    @property
    def writer_name(self) -> str:
        """What wrote the answers, for the record of a run."""
        return self.writer.name

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        doc_id: str | Sequence[str] | None = None,
        alone: bool = False,
        language: str = "",
    ) -> Answer:
        """Answer one question, see Answerer.ask."""
        for step in self.steps(question, history, doc_id, alone, language):
            if isinstance(step, Answer):
                return step
        raise AssertionError("steps() ends with an answer")

    def steps(
        self,
        question: str,
        history: Sequence[str] = (),
        doc_id: str | Sequence[str] | None = None,
        alone: bool = False,
        language: str = "",
    ) -> Iterator[Step | Answer]:
        """Yield what is being done, each sentence that passed the check as a step `write`, and the Answer last."""
        begun = time.monotonic()
        spent, deadline = Spent(), begun + self.seconds
        written = None
        if self.chat and history and not alone:
            allowed = self.inner.searcher.allowed(doc_id=doc_id)
            written = completed(self.chat, self.inner, question, history, allowed, spent, deadline)
        waited = time.monotonic() - begun
        asked = (written, (), doc_id, True) if written else (question, history, doc_id, alone)
        for step in self.inner.steps(*asked, language):
            if isinstance(step, Answer):
                yield from self.words(replace(step, question=question), spent, deadline, waited, written is not None)
            else:
                yield step

    def words(
        self, answer: Answer, spent: Spent, deadline: float, waited: float, rewritten: bool
    ) -> Iterator[Step | Answer]:
        begun = time.monotonic()
        for step in self.writer.write(answer, self.index, spent, deadline):
            if isinstance(step, Answer):
                ms = round((waited + time.monotonic() - begun) * 1000, 1)
                total = round(answer.timings_ms.get("total", 0.0) + ms, 1)
                step = replace(step, timings_ms={**answer.timings_ms, "write": ms, "total": total})
                if spent.calls:
                    part = step.writer or Written(
                        self.writer.name, False, calls=spent.calls, tokens_in=spent.tokens_in,
                        tokens_out=spent.tokens_out, ms=spent.ms,
                    )  # fmt: skip
                    step = replace(step, writer=replace(part, rewritten=rewritten))
            yield step
