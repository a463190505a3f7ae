"""No body names a file: Gradio would open, hash and copy what an object with a path names, a device without end."""

import json

import httpx
import pytest
from small_server import QUESTION, SmallServer

from web.asgi import Refusal
from web.guard.shapes import checked

META = {"meta": {"_type": "gradio.FileData"}}
PATIENCE = 5  # seconds in which an attack must have been refused
JOIN, CALL = "/gradio_api/queue/join", "/gradio_api/call/ask"
FILES = [
    {"path": "/dev/zero", **META},
    {"path": "/etc/passwd", **META},
    {"path": "/proc/self/environ", **META},
    {"path": "http://127.0.0.1:1/", **META},
    {"path": "C:\\Windows\\win.ini", "orig_name": "a.txt", **META},
    {"path": "/dev/zero"},
    {"url": "http://169.254.169.254/latest/meta-data/", **META},
    {"path": None, "url": "file:///etc/passwd"},
    META,
    {"_type": "gradio.FileData", "name": "/dev/zero"},
]
SESSION_OF_ONNX = ".ses"  # a random name that ONNX Runtime writes when it is imported; nothing of a request


def places(file: object) -> list[object]:
    """A file everywhere that a value may stand in a list of inputs."""
    return [file, [file], {"text": file}, {"files": [file]}, [[file]], {"a": {"b": [file]}}]


def joining(data: list, function: int, **more: object) -> dict:
    return {"data": data, "fn_index": function, "session_hash": "a", **more}


def test_a_device_in_place_of_a_question_does_not_freeze_the_server(small_app: SmallServer):
    with httpx.Client(base_url=small_app.url, timeout=PATIENCE) as http:
        for function in range(8):
            http.post(JOIN, json=joining([FILES[0]] * 4, function))
        http.post(CALL, json={"data": [FILES[0]] * 3})
    assert small_app.answers()


def test_a_file_is_refused_wherever_it_stands_and_nothing_is_copied(small_app: SmallServer):
    bodies = [(CALL, {"data": [value]}) for file in FILES for value in places(file)]
    bodies += [(JOIN, joining([QUESTION, value, None], 3)) for file in FILES for value in places(file)]
    bodies += [(JOIN, joining([None] * 3, 1, event_data=value)) for file in FILES for value in places(file)]
    with httpx.Client(base_url=small_app.url, timeout=PATIENCE) as http:
        answered = {http.post(path, json=body).status_code for path, body in bodies}
    assert answered == {400}
    written = [path for path in small_app.temporary.rglob("*") if path.is_file()]
    assert [path for path in written if path.name != SESSION_OF_ONNX] == []
    assert small_app.answers()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-7", "utf-8-sig"])
def test_another_encoding_does_not_carry_a_file_past_the_check(small_app: SmallServer, encoding: str):
    body = json.dumps({"data": [FILES[0]] * 3}).encode(encoding)
    for kind in ("application/json", f"application/json; charset={encoding}", "text/plain", "multipart/form-data", ""):
        response = httpx.post(small_app.url + CALL, content=body, headers={"Content-Type": kind}, timeout=PATIENCE)
        assert response.status_code in (400, 415)
    assert small_app.answers()


def test_the_second_of_two_fields_of_one_name_is_the_one_that_was_checked(small_app: SmallServer):
    hidden = json.dumps(FILES[0])
    for body in (f'{{"data": [{hidden}], "data": ["问"]}}', f'{{"data": ["问"], "data": [{hidden}]}}'):
        response = httpx.post(small_app.url + CALL, content=body, headers={"Content-Type": "application/json"})
        assert response.status_code in (200, 400)
    assert small_app.answers()


@pytest.mark.parametrize("value", [{"a": 1}, {}, [{}], [[QUESTION]], {"text": QUESTION}])
def test_an_object_where_a_text_is_due_is_refused(value: object):
    for path, body in ((JOIN, joining([value, None, None], 7)), (CALL, {"data": [value]})):
        with pytest.raises(Refusal, match="必须是文字"):
            checked(path, body, {7: 3})


def test_what_the_page_sends_passes():
    click = joining([None, None, None], 7, trigger_id=4, event_data={"index": 0, "value": {"text": QUESTION}})
    assert checked(JOIN, click, {7: 3}) == click
    assert checked(CALL, {"data": [QUESTION]}, {}) == {"data": [QUESTION, None, None, None]}


def test_fields_that_nobody_named_do_not_pass():
    extra = {"simple_format": True, "batched": True, "event_id": "x", "oauth_token": "t"}
    assert checked(JOIN, joining(["a"], 7, **extra), {7: 1}) == joining(["a"], 7)


def test_a_function_that_the_page_lacks_and_a_wrong_number_of_inputs_are_refused():
    for function, data in ((8, ["a"]), (7, ["a", "b"]), (7, [])):
        with pytest.raises(Refusal, match=f"没有编号为 {function} 的功能"):
            checked(JOIN, joining(data, function), {7: 1})


def test_an_address_without_a_shape_of_its_own_takes_any_json_without_files():
    call = {"jsonrpc": "2.0", "method": "tools/call", "params": {"name": "ask", "arguments": {"question": QUESTION}}}
    assert checked("/mcp", call, {}) == call
    for file in FILES:
        with pytest.raises(Refusal, match="不接受文件"):
            checked("/mcp", {**call, "params": {"arguments": {"question": file}}}, {})
