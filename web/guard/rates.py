"""How much one client may ask: so many questions and requests a time, so many at once. `limits` counts."""

import math
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from web.asgi import Refusal, Scope, local_path
from web.guard.clients import household

QUESTIONS = re.compile(r"/gradio_api/(?:queue/join|call/\w+)/?|/api/.*|/mcp.*")  # POSTs that set the answerer to work
# Cheap, and many of them.
UNCOUNTED = re.compile(r"/(?:assets|static|web)/.+|/healthz|/readyz|/favicon\.ico|/theme\.css")


@dataclass(frozen=True, slots=True)
class Rates:
    """Limits for one client; a rate is written as `limits` has it: 20/10 seconds; 120/minute."""

    questions: str = "20/10 seconds; 120/minute"
    requests: str = "300/10 seconds"
    at_once: int = 100  # requests under way, streams that wait for an answer included
    waiting: int = 16  # questions in the queue


class Limiter:
    """Counts by client; forgets a client whose time is over."""

    def __init__(self, rates: Rates):
        self.strategy = MovingWindowRateLimiter(MemoryStorage())
        self.questions, self.requests = parse_many(rates.questions), parse_many(rates.requests)
        self.at_once, self.waiting = rates.at_once, rates.waiting
        self.queued: Callable[[], Iterable[str]] = tuple  # the addresses of those whose questions wait in the queue
        self.under_way: Counter[str] = Counter()

    @contextmanager
    def admitted(self, scope: Scope) -> Iterator[None]:
        """Count a request for as long as it takes. Raises Refusal with the time after which to come back."""
        client, path = household(scope["client"][0]), local_path(scope)
        if UNCOUNTED.fullmatch(path):
            yield
            return
        if scope["method"] == "POST" and QUESTIONS.fullmatch(path):
            self.count("question", self.questions, client)
            if sum(household(each) == client for each in self.queued()) >= self.waiting:
                raise Refusal(429, f"您还有 {self.waiting} 个问题没有答完，请稍等。", retry_after="2")
        self.count("request", self.requests, client)
        if self.under_way[client] >= self.at_once:
            raise Refusal(429, "同时打开的请求太多，请关掉一些页面再试。", retry_after="5")
        self.under_way[client] += 1
        try:
            yield
        finally:
            self.under_way[client] -= 1
            if not self.under_way[client]:
                del self.under_way[client]

    def count(self, what: str, items: list[RateLimitItem], client: str) -> None:
        for item in items:
            if not self.strategy.hit(item, what, client):
                reset, _ = self.strategy.get_window_stats(item, what, client)
                wait = max(1, math.ceil(reset - time.time()))
                raise Refusal(429, f"问得太快了，请过 {wait} 秒再试。", retry_after=str(wait))
