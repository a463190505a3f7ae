"""Stands before an engine on another machine: only so long for an answer, one more try, then a pause.

Whatever goes wrong there, who asks is told within two seconds that the engine cannot be asked, and when to come back.
"""

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from index.engines.contract import Candidates, Engine, Entry, Found, Health, Query, Stamp
from index.engines.errors import EngineFull, EngineUnavailable
from index.engines.kept import KeptVectors
from index.engines.selector import EVERYTHING, Selector

T = TypeVar("T")
VectorsOf = Callable[[Sequence[str]], Sequence[int]]
FEW = 512  # passages whose vectors come as soon as a search does: those that one question finds


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds."""

    each: float = 0.8  # for one try; a search takes 0.02
    several: float = 1.5  # for one try of several searches, or many vectors, at once; a second gets what is left
    every: float = 1.7  # for all tries of one call
    jitter: float = 0.1  # before the second try, at most: two processes shall not come back in one moment
    pause: float = 5.0  # in which nobody is let through after a call that failed
    writing: float = 600.0  # for one try that stores or removes


class Guard:
    """An engine whose calls end in time. It connects at the first call, and anew after each that failed.

    `held`: passages of each report, by which a search inside reports that finds too few is told from one that is right.
    `vectors`: how many vectors some passages have; what has all of them is kept for the next question.
    """

    def __init__(
        self,
        stamp: Stamp,
        connect: Callable[[], Engine],
        patience: Patience = Patience(),
        held: Mapping[str, int] | None = None,
        vectors: VectorsOf | None = None,
    ):
        self.stamp, self.connect, self.patience = stamp, connect, patience
        self.held, self.vectors = held or {}, vectors
        self.engine: Engine | None = None
        self.connecting = threading.Lock()
        self.breaker = Breaker(patience.pause)
        self.kept = KeptVectors()

    def dense_search(self, vectors: np.ndarray, k: int, selector: Selector = EVERYTHING) -> list[list[Found]]:
        found = self.call(lambda engine: engine.dense_search(vectors, k, selector))
        for each in found:
            self.check_whole(len(each), k, selector)
        return found

    def text_search(self, terms: Sequence[str], k: int, selector: Selector = EVERYTHING) -> list[Found]:
        return self.call(lambda engine: engine.text_search(terms, k, selector))

    def text_searches(
        self, asked: Sequence[Sequence[str]], k: int, selector: Selector = EVERYTHING
    ) -> list[list[Found]]:
        return self.call(lambda engine: engine.text_searches(asked, k, selector), self.patience_for(len(asked)))

    def candidates(self, queries: Sequence[Query], k: int) -> list[Candidates]:
        found = self.call(lambda engine: engine.candidates(queries, k), self.patience_for(len(queries)))
        for query, candidates in zip(queries, found, strict=True):
            self.check_whole(len(candidates.dense), k, query.selector)
        return found

    def sentences(self, passage_ids: Sequence[str]) -> list[np.ndarray]:
        found = self.kept.those_of(passage_ids)
        if missing := [name for name in passage_ids if name not in found]:
            try:
                matrices = self.call(lambda engine: engine.sentences(missing), self.patience_for(len(missing), FEW))
            except KeyError as error:
                raise self.half_loaded(f"passage {error.args[0]} is not there") from error
            taken = dict(zip(missing, matrices, strict=True))
            self.keep(taken)
            found |= taken
        return [found[name] for name in passage_ids]

    def count(self, selector: Selector = EVERYTHING) -> int:
        return self.call(lambda engine: engine.count(selector))

    def upsert(self, entries: Sequence[Entry]) -> None:
        try:
            self.call(lambda engine: engine.upsert(entries), self.patience.writing)
        finally:
            self.kept.forget()

    def delete(self, doc_id: str) -> int:
        try:
            return self.call(lambda engine: engine.delete(doc_id), self.patience.writing)
        finally:
            self.kept.forget()

    def health(self) -> Health:
        try:
            return self.call(lambda engine: engine.health())
        except EngineUnavailable as error:
            return Health(False, 0, str(error))

    def close(self) -> None:
        self.let_go(self.engine)

    def keep(self, taken: Mapping[str, np.ndarray]) -> None:
        """Keep vectors that are all there: of a half loaded engine none may outlive the fault."""
        if self.vectors is None:
            return
        for (name, matrix), rows in zip(taken.items(), self.vectors(list(taken)), strict=True):
            if len(matrix) != rows:
                raise self.half_loaded(f"{len(matrix)} of {rows} vectors of {name}")
        self.kept.keep(taken)

    def patience_for(self, asked: int, few: int = 1) -> float:
        """Seconds for one try of a call that asks so much at once."""
        return self.patience.several if asked > few else self.patience.each

    def check_whole(self, found: int, k: int, selector: Selector) -> None:
        """The nearest passages to anything are as many as there are: fewer, and some are lost."""
        expected = min(k, self.passing(selector))
        if found < expected:
            raise self.half_loaded(f"{found} passages found, not {expected}")

    def passing(self, selector: Selector) -> int:
        """How many passages a selector lets pass at least, as far as is known here: 0 when it asks for more."""
        if selector.is_open:
            engine = self.engine
            return engine.stamp.passages if engine else self.stamp.passages
        if selector == Selector(selector.doc_ids):
            return sum(self.held.get(doc_id, 0) for doc_id in selector.doc_ids or ())
        return 0

    def half_loaded(self, why: str) -> EngineUnavailable:
        self.breaker.failed()
        return EngineUnavailable(f"generation {self.stamp.generation} is half loaded: {why}", self.patience.pause)

    def call(self, work: Callable[[Engine], T], each: float | None = None) -> T:
        """Do some work with the engine. Raises EngineUnavailable within `patience.every` seconds, and KeyError."""
        self.breaker.check()
        end = time.monotonic() + max(self.patience.every, each or 0)
        problem: Exception | None = None
        for last in (False, True):
            left = end - time.monotonic()
            if left <= 0:
                break
            try:
                found = self.timed(work, min(each or self.patience.each, left))
            except (KeyError, EngineFull):
                raise
            except Exception as error:  # whatever a driver raises: the engine cannot be asked
                problem = error
                if not last:
                    time.sleep(random.uniform(0, self.patience.jitter))  # noqa: S311 — no secret
            else:
                self.breaker.succeeded()
                return found
        self.breaker.failed()
        seconds = problem.seconds if isinstance(problem, EngineUnavailable) else self.patience.pause
        raise EngineUnavailable(f"the engine cannot be asked: {problem}", seconds) from problem

    def timed(self, work: Callable[[Engine], T], seconds: float) -> T:
        """Do it in a thread that is left behind when it takes too long; closing its connection ends it."""
        outcome: list[Any] = []
        engine_of: list[Engine] = []
        done = threading.Event()

        def run() -> None:
            try:
                engine_of.append(self.connected())
                outcome.append(work(engine_of[0]))
            except Exception as error:
                outcome.append(error)
            done.set()

        threading.Thread(target=run, daemon=True, name="engine").start()
        if not done.wait(seconds):
            self.let_go(*engine_of)
            raise EngineUnavailable(f"no answer within {seconds:.1f} s", self.patience.pause)
        if isinstance(outcome[0], KeyError | EngineFull):
            raise outcome[0]
        if isinstance(outcome[0], Exception):
            self.let_go(*engine_of)
            raise outcome[0]
        return outcome[0]

    def connected(self) -> Engine:
        if (engine := self.engine) is not None:
            return engine
        if not self.connecting.acquire(timeout=self.patience.every):
            raise EngineUnavailable("another thread is connecting", self.patience.pause)
        try:
            if self.engine is None:
                self.engine = self.connect()
            return self.engine
        finally:
            self.connecting.release()

    def let_go(self, engine: Engine | None = None) -> None:
        """Forget a connection that failed, unless another has taken its place already."""
        if engine is not None and self.engine is engine:
            self.engine = None
        if engine is not None:
            threading.Thread(target=engine.close, daemon=True, name="engine closes").start()


class Breaker:
    """Lets nobody through for a pause after a failure, then one call at a time until one succeeds."""

    def __init__(self, pause: float, now: Callable[[], float] = time.monotonic):
        self.pause, self.now = pause, now
        self.opens = 0.0  # when the next call is let through; 0 while all is well
        self.lock = threading.Lock()

    def check(self) -> None:
        with self.lock:
            if not self.opens:
                return
            if (left := self.opens - self.now()) > 0:
                raise EngineUnavailable("the engine has just failed", max(1.0, left))
            self.opens = self.now() + self.pause  # this call tries, the others wait for what comes of it

    def failed(self) -> None:
        with self.lock:
            self.opens = self.now() + self.pause

    def succeeded(self) -> None:
        with self.lock:
            self.opens = 0.0
