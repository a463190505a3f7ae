"""No script of a stranger runs: a hundred payloads in a report, its card, its name and in questions, on every page."""

import atexit
import os
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from chat_page import ask
from forked import ROOT, Forked
from script_payloads import CORES, PAYLOADS, RUN
from small_server import address_printed, end

pytestmark = pytest.mark.early

NAME = "<svg onload=window.hit=1>.txt"
DOC, LONGEST = "hostile", 480  # characters of a question
SOME, EVERY = 16, pytest.param(1, marks=pytest.mark.long)  # of so many questions full of payloads one is asked
FIELDS = dict(zip(("title", "publisher", "place", "source", "licence", "date"), CORES, strict=True))
CARD = "".join(f"{key} = '''{payload}'''\n" for key, payload in FIELDS.items())
PATHS = [
    "/reports",
    f"/reports/{DOC}",
    f"/reports/{DOC}?script=hant&lang=en",
    "/lists",
    "/basket",
    "/api-docs",
    f"/figures?doc={DOC}",
    f"/search?q=公园&doc={DOC}",
    "/nothing",
]
ASKED = [
    "/search?q={}&part={}",
    "/figures?q={}&unit={}",
    "/?passage={}&s={}",
    "/reports/x?s={}",
    "/?lang={}&embed={}#q={}",
]


@cache
def hostile_url() -> str:
    """The address of the app over one report that attacks whoever reads it."""
    folder = tempfile.TemporaryDirectory()
    place = Path(folder.name)
    settings = {"BAIPISHU_REPORTS": str(place / "reports"), "BAIPISHU_INDEX": str(place / "built")}
    rates = {"BAIPISHU_RATE_QUESTIONS": "100000/second", "BAIPISHU_RATE_REQUESTS": "100000/second"}
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", **settings, **rates}
    process = Forked(main, (), environment, place / "log")
    atexit.register(folder.cleanup)
    atexit.register(end, process)
    return address_printed(place / "log", process)


def main() -> None:
    from index_samples import BigramEncoder, silent_bar, write_report

    from app import serve
    from index.current import rebuild
    from retrieval.answerer import Answerer
    from settings import settings

    sentences = [f"2023年，第{n}类公园{n + 100}个{payload}。" for n, payload in enumerate(PAYLOADS)]
    text = f"一、{CORES[0]}公园\n\n" + "\n\n".join(sentences) + f"\n\n专栏 1 {CORES[1]}\n\n图 1 {CORES[2]}\n"
    report = write_report(settings().reports, text, f'doc_id = "{DOC}"\n{CARD}', NAME)
    index, _ = rebuild([report], settings().index, BigramEncoder(), None, silent_bar)
    serve(Answerer(index), port=0)


@pytest.fixture
def page(make_page):
    """A page; at the end no script of a stranger has run in it, no window was opened, nobody else was asked."""
    page = make_page()
    said, hosts = [], set()
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2] if "//" in request.url else ""))
    yield page
    assert said == [] and hosts <= {hostile_url().split("/")[2], ""}


def ran(page) -> bool:
    return page.evaluate("Boolean(window.hit) || document.title === 'hit'")


def test_there_are_enough_payloads_and_they_do_run_where_nobody_escapes(page):
    assert len(set(PAYLOADS)) >= 100
    page.set_content("".join(f"<div>{core}</div>" for core in CORES[:2]))
    page.wait_for_function("window.hit")
    assert RUN in CORES[0]


def test_no_page_runs_what_a_report_or_an_address_says(page):
    for path in [*PATHS, *(each.format(*[quote(CORES[n % 6])] * 3) for n, each in enumerate(ASKED * 2))]:
        page.goto(hostile_url() + path)
        assert not ran(page), path
    page.goto(hostile_url() + f"/search?q=公园&doc={DOC}")
    for found in page.locator("[data-open]").all()[:3]:
        found.click()
        page.locator("#passage").wait_for()
    assert not ran(page)


@pytest.mark.parametrize("stride", [SOME, EVERY])
def test_the_chat_runs_nothing_of_a_question_nor_of_an_answer(page, stride: int):
    page.goto(hostile_url())
    page.locator("#composer[data-ready]").wait_for()
    question, asked = "公园", []
    for payload in PAYLOADS:
        if len(question) + len(payload) > LONGEST:
            asked.append(question)
            question = "公园"
        question += " ".join(payload.split())
    for each in ["第7类公园有多少个？", f"第21类公园有多少个？{CORES[0]}", *asked[::stride]]:
        answer = ask(page, each)
        for cited in answer.locator("a.cite").all()[:1]:
            cited.click()
        assert not ran(page), each
    assert page.locator("#chat :is(img, iframe, script, svg[onload], input, object, embed)").count() == 0
