"""The page "Evaluate" in a real browser, on the real server: upload, run, watch, stop, read, compare, take away."""

import io
import json
import os
import time
import zipfile
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from held import FRAMES, Held
from playwright.sync_api import Page, Route, expect
from web_server import ROOT, server_url

PATIENCE = 240_000  # milliseconds: a run loads models, behind everything else on a busy machine
RIGHT = {
    "id": "q001", "question": "深圳新能源汽车保有量是多少？", "lang": "zh-Hans", "kind": "fact", "answerable": True,
    "answers": [["126.9万辆"]], "evidence": ["全市新能源汽车保有量达 126.9 万辆"],
}  # fmt: skip
# A question that the report answers, in a set that says it does not: it must fail, and stand first.
WRONG = {
    "id": "q002", "question": "全市新能源汽车保有量有多少？<b>", "lang": "zh-Hans", "kind": "unanswerable",
    "answerable": False, "answers": [], "reason": "not_in_report",
}  # fmt: skip


def lines(*questions: dict) -> str:
    return "".join(f"{json.dumps(question, ensure_ascii=False)}\n" for question in questions)


@pytest.fixture(scope="module")
def address() -> str:
    return server_url()


@pytest.fixture
def open_page(make_page, address: str):
    """Open the page; at the end nothing may have complained in the console, nor gone to another host."""
    complaints, refused, hosts = [], [], set()

    def opened(path: str = "evaluate", **options) -> Page:
        page = make_page(**options)
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("response", lambda answer: refused.append(answer.url) if answer.status == 422 else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: hosts.add(request.url.split("/")[2] if "//" in request.url else ""))
        page.goto(address + path)
        return page

    yield opened
    refusals = [said for said in complaints if "status of 422" in said]  # which Chromium notes down by itself
    assert len(refusals) == len(refused) and len(complaints) == len(refused), complaints
    assert hosts <= {address.split("/")[2]}


@pytest.fixture(scope="module")
def finished(address: str) -> str:
    """Where a finished run of two questions lies, one of them wrong; made once."""
    from base64 import b64encode

    content = b64encode(lines(RIGHT, WRONG).encode()).decode()
    with httpx.Client(base_url=f"{address}operator/evaluate", timeout=90) as http:
        http.post("/sets", json={"name": "two.jsonl", "content": content}).raise_for_status()
        name = http.post("/runs", json={"set": "two.jsonl"}).raise_for_status().json()["name"]
        deadline = time.monotonic() + 300
        while (run := next(r for r in http.get("/state").json()["runs"] if r["name"] == name))["state"] == "running":
            assert time.monotonic() < deadline, run
            time.sleep(0.5)
    assert run["state"] == "finished", run
    return f"evaluate/runs/{name}"


def test_a_set_is_uploaded_run_watched_across_a_reload_and_opened(open_page, tmp_path: Path):
    (tmp_path / "mine.jsonl").write_text(lines(RIGHT, *({**RIGHT, "id": f"q{n}"} for n in range(2, 13))), "utf-8")
    page = open_page()
    page.locator("#own summary").click()
    page.locator("#file").set_input_files(tmp_path / "mine.jsonl")
    page.get_by_role("button", name="上传并核对").click()
    expect(page.locator("#checked")).to_contain_text("请再看一眼", timeout=PATIENCE)  # one thing again and again
    expect(page.locator("#set")).to_have_value("mine.jsonl")
    page.get_by_role("button", name="开始").click()
    expect(page.locator("#running")).to_contain_text("mine.jsonl")
    expect(page.get_by_role("button", name="开始")).to_be_disabled()
    page.reload()
    expect(page.locator("#running [data-said]")).to_contain_text("/ 12 题", timeout=PATIENCE)
    mine = page.locator("#runs tr", has_text="mine.jsonl")
    expect(mine).to_contain_text("12 / 12", timeout=PATIENCE)
    mine.get_by_role("link", name="查看").click()
    expect(page.locator(".score.right")).to_contain_text("全部答对")


def test_a_run_is_stopped_gone_on_with_and_deleted(open_page):
    page = open_page()
    page.locator("#set").select_option("shenzhen-2024.jsonl")
    page.locator("#split").select_option("test")
    page.get_by_role("button", name="开始").click()
    expect(page.locator("#running [data-said]")).to_contain_text("题", timeout=PATIENCE)
    page.get_by_role("button", name="停止").click()
    stopped = page.locator("#runs tr", has_text="shenzhen-2024.jsonl")
    expect(stopped).to_contain_text("停在")
    stopped.get_by_role("button", name="接着做").click()
    expect(page.locator("#running")).to_be_visible()
    httpx.post(server_url() + "api/v1/ask", json={"question": "深圳有多少个公园？"}, timeout=60).raise_for_status()
    page.get_by_role("button", name="停止").click()
    delete = stopped.get_by_role("button")
    delete.last.click()
    expect(delete.last).to_have_text("确定删除？")
    delete.last.click()
    expect(stopped).to_have_count(0)


def test_a_set_that_is_not_sound_is_refused_with_its_mistakes(open_page, tmp_path: Path):
    (tmp_path / "unsound.jsonl").write_text(lines({**RIGHT, "evidence": ["报告里没有<i>的话"]}), "utf-8")
    page = open_page()
    page.locator("#own summary").click()
    page.locator("#file").set_input_files(tmp_path / "unsound.jsonl")
    with page.expect_response("**/operator/evaluate/sets") as answered:
        page.get_by_role("button", name="上传并核对").click()
    assert answered.value.status == 422
    expect(page.locator("#checked")).to_contain_text("没有通过核对")
    expect(page.locator("#checked li").first).to_contain_text("第 1 行 (q001)：错误：证据不是报告里逐字的原文")
    assert page.locator("#checked i").count() == 0
    assert page.locator("#set option", has_text="unsound").count() == 0


def test_the_questions_of_a_run_stand_failed_first_and_open_in_the_chat(open_page, finished: str):
    page = open_page(finished)
    expect(page.locator(".score.wrong")).to_contain_text("答对 1 / 2 题")
    first = page.locator(".questions tbody tr").first
    expect(first).to_contain_text("q002")
    expect(first).to_contain_text("本应拒答")
    link = first.locator("a").get_attribute("href")
    assert unquote(link.partition("#q=")[2]) == WRONG["question"] and "<" not in link
    page.locator("#by-kind").select_option("fact")
    expect(page.locator("#filter output")).to_have_text("显示 1 / 2 题")
    expect(first).to_be_hidden()
    page.goto(f"{page.url.partition('/evaluate/')[0]}/{link.removeprefix('../../')}")
    page.locator("#notice").get_by_role("button", name="提问", exact=True).click()
    expect(page.locator("#chat .user .prose")).to_have_text([WRONG["question"]], timeout=PATIENCE)
    expect(page.locator("#chat .answer")).to_have_count(1, timeout=PATIENCE)


def test_the_report_stands_in_the_page_and_cannot_act_for_the_reader(open_page, finished: str, address: str):
    page = open_page(finished)
    page.locator("iframe.report").scroll_into_view_if_needed()
    report = page.frame_locator("iframe.report")
    expect(report.locator(".banner.neutral")).to_contain_text("1 / 2")  # its own style and script run
    report.locator("#page\\:questions").click()
    assert report.locator("body").evaluate("self.origin") == "null"
    headers = httpx.get(f"{address}{finished}/report.html").headers
    assert "sandbox" in headers["content-security-policy"] and headers["x-frame-options"] == "SAMEORIGIN"


RUN = {"set": "two.jsonl", "split": "all", "started": "2026-11-27T08:00:00+00:00"}
DONE = {**RUN, "name": f"20261127-080000-{'a' * 24}", "state": "finished", "right": 1, "judged": 2}
SETS = [{"name": "two.jsonl", "uploaded": True, "report": None}, {"name": "a.jsonl", "uploaded": False, "report": None}]


class Told:
    """What the page is told of the runs, instead of what the server has: a run goes on with every question."""

    def __init__(self, page: Page, *running: str) -> None:
        self.asked, self.running, self.lost = 0, running, False
        page.route("**/operator/evaluate/state*", self.tell)

    def tell(self, route: Route) -> None:
        self.asked += 1
        if self.lost:
            return route.abort()
        under_way = [{**RUN, "name": n, "state": "running", "done": self.asked, "total": 99} for n in self.running]
        return route.fulfill(json={"sets": SETS, "runs": [*under_way, {**DONE, "said": ["-"] * self.asked}]})


def test_what_one_is_about_to_do_is_left_alone_while_a_run_goes_on(make_page, address: str):
    page = make_page()
    Told(page, f"20261127-090000-{'b' * 24}")
    page.goto(f"{address}evaluate")
    page.locator("#set").select_option("a.jsonl")
    option = page.locator("#set option").first.element_handle()
    delete = page.locator(f"#runs tr[data-run='{DONE['name']}'] [data-deed=delete]")
    delete.click()
    expect(delete).to_have_text("确定删除？")
    for _ in range(2):
        with page.expect_response("**/operator/evaluate/state*") as came:
            pass  # the next one, in a second
        came.value.finished()
        page.evaluate(FRAMES)
    expect(delete).to_have_text("确定删除？")
    expect(delete).to_be_focused()
    assert option.evaluate("each => each.isConnected")  # else an open list would shut
    expect(page.locator("#set")).to_have_value("a.jsonl")


def test_that_the_server_was_away_is_said_until_it_is_back(make_page, address: str):
    page = make_page()
    page.clock.install()
    told = Told(page)
    page.goto(f"{address}evaluate")
    expect(page.locator("#runs tr")).to_have_count(2)
    told.lost = True
    page.clock.run_for(16_000)
    expect(page.locator("#fault")).to_be_visible()
    told.lost = False
    page.clock.run_for(6_000)
    expect(page.locator("#fault")).to_be_hidden()


def test_two_presses_start_one_run(make_page, address: str):
    page = make_page()
    Told(page)
    starts = Held(page, "**/operator/evaluate/runs*", every=True)
    page.goto(f"{address}evaluate")
    start = page.get_by_role("button", name="开始")
    start.evaluate("button => { button.click(); button.click(); }")
    starts.wait()
    with page.expect_response("**/operator/evaluate/state*"):
        starts.route.fulfill(status=409, json={"detail": "有一次运行还没有完"})
    expect(page.locator("#fault")).to_have_text("有一次运行还没有完")
    assert len(starts.routes) == 1


def test_of_two_comparisons_the_later_one_is_told_whichever_comes_first(make_page, address: str, finished: str):
    page = make_page()
    name = finished.rpartition("/")[2]
    runs = [{**DONE, "name": each} for each in (name, f"{'c' * 24}", f"{'d' * 24}")]
    page.route("**/operator/evaluate/state*", lambda route: route.fulfill(json={"sets": SETS, "runs": runs}))
    compared = Held(page, "**/operator/evaluate/compare*", every=True)
    page.goto(address + finished)
    for number, run in enumerate(runs[1:], 1):
        page.locator("#before").select_option(run["name"])
        page.get_by_role("button", name="比较").click()
        compared.wait(number)
    for route in reversed(compared.routes):
        before = route.request.post_data_json["before"]
        with page.expect_response(lambda response, route=route: response.request == route.request) as came:
            route.fulfill(json={"verdict": [f"与 {before} 相比"], "page": "x.html"})
        came.value.finished()
        page.evaluate(FRAMES)
    expect(page.locator("#verdict")).to_have_text(f"与 {'d' * 24} 相比")


def test_all_files_are_taken_away_as_a_zip(finished: str, address: str):
    archive = zipfile.ZipFile(io.BytesIO(httpx.get(f"{address}{finished}/all.zip", timeout=30).content))
    names = {name.partition("/")[2] for name in archive.namelist()}
    assert {"report.html", "metrics.json", "answers.jsonl", "per_question.csv"} <= names


@pytest.mark.long  # two runs of their own; the page itself: test_eval_comparison_page.py
def test_two_runs_of_a_set_are_compared(open_page, finished: str, address: str):
    body = {"set": "two.jsonl"}
    again = httpx.post(f"{address}operator/evaluate/runs", json=body, timeout=30).raise_for_status().json()["name"]
    page = open_page()
    expect(page.locator(f"#runs tr[data-run='{again}']")).to_contain_text("1 / 2", timeout=PATIENCE)
    page.goto(f"{address}evaluate/runs/{again}")
    expect(page.locator("#before option").first).to_contain_text("全部 · 1 / 2")
    page.get_by_role("button", name="比较").click()
    expect(page.locator("#verdict")).to_contain_text("结论：没有变化。答对 0.500 → 0.500", timeout=PATIENCE)
    expect(page.locator("#verdict p")).to_have_count(2)  # with what differs between the runs; the table is on its page
    assert "|" not in page.locator("#verdict").inner_text()
    page.goto(address + page.locator("#comparison").get_attribute("href").removeprefix("../../"))
    expect(page.locator("h1")).to_contain_text("两次运行对比")


@pytest.mark.parametrize(("lang", "verdict"), [("en", "Verdict: no change. Right 0.5"), ("zh-Hant", "結論：沒有變化")])
def test_a_comparison_speaks_the_language_of_the_page(open_page, finished: str, address: str, lang: str, verdict: str):
    name = finished.rpartition("/")[2]
    pair = {"before": name, "now": name}
    told = httpx.post(f"{address}operator/evaluate/compare?lang={lang}", json=pair, timeout=300)
    assert told.raise_for_status().json()["verdict"][0].startswith(verdict)
    page = open_page(f"evaluate?lang={lang}")
    assert f"lang={lang}" in page.locator("#evaluate").get_attribute("data-state")
    assert f"lang={lang}" in open_page(f"{finished}?lang={lang}").locator("#compare").get_attribute("data-compare")


@pytest.mark.parametrize("path", ["evaluate", "evaluation", "api-docs"])
def test_no_width_scrolls_sideways(open_page, finished: str, path: str):
    page = open_page(finished if path == "evaluation" else path)
    for width, scheme in ((1280, "light"), (390, "dark"), (320, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if folder := os.environ.get("BAIPISHU_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"{path}-{width}.png", full_page=True)


def test_the_page_tells_the_line_that_installs_what_is_missing(monkeypatch):
    from web.evaluate import commands

    assert commands.is_installed()
    monkeypatch.setattr(commands, "NEEDED", ("no_such_package",))
    assert not commands.is_installed()
    assert f"`{commands.INSTALL}`" in (ROOT / "docs" / "evaluation.md").read_text("utf-8")
