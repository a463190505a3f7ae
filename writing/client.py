"""Talks to a model server that speaks OpenAI's chat API: Ollama, vLLM, llama.cpp, a cloud. Knows messages, no reports.

chat = Chat("http://127.0.0.1:11434/v1", "qwen3")
for piece in chat.stream([{"role": "user", "content": "…"}]): ...
"""

import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx

from writing.limits import BoundedClient, Packed, TooMuch

SEED, TEMPERATURE = 20240423, 0.0  # the same request should get the same reply, as far as the server keeps to it
BYTES = 1_000_000  # of one reply; 800 tokens are some 200 kB of events
RETRY_AFTER = (0.2, 0.6)  # seconds before the one further try, at random, where the server names none
AGAIN = frozenset({408, 409, 429, 500, 502, 503, 504})  # statuses that another try may mend
FAILURES, PAUSE = 3, 30.0  # failures in a row after which nobody waits for the server, and for how many seconds

Message = Mapping[str, str]
Failure = Literal["timeout", "unreachable", "status", "broken", "too_long", "paused"]


class ModelFailed(Exception):
    """A server that gave no usable reply; the message holds neither key nor question."""

    def __init__(self, kind: Failure, detail: str = "", status: int | None = None, retry_after: float | None = None):
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind, self.detail, self.status, self.retry_after = kind, detail, status, retry_after


class NoModel(ValueError):
    """No model server can be asked, the message names the cure."""


@dataclass(slots=True)
class Spent:
    """What calls of a model cost. Tokens are None when no server told them."""

    calls: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None
    ms: float = 0.0

    def add(self, usage: Any) -> None:
        for name, told in (("tokens_in", "prompt_tokens"), ("tokens_out", "completion_tokens")):
            count = getattr(usage, told, None)
            if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 10**9:
                setattr(self, name, (getattr(self, name) or 0) + count)


@dataclass(slots=True)
class Chat:
    """One model of one server. Threads may share it."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    seconds: float = 15.0  # for one call, a second try included
    most_tokens: int | None = 800
    pause: float = PAUSE
    failures: int = 0  # in a row
    paused_until: float = 0.0

    def stream(
        self, messages: Sequence[Message], spent: Spent | None = None, deadline: float | None = None
    ) -> Iterator[str]:
        """Yield the reply as it comes; `deadline`: by time.monotonic(). Raises ModelFailed, also half way."""
        spent = spent if spent is not None else Spent()
        yield from self.tries(lambda client: self.pieces(client, messages, spent), spent, deadline)

    def complete(self, messages: Sequence[Message], spent: Spent | None = None) -> Any:
        """Return the whole reply as the server's chat completion. Raises ModelFailed."""
        spent = spent if spent is not None else Spent()

        def once(client: Any) -> Iterator[Any]:
            reply = client.chat.completions.create(**self.asked(messages))
            spent.add(getattr(reply, "usage", None))
            yield reply

        [reply] = self.tries(once, spent)
        return reply

    def pieces(self, client: Any, messages: Sequence[Message], spent: Spent) -> Iterator[str]:
        ended = False
        with client.chat.completions.create(
            **self.asked(messages), stream=True, stream_options={"include_usage": True}
        ) as events:
            for event in events:
                spent.add(getattr(event, "usage", None))
                for choice in (event.choices or [])[:1]:
                    ended = ended or choice.finish_reason is not None
                    if isinstance(text := choice.delta.content, str) and text:
                        yield text
                    if choice.finish_reason == "length":
                        raise ModelFailed("too_long", f"more than {self.most_tokens} tokens")
        if not ended:
            raise ModelFailed("broken", "the reply ends half way")

    def asked(self, messages: Sequence[Message]) -> dict[str, Any]:
        limit = {} if self.most_tokens is None else {"max_tokens": self.most_tokens}
        return {"model": self.model, "messages": list(messages), "temperature": TEMPERATURE, "seed": SEED, **limit}

    def tries(self, work: Any, spent: Spent, deadline: float | None = None) -> Iterator[Any]:
        """Do work, a second time when the first failed before it gave anything and there is time."""
        begun = time.monotonic()
        if begun < self.paused_until:
            raise ModelFailed("paused", f"the server failed {FAILURES} times in a row")
        deadline = min(begun + self.seconds, deadline or math.inf)
        given = False
        try:
            for last in (False, True):
                spent.calls += 1
                try:
                    for piece in self.bounded(work, deadline):
                        given = True
                        yield piece
                    break
                except ModelFailed as failure:
                    jitter = random.uniform(*RETRY_AFTER)  # noqa: S311 no secret
                    wait = jitter if failure.retry_after is None else failure.retry_after
                    hopeless = failure.kind == "too_long" or (failure.kind == "status" and failure.status not in AGAIN)
                    if given or last or hopeless or time.monotonic() + wait >= deadline:
                        raise
                    time.sleep(wait)
            self.failures = 0
        except ModelFailed as failure:
            if failure.kind != "too_long":
                self.failures += 1
            if self.failures >= FAILURES:
                self.failures, self.paused_until = 0, time.monotonic() + self.pause
            raise
        finally:
            spent.ms += (time.monotonic() - begun) * 1000

    def bounded(self, work: Any, deadline: float) -> Iterator[Any]:
        """Do work once with a client of its own; every way in which it may fail becomes ModelFailed."""
        from openai import APIConnectionError, APIError, APIStatusError, APITimeoutError, OpenAI

        def left() -> float:
            return deadline - time.monotonic()

        http = BoundedClient(BYTES, left)
        try:
            with OpenAI(
                base_url=self.url,
                api_key=self.key or "none",
                timeout=max(left(), 0.01),
                max_retries=0,
                http_client=http,
            ) as client:
                yield from work(client)
        except ModelFailed as failure:
            if failure.kind == "broken" and left() <= 0:
                raise ModelFailed("timeout", "no reply in time") from failure
            raise
        except (APITimeoutError, httpx.TimeoutException) as error:
            raise ModelFailed("timeout", "no reply in time") from error
        except APIStatusError as error:
            wait = seconds_of(error.response.headers.get("retry-after"))
            raise ModelFailed("status", f"HTTP {error.status_code}", error.status_code, wait) from error
        except APIConnectionError as error:
            if isinstance(error.__cause__, TooMuch):
                raise ModelFailed("too_long", f"more than {BYTES} bytes") from error
            if left() <= 0:
                raise ModelFailed("timeout", "no reply in time") from error
            raise ModelFailed("unreachable", f"no server answers ({error.__cause__ or error})") from error
        except TooMuch as error:
            raise ModelFailed("too_long", f"more than {BYTES} bytes") from error
        except Packed as error:
            raise ModelFailed("broken", "the reply is compressed, which it was asked not to be") from error
        except httpx.HTTPError as error:
            kind: Failure = "timeout" if left() <= 0 else "broken"
            raise ModelFailed(kind, "no reply in time" if left() <= 0 else type(error).__name__) from error
        except (APIError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
            raise ModelFailed("broken", "the server's reply is not JSON, or not that of a chat API") from error


def seconds_of(retry_after: str | None) -> float | None:
    """Seconds of a Retry-After header; None for a date or none.

    >>> seconds_of("2"), seconds_of("Fri, 31 Dec 1999 23:59:59 GMT"), seconds_of(None)
    (2.0, None, None)
    """
    return float(retry_after) if retry_after and retry_after.strip().isdigit() else None


def need_openai(extra: str) -> None:
    """Raises NoModel with the cure when the protocol's client is not installed."""
    try:
        import openai  # noqa: F401
    except ImportError as error:
        raise NoModel(f"the package openai is not installed; run `pip install -e '.[{extra}]'`") from error
