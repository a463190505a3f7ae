"""Vectors from a server that speaks OpenAI's /embeddings: vLLM, TEI, Ollama, llama.cpp, a cloud.

BAIPISHU_ENCODER=https://embed.example.org/v1#multilingual-e5-large
"""

import json
import os
import random
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from urllib.parse import urldefrag

import numpy as np

from index.engines.errors import EngineUnavailable

KEY = "BAIPISHU_ENCODER_KEY"
BATCH, AT_ONCE = 64, 4  # texts of a request; requests under way
SECONDS, TRIES = 30.0, 4  # for one request; of one that fails, each after twice the pause
ASKED_SECONDS, ASKED_TRIES = 3.0, 2  # the same while somebody waits for an answer
PAUSE = 0.5
MOST = 64 * 2**20  # bytes of an answer
PASSAGE, QUERY = "passage: ", "query: "  # what the e5 family and its kin are trained with


class RemoteUnavailable(ValueError):
    """The server of the encoder cannot be asked, or says what no encoder says."""


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect unanswered: the key would go along to whatever address it names."""

    def redirect_request(self, *arguments: object) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirects)


class RemoteEncoder:
    """An encoder behind an address; vectors come back at unit length, in the order of the texts."""

    at_once = BATCH * AT_ONCE  # texts: fewer would leave servers of a farm without work

    def __init__(self, address: str):
        self.url, self.model = urldefrag(address)
        self.name = f"remote {self.url} {self.model}"

    @cached_property
    def dimensions(self) -> int:
        return self.embedded([f"{QUERY}维度"]).shape[1]

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        batches = [[f"{PASSAGE}{text}" for text in texts[at : at + BATCH]] for at in range(0, len(texts), BATCH)]
        with ThreadPoolExecutor(AT_ONCE, "embed") as pool:
            return np.concatenate(list(pool.map(self.embedded, batches)))

    def encode_query(self, text: str) -> np.ndarray:
        """Raises EngineUnavailable: whoever asks is told to come back, not that there is no answer."""
        try:
            return self.embedded([f"{QUERY}{text}"], ASKED_TRIES, ASKED_SECONDS)[0]
        except RemoteUnavailable as error:
            raise EngineUnavailable(str(error)) from error

    def embedded(self, texts: Sequence[str], tries: int = TRIES, seconds: float = SECONDS) -> np.ndarray:
        """Ask until the server answers, so many times at most. Raises RemoteUnavailable."""
        pause = PAUSE
        for left in range(tries - 1, -1, -1):
            try:
                return self.vectors(self.answer(texts, seconds), len(texts))
            except (OSError, ValueError) as error:
                final = isinstance(error, urllib.error.HTTPError) and error.code < 500 and error.code != 429
                if final or not left:
                    raise RemoteUnavailable(f"{self.url}: {error}; check BAIPISHU_ENCODER and {KEY}") from error
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 — no secret
            pause *= 2
        raise AssertionError("the last try returns or raises")

    def answer(self, texts: Sequence[str], seconds: float) -> dict:
        headers = {"Content-Type": "application/json"}
        if key := os.environ.get(KEY):
            headers["Authorization"] = f"Bearer {key}"
        body = json.dumps({"model": self.model, "input": list(texts)}).encode()
        request = urllib.request.Request(f"{self.url.rstrip('/')}/embeddings", body, headers)  # noqa: S310 — http(s) only
        with OPENER.open(request, timeout=seconds) as response:
            told = response.read(MOST + 1)
        if len(told) > MOST:
            raise ValueError(f"more than {MOST >> 20} MiB for {len(texts)} texts")
        return json.loads(told)

    def vectors(self, answer: dict, count: int) -> np.ndarray:
        try:
            rows = sorted(answer["data"], key=lambda row: row["index"])
            matrix = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (KeyError, TypeError) as error:
            raise ValueError(f"no embeddings in the answer ({error!r})") from error
        if matrix.ndim != 2 or len(matrix) != count or not np.isfinite(matrix).all():
            raise ValueError(f"{len(matrix)} vectors for {count} texts")
        return matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
