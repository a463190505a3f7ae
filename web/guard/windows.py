"""The moving windows of `limits`, for strangers without number: whoever has been silent is forgotten.

Its own storage keeps the name of every client for as long as the server runs, and looks at all of them a hundred times
a second: after 100,000 addresses it does little else.
"""

import time
from bisect import bisect_left

from limits.storage import MemoryStorage

PERIOD = 5.0  # seconds between two looks


class Windows(MemoryStorage):
    """Used by one thread, the server's."""

    def __init__(self) -> None:
        super().__init__()
        self.next_look = 0.0

    def _MemoryStorage__schedule_expiry(self) -> None:
        """Called by `limits` before each count; its own starts a thread each time."""
        if (now := time.time()) >= self.next_look:
            self.next_look = now + PERIOD
            self.forget(now)

    def forget(self, now: float) -> None:
        """Drop what has left its window; the events of a client stand newest first."""
        for key, events in list(self.events.items()):
            del events[bisect_left(events, -now, key=lambda event: -event.expiry) :]
            if not events:
                del self.events[key]
                self.locks.pop(key, None)
