"""An engine that cannot be asked, as each way of asking tells it: when to come back, and nothing of the reports."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from api_server import serving
from cli_runner import make_run
from fastapi import FastAPI
from index_samples import BigramEncoder, small_index
from writing_samples import reader

from index.core import Index
from index.engines.guard import Guard, Patience
from index.store import save_index
from retrieval.answerer import Answerer
from web.conversation import Conversation
from web.health import add_health
from web.metrics import Metrics
from web.page import Talk
from web.pages.navigation import places_of
from web.pages.search import add
from web.pages.site import Site
from web.service import Service
from web.texts import say

QUESTION = "新能源汽车保有量是多少？"
TOLD = say("zh-Hans", "engine_unavailable")


def refuse() -> None:
    raise ConnectionError("refused")


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Index:
    """The small report, with its rows on a server that takes no connections."""
    index = small_index(tmp_path_factory.mktemp("reports"))
    return replace(index, engine=Guard(index.engine.stamp, refuse, Patience(jitter=0.001)))


@pytest.fixture(scope="module")
def service(index: Index) -> Service:
    return Service(Answerer(index, reader()), Metrics(), 30)


@pytest.fixture(scope="module")
def http(service: Service) -> Iterator[httpx.Client]:
    app = FastAPI()
    add(app, service)
    add_health(app, service, lambda: None)
    app.state.site, app.state.places = Site(), places_of(app)
    with serving(app) as url, httpx.Client(base_url=url, headers={"Accept-Language": "zh-CN"}) as client:
        yield client


def test_the_conversation_says_that_it_means_nothing_of_the_reports(service: Service):
    request = SimpleNamespace(headers={"accept-language": "zh-CN"}, client=None)
    *_, (messages, _) = Talk(service, (), False).go_on(
        f'{{"id": "a1", "question": "{QUESTION}"}}', Conversation(), request
    )
    assert "这不表示报告里没有" in TOLD and TOLD in messages[-1]["content"]


def test_the_page_of_searches_says_the_same_and_when_to_come_back(http: httpx.Client):
    """It said that too many people were searching, and not when to come back."""
    answer = http.get("/search", params={"q": "充电桩"})
    assert answer.status_code == 503 and 1 <= int(answer.headers["Retry-After"]) <= 60
    assert TOLD in answer.text and say("zh-Hans", "seek_busy") not in answer.text


def test_whoever_watches_is_told_that_it_is_the_engine(http: httpx.Client):
    answer = http.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "no engine")


def test_the_command_says_when_to_try_again(tmp_path: Path, index: Index, capsys, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("index.encoders.make_encoder", lambda name: BigramEncoder())
    monkeypatch.setattr("index.store.files.load", lambda folder: index.engine)
    save_index(small_index(tmp_path / "reports"), tmp_path / "built")
    run = make_run({"INDEX": tmp_path / "built", "REPORTS": tmp_path / "reports"}, capsys, monkeypatch)
    assert "try again in" in run("ask", QUESTION).complaint
