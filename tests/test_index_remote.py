"""Vectors from a server that speaks OpenAI's protocol, a real one on this machine."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from index_samples import BigramEncoder, write_report

from index import remote
from index.build import build_index
from index.encoders import make_encoder
from index.engines.errors import EngineUnavailable
from index.remote import RemoteEncoder, RemoteUnavailable


class Embeddings(BaseHTTPRequestHandler):
    """Embeds by character pairs, in reverse order; fails as often as `failures` says."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers.get("Authorization"), body))
        self.server.together.wait(20)  # breaks when fewer come
        if self.server.elsewhere:
            self.send_response(302)
            self.send_header("Location", self.server.elsewhere)
            self.end_headers()
            return
        if self.server.failures:
            self.send_error(self.server.failures.pop())
            return
        vectors = 3 * BigramEncoder().vectors(body["input"])
        data = [{"index": n, "embedding": vector.tolist()} for n, vector in enumerate(vectors)][::-1]
        answer = json.dumps({"data": data[self.server.lost :]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    monkeypatch.setattr(remote, "PAUSE", 0.01)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Embeddings)
    server.asked, server.failures, server.lost, server.elsewhere = [], [], 0, None
    server.together = threading.Barrier(1)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def encoder(server) -> RemoteEncoder:
    return make_encoder(f"http://127.0.0.1:{server.server_port}/v1#pairs")


def test_vectors_come_back_in_order_and_at_unit_length(encoder: RemoteEncoder, server, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BAIPISHU_ENCODER_KEY", "secret")
    texts = [f"第{n}段" for n in range(150)]
    expected = BigramEncoder().vectors([f"passage: {text}" for text in texts])
    assert np.abs(encoder.encode_texts(texts) - expected).max() < 1e-6
    assert sorted(len(body["input"]) for _, _, body in server.asked) == [22, 64, 64]
    assert {(path, key) for path, key, _ in server.asked} == {("/v1/embeddings", "Bearer secret")}
    assert "secret" not in encoder.name and encoder.name.endswith("pairs")


def test_a_build_gives_every_server_of_a_farm_work(encoder: RemoteEncoder, server, tmp_path: Path):
    """Given 32 texts at a time, one request was under way and the other servers waited."""
    open_door, full = server.together, threading.Barrier(remote.AT_ONCE, lambda: setattr(server, "together", open_door))
    server.together = full  # the first requests answer when so many are under way
    sentences = "".join(f"建成第{n}座公园。" for n in range(remote.BATCH * remote.AT_ONCE))
    build_index([write_report(tmp_path, f"公园报告（2023）\n\n一、公园\n\n{sentences}\n")], encoder)
    assert server.together is open_door and not full.broken
    assert [len(body["input"]) for _, _, body in server.asked[: remote.AT_ONCE]] == [remote.BATCH] * remote.AT_ONCE


def test_a_question_is_marked_as_one_and_nothing_is_asked_for_no_text(encoder: RemoteEncoder, server):
    assert encoder.dimensions == 64 and encoder.encode_texts([]).shape == (0, 64)
    assert [body["input"] for _, _, body in server.asked] == [["query: 维度"]]


def test_a_server_that_is_busy_is_asked_again(encoder: RemoteEncoder, server):
    server.failures = [503, 429]
    assert encoder.encode_texts(["公园"]).shape == (1, 64) and len(server.asked) == 3


def test_whoever_asks_while_the_server_is_away_is_told_to_come_back(encoder: RemoteEncoder, server):
    server.failures = [500] * 9
    with pytest.raises(EngineUnavailable, match="check BAIPISHU_ENCODER"):
        encoder.encode_query("公园")
    assert len(server.asked) == remote.ASKED_TRIES


def test_a_redirect_is_not_followed_and_the_key_goes_nowhere_else(encoder: RemoteEncoder, server, monkeypatch):
    monkeypatch.setenv("BAIPISHU_ENCODER_KEY", "secret")
    server.elsewhere = f"http://127.0.0.1:{server.server_port}/other"
    with pytest.raises(RemoteUnavailable):
        encoder.encode_texts(["公园"])
    assert {path for path, _, _ in server.asked} == {"/v1/embeddings"}


@pytest.mark.parametrize(
    ("failures", "lost", "asked"), [([401], 0, 1), ([500] * 9, 0, remote.TRIES), ([], 1, remote.TRIES)]
)
def test_what_cannot_be_had_is_said_with_the_setting_to_check(encoder, server, failures: list, lost: int, asked: int):
    server.failures, server.lost = list(failures), lost
    with pytest.raises(RemoteUnavailable, match="check BAIPISHU_ENCODER"):
        encoder.encode_texts(["公园"])
    assert len(server.asked) == asked
