"""How much one client may ask: so many questions and requests a time, so many at once. `limits` counts."""

import math
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from limits import RateLimitItem, parse_many
from limits.strategies import MovingWindowRateLimiter

from web.asgi import Refusal, Scope, local_path
from web.guard.clients import household
from web.guard.windows import Windows

QUESTIONS = re.compile(r"/gradio_api/(?:queue/join|call/\w+)/?|/api/.*|/mcp.*")  # POSTs that set the answerer to work
NOTES = re.compile(r"/api/v1/feedback/?")
SEARCHES = re.compile(  # GETs that cost
    r"/search|/figures|/lists|/(?:reports|quotes|evaluate/runs)/.+|/api/v1/(?:search|figures|passages|outline)"
)
FILES = re.compile(  # GETs that write a file: up to seconds of work
    r"/api/v1/(?:export|figures/file)|/evaluate/runs/[^/]+/all\.zip"
)
# Cheap, and many of them.
UNCOUNTED = re.compile(r"/(?:assets|static|web)/.+|/healthz|/readyz|/favicon\.ico|/theme\.css")


@dataclass(frozen=True, slots=True)
class Rates:
    """Limits for one client; a rate is written as `limits` has it: 20/10 seconds; 120/minute."""

    questions: str = "20/10 seconds; 120/minute"
    requests: str = "300/10 seconds"
    notes: str = "60/hour"  # on answers: the file that takes them is as full for everybody
    at_once: int = 100  # requests under way, streams that wait for an answer included
    waiting: int = 16  # questions in the queue
    working: int = 16  # requests under way that search, read or write files: 64 of all clients may wait


class Limiter:
    """Counts by client; forgets a client whose time is over."""

    def __init__(self, rates: Rates):
        self.strategy = MovingWindowRateLimiter(Windows())
        self.questions, self.requests = parse_many(rates.questions), parse_many(rates.requests)
        self.notes = parse_many(rates.notes)
        self.at_once, self.waiting, self.working = rates.at_once, rates.waiting, rates.working
        self.queued: Callable[[], Iterable[str]] = tuple  # the addresses of those whose questions wait in the queue
        self.under_way: Counter[str] = Counter()

    @contextmanager
    def admitted(self, scope: Scope) -> Iterator[None]:
        """Count a request for as long as it takes. Raises Refusal with the time after which to come back."""
        client, path = household(scope["client"][0]), local_path(scope)
        if UNCOUNTED.fullmatch(path):
            yield
            return
        asked = scope["method"] == "POST" and QUESTIONS.fullmatch(path)
        if asked:
            self.count("question", self.questions, client)
            if NOTES.fullmatch(path):
                self.count("note", self.notes, client)
            if sum(household(each) == client for each in self.queued()) >= self.waiting:
                raise Refusal(429, f"您还有 {self.waiting} 个问题没有答完，请稍等。", retry_after="2")
        weight = 1 if scope["method"] == "POST" else weight_of(path)
        self.count("request", self.requests, client, weight)
        works = weight > 1 or (asked and not path.startswith("/gradio_api/"))
        with self.held(client, self.at_once), self.held(f"{client} works", self.working) if works else nullcontext():
            yield

    @contextmanager
    def held(self, place: str, most: int) -> Iterator[None]:
        """Take one of the places of a client for as long as a request takes. Raises Refusal when all are taken."""
        if self.under_way[place] >= most:
            raise Refusal(429, "同时打开的请求太多，请关掉一些页面再试。", retry_after="5")
        self.under_way[place] += 1
        try:
            yield
        finally:
            self.under_way[place] -= 1
            if not self.under_way[place]:
                del self.under_way[place]

    def count(self, what: str, items: list[RateLimitItem], client: str, weight: int = 1) -> None:
        for item in items:
            if not self.strategy.hit(item, what, client, cost=min(weight, item.amount)):
                reset, _ = self.strategy.get_window_stats(item, what, client)
                wait = max(1, math.ceil(reset - time.time()))
                raise Refusal(429, f"问得太快了，请过 {wait} 秒再试。", retry_after=str(wait))


def weight_of(path: str) -> int:
    """As how many requests one counts, by the work that it makes.

    >>> [weight_of(path) for path in ("/panel", "/search", "/api/v1/figures/file")]
    [1, 5, 15]
    """
    return 15 if FILES.fullmatch(path) else 5 if SEARCHES.fullmatch(path) else 1
