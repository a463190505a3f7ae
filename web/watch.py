"""Notices a newer index and takes it, while questions go on being answered from the old one."""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PERIOD = 5.0  # seconds between two looks at the pointer of the index
AGAIN = 60.0  # seconds until an index that could not be taken is tried again: memory or a disk may have come back

log = logging.getLogger("baipishu.index")


class Watch:
    """Looks whether `mark()` has changed; then loads with `load` in a thread, and lets `take` put it in use."""

    def __init__(self, mark: Callable[[], object], load: Callable[[], Any], take: Callable[[Any], None]):
        self.mark, self.load, self.take = mark, load, take
        self.seen = mark()
        self.failure: str | None = None  # why the newest index is not in use
        self.again = float("inf")  # when to try it again
        self.now = asyncio.Event()  # set to look at once

    async def run(self, period: float = PERIOD) -> None:
        while True:
            try:
                await asyncio.wait_for(self.now.wait(), period)
            except TimeoutError:
                pass
            self.now.clear()
            if (mark := self.mark()) != self.seen or time.monotonic() >= self.again:
                self.seen = mark
                await self.renew()

    async def renew(self) -> None:
        """Load and take the newest index; an index that cannot be taken leaves the old one in use."""
        try:
            self.take(await asyncio.to_thread(self.load))
        except Exception as error:  # whatever it is, the next index must still be noticed
            self.failure = str(error) or type(error).__name__
            self.again = time.monotonic() + AGAIN
            log.error("the newer index cannot be used, the old one stays in use: %s", self.failure)
            return
        self.failure, self.again = None, float("inf")
        log.info("a newer index is in use")


def pointer_mark(pointer: Path) -> bytes | None:
    """What the pointer of an index says; None while there is none."""
    try:
        return pointer.read_bytes()
    except OSError:
        return None
