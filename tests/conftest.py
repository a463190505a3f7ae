"""Fixtures that any test may use: a browser, and an environment in which nothing reaches for the network."""

import json
import os
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from httpx._config import DEFAULT_TIMEOUT_CONFIG
from httpx._transports import default as httpx_transports
from hypothesis import HealthCheck, settings

os.environ.setdefault("OMP_NUM_THREADS", "1")  # two OpenMP threads on two busy cores are slower than one
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")


PATIENCE = 60_000  # milliseconds in which a browser on a busy machine must have done what it was told
for phase in ("connect", "read", "write", "pool"):  # of httpx, where a test names none
    setattr(DEFAULT_TIMEOUT_CONFIG, phase, PATIENCE / 1000)
httpx_transports.create_ssl_context = cache(httpx_transports.create_ssl_context)  # 45 ms a request; none here uses it

# Pages of one site share a process and what it has compiled: a page of the chat costs 0.8 s of computing, not 1.35.
ONE_RENDERER = "--renderer-process-limit=1"

CASES = int(os.environ.get("BAIPISHU_FUZZ", "0"))  # a property; set by `make fuzz`
settings.register_profile("test", max_examples=50, deadline=None)  # time tells of the machine, not the code
settings.register_profile("short", max_examples=20, deadline=None)  # for a run without the long tests
settings.register_profile(
    "fuzz", max_examples=max(CASES, 1), deadline=None, suppress_health_check=list(HealthCheck), database=None
)
settings.load_profile("fuzz" if CASES else "test")


def pytest_configure(config: pytest.Config) -> None:
    """One folder for the whole run: made here, by a run alone or by the one that starts the workers."""
    if not CASES and config.option.markexpr == "not long":
        settings.load_profile("short")
    if not hasattr(config, "workerinput"):
        from shared import close_place, open_place

        place = open_place()
        config.add_cleanup(lambda: close_place(place))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long go first, so that at the end no worker sits over one alone while the other has none."""
    early = {item.path for item in items if "browser" in item.fixturenames or item.get_closest_marker("early")}
    early |= {item.path for item in items if item.get_closest_marker("long")}
    items.sort(key=lambda item: item.path not in early)


@pytest.fixture(scope="session", autouse=True)
def models_opened_once() -> None:
    import models_once  # noqa: F401


@pytest.fixture
def pdf_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDF files are read and drawn in this process, where it is tested what they hold: each process takes 0.5 s."""
    from corpus.readers import pdf
    from corpus.readers.pdf import picture
    from corpus.readers.pdf.drawing import draw
    from corpus.readers.pdf.worker import parse

    run_bounded = pdf.run_bounded

    def run(module: str, data: bytes, seconds: int, memory: int, words: tuple[str, ...] = ()) -> tuple[dict, bytes]:
        if words == ("ocr",):
            return run_bounded(module, data, seconds, memory, words)
        told, image = draw(data, int(words[0])) if words else (parse(data), b"")
        return json.loads(json.dumps(told)), image

    monkeypatch.setattr(pdf, "run_bounded", run)
    monkeypatch.setattr(picture, "run_bounded", run)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of a Chromium that starts. Without one the test fails: a skipped browser test proves nothing."""
    from tools.chromium import CURE, find_chromium

    found = find_chromium()
    if found is None:
        pytest.fail(CURE)
    return str(found)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator:
    """A headless Chromium under Playwright, one for the whole session."""
    from playwright.sync_api import expect, sync_playwright

    from tools.chromium import FLAGS

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=[*FLAGS, ONE_RENDERER])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts(browser):
    from browsing import Contexts

    return Contexts(browser)


@pytest.fixture
def make_page(contexts) -> Iterator[Callable]:
    """Make pages in contexts of their own: `make_page()`, `make_page(width=390)`, `make_page(locale="zh-HK")`."""
    taken = []

    def make(width: int = 1280, height: int = 800, locale: str = "zh-CN", **options):
        options = {"reduced_motion": "reduce", **options}  # what moves is at its place at once
        taken.append(contexts.take(locale=locale, **options))
        taken[-1].set_default_timeout(PATIENCE)
        page = taken[-1].new_page()
        page.set_viewport_size({"width": width, "height": height})
        return page

    yield make
    for context in taken:
        contexts.give_back(context)


@pytest.fixture(scope="session")
def small_app():
    """The real app over a report of three sentences, for attacks that must leave it whole; no client is too fast."""
    from small_server import small_server

    with small_server({"BAIPISHU_RATE_QUESTIONS": "100000/second", "BAIPISHU_RATE_REQUESTS": "100000/second"}) as app:
        yield app


@pytest.fixture(scope="session")
def inside_app(tmp_path_factory):
    """The same app inside this process, asked without sockets: for small attacks that need no server of their own."""
    from inside import inside

    with inside(tmp_path_factory.mktemp("inside")) as app:
        yield app


@pytest.fixture(scope="session")
def answerer():
    """Answers from the real report with the real encoders; one index for the whole session."""
    from retrieval_index import shenzhen_answerer

    return shenzhen_answerer()


@pytest.fixture(scope="session")
def two_reports(tmp_path_factory):
    """Answers from two small reports of other cities and years."""
    from retrieval_index import small_answerer

    return small_answerer(tmp_path_factory.mktemp("reports"))


@pytest.fixture
def open_chat(make_page, chat_url):
    """Open the chat; at the end nothing may have gone to another host or complained in the console."""
    from urllib.parse import urlsplit

    requests, complaints = [], []

    def open_address(query: str = "", url: str = "", **options):
        page = make_page(**options)
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((url or chat_url) + query)
        page.locator("#wire textarea").wait_for(state="attached")
        page.locator("#composer[data-ready]").wait_for()
        return page

    yield open_address
    hosts = {urlsplit(url).hostname for url in requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    left = ("AbortError", "Unexpected error Connection errored out")  # what Gradio says when a page is left
    assert [each for each in complaints if not each.startswith(left)] == []


@pytest.fixture(scope="session")
def chat_url() -> str:
    """The address of the real app on the real report; no reader is too fast for it."""
    from web_server import server_url

    return server_url()


@pytest.fixture(scope="session")
def model():
    """A real process that speaks the protocol of a language model, good and bad; one for the whole session."""
    from model_server import model_server

    with model_server() as server:
        yield server
