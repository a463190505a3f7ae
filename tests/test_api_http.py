"""The HTTP API of the real server, asked with httpx; what it does when it is full, on a small one."""

import io
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import httpx
import pytest
from api_server import api_url, serving
from docx import Document

from web.api.http import create_api
from web.api.models import Answer, Status
from web.api.turns import Turns
from web.api.verbs import Verbs
from web.exports.formats import FORMATS

QUESTION = "深圳新能源汽车保有量是多少？"
REPORT = "shenzhen-climate-2024"


@pytest.fixture(scope="module")
def api():
    with httpx.Client(base_url=f"{api_url()}api/v1", timeout=60) as client:
        yield client


def problem(response: httpx.Response, status: int) -> dict:
    """The body of an error, after a look at its form."""
    body = response.json()
    assert response.status_code == body["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "detail"} <= body.keys()
    return body


def without_times(answer: dict) -> dict:
    return {name: value for name, value in answer.items() if name not in ("timings_ms", "index")}


def test_ask_gives_the_object_of_ask_json(api: httpx.Client, answerer):
    answer = api.post("/ask", json={"question": QUESTION}).json()
    assert answer["status"] == "answered"
    assert "126.9 万辆" in answer["answer"]
    assert without_times(answer) == without_times(answerer.ask(QUESTION).to_dict())


def test_ask_takes_history_and_reports(api: httpx.Client):
    asked = {"question": "那渗透率呢？", "history": [QUESTION], "doc": [REPORT]}
    answer = api.post("/ask", json=asked).json()
    assert answer["resolved_question"] != answer["question"]
    assert {citation["doc_id"] for citation in answer["citations"]} == {REPORT}


def test_a_refusal_is_an_answer_and_no_error(api: httpx.Client):
    response = api.post("/ask", json={"question": ""})
    assert response.status_code == 200
    assert response.json()["refusal"]["reason"] == "empty"


def test_search_gives_the_object_of_search_json(api: httpx.Client, answerer):
    found = api.get("/search", params={"q": "新能源汽车", "k": 3, "kind": "body"}).json()
    hits = answerer.searcher.search("新能源汽车", k=3, kind="body")
    assert found == {"query": "新能源汽车", "hits": [hit.to_dict() for hit in hits]}


def test_reports_are_listed_with_the_index(api: httpx.Client):
    listed = api.get("/reports").json()
    (report,) = listed["reports"]
    assert (report["doc_id"], report["publisher"], report["year"]) == (REPORT, "深圳市生态环境局", 2024)
    assert listed["index"] == httpx.get(f"{api_url()}healthz").json()["index"]


def test_outline_gives_the_object_of_outline_json(api: httpx.Client, answerer):
    from corpus.outline import outline

    document = answerer.index.document(REPORT)
    assert api.get("/outline", params={"doc": REPORT}).json() == outline(document)


def test_passages_of_a_report_come_in_reading_order_and_in_pages(api: httpx.Client, answerer):
    first = api.get("/passages", params={"doc": REPORT, "limit": 5}).json()
    then = api.get("/passages", params={"doc": REPORT, "offset": 5, "limit": 5}).json()
    starts = [passage["start"] for passage in first["passages"] + then["passages"]]
    assert len(starts) == 10
    assert starts == sorted(set(starts))
    assert first["total"] == sum(p.kind != "heading" for p in answerer.index.document(REPORT).passages)


def test_passages_are_read_by_id_with_their_sentences(api: httpx.Client, answerer):
    cited = api.post("/ask", json={"question": QUESTION}).json()["citations"][0]
    (passage,) = api.get("/passages", params={"id": cited["passage_id"]}).json()["passages"]
    sentence = next(each for each in passage["sentences"] if each["start"] == cited["start"])
    assert sentence["text"] == cited["quote"]
    assert sentence["permalink"] == cited["permalink"]
    assert passage["reference"].endswith("[R]. 2024: 11.")


@pytest.mark.parametrize("name", FORMATS)
def test_passages_are_exported_in_every_format(api: httpx.Client, name: str):
    ids = [hit["passage_id"] for hit in api.get("/search", params={"q": "碳市场", "k": 3}).json()["hits"]]
    response = api.get("/export", params={"id": ids, "format": name})
    assert response.status_code == 200
    assert response.headers["content-type"] == FORMATS[name].media_type
    assert f'filename="baipishu{FORMATS[name].suffix}"' in response.headers["content-disposition"]
    title = quote(f"深圳市应对气候变化白皮书（2024） 摘录{FORMATS[name].suffix}", safe="")
    assert response.headers["content-disposition"].endswith(f"; filename*=UTF-8''{title}")
    assert len(response.content) > 300


def test_an_exported_answer_opens_in_word_and_links_to_this_server(api: httpx.Client):
    response = api.post("/export", json={"question": QUESTION, "format": "docx"})
    document = Document(io.BytesIO(response.content))
    assert document.paragraphs[0].text == QUESTION
    links = [link.address for p in document.paragraphs for link in p.hyperlinks]
    assert links and all(link.startswith(f"{api_url()}?passage={REPORT}:") for link in links)
    assert all(urlsplit(link).query.partition("&")[2].startswith("s=") for link in links)


def test_a_file_speaks_the_language_that_is_asked_for(api: httpx.Client):
    asked = {"question": QUESTION, "format": "markdown", "lang": "en"}
    assert "## Quotations" in api.post("/export", json=asked).text
    found = api.get("/export", params={"q": "碳市场", "k": 1, "format": "markdown", "lang": "zh-Hant"}).text
    assert found.startswith("# 檢索：碳市场")
    problem(api.get("/export", params={"q": "碳市场", "lang": "fr"}), 422)


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [(QUESTION, "en", "The report says"), ("How many new energy vehicles are there?", "zh-Hant", "報告寫道")],
)
def test_an_exported_answer_is_framed_like_its_page(api: httpx.Client, question: str, language: str, words: str):
    told = api.post("/export", json={"question": question, "format": "markdown", "lang": language}).text
    assert words in told and "126.9" in told


def test_a_search_is_exported(api: httpx.Client):
    lines = api.get("/export", params={"q": "碳市场", "k": 3, "format": "jsonl"}).text.splitlines()
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"question": "长" * 501}, "body.question"),
        ({"question": {"a": 1}}, "body.question"),
        ({}, "body.question"),
        ({"question": "问", "history": ["问"] * 21}, "body.history"),
        ({"question": "问", "history": ["长" * 501]}, "body.history.0"),
        ({"question": "问", "doc": "x"}, "body.doc"),
        ({"question": "问", "top_k": 3}, "body.top_k"),
    ],
)
def test_a_body_out_of_bounds_is_told_without_repeating_it(api: httpx.Client, body: dict, where: str):
    response = api.post("/ask", json=body)
    told = problem(response, 422)
    assert told["errors"][0]["where"] == where
    assert "长长长" not in response.text


@pytest.mark.parametrize(
    ("path", "parameters", "status"),
    [
        ("/search", {"q": ""}, 422),
        ("/search", {"q": "   "}, 422),
        ("/search", {"q": "x" * 501}, 422),
        ("/search", {"q": "碳", "k": 101}, 422),
        ("/search", {"q": "碳", "k": 0}, 422),
        ("/search", {"q": "碳", "kind": "heading"}, 422),
        ("/search", {"q": "碳", "doc": "none"}, 404),
        ("/outline", {}, 422),
        ("/outline", {"doc": "none"}, 404),
        ("/passages", {}, 422),
        ("/passages", {"doc": REPORT, "id": "x:0-1"}, 422),
        ("/passages", {"id": "x:0-1"}, 404),
        ("/passages", {"id": ["x:0-1"] * 51}, 422),
        ("/passages", {"doc": REPORT, "limit": 51}, 422),
        ("/passages", {"doc": REPORT, "offset": -1}, 422),
        ("/export", {"id": "x:0-1"}, 404),
        ("/export", {}, 422),
        ("/export", {"q": "碳", "format": "exe"}, 422),
        ("/nothing", {}, 404),
        ("/ask", {}, 405),
    ],
)
def test_a_mistake_is_a_problem(api: httpx.Client, path: str, parameters: dict, status: int):
    problem(api.get(path, params=parameters), status)


def test_an_unknown_report_is_told_with_the_known_ones(api: httpx.Client):
    told = problem(api.post("/ask", json={"question": "问", "doc": ["none"]}), 404)
    assert "none" in told["detail"]
    assert REPORT in told["detail"]


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[]", b"null"])
def test_a_body_that_is_no_object_of_json_is_a_problem(api: httpx.Client, content: bytes):
    response = api.post("/ask", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    problem(response, response.status_code)


def test_the_description_names_every_address_and_its_objects(api: httpx.Client):
    described = api.get("/openapi.json").json()
    assert set(described["paths"]) == {
        *("/ask", "/search", "/reports", "/outline", "/passages", "/figures", "/figures/file"),
        *("/export", "/export/passages"),
    }
    assert described["servers"] == [{"url": "/api/v1"}]
    fields = described["components"]["schemas"]["Answer"]["properties"]
    assert {"answer", "citations", "refusal", "confidence"} <= fields.keys()
    assert "derived_from" in described["components"]["schemas"]["Figure"]["properties"]
    assert "application/problem+json" in described["paths"]["/ask"]["post"]["responses"]["422"]["content"]


def test_the_page_for_people_works_without_another_host(make_page):
    page, hosts, errors = make_page(), set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{api_url()}api/v1/docs")
    page.locator("#operations-default-ask_ask_post").wait_for()
    assert hosts - {""} == {urlsplit(api_url()).netloc}
    assert errors == []


def test_statuses_of_a_conversation_are_allowed():
    values = {name: None for name in Answer.model_fields}
    values |= {"question": "", "language": "zh-Hans", "resolved_question": "", "answer": "您好", "confidence": 0.0}
    values |= {name: [] for name in ("citations", "passages", "figures")}
    values |= {"timings_ms": {}, "index": "", "encoder": ""}
    assert [Answer.model_validate({**values, "status": s}).status for s in ("chat", "about")] == ["chat", "about"]
    assert {"answered", "partial", "related", "refused"} < set(Status.__args__)


class Slow:
    """Stands in for an answerer that takes as long as the test lets it; the rest is the real one's."""

    def __init__(self, answerer):
        self.answerer, self.go_on, self.begun = answerer, threading.Event(), threading.Semaphore(0)

    def ask(self, *arguments, **named):
        self.begun.release()
        self.go_on.wait(30)
        return self.answerer.ask(*arguments, **named)


def test_one_more_than_may_wait_is_told_to_come_back(two_reports):
    slow = Slow(two_reports)
    verbs = Verbs(slow, two_reports.searcher, lambda: two_reports.index, Turns(at_once=1, waiting=1))
    body = {"question": "青岛海洋生产总值是多少？"}
    with serving(create_api(verbs)) as url, ThreadPoolExecutor(2) as clients:
        first = clients.submit(httpx.post, f"{url}/ask", json=body, timeout=60)
        slow.begun.acquire()
        second = clients.submit(httpx.post, f"{url}/ask", json=body, timeout=60)
        deadline = time.monotonic() + 60
        while not verbs.turns.waiting and time.monotonic() < deadline:
            time.sleep(0.01)
        refused = httpx.post(f"{url}/ask", json=body, timeout=60)
        assert httpx.get(f"{url}/reports").status_code == 200  # what costs nothing does not wait
        slow.go_on.set()
        assert [each.result().json()["status"] for each in (first, second)] == ["answered", "answered"]
    problem(refused, 503)
    assert refused.headers["retry-after"] == "2"


def test_those_who_wait_on_the_page_count_too(two_reports):
    turns = Turns(at_once=1, waiting=3, others=lambda: 3)
    verbs = Verbs(two_reports, two_reports.searcher, lambda: two_reports.index, turns)
    with serving(create_api(verbs)) as url:
        problem(httpx.get(f"{url}/search", params={"q": "海洋"}), 503)


def test_half_a_character_is_a_problem_and_no_crash(two_reports):
    verbs = Verbs(two_reports, two_reports.searcher, lambda: two_reports.index, Turns(1, 1))
    content = json.dumps({"question": "半\ud800"})  # httpx would not encode it
    with serving(create_api(verbs)) as url:
        response = httpx.post(f"{url}/ask", content=content, headers={"Content-Type": "application/json"})
    assert problem(response, 422)["errors"][0]["where"] == "body.question"


def test_a_failure_inside_is_a_problem_that_tells_nothing(two_reports):
    class Broken:
        def ask(self, *arguments, **named):
            raise RuntimeError("secret path")

    verbs = Verbs(Broken(), two_reports.searcher, lambda: two_reports.index, Turns(1, 1))
    with serving(create_api(verbs)) as url:
        response = httpx.post(f"{url}/ask", json={"question": "问"})
    problem(response, 500)
    assert "secret" not in response.text
