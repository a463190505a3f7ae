"""Users who ask over HTTP, each from an address of its own: every address 127.… belongs to this machine (Linux)."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle

import httpx

from bench.percentiles import percentile

PATIENCE = 30  # seconds until a question counts as not answered
API = "/gradio_api/call/ask"


@dataclass
class Tally:
    """What became of the questions of a group of users."""

    seconds: list[float] = field(default_factory=list)  # of those that were answered
    refused: list[float] = field(default_factory=list)  # until a 429 or 503 came
    failed: list[str] = field(default_factory=list)  # anything else

    @property
    def answered(self) -> float:
        """Share of the questions that were answered."""
        asked = len(self.seconds) + len(self.refused) + len(self.failed)
        return len(self.seconds) / asked if asked else 0.0

    @property
    def p95(self) -> float:
        return percentile(self.seconds or [PATIENCE], 95)


def addresses(group: int) -> Iterator[str]:
    """Addresses for the users of one group: 127.GROUP.0.1, 127.GROUP.0.2 …"""
    return (f"127.{group}.{i // 250}.{i % 250 + 1}" for i in range(60_000))


def client_at(address: str, url: str) -> httpx.AsyncClient:
    transport = httpx.AsyncHTTPTransport(local_address=address)
    return httpx.AsyncClient(transport=transport, base_url=url, timeout=PATIENCE)


async def ask(http: httpx.AsyncClient, question: str, tally: Tally) -> None:
    """Ask one question and wait for its answer."""
    begun = time.perf_counter()
    try:
        joined = await http.post(API, json={"data": [question, [], None]})
        if joined.status_code in (429, 503) and "retry-after" in joined.headers:
            tally.refused.append(time.perf_counter() - begun)
            return
        joined.raise_for_status()
        stream = await http.get(f"{API}/{joined.json()['event_id']}")
    except (httpx.HTTPError, KeyError) as error:
        tally.failed.append(f"{type(error).__name__}: {error}"[:120])
        return
    if "event: complete" in stream.text:
        tally.seconds.append(time.perf_counter() - begun)
    else:
        tally.failed.append(stream.text[-120:])


async def keep_asking(
    address: str, url: str, questions: Sequence[str], until: float, pause: float, tally: Tally
) -> None:
    """Ask one question after the other until a moment of time.perf_counter()."""
    async with client_at(address, url) as http:
        for question in cycle(questions):
            if time.perf_counter() >= until:
                return
            await ask(http, question, tally)
            await asyncio.sleep(pause)


async def users(count: int, group: int, url: str, questions: Sequence[str], seconds: float, pause: float) -> Tally:
    """Let so many users ask for so long, each beginning elsewhere in the questions, as far apart as there are."""
    tally, until = Tally(), time.perf_counter() + seconds
    starts = [i * len(questions) // count for i in range(count)]
    begun = [[*questions[start:], *questions[:start]] for start in starts]
    each = zip(addresses(group), begun, strict=False)
    await asyncio.gather(*(keep_asking(address, url, mine, until, pause, tally) for address, mine in each))
    return tally
