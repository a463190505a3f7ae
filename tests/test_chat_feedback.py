"""Thumbs with reasons: from the page into the operator's file, and from there into a draft of a question set."""

import json
import os
import re
import stat

import httpx
import pytest
from chat_page import PATIENCE, answers, ask, expect_questions
from cli_runner import make_run
from held import Held
from playwright.sync_api import expect

from web.feedback.drafts import drafts, tallied
from web.feedback.notes import FeedbackFull, Note, NotesFile, read_notes
from web.feedback.reasons import REASONS

QUESTION = "我叫李雷，电话13800138000，新能源汽车保有量是多少？"
CITED = "/?passage=a:1-9&s=1-9"
SAID = {"rating": "wrong", "reason": "figure", "question": "多少？", "status": "answered", "cited": [CITED]}


def a_note(**changes) -> Note:
    said = {"day": "2026-11-27", "rating": "wrong", "reason": "figure", "question": "多少？", "history": ()}
    answer = {"lang": "zh-Hans", "status": "answered", "cited": ("/?passage=a:1-9",), "index": "abc"}
    return Note(**{**said, **answer, **changes})


@pytest.fixture(scope="module")
def notes_file(tmp_path_factory):
    return tmp_path_factory.mktemp("feedback") / "notes.jsonl"


@pytest.fixture(scope="module")
def open_to_feedback(notes_file):
    from small_server import small_server

    with small_server({"BAIPISHU_FEEDBACK": str(notes_file), "BAIPISHU_RATE_QUESTIONS": "100000/second"}) as server:
        yield server


def test_a_thumb_down_reaches_the_file_with_its_reason_and_without_names(open_chat, open_to_feedback, notes_file):
    page = open_chat(url=f"{open_to_feedback.url}/")
    answer = ask(page, QUESTION)
    answer.get_by_text("有误", exact=True).click()
    assert all(answer.get_by_role("button", name=text).count() for text in REASONS.values())
    answer.get_by_role("button", name="数字有误").click()
    expect(page.locator("#notice")).to_contain_text("评价已收到", timeout=PATIENCE)
    expect(answer.get_by_text("有误", exact=True)).to_have_count(0)  # once is enough
    note = list(read_notes(notes_file))[-1]
    assert (note.rating, note.reason, note.lang) == ("wrong", "figure", "zh-Hans")
    assert note.question == "我叫李雷，电话[电话]，新能源汽车保有量是多少？"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", note.day)
    assert "127.0.0.1" not in notes_file.read_text("utf-8")
    assert stat.S_IMODE(notes_file.stat().st_mode) == 0o600


def test_whoever_rates_is_told_what_is_written_down_before_and_after(open_chat, open_to_feedback):
    """The page said that nothing is kept on the server, and kept the question."""
    page = open_chat(url=f"{open_to_feedback.url}/")
    expect(page.locator("footer.colophon")).to_contain_text("评价会连同这个问题、它之前的问题")
    expect(page.locator("footer.colophon")).not_to_contain_text("服务器不保存")
    expect(page.locator("#composer .kept")).not_to_contain_text("只")
    answer = ask(page, "新能源汽车保有量是多少？")
    expect(answer.locator(".told")).to_have_text("评价会连同问题记在服务器上")
    answer.get_by_role("button", name="有用").click()
    expect(page.locator("#notice")).to_contain_text("同时记下了这个问题（隐去电话")
    expect(answer.locator(".told")).to_have_count(0)
    ask(page, "那森林覆盖率呢？").get_by_role("button", name="有用").click()
    expect(page.locator("#notice")).to_contain_text("这个问题和它之前的 1 个问题")


def test_a_thumb_that_is_pressed_twice_counts_once(open_chat, open_to_feedback, notes_file):
    page = open_chat(url=f"{open_to_feedback.url}/")
    useful = ask(page, "新能源汽车保有量是多少？").get_by_role("button", name="有用")
    before = len(list(read_notes(notes_file))) if notes_file.exists() else 0
    late = Held(page, "**/api/v1/feedback")
    useful.evaluate("button => { button.click(); button.click(); }")
    late.let_go()
    expect(page.locator("#notice")).to_contain_text("评价已收到")
    assert len(list(read_notes(notes_file))) == before + 1


def test_a_thumb_up_counts_too_and_a_follow_up_takes_its_question_along(open_chat, open_to_feedback, notes_file):
    page = open_chat(url=f"{open_to_feedback.url}/")
    ask(page, "新能源汽车保有量是多少？")
    ask(page, "那森林覆盖率呢？").get_by_role("button", name="有用").click()
    expect(page.locator("#notice")).to_contain_text("评价已收到", timeout=PATIENCE)
    note = list(read_notes(notes_file))[-1]
    assert (note.rating, note.reason) == ("right", None)
    assert note.history == ("新能源汽车保有量是多少？",)


def test_without_a_file_nobody_is_asked_and_nothing_is_taken(open_chat, chat_url):
    page = open_chat()
    ask(page, "深圳有多少公园？")
    assert page.get_by_text("有误", exact=True).count() == page.get_by_role("button", name="有用").count() == 0
    assert httpx.post(f"{chat_url}api/v1/feedback", json=SAID).status_code == 404
    expect_questions(page, "深圳有多少公园？")
    assert answers(page).count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"rating": "superb"},
        {"reason": "because"},
        {"question": "长" * 501},
        {"cited": ["http://elsewhere.example/"]},
        {"cited": ["/?passage=a"] * 21},
        {"index": "a b"},
        {"name": "李雷"},
    ],
)
def test_what_the_page_would_not_send_is_refused(open_to_feedback, changes: dict):
    response = httpx.post(f"{open_to_feedback.url}/api/v1/feedback", json=SAID | changes)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


def test_one_client_may_not_fill_the_file(tmp_path):
    from small_server import small_server

    file = tmp_path / "notes.jsonl"
    with small_server({"BAIPISHU_FEEDBACK": str(file), "BAIPISHU_RATE_QUESTIONS": "5/minute"}) as server:
        codes = [httpx.post(f"{server.url}/api/v1/feedback", json=SAID).status_code for _ in range(8)]
    assert codes == [204] * 5 + [429] * 3
    assert len(list(read_notes(file))) == 5


def test_the_file_does_not_grow_over_its_size(tmp_path):
    file = NotesFile(tmp_path / "notes.jsonl", largest=500)
    with pytest.raises(FeedbackFull, match="move it away"):
        for _ in range(10):
            file.add(a_note())
    assert 0 < file.path.stat().st_size <= 500


def test_a_question_with_a_line_end_of_its_own_is_one_note_and_forges_none(tmp_path):
    """str.splitlines breaks at U+2028 and U+0085 as well: one such question made the file unreadable."""
    file, forged = NotesFile(tmp_path / "notes.jsonl"), json.dumps({"day": "2020-01-01"})
    for line_end in ("\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\r", "\n"):
        file.add(a_note(question=f"多少？{line_end}{forged}{line_end}"))
    notes = list(read_notes(file.path))
    assert len(notes) == 8 and {note.day for note in notes} == {"2026-11-27"}


@pytest.mark.parametrize("kept", [0, 20])
def test_a_note_that_the_disk_did_not_take_spoils_no_other(tmp_path, monkeypatch: pytest.MonkeyPatch, kept: int):
    file = NotesFile(tmp_path / "notes.jsonl")
    file.add(a_note(question="甲？"))
    fdopen = os.fdopen

    def full(*arguments):
        stream = fdopen(*arguments)

        class Disk:
            def __getattr__(self, name):
                return getattr(stream, name)

            def __enter__(self):
                return self

            def __exit__(self, *failure):
                stream.close()

            def write(self, data: bytes) -> int:
                return stream.write(data[:kept])

        return Disk()

    with monkeypatch.context() as patch:
        patch.setattr("web.feedback.notes.os.fdopen", full)
        with pytest.raises(OSError, match="No space left"):
            file.add(a_note(question="乙？"))
    file.add(a_note(question="丙？"))
    assert [note.question for note in read_notes(file.path)] == ["甲？", "丙？"]


def test_a_disk_without_room_is_told_and_is_no_fault_of_the_server(inside_app, monkeypatch: pytest.MonkeyPatch):
    def full(*_) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(NotesFile, "add", full)
    assert inside_app.post("/api/v1/feedback", SAID).status == 503


def test_a_file_in_a_folder_that_is_not_there_is_told_at_the_start(tmp_path):
    with pytest.raises(ValueError, match=r"BAIPISHU_FEEDBACK=.*its folder does not exist; make it"):
        NotesFile(tmp_path / "nowhere" / "notes.jsonl")


def test_complaints_become_drafts_and_praise_does_not():
    notes = [
        a_note(question="甲？", rating="right", reason=None),
        a_note(question="乙？", reason="citation"),
        a_note(question="乙？", reason="citation"),
        a_note(question="丙呢？", history=("乙？",), reason="should_refuse"),
    ]
    first, second = drafts(tallied(notes))
    assert (first["id"], first["question"], first["kind"], first["answerable"]) == ("fb001", "乙？", "fact", True)
    assert first["note"].startswith("引用不对 2；")
    assert (second["kind"], second["answerable"], second["history"]) == ("unanswerable", False, ["乙？"])


def test_a_draft_is_a_question_set_that_lacks_its_answers_only(tmp_path):
    from eval.sets.questions import read_entries

    rows = drafts(tallied([a_note(), a_note(question="丙？", reason="should_refuse")]))
    path = tmp_path / "drafts.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    entries = list(read_entries(path))
    assert [entry.question.id for entry in entries] == ["fb001", "fb002"]
    assert {fault for entry in entries for fault in entry.faulty} <= {"answers", "evidence"}
    assert not any(entry.unknown for entry in entries)


def test_the_command_lists_what_was_said_and_writes_drafts(tmp_path, capsys, monkeypatch):
    run = make_run({}, capsys, monkeypatch)
    file, draft = tmp_path / "notes.jsonl", tmp_path / "draft.jsonl"
    notes = NotesFile(file)
    for each in (a_note(), a_note(reason="incomplete"), a_note(question="好？", rating="right", reason=None)):
        notes.add(each)
    listed = run("feedback", file)
    assert listed.code == 0
    assert "不对：数字有误 1，没答全 1  对：0  多少？" in listed.out
    assert listed.out.endswith("2 个问题，3 条评价\n")
    assert run("feedback", file, "--draft", draft).code == 0
    assert json.loads(draft.read_text("utf-8"))["question"] == "多少？"
    file.write_text("no json\n", "utf-8")
    broken = run("feedback", file)
    assert broken.code == 2
    assert f"{file}:1: no note" in broken.complaint


def test_without_a_file_the_command_lists_the_notes_that_the_page_writes(tmp_path, capsys, monkeypatch):
    assert "BAIPISHU_FEEDBACK" in make_run({}, capsys, monkeypatch)("feedback").complaint
    NotesFile(tmp_path / "notes.jsonl").add(a_note())
    listed = make_run({"FEEDBACK": tmp_path / "notes.jsonl"}, capsys, monkeypatch)("feedback")
    assert (listed.code, listed.out.splitlines()[-1]) == (0, "1 个问题，1 条评价")


def test_a_question_steers_no_terminal_and_forges_no_line_of_the_list(tmp_path, capsys, monkeypatch):
    file, hostile = tmp_path / "notes.jsonl", "\x1b]0;x\x07\x1b[2J多少\x9b31m\u202e？\n不对：0  对：9  好？\u2028二"
    NotesFile(file).add(a_note(question=hostile, history=(hostile,)))
    listed = make_run({}, capsys, monkeypatch)("feedback", file).out
    assert not set(listed) & set("\x1b\x07\x9b\u202e\u2028") and len(listed.splitlines()) == 2
