"""Whether the server holds: many users, a flood, idle and slow clients, thousands of sessions. `make soak`

python -m bench.soak --minutes 5 --page docs/benchmarks/soak.md
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.machine import commit, processor
from bench.percentiles import percentile
from bench.questions import read_questions
from bench.server import Server
from bench.users import Tally, addresses, ask, client_at, users

USERS, PAUSE = 20, 1.0  # seconds between an answer and the next question
HONEST, FLOOD = 5, 280  # users; questions a second of one client, ten times what the server can answer
IDLE_STREAMS, SLOW = 200, 1000
QUESTIONS = 10_000  # each in a session of its own
SHIPPED = (
    "BAIPISHU_RATE_QUESTIONS",
    "BAIPISHU_RATE_REQUESTS",
    "BAIPISHU_PROXIES",
    "BAIPISHU_READ_PAIRS",
    "BAIPISHU_RECENT_ANSWERS",
)
LIMITS = dict.fromkeys(SHIPPED, "")  # those of the program; answers are remembered, as for any town
ANEW = LIMITS | {"BAIPISHU_READ_PAIRS": "0", "BAIPISHU_RECENT_ANSWERS": "0"}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure beside what is asked of it."""

    what: str
    found: str
    asked: str
    holds: bool


async def steady(url: str, questions: Sequence[str], seconds: float, pid: int) -> list[Line]:
    return await asked_by_many(url, questions, seconds, "")


async def anew(url: str, questions: Sequence[str], seconds: float, pid: int) -> list[Line]:
    """Nothing is remembered: as if no question were ever asked twice."""
    return await asked_by_many(url, questions, seconds, ", no answer remembered")


async def asked_by_many(url: str, questions: Sequence[str], seconds: float, how: str) -> list[Line]:
    tally = await users(USERS, 1, url, questions, seconds, PAUSE)
    p95 = tally.p95
    lost = len(tally.failed) + len(tally.refused)
    return [
        Line(
            f"{USERS} users for {seconds / 60:.1f} minutes{how}: not answered",
            f"{lost} of {lost + len(tally.seconds)}",
            "0",
            not lost,
        ),
        Line("the same: p95", f"{p95:.2f} s", "≤ 2 s", p95 <= 2),
    ]


async def flooded(url: str, questions: Sequence[str], seconds: float, pid: int) -> list[Line]:
    command = (sys.executable, "-m", "bench.flood", url, "127.66.6.6", str(FLOOD), str(seconds))
    attacker = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    honest = await users(HONEST, 2, url, questions, seconds, PAUSE)
    flood = json.loads((await attacker.communicate())[0])
    p95, wait = honest.p95, percentile(flood["seconds"] or [0.0], 95)
    sent = sum(flood["statuses"].values()) / seconds
    return [
        Line(
            f"one client sends {sent:.0f} questions/s: honest ones answered",
            f"{honest.answered:.1%} of {len(honest.seconds) + len(honest.failed) + len(honest.refused)}",
            "≥ 95 %",
            honest.answered >= 0.95,
        ),
        Line("the same: honest p95", f"{p95:.2f} s", "≤ 5 s", p95 <= 5),
        Line(
            "the same: a refusal comes after, p95",
            f"{wait * 1000:.0f} ms of {len(flood['seconds'])}",
            "≤ 100 ms",
            wait <= 0.1,
        ),
    ]


async def held(url: str, questions: Sequence[str], seconds: float, pid: int) -> list[Line]:
    """Streams that nobody reads from and connections that never say what they want. Nothing is remembered: what is
    asked before and beside them costs the same."""
    quiet = await users(HONEST, 3, url, questions, seconds / 2, PAUSE)
    host, port = url.removeprefix("http://").split(":")
    async with AsyncExitStack() as opened:
        for i, address in zip(range(IDLE_STREAMS), addresses(4), strict=False):
            http = await opened.enter_async_context(client_at(address, url))
            await opened.enter_async_context(http.stream("GET", f"/gradio_api/heartbeat/idle{i}"))
        slow = [
            await slow_connection(host, int(port), address)
            for _, address in zip(range(SLOW), addresses(5), strict=False)
        ]
        busy = await users(HONEST, 6, url, questions, seconds / 2, PAUSE)
        for connection in slow:
            if connection:
                connection.close()
    before, after = quiet.p95, busy.p95
    found = f"{after:.2f} s after {before:.2f} s, {len(busy.failed)} failed"
    limit = 2 * max(before, 0.1)
    return [
        Line(
            f"{IDLE_STREAMS} idle streams and {SLOW} slow connections: p95",
            found,
            "≤ 2 ×",
            after <= limit and not busy.failed,
        )
    ]


async def slow_connection(host: str, port: int, address: str) -> asyncio.StreamWriter | None:
    with suppress(OSError):
        _, writer = await asyncio.open_connection(host, port, local_addr=(address, 0))
        writer.write(b"GET / HTTP/1.1\r\nHost: ")
        return writer
    return None


async def grown(url: str, questions: Sequence[str], seconds: float, pid: int) -> list[Line]:
    """Memory after many questions, each of another session and, every ten, of another client."""
    process, count, tally = psutil.Process(pid), round(QUESTIONS * min(1, seconds / 300)), Tally()
    clients, until = addresses(7), time.monotonic() + 2 * seconds
    await many(url, questions, count // 5, clients, tally, until)
    first, before = len(tally.seconds), process.memory_info().rss
    await many(url, questions, count - count // 5, clients, tally, until)
    growth = process.memory_info().rss / before - 1
    found = f"{growth:+.1%} of {before / 1e6:.0f} MB, {len(tally.failed)} failed"
    asked = f"memory after {len(tally.seconds)} questions and sessions, since the first {first}"
    many_more = len(tally.seconds) >= 2 * first > 0
    return [Line(asked, found, "≤ +10 %", growth <= 0.1 and many_more and not tally.failed)]


async def many(url: str, questions: Sequence[str], count: int, clients, tally: Tally, until: float) -> None:
    """Ask so many questions, or as many as a slow machine answers until a moment of time.monotonic()."""

    async def ten(address: str, first: int) -> None:
        async with client_at(address, url) as http:
            for i in range(first, first + 10):
                await ask(http, questions[i % len(questions)], tally)

    for begun in range(0, count, 80):
        if time.monotonic() > until:
            return
        await asyncio.gather(*(ten(next(clients), begun + 10 * n) for n in range(8)))


SCENES: Sequence[Callable[[str, Sequence[str], float, int], Awaitable[list[Line]]]] = (
    steady,
    anew,
    flooded,
    held,
    grown,
)


def page(lines: Sequence[Line], seconds: float) -> str:
    rows = "\n".join(f"| {line.what} | {line.found} | {line.asked} | {'✓' if line.holds else '✗'} |" for line in lines)
    return f"""# Soak

Written by `make soak` ({seconds / 60:.1f} minutes a scene) at commit {commit()} on {processor()}.

| scene | found | asked | |
| --- | ---: | ---: | --- |
{rows}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--only", nargs="*", default=[scene.__name__ for scene in SCENES])
    options = parser.parse_args()
    questions, seconds, lines = [text for text, _ in read_questions()], options.minutes * 60, []
    for scene in SCENES:
        if scene.__name__ in options.only:
            with Server(ANEW if scene in (anew, held) else LIMITS) as server:
                server.seconds_until_page()
                lines += asyncio.run(scene(server.url, questions, seconds, server.process.pid))
                print(
                    json.dumps([f"{line.what}: {line.found} ({line.asked})" for line in lines[-3:]], ensure_ascii=False)
                )
            if options.page:  # after each scene: a run that is cut short leaves what it reached
                options.page.write_text(page(lines, seconds), "utf-8")
    print(page(lines, seconds))
    return int(not all(line.holds for line in lines))


if __name__ == "__main__":
    sys.exit(main())
