"""The optional judge, against a real HTTP server that speaks OpenAI's chat API with verdicts made up here."""
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from eval_fakes import answerable, make_citation, make_passage, make_record, make_response, unanswerable

from eval.judge import judge as judge_run
from eval.llm.client import JudgeUnavailable, Unjudged, object_in, open_judge
from eval.llm.prompts import prompt, prompts, prompts_hash
from eval.llm.run import FILE, UNFINISHED, llm_judge
from eval.llm.table import llm_table
from eval.llm.verdicts import judge_faithfulness, judge_relevance
from eval.record import RecordError, read_record, write_record

QUOTES = ("全市保有量达126.9万辆。", "比上年增长一成。")
ANSWER = f"“{QUOTES[0]}”[1]\n“{QUOTES[1]}”[2]"
TEXT = "".join(QUOTES)
GIVEN = make_response(answer=ANSWER, passages=[make_passage("p1", TEXT)],
                      citations=[make_citation(quote, n) for n, quote in enumerate(QUOTES, start=1)])
SUPPORTED = {"verdicts": [{"statement": 1, "supported": True, "reason": "段落写明"},
                          {"statement": 2, "supported": False, "reason": "没有"}]}
WRITTEN = {"questions": ["保有量是多少？", "增长多少？"], "noncommittal": False}


class Axes:
    """Embeds equal texts alike and different ones at right angles: cosines are 1 or 0."""
    name = "fake"

    def __init__(self):
        self.seen: dict[str, int] = {}

    def encode_query(self, text: str) -> np.ndarray:
        return np.eye(50)[self.seen.setdefault(text, len(self.seen))]


@dataclass
class Server:
    """Replies to a chat request with what `reply` makes of its task and material; keeps every request and its key."""
    reply: Callable[[str, dict], object]
    requests: list[dict] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, body: dict) -> tuple[int, bytes]:
        self.requests.append(body)
        material = json.loads(body["messages"][1]["content"])
        said = self.reply("faithfulness" if "statements" in material else "answer_relevance", material)
        if isinstance(said, int):
            return said, b'{"error": {"message": "no"}}'
        if isinstance(said, bytes):
            return 200, said
        message = said if isinstance(said, dict) and "role" in said else {
            "role": "assistant", "content": said if isinstance(said, str | None) else json.dumps(said)}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return 200, json.dumps({"id": "x", "object": "chat.completion", "created": 0, "model": body["model"],
                                "choices": [choice]}).encode()


@contextmanager
def serving(reply: Callable[[str, dict], object]) -> Iterator[Server]:
    server = Server(reply)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            server.keys.append(self.headers["Authorization"])
            status, content = server.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(content)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client has given up waiting

        def log_message(self, *_):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_port}/v1"
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


@pytest.fixture
def judged_by(monkeypatch):
    """Serve replies and open the judge on them as an operator would: through the environment."""
    opened = []

    def start(reply, **settings):
        opened.append(serving(reply))
        server = opened[-1].__enter__()
        for name, value in {"URL": server.url, "MODEL": "judge-1", "KEY": "", "TIMEOUT": "5", **settings}.items():
            monkeypatch.setenv(f"BAIPISHU_JUDGE_{name}", value)
        return server, open_judge()

    yield start
    for each in opened:
        each.__exit__(None, None, None)


@pytest.fixture
def run(tmp_path):
    """A run of four: two answered, one answered with nothing but a frame, one refused."""
    questions = (answerable("q1", question="保有量是多少？"), answerable("q2", question="How many?", lang="en"),
                 answerable("q3"), unanswerable("q4"))
    responses = (GIVEN, GIVEN, make_response(answer="报告写道："), make_response("refused"))
    write_record(make_record(questions, responses), tmp_path)
    return tmp_path


def sound(task: str, material: dict) -> dict:
    return SUPPORTED if task == "faithfulness" else WRITTEN


def test_faithfulness_is_the_share_of_supported_statements(judged_by):
    server, judge = judged_by(sound)
    found = judge_faithfulness(judge, answerable(), GIVEN)
    assert (found["status"], found["score"]) == ("judged", 1 / 2)
    assert [(row["text"], row["supported"]) for row in found["statements"]] == [
        (f"“{QUOTES[0]}”", True), (f"“{QUOTES[1]}”", False)]
    material = json.loads(server.requests[0]["messages"][1]["content"])
    assert material["passages"] == [TEXT]  # both quotations stand in it
    assert [row["text"] for row in material["statements"]] == [f"“{quote}”" for quote in QUOTES]


def test_a_chinese_answer_is_not_judged_as_empty_for_want_of_full_stops(judged_by):
    server, judge = judged_by(sound)
    judge_faithfulness(judge, answerable(), make_response(answer="甲增长。[1]乙下降！[2]"))
    assert len(json.loads(server.requests[0]["messages"][1]["content"])["statements"]) == 2


def test_answer_relevance_is_the_mean_cosine_with_the_written_questions(judged_by):
    _, judge = judged_by(sound)
    found = judge_relevance(judge, answerable(question="保有量是多少？"), GIVEN, Axes().encode_query)
    assert (found["score"], found["cosines"]) == ((1 + 0) / 2, [1.0, 0.0])


def test_a_noncommittal_answer_has_relevance_zero(judged_by):
    _, judge = judged_by(lambda task, material: {**WRITTEN, "noncommittal": True})
    found = judge_relevance(judge, answerable(question="保有量是多少？"), GIVEN, Axes().encode_query)
    assert (found["status"], found["score"], found["cosines"]) == ("judged", 0.0, [1.0, 0.0])


def test_the_model_is_asked_coldly_with_a_seed_in_the_language_of_the_question(judged_by):
    server, judge = judged_by(sound, KEY="secret")
    for lang in ("en", "zh-Hant"):
        judge_faithfulness(judge, answerable(lang=lang), GIVEN)
    first, second = server.requests
    assert (first["model"], first["temperature"], first["seed"]) == ("judge-1", 0.0, 20240423)
    assert first["messages"][0] == {"role": "system", "content": prompt("faithfulness", "en")}
    assert second["messages"][0]["content"] == prompt("faithfulness", "zh-Hans")
    assert server.keys == ["Bearer secret"] * 2


@pytest.mark.parametrize(("reply", "reason"), [
    ("I cannot help with that.", "no JSON object"),
    ('{"verdicts": [', "no JSON object"),
    ("", "no JSON object"),
    (None, "no JSON object"),
    ({"role": "assistant", "content": None, "refusal": "I will not judge this."}, "the model refuses: I will not"),
    ({"verdicts": "all fine"}, "no list of verdicts"),
    ({"verdicts": SUPPORTED["verdicts"][:1]}, "verdicts on statements [1] of 2"),
    ({"verdicts": SUPPORTED["verdicts"] * 2}, "verdicts on statements [1, 2, 1, 2] of 2"),
    ({"verdicts": [{"statement": 1, "supported": "yes"}, {"statement": 2, "supported": True}]}, "supported is 'yes'"),
    (b"<html>", "not JSON"),
    (b"{}", "no message"),
    (500, "HTTP 500"),
])
def test_a_reply_without_verdicts_leaves_the_answer_unjudged_and_says_why(judged_by, reply, reason):
    _, judge = judged_by(lambda task, material: reply)
    found = judge_faithfulness(judge, answerable(), GIVEN)
    assert found["status"] == "unjudged"
    assert reason in found["reason"]
    assert "score" not in found


@pytest.mark.parametrize("reply", [
    {"questions": [], "noncommittal": False}, {"questions": ["问？"]}, {"questions": [1], "noncommittal": False},
    {"questions": [" "], "noncommittal": False}, {"questions": "问？", "noncommittal": False}])
def test_relevance_without_sound_questions_is_unjudged(judged_by, reply):
    _, judge = judged_by(lambda task, material: reply)
    assert judge_relevance(judge, answerable(), GIVEN, Axes().encode_query)["status"] == "unjudged"


def test_a_server_that_hangs_leaves_the_answer_unjudged(judged_by):
    _, judge = judged_by(lambda task, material: time.sleep(0.5), TIMEOUT="0.1")
    assert judge_faithfulness(judge, answerable(), GIVEN) == {"status": "unjudged", "reason": "no reply in time"}


@pytest.mark.parametrize("text", ['```json\n{"a": 1}\n```', 'Sure: {"a": 1} Done.', '<think>{"b": 2}</think>{"a": 1}'])
def test_what_models_write_around_their_json_is_passed_over(text):
    assert object_in(text) == {"a": 1}
    with pytest.raises(Unjudged):
        object_in(text.replace('"a": 1', '"a": '))


def test_every_answer_has_a_status_and_the_means_count_them(judged_by, run):
    server, judge = judged_by(sound)
    found = llm_judge(run, judge, Axes())
    assert found == json.loads((run / FILE).read_text("utf-8"))
    assert [row["faithfulness"]["status"] for row in found["questions"]] == [
        "judged", "judged", "no_statements", "not_answered"]
    assert found["faithfulness"] == {
        "value": 1 / 2, "low": 1 / 2, "high": 1 / 2, "n": 2, "worst_case": 1 / 2,
        "statuses": {"judged": 2, "unjudged": 0, "no_statements": 1, "not_answered": 1}}
    assert found["answer_relevance"]["n"] == 3  # a frame is an answer one can write questions for
    assert found["chance_relevance"] == (0 + 0) / 2  # three judged questions, no two alike
    assert (found["model"], found["prompts"]) == ("judge-1", prompts_hash())
    assert not (run / UNFINISHED).exists()
    assert len(server.requests) == 2 + 3


def test_unjudged_answers_are_shown_and_count_as_zero_in_the_worst_case(judged_by, run):
    replies = iter([SUPPORTED, WRITTEN, "?", "?", "?"])
    _, judge = judged_by(lambda task, material: next(replies))
    found = llm_judge(run, judge, Axes())
    assert found["faithfulness"]["statuses"] == {"judged": 1, "unjudged": 1, "no_statements": 1, "not_answered": 1}
    assert (found["faithfulness"]["value"], found["faithfulness"]["worst_case"]) == (1 / 2, 1 / 4)
    assert found["questions"][1]["faithfulness"]["reason"] == "no JSON object in '?'"


def test_a_judge_that_never_gives_a_verdict_has_no_value_and_no_nan(judged_by, run):
    _, judge = judged_by(lambda task, material: "?")
    found = llm_judge(run, judge, Axes())
    assert (found["faithfulness"]["value"], found["faithfulness"]["n"]) == (None, 0)
    assert "NaN" not in (run / FILE).read_text("utf-8")


def test_judging_goes_on_where_it_stopped(judged_by, run):
    def gone_for_english(task, material):
        return 404 if task == "answer_relevance" and len(server.requests) > 2 else sound(task, material)

    server, judge = judged_by(gone_for_english)
    with pytest.raises(JudgeUnavailable, match="HTTP 404"):
        llm_judge(run, judge, Axes())
    assert not (run / FILE).exists()
    server, judge = judged_by(sound)
    resumed = llm_judge(run, judge, Axes())
    assert len(server.requests) == 2 + 1  # q1 is not asked again
    _, judge = judged_by(sound)
    assert resumed == llm_judge(run, judge, Axes())


def test_an_interrupted_judging_is_not_finished_by_another_model(judged_by, run):
    _, judge = judged_by(lambda task, material: 401)
    with pytest.raises(JudgeUnavailable, match="BAIPISHU_JUDGE_KEY"):
        llm_judge(run, judge, Axes())
    _, other = judged_by(sound, MODEL="judge-2")
    with pytest.raises(RecordError, match=r"another model, prompt or run.*delete"):
        llm_judge(run, other, Axes())


def test_no_server_at_all_is_told_with_the_cure(judged_by, run):
    with serving(sound) as server:
        url = server.url
    _, judge = judged_by(sound, URL=url)
    with pytest.raises(JudgeUnavailable, match=r"no server answers.*BAIPISHU_JUDGE_URL"):
        llm_judge(run, judge, Axes())


def test_a_run_of_another_encoder_is_refused(judged_by, run):
    _, judge = judged_by(sound)
    encoder = Axes()
    encoder.name = "another"
    with pytest.raises(RecordError, match="was made with 'fake', not 'another'"):
        llm_judge(run, judge, encoder)


def test_without_configuration_the_error_names_the_variables(monkeypatch):
    monkeypatch.delenv("BAIPISHU_JUDGE_URL", raising=False)
    monkeypatch.setenv("BAIPISHU_JUDGE_MODEL", "judge-1")
    with pytest.raises(JudgeUnavailable, match="set BAIPISHU_JUDGE_URL to a server"):
        open_judge()
    monkeypatch.delenv("BAIPISHU_JUDGE_MODEL")
    with pytest.raises(JudgeUnavailable, match="BAIPISHU_JUDGE_URL and BAIPISHU_JUDGE_MODEL"):
        open_judge()


def test_without_the_client_the_error_names_the_extra(monkeypatch):
    monkeypatch.setenv("BAIPISHU_JUDGE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("BAIPISHU_JUDGE_MODEL", "judge-1")
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(JudgeUnavailable, match=r"pip install -e '\.\[judge\]'"):
        open_judge()


def test_the_table_warns_and_sets_the_judged_beside_the_deterministic(judged_by, run):
    _, judge = judged_by(sound)
    shown = llm_table(llm_judge(run, judge, Axes()), judge_run(read_record(run)))
    assert "| 忠实度（模型评判） | 0.500 | 0.500–0.500 | 2 | 0 | 0.500 | 1 | 1 |" in shown
    assert "| 引用召回率 |" in shown
    assert "分数就不可比" in shown


def test_both_tasks_have_both_languages():
    assert {task: set(languages) for task, languages in prompts().items()} == {
        "faithfulness": {"zh", "en"}, "answer_relevance": {"zh", "en"}}
