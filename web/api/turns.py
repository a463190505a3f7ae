"""Lets so many requests work at the same time and so many wait; the next is told to come back. One for HTTP and MCP."""

from collections.abc import Callable
from functools import partial
from math import ceil
from typing import TypeVar

import anyio
from anyio.to_thread import run_sync

from index.engines.errors import EngineUnavailable
from web.api.problems import Problem

T = TypeVar("T")
RETRY_AFTER = 2  # seconds; 64 that wait are answered in about two


class Turns:
    """Runs work in threads. `others` counts those who wait elsewhere, in the queue of the page."""

    def __init__(self, at_once: int, waiting: int, others: Callable[[], int] = lambda: 0):
        self.limiter, self.waiting, self.others = anyio.CapacityLimiter(at_once), waiting, others

    async def run(self, work: Callable[..., T], *arguments, **named) -> T:
        """Raises Problem 503 when too many wait or the engine cannot be asked, and what `work` raises."""
        if self.limiter.statistics().tasks_waiting + self.others() >= self.waiting:
            raise Problem(503, f"已有 {self.waiting} 个请求在等候，请稍后再试。", RETRY_AFTER)
        try:
            return await run_sync(partial(work, *arguments, **named), limiter=self.limiter)
        except EngineUnavailable as error:
            raise Problem(503, "检索引擎暂时不可用，请稍后再试。", ceil(error.seconds)) from error
