"""The answerer in use, as strangers may use it: only so long for a question, a count and a log line for each.

A newer index takes the place of the old one between two questions; one under way ends on the index it began with.
"""

import logging
import queue
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from index.core import Index
from retrieval.answer.answers import Answer
from web.guard.clients import asking, household
from web.metrics import Metrics
from web.private import client_name, redacted
from web.recent import Recent

log = logging.getLogger("baipishu.questions")
QUESTION_TIME = 20.0  # seconds; a question takes 0.05, on a busy machine 1
WORKERS = 4  # threads that answer; one that is stuck is given up, and when all are, strangers are told at once
OF_ONE = 3  # threads of one client, those included that were given up: the last one is for others
END = object()


class Overdue(Exception):
    """A question that took too long; its thread is left behind, its client is told."""


class Overloaded(Exception):
    """All threads, or all that one client may have, are stuck with questions that were given up."""


class Service:
    """Answers and searches with whatever answerer is in use; safe to share between threads."""

    def __init__(
        self,
        answerer: Any,
        metrics: Metrics,
        seconds: float = QUESTION_TIME,
        log_questions: bool = False,
        recent: Recent | None = None,
    ):
        """`recent`: where answers are remembered; None: each question is answered anew."""
        self.answerer, self.metrics, self.seconds, self.log_questions = answerer, metrics, seconds, log_questions
        self.recent = recent
        self.free = threading.BoundedSemaphore(WORKERS)
        self.taken: Counter[str] = Counter()  # client → threads that work for him
        self.lock = threading.Lock()

    @property
    def index(self) -> Index:
        return self.answerer.index

    def take(self, answerer: Any) -> None:
        """Put a newer index in use."""
        self.answerer = answerer
        self.metrics.taken(time.time())

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        doc_id: Any = None,
        alone: bool = False,
        client: str = "",
        language: str = "",
    ) -> Answer:
        """Return the answer. Raises what the answerer raises, Overdue, Overloaded."""
        *_, answer = self.steps(question, history, doc_id, alone, client, language)
        return answer

    def steps(
        self,
        question: str,
        history: Sequence[str] = (),
        doc_id: Any = None,
        alone: bool = False,
        client: str = "",
        language: str = "",
    ) -> Iterator:
        """Yield what the answerer yields, the answer last. Closing the iterator stops the work at its next step."""
        begun, answer, failure = time.perf_counter(), None, None
        whose = household(client) if client else asking.get()
        try:
            for step in self.known_or_new((question, tuple(history), doc_id, alone, language), whose):
                answer = step
                yield step
        except GeneratorExit:
            failure = "gone"  # whoever asked has left
            raise
        except Exception as error:
            failure = type(error).__name__
            raise
        finally:
            seconds = time.perf_counter() - begun
            status = str(failure or getattr(answer, "status", "unknown"))
            self.metrics.answered(status, seconds, getattr(answer, "timings_ms", {}) if not failure else {})
            self.metrics.written(getattr(answer, "writer", None))
            text = {"question": redacted(question)} if self.log_questions else {}
            fields = {"status": status, "ms": round(seconds * 1000), "client": client_name(whose), **text}
            log.info("question", extra={"fields": {**fields, "index": self.index.build_id}})

    def known_or_new(self, asked: tuple[str, tuple[str, ...], Any, bool, str], client: str) -> Iterator:
        """Yield an answer that is remembered at once, with the time that this took; else what the answerer yields."""
        answerer, begun = self.answerer, time.perf_counter()
        if self.recent is None:
            yield from self.timed(answerer.steps(*asked), client)
            return
        question, history, doc_id, alone, language = asked
        docs = doc_id if doc_id is None or isinstance(doc_id, str) else tuple(doc_id)
        key = (answerer.index.build_id, question, () if alone else history, docs, language)
        if known := self.recent.get(key):
            yield replace(known, timings_ms={"total": round((time.perf_counter() - begun) * 1000, 1)})
            return
        for step in self.timed(answerer.steps(*asked), client):
            if isinstance(step, Answer):
                self.recent.put(key, step)
            yield step

    def is_stuck(self) -> bool:
        """Tell whether no thread is free: all are busy, or stuck with questions that were given up."""
        if free := self.free.acquire(blocking=False):
            self.free.release()
        return not free

    def search(self, *arguments, **named):
        with self.metrics.searching():
            return self.answerer.searcher.search(*arguments, **named)

    def timed(self, work: Iterator, client: str = "") -> Iterator:
        """Run an iterator in a thread of its own and pass on what it yields, as long as there is time."""
        self.take_thread(client)
        found: queue.SimpleQueue = queue.SimpleQueue()
        given_up = threading.Event()
        threading.Thread(target=self.run, args=(work, found, given_up, client), daemon=True, name="answer").start()
        deadline = time.monotonic() + self.seconds
        try:
            while True:
                try:
                    step = found.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty:
                    raise Overdue from None
                if step is END:
                    return
                if isinstance(step, BaseException):
                    raise step
                yield step
        finally:
            given_up.set()

    def take_thread(self, client: str) -> None:
        """Raises Overloaded. Who is not known, as a program of this very machine, is not counted."""
        with self.lock:
            if (client and self.taken[client] >= OF_ONE) or not self.free.acquire(blocking=False):
                raise Overloaded
            self.taken[client] += 1

    def run(self, work: Iterator, found: queue.SimpleQueue, given_up: threading.Event, client: str) -> None:
        try:
            for step in work:
                if given_up.is_set():
                    return
                found.put(step)
            found.put(END)
        except BaseException as error:
            found.put(error)
        finally:
            with self.lock:
                self.taken[client] -= 1
                if not self.taken[client]:
                    del self.taken[client]
                self.free.release()
