"""Runs that are started from the page: one at a time, stopped and continued, their files, who may do it."""

import ast
import base64
import json
import re
import sys
import time
import zipfile
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest
from api_server import serving
from fastapi import FastAPI, HTTPException
from fastapi.staticfiles import StaticFiles
from playwright.sync_api import expect

from eval.sets.mistakes import QuestionSetError
from eval.sets.questions import load_questions
from web.evaluate.checked import in_chinese
from web.evaluate.commands import ROOT, SAID, call, environment
from web.evaluate.rows import rows
from web.evaluate.runner import Busy, Runner
from web.evaluate.runs import JOURNAL, Progress, Runs
from web.evaluate.sets import MAX_BYTES, QuestionSet, Unsuitable, sets, take
from web.guard import Guard
from web.guard.headers import framed_by_ours
from web.guard.operators import Operators
from web.pages.evaluate import add_evaluation, writing
from web.pages.navigation import places_of
from web.pages.site import Site
from web.pages.view import View

TOKEN = "t" * 40
PATIENCE = 60  # seconds, on a busy machine
ELSEWHERE = {"X-Forwarded-For": "203.0.113.5"}  # passed on by a proxy that nobody named: not from this machine
DONE = "from pathlib import Path; Path(r'{out}', 'report.html').write_text('done')"
SLOW = "import time; time.sleep(60)"
BROKEN = "import sys; print('baipishu: nothing to ask', file=sys.stderr); sys.exit(2)"


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path / "runs")


@pytest.fixture
def one_set(tmp_path: Path) -> QuestionSet:
    (tmp_path / "set.jsonl").write_text("{}", "utf-8")
    return QuestionSet("set.jsonl", tmp_path / "set.jsonl", None, True)


@pytest.fixture
def doing(monkeypatch: pytest.MonkeyPatch):
    """Let `eval run` do what a line of Python says; {out} stands for its folder."""

    def do(line: str) -> None:
        def command(words, nice=0):
            return [sys.executable, "-c", line.format(out=words[words.index("--out") + 1])]

        monkeypatch.setattr("web.evaluate.commands.command", command)

    return do


def ended(runner: Runner) -> Runner:
    runner.child.wait(PATIENCE)
    return runner


def test_a_second_run_waits_until_the_first_has_ended(runs, one_set, doing):
    doing(SLOW)
    runner = Runner(runs)
    job = runner.start(one_set, "dev")
    assert runner.state(job.name) == "running"
    with pytest.raises(Busy):
        runner.start(one_set, "dev")
    with pytest.raises(Busy):
        runner.go_on(job)
    runner.stop(job.name)
    assert not runner.is_running() and len(runs.all()) == 1


def test_a_run_that_was_stopped_is_gone_on_with(runs, one_set, doing):
    doing(SLOW)
    runner = Runner(runs)
    job = runner.start(one_set, "all")
    (runs.path(job.name) / JOURNAL).write_text('{"questions": 8}\n{"wall_s": 1.5}\n{"wall_s": 3.0}\n{"wal', "utf-8")
    runner.close()
    assert (runner.state(job.name), Runner(runs).state(job.name)) == ("stopped", "stopped")  # after a restart too
    assert runs.progress(job.name) == Progress(2, 8, 3.0) and Progress(2, 8, 3.0).rest == 9.0
    doing(f"import os; os.remove(r'{{out}}/{JOURNAL}'); {DONE}")
    runner.go_on(job)
    assert ended(runner).state(job.name) == "finished"


def test_a_run_that_fails_tells_what_the_command_said(runs, one_set, doing):
    doing(BROKEN)
    runner = Runner(runs)
    job = runner.start(one_set, "all")
    assert ended(runner).state(job.name) == "failed"
    assert runs.said(job.name) == ["nothing to ask"]


def test_a_run_keeps_the_questions_it_began_with(runs, one_set, doing):
    doing(DONE)
    runner = Runner(runs)
    job = runner.start(one_set, "all")
    one_set.file.write_text("changed", "utf-8")
    ended(runner)
    assert Path(job.file).read_text("utf-8") == "{}"


def test_only_the_files_of_a_finished_run_are_given(runs, one_set, doing):
    doing(DONE)
    runner = Runner(runs)
    job = runner.start(one_set, "all")
    assert ended(runner).runs.file(job.name, "report.html").read_text("utf-8") == "done"
    (runs.path(job.name) / "secret.txt").write_text("x", "utf-8")
    for wanted in ("secret.txt", "../x", "compare-x.html", JOURNAL, "metrics.json"):
        assert runs.file(job.name, wanted) is None
    assert runs.find("../runs") is None and runs.find("20260101-000000-" + "0" * 24) is None
    (runs.path(job.name) / "metrics.json").symlink_to("/etc/passwd")
    assert runs.file(job.name, "metrics.json") is None
    runs.delete(job.name)
    assert runs.all() == [] and list(runs.folder.glob(f"{job.name}*")) == []


def test_of_what_a_command_says_without_end_only_the_beginning_is_kept(monkeypatch):
    """A file of one megabyte may have a million mistakes; all of them stood in the server's memory and its answer."""
    line = "import sys; sys.stdout.write('x' * 50_000_000); sys.exit(3)"
    monkeypatch.setattr("web.evaluate.commands.command", lambda words, nice=0: [sys.executable, "-c", line])
    code, said = call([], PATIENCE)
    assert code == 3 and len(said) == SAID


def test_the_environment_of_a_run_holds_no_token(monkeypatch):
    monkeypatch.setenv("BAIPISHU_TOKEN", TOKEN)
    assert TOKEN not in environment().values()


def test_a_set_about_a_held_out_report_is_run_on_that_report(runs):
    found = {each.name: each.report for each in sets(runs.uploads)}
    assert [name for name, report in found.items() if report is None] == [
        "near-shenzhen-2024.jsonl", "shenzhen-2024.jsonl"
    ]  # fmt: skip
    assert found["near-anhui-2026.jsonl"].name == "anhui-2026.md"
    assert found["noise-law-2021.jsonl"].name == "noise-law-2021.md"
    assert found["provinces-2026.jsonl"].is_dir()


def test_all_that_the_check_of_a_set_may_say_is_said_in_chinese():
    """Every text that the source gives to a finding, an f-string with a stand-in for each value."""
    said = set()
    for file in ("soundness.py", "check.py"):
        for node in ast.walk(ast.parse((ROOT / "eval" / "sets" / file).read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Finding", "Problem"):
                said |= {text for argument in node.args for text in texts_of(argument)}
    assert len(said) >= 20
    told = {text: in_chinese(f"line 3 (q1): error: {text}") for text in said}
    assert [text for text, chinese in told.items() if not chinese.startswith("第 3 行 (q1)：错误：")] == []
    assert in_chinese("q1: error: kind 'list' cannot be answerable") == "q1：错误：题型 “list” 的题不可能有答案"


def test_a_traditional_page_says_what_is_wrong_with_a_set_in_its_own_characters_and_quotes_the_set_in_those_it_has():
    line = "line 3 (q1): warning: is it absent? 规划、汽車 stand in '汽车保有量规划。'"
    assert in_chinese(line, "zh-Hant") == "第 3 行 (q1)：提醒：真的沒有嗎？规划、汽車 出現在 「汽车保有量规划。」 裡"


HEAD = "id,question,answerable,answers"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"id,question,foo\nq1,?,x"),
        ("a.csv", b"id,answers\nq1,x"),
        ("a.csv", b"id,id,question\nq1,q2,x"),
        ("a.csv", b'id,question\nq1,"abc'),
        ("a.csv", f"{HEAD}\nq1,甲,maybe,\nq1,,是,乙".encode()),
        ("a.csv", f"{HEAD}\nq1,甲,是,乙,丙".encode()),
        ("a.csv", b"\x00\x01"),
        ("a.csv", b""),
        ("a.csv", b"%PDF-1.7 id,question"),
        ("a.csv", (",".join(map(str, range(500))) + "\n").encode()),
        ("a.jsonl", b'{"id": 3, "question": 3, "lang": "xx", "answers": 1, "evidence": 2}\n{bad\n[1]\n"x"'),
        ("a.jsonl", b'{"id": "a b", "id": "c", "question": "\\ud83d"}\n' + b"[" * 100_000),
        ("a.jsonl", b'{\n"id": "a"\n}'),
        ("a.jsonl", b"\xff\xfe"),
        ("a.jsonl", b""),
        ("a.xlsx", b"PK nothing"),
    ],
)
def test_all_that_reading_a_set_may_say_is_said_in_chinese(tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(QuestionSetError) as raised:
        load_questions(tmp_path / name)
    for mistake in raised.value.mistakes:
        told = in_chinese(mistake)
        assert told != mistake and re.search("[一-龥]", re.sub(r"^第 \d+ 行(?: \(\w+\))?：", "", told)), mistake


def texts_of(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*texts_of(node.body), *texts_of(node.orelse)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(each.value) if isinstance(each, ast.Constant) else "x" for each in node.values)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("../x.jsonl", b"{}", "bad_name"),
        (".x.jsonl", b"{}", "bad_name"),
        ("x.exe", b"{}", "bad_name"),
        ("x.jsonl", b"x" * (MAX_BYTES + 1), "too_large"),
        ("shenzhen-2024.jsonl", b"{}", "name_taken"),
    ],
)
def test_a_file_that_is_no_set_is_refused_before_it_is_written(runs, name: str, content: bytes, why: str):
    with pytest.raises(Unsuitable, match=why):
        take(name, content, runs.uploads)
    assert not runs.folder.exists()


def test_the_questions_that_failed_come_first(tmp_path: Path):
    head, *lines = "id,lang,kind,status,cause,right", "q1,en,fact,answered,,1.0", "q2,en,fact,refused,,"
    lines.append("q3,en,fact,refused,trimmed,0.0")
    (tmp_path / "per_question.csv").write_text("\n".join([head, *lines]), "utf-8-sig")
    follow_up = {"id": "q3", "question": "那c&d呢？", "history": ["z/#"]}
    questions = [{"id": "q1", "question": "a"}, {"id": "q2", "question": "b"}, follow_up]
    (tmp_path / "questions.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in questions), "utf-8")
    found = rows(tmp_path)
    assert [(row.id, row.verdict, row.cause) for row in found] == [
        ("q3", "wrong", "trimmed"), ("q1", "right", ""), ("q2", "unjudged", ""),
    ]  # fmt: skip
    carried = [[each for _, each in parse_qsl(row.carried)] for row in found]  # a follow-up with what it follows
    assert carried == [["z/#", "那c&d呢？"], ["a"], ["b"]]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """The address of the pages of evaluation behind the guard, without Gradio and without reports."""
    app = FastAPI()
    add_evaluation(app, Runner(Runs(tmp_path_factory.mktemp("runs"))))
    app.mount("/web", StaticFiles(directory=ROOT / "web" / "static"))
    app.state.site, app.state.places = Site(), places_of(app)
    app.add_middleware(Guard, functions={}, operators=Operators(TOKEN))
    with serving(app) as address:
        yield address


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "state"), ("POST", "sets"), ("POST", "runs"), ("POST", "compare"),
        ("POST", "runs/20260101-000000-000000000000000000000000/delete"),
    ],
)  # fmt: skip
def test_a_stranger_without_the_token_is_refused(guarded, method: str, path: str):
    address = f"{guarded}/operator/evaluate/{path}"
    body = {"json": {"name": "x.jsonl", "content": ""}} if method == "POST" else {}
    assert httpx.request(method, address, headers=ELSEWHERE, timeout=PATIENCE, **body).status_code == 401
    wrong = httpx.request(
        method, address, headers={**ELSEWHERE, "Authorization": "Bearer no"}, timeout=PATIENCE, **body
    )
    assert wrong.status_code == 401


def test_the_token_opens_it_and_another_site_does_not(guarded):
    address, known = f"{guarded}/operator/evaluate", {**ELSEWHERE, "Authorization": f"Bearer {TOKEN}"}
    assert httpx.get(f"{address}/state", headers=known, timeout=PATIENCE).status_code == 200
    foreign = {"Origin": "https://evil.example"}
    assert (
        httpx.post(
            f"{address}/runs", json={"set": "shenzhen-2024.jsonl"}, headers=foreign, timeout=PATIENCE
        ).status_code
        == 403
    )
    plain = {"Content-Type": "text/plain"}
    form = httpx.post(f"{address}/runs", content="set=x", headers=plain, timeout=PATIENCE)
    assert form.status_code == 415


def test_an_upload_may_be_larger_than_a_question_but_has_an_end(guarded):
    def sent(size: int) -> int:
        body = {"name": "x.exe", "content": base64.b64encode(b"x" * size).decode()}
        return httpx.post(f"{guarded}/operator/evaluate/sets", json=body, timeout=PATIENCE).status_code

    assert sent(100_000) == 422  # read, and refused for its name
    assert sent(1_400_000) == 413


def test_a_folder_that_cannot_be_written_is_told_and_is_no_fault_of_the_server():
    """So it was with the systemd unit, which named no folder for runs: 500."""
    with pytest.raises(HTTPException) as told, writing(View("en")):
        raise OSError(30, "Read-only file system")
    assert told.value.status_code == 503 and "Read-only file system" in told.value.detail
    with pytest.raises(TimeoutError), writing(View("en")):
        raise TimeoutError


def test_nothing_is_told_of_a_run_that_is_not_there(guarded):
    name = "20260101-000000-" + "0" * 24
    assert httpx.get(f"{guarded}/evaluate/runs/{name}", timeout=PATIENCE).status_code == 404
    assert httpx.get(f"{guarded}/evaluate/runs/{name}/report.html", timeout=PATIENCE).status_code == 404
    assert httpx.post(f"{guarded}/operator/evaluate/runs/{name}/stop", json={}, timeout=PATIENCE).status_code == 404
    assert httpx.post(f"{guarded}/operator/evaluate/runs", json={"set": "none"}, timeout=PATIENCE).status_code == 404


def test_a_page_may_be_framed_by_nobody_unless_it_says_so_itself(guarded):
    plain = httpx.get(f"{guarded}/evaluate", timeout=PATIENCE).headers
    assert plain["x-frame-options"] == "DENY" and "frame-ancestors 'none'" in plain["content-security-policy"]
    own = {name.decode(): value.decode() for name, value in framed_by_ours()}
    assert "x-frame-options" not in own and "frame-ancestors 'self'" in own["content-security-policy"]


def test_a_zip_holds_what_a_run_wrote(runs, one_set, doing, tmp_path: Path):
    doing(DONE)
    runner = Runner(runs)
    job = runner.start(one_set, "all")
    ended(runner)
    runs.pack(job.name, tmp_path / "all.zip")
    assert zipfile.ZipFile(tmp_path / "all.zip").namelist() == [f"{job.name[:15]}/report.html"]


def test_names_of_runs_are_apart_and_in_the_order_of_time(runs, one_set, doing):
    doing(DONE)
    runner = Runner(runs)
    first = runner.start(one_set, "all")
    ended(runner)
    time.sleep(1.1)  # names tell seconds
    second = runner.start(one_set, "all")
    ended(runner)
    assert [job.name for job in runs.all()] == [second.name, first.name]


def test_a_reader_elsewhere_is_asked_for_the_token(make_page, guarded):
    page = make_page(extra_http_headers=ELSEWHERE)
    page.goto(f"{guarded}/evaluate")
    expect(page.locator("#token")).to_be_visible()
    expect(page.locator("#evaluate")).to_be_hidden()
    page.get_by_label("管理员口令").fill("wrong")
    page.get_by_role("button", name="进入").click()
    expect(page.get_by_role("alert")).to_contain_text("口令不对")
    page.get_by_label("管理员口令").fill(TOKEN)
    page.get_by_role("button", name="进入").click()
    expect(page.locator("#evaluate")).to_be_visible()
    assert page.context.cookies() == []
