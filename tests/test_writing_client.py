"""The client of model servers against a real one, good, slow and broken: bounded in bytes, time and tries."""

import logging
import socket
import threading
import time
from contextlib import suppress

import pytest
from web_server import free_port

from writing.client import FAILURES, Chat, ModelFailed, Spent

MESSAGES = [
    {"role": "system", "content": "只写纯文本。"},
    {"role": "user", "content": '{"question": "多少？", "sources": [{"n": 1, "text": "保有量达12.6万辆。"}]}'},
]
KEY = "sk-very-secret-0123456789"


def said(chat: Chat, spent: Spent | None = None) -> str:
    return "".join(chat.stream(MESSAGES, spent))


def failure(chat: Chat, spent: Spent | None = None) -> ModelFailed:
    with pytest.raises(ModelFailed) as raised:
        said(chat, spent)
    return raised.value


def test_a_reply_comes_in_pieces_and_its_cost_is_counted(model):
    model.asked()
    spent = Spent()
    pieces = list(Chat(model.url("good"), "qwen", KEY).stream(MESSAGES, spent))
    assert len(pieces) > 1 and "".join(pieces) == "保有量达12.6万辆[1]。"
    assert (spent.calls, spent.tokens_in, spent.tokens_out) == (1, 321, 45) and spent.ms > 0
    [request] = model.asked()
    assert request["key"] == f"Bearer {KEY}"
    body = request["body"]
    assert (body["model"], body["stream"], body["temperature"], body["max_tokens"]) == ("qwen", True, 0.0, 800)


def test_the_whole_reply_at_once(model):
    spent = Spent()
    reply = Chat(model.url("good"), "qwen").complete(MESSAGES, spent)
    assert reply.choices[0].message.content == "保有量达12.6万辆[1]。"
    assert (spent.calls, spent.tokens_out) == (1, 45) and spent.ms > 0


@pytest.mark.parametrize("behaviour", ["drip", "never-ending", "silent", "slow-head"])
def test_a_slow_reply_ends_in_time(model, behaviour: str):
    begun = time.monotonic()
    assert failure(Chat(model.url(behaviour), "qwen", seconds=1.0)).kind == "timeout"
    assert time.monotonic() - begun < 60  # else they would never end


def test_a_server_that_drips_its_head_ends_in_time():
    """Slow loris: each byte comes before the patience with one read ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=drip_a_head, args=(listener,), daemon=True).start()
        begun = time.monotonic()
        assert failure(Chat(f"http://127.0.0.1:{listener.getsockname()[1]}/v1", "qwen", seconds=1.0)).kind == "timeout"
        assert time.monotonic() - begun < 60  # else it would never end


def drip_a_head(listener: socket.socket) -> None:
    with suppress(OSError):
        line, _ = listener.accept()
        line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while True:
            line.sendall(b"a")
            time.sleep(0.1)


@pytest.mark.parametrize("behaviour", ["tool-call", "parts", "second-choice"])
def test_what_is_no_text_of_the_first_reply_says_nothing(model, behaviour: str):
    assert said(Chat(model.url(behaviour), "qwen", seconds=20)) == ""


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        ("huge", "too_long"),
        ("one-line", "too_long"),
        ("length", "too_long"),
        ("half", "broken"),
        ("torn", "broken"),
        ("not-events", "broken"),
        ("wrong-json", "broken"),
        ("error-event", "broken"),
        ("page", "broken"),
        ("packed", "broken"),
        ("not-streamed", "broken"),
    ],
)
def test_a_broken_reply_is_told_as_what_it_is(model, behaviour: str, kind: str):
    assert failure(Chat(model.url(behaviour), "qwen", seconds=20)).kind == kind


def test_what_was_said_before_the_reply_broke_is_not_said_twice(model):
    spent, pieces = Spent(), []
    with pytest.raises(ModelFailed):
        pieces.extend(Chat(model.url("half"), "qwen").stream(MESSAGES, spent))
    assert spent.calls == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_a_busy_server_is_asked_once_more(model, status: int):
    spent = Spent()
    found = failure(Chat(model.url(str(status)), "qwen"), spent)
    assert (found.kind, found.status, spent.calls) == ("status", status, 2)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_server_that_refuses_is_not_asked_again(model, status: int):
    spent = Spent()
    assert (failure(Chat(model.url(str(status)), "qwen"), spent).status, spent.calls) == (status, 1)


@pytest.mark.parametrize("status", [429, 500])
def test_the_second_try_may_succeed(model, status: int):
    spent = Spent()
    assert said(Chat(model.url(f"once-{status}-client"), "qwen"), spent).startswith("保有量")
    assert spent.calls == 2


def test_nobody_waits_longer_than_the_question_may_take(model):
    begun = time.monotonic()
    assert failure(Chat(model.url("come-back-late"), "qwen", seconds=60)).status == 429  # Retry-After: 600
    assert time.monotonic() - begun < 60


def test_a_redirect_is_not_followed_and_the_key_goes_nowhere_else(model):
    model.asked()
    assert failure(Chat(model.url("elsewhere"), "qwen", KEY)).kind == "status"
    assert [request["behaviour"] for request in model.asked()] == ["elsewhere"]


def test_no_server_at_all():
    found = failure(Chat(f"http://127.0.0.1:{free_port()}/v1", "qwen", seconds=5))
    assert found.kind == "unreachable"


def test_after_failures_in_a_row_nobody_waits_for_a_while(model):
    chat = Chat(model.url("404"), "qwen")
    assert [failure(chat).kind for _ in range(FAILURES + 1)] == ["status"] * FAILURES + ["paused"]
    chat.paused_until = 0.0
    chat.url = model.url("good")
    assert said(chat) and chat.failures == 0


def test_the_key_stands_in_no_log_message_or_representation(model, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("openai").setLevel(logging.DEBUG)
    for behaviour in ("good", "500", "half", "404"):
        chat = Chat(model.url(behaviour), "qwen", KEY)
        try:
            said(chat)
        except ModelFailed as found:
            assert KEY not in f"{found!r} {found} {found.__cause__!r}"
        assert KEY not in repr(chat)
    assert KEY not in caplog.text
