"""Lets so many requests work at the same time and so many wait; the next is told to come back. One for HTTP and MCP.

Who waits is let in by clients, not by the order of coming: web/fairness.py.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from typing import TypeVar

import anyio
from anyio.to_thread import run_sync

from index.engines.errors import EngineUnavailable
from web.api.problems import Problem
from web.fairness import Fairness, greediest
from web.guard.clients import asking

T = TypeVar("T")
RETRY_AFTER = 2  # seconds; 64 that wait are answered in about two


@dataclass(eq=False, slots=True)
class Waiter:
    """A request that waits for its turn."""

    client: str
    decided: anyio.Event = field(default_factory=anyio.Event)
    admitted: bool = False


class Turns:
    """Runs work in threads. `others` counts those who wait elsewhere, in the queue of the page."""

    def __init__(self, at_once: int, waiting: int, others: Callable[[], int] = lambda: 0):
        self.at_once, self.room, self.others = at_once, waiting, others
        self.limiter, self.fairness = anyio.CapacityLimiter(at_once), Fairness(at_once)
        self.waiting: list[Waiter] = []
        self.working: Counter[str] = Counter()

    async def run(self, work: Callable[..., T], *arguments, **named) -> T:
        """Raises Problem 503 when too many wait or the engine cannot be asked, and what `work` raises."""
        try:
            async with self.turn(asking.get()):
                return await run_sync(partial(work, *arguments, **named), limiter=self.limiter)
        except EngineUnavailable as error:
            raise Problem(503, "检索引擎暂时不可用，请稍后再试。", ceil(error.seconds)) from error

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """Wait for a place, and hold it. Raises Problem 503."""
        waiter = Waiter(client)
        self.take_in(waiter)
        try:
            await waiter.decided.wait()
            if not waiter.admitted:
                raise self.full()
            yield
        finally:
            if waiter.admitted:
                self.working[client] -= 1
                if not self.working[client]:
                    del self.working[client]
            elif waiter in self.waiting:  # it has left before its turn came
                self.waiting.remove(waiter)
            self.let_in()

    def take_in(self, waiter: Waiter) -> None:
        """Let a request wait; of a full room the latest of the client who has most there must go. Raises Problem."""
        if len(self.waiting) + self.others() >= self.room:
            out = greediest([each.client for each in self.waiting], waiter.client)
            if out is None:
                raise self.full()
            self.waiting.pop(out).decided.set()
        self.waiting.append(waiter)
        self.let_in()

    def let_in(self) -> None:
        while self.waiting and self.working.total() < self.at_once:
            chosen = self.fairness.next([each.client for each in self.waiting], self.working)
            if chosen is None:
                return
            waiter = self.waiting.pop(chosen)
            waiter.admitted = True
            self.working[waiter.client] += 1
            waiter.decided.set()

    def full(self) -> Problem:
        return Problem(503, f"已有 {self.room} 个请求在等候，请稍后再试。", RETRY_AFTER)
