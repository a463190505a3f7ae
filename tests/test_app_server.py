"""What the server lets in, sends out and publishes, on the real app."""

import inspect
import os
import signal
import socket
import subprocess
import sys

import httpx
import psutil
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from small_server import wait_until
from web_server import ROOT, free_port, healthy, server_url

from web.guard.paths import ALLOWED

QUESTION = "深圳新能源汽车保有量是多少？"


WORKER = """
import os, signal, time
from pathlib import Path
import forked

if __name__ == "__main__":
    forked.START.set_forkserver_preload([])
    print(forked.Forked(time.sleep, (600,), dict(os.environ), Path("log")).pid, flush=True)
    {end}
"""


@pytest.fixture(scope="module")
def client() -> Client:
    return Client(server_url(), verbose=False)


def test_the_api_gives_the_object_of_ask_json(client: Client):
    answer = client.predict(QUESTION, api_name="/ask")
    assert answer["status"] == "answered"
    assert "126.9 万辆" in answer["answer"]
    assert answer["citations"][0]["page"] == 11
    keys = {
        "question",
        "language",
        "resolved_question",
        "status",
        "refusal",
        "answer",
        "citations",
        "passages",
        "figures",
        "timings_ms",
        "index",
    }
    assert keys <= set(answer)


def test_only_ask_is_published(client: Client):
    assert list(client.view_api(return_format="dict")["named_endpoints"]) == ["/ask"]


def test_the_api_takes_history(client: Client):
    answer = client.predict("那渗透率呢？", [QUESTION], api_name="/ask")
    assert answer["resolved_question"] != answer["question"]


def test_an_object_where_a_question_is_due_is_refused_and_told_why(client: Client):
    with pytest.raises(httpx.HTTPStatusError) as refusal:
        client.predict({"a": 1}, api_name="/ask")
    assert refusal.value.response.status_code == 400
    assert "必须是文字" in refusal.value.response.json()["detail"]


@pytest.mark.parametrize("question", ["长" * 501, None])
def test_a_question_too_long_or_not_text_is_told_so(client: Client, question):
    with pytest.raises(AppError, match=r"500 字以内|必须是文字"):
        client.predict(question, api_name="/ask")


def test_an_unknown_report_is_named_in_the_error(client: Client):
    with pytest.raises(AppError, match="no-such-report"):
        client.predict(QUESTION, None, "no-such-report", api_name="/ask")


def test_health_names_the_index(client: Client):
    health = httpx.get(server_url() + "healthz").json()
    assert health == {"status": "ok", "index": client.predict(QUESTION, api_name="/ask")["index"]}


@pytest.mark.parametrize("path", ["", "healthz", "panel?passage=x", "web/chat/main.js", "gradio_api/upload", "nothing"])
def test_every_response_carries_the_security_headers(path: str):
    headers = httpx.get(server_url() + path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["", "config", "healthz", "gradio_api/info"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_other_site_is_let_in(path: str, origin: str):
    headers = {"Origin": origin, "Host": "qa.example.org"}
    assert "access-control-allow-origin" not in httpx.get(server_url() + path, headers=headers).headers


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/process_recording",
        "/gradio_api/proxy=http://example.org",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=http://example.org",
        "/gradio_api/dev/reload",
        "/gradio_api/run/ask",
        "/gradio_api/api/ask",
        "/gradio_api/vibe-edit",
        "/gradio_api/deep_link",
        "/gradio_api/component_server",
        "/monitoring",
        "/monitoring/summary",
        "/docs",
        "/openapi.json",
        "/login",
        "/gradio_api/call/answer",
        "//gradio_api/upload",
        "/web/../app.py",
        "/gradio_api/runs",
    ],
)
def test_what_the_page_does_not_need_is_not_served(path: str):
    assert not ALLOWED.fullmatch(path) or path == "/web/../app.py"
    assert {
        httpx.get(server_url().rstrip("/") + path).status_code,
        httpx.post(server_url().rstrip("/") + path).status_code,
    } <= {404, 405}


def test_a_body_larger_than_any_question_is_refused():
    assert httpx.post(server_url() + "gradio_api/queue/join", content=b"x" * 70_000).status_code == 413


def test_the_page_names_no_other_host_and_serves_the_language_asked_for():
    html = httpx.get(server_url(), headers={"Accept-Language": "zh-TW"}).text
    assert "raw.githubusercontent.com" not in html
    assert 'lang="zh-TW"' in html


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_server_of_the_tests_ends_with_the_worker_that_started_it(tmp_path, end: str):
    (tmp_path / "worker.py").write_text(WORKER.format(end=end), "utf-8")
    command = [sys.executable, tmp_path / "worker.py"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    said = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120).stdout
    assert wait_until(lambda: not runs(int(said)))


def runs(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_a_busy_port_is_one_line_and_exit_2(capsys):
    from app import listen

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SystemExit) as ended:
        port = taken.getsockname()[1]
        listen("127.0.0.1", port)
    said = capsys.readouterr().err
    assert ended.value.code == 2 and len(said.strip().splitlines()) == 1 and str(port) in said


def test_the_body_of_an_answer_does_not_wait_for_the_acknowledgement_of_its_head():
    """Every answer took 40 ms longer than its work."""
    from app import listen

    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_gradio_writes_no_stubs_of_its_components_and_only_of_those():
    """It parsed their source at every start, for two seconds."""
    from web.lean import gr, without_stubs

    with without_stubs():
        with pytest.raises(OSError, match="no stub"):
            inspect.getfile(gr.Textbox)
        assert inspect.getfile(Client)
    assert inspect.getfile(gr.Textbox)


def test_the_command_serves_from_a_process_of_its_own(tmp_path):
    """As people start it: nothing is imported before."""
    port = free_port()
    environment = {**os.environ, "BAIPISHU_INDEX": str(tmp_path / "index"), "BAIPISHU_RUNS": str(tmp_path / "runs")}
    with (tmp_path / "log").open("w") as log:
        words = [sys.executable, "-m", "cli", "serve", "--port", str(port)]
        process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        assert wait_until(lambda: healthy(f"http://127.0.0.1:{port}/") or process.poll() is not None, 180)
        assert process.poll() is None, (tmp_path / "log").read_text("utf-8")
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    finally:
        process.kill()
    assert f"http://127.0.0.1:{port}/" in (tmp_path / "log").read_text("utf-8")
