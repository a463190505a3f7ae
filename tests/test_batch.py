"""`ask --from FILE` and `ask --alone`: many questions in one command, and a question without its history."""

import json
from pathlib import Path

import pytest
from cli_runner import Run, make_run
from retrieval_index import SMALL, encoder

from batch import Asked, read_asked


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("batch")
    (folder / "reports").mkdir()
    for name, (card, text) in SMALL.items():
        (folder / "reports" / f"{name}.txt").write_text(text, "utf-8")
        (folder / "reports" / f"{name}.toml").write_text(card, "utf-8")
    return folder


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("index.encoders.make_encoder", lambda name: encoder())
    places = {"INDEX": folder / "built", "CACHE": folder / "cache", "REPORTS": folder / "reports"}
    return make_run(places, capsys, monkeypatch)


def written(folder: Path, *lines: object) -> Path:
    path = folder / "asked.jsonl"
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines), "utf-8")
    return path


def test_each_line_is_answered_with_its_id(run: Run, folder: Path):
    path = written(folder, {"id": "a", "question": "青岛2023年海洋生产总值是多少？"}, "", {"id": 2, "question": "你好"})
    ran = run("ask", "--from", path)
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 0
    assert [(row["id"], row["status"]) for row in rows] == [("a", "answered"), ("2", "chat")]
    assert {"answer", "citations", "timings_ms"} <= rows[0].keys()


def test_history_doc_and_alone_are_read_and_the_command_fills_in_what_a_line_leaves_out(tmp_path: Path):
    path = written(
        tmp_path,
        {"id": "1", "question": "那森林呢？", "history": ["面积多大？"], "doc": "x", "alone": True},
        {"id": "2", "question": "多少？"},
    )
    assert read_asked(path, ("y",)) == [
        Asked("1", "那森林呢？", ("面积多大？",), ("x",), True),
        Asked("2", "多少？", (), ("y",), False),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "asked.jsonl:1: "),
        ([], "not a JSON object"),
        ({"id": "1"}, "question must be a text"),
        ({"question": "?"}, "id is missing"),
        ({"id": "1", "question": "?", "history": "x"}, "history must be a list"),
        ({"id": "1", "question": "?", "doc": 1}, "doc must be the id"),
        ({"id": "1", "question": "?", "alone": 1}, "alone must be true or false"),
        ("", "holds no question"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line, fault: str):
    with pytest.raises(ValueError, match=fault):
        read_asked(written(tmp_path, line))


def test_an_id_stands_once(tmp_path: Path):
    with pytest.raises(ValueError, match="'1' stands in several lines"):
        read_asked(written(tmp_path, {"id": "1", "question": "?"}, {"id": "1", "question": "?"}))


def test_a_question_and_a_file_are_not_given_together(run: Run, folder: Path):
    assert run("ask", "多少？", "--from", written(folder, {"id": "1", "question": "?"})).code == 2
    assert run("ask").code == 2


def test_alone_takes_no_history(run: Run):
    asked = ("ask", "那海洋公园呢？", "--history", "青岛2023年海洋生产总值是多少？", "--json")
    assert run(*asked, "--alone").json["resolved_question"] == "那海洋公园呢？"


def test_turns_are_asked_judged_and_kept(run: Run, folder: Path):
    turn = {"id": "c1", "group": "greeting", "lang": "zh-Hans", "question": "你好", "expect": "smalltalk",
            "history": [], "must": [["报告"]], "must_not": [], "min_must": None}  # fmt: skip
    path = written(folder, turn, {**turn, "id": "c2", "must": [["火箭"]]})
    ran = run("eval", "chat", "--chats", path, "--out", folder / "out", "--json")
    one, none = {"right": 1, "asked": 1}, {"right": 0, "asked": 1}
    assert (ran.code, ran.json) == (0, {"dev": {"greeting": one, "all": one}, "test": {"greeting": none, "all": none}})
    kept = [json.loads(line) for line in (folder / "out" / "verdicts.jsonl").read_text("utf-8").splitlines()]
    assert [row["right"] for row in kept] == [True, False]
    assert len((folder / "out" / "answers.jsonl").read_text("utf-8").splitlines()) == 2
    (folder / "floors.toml").write_text("[dev]\nall = { min = 0.9 }\n[test]\nall = { min = 0.5 }\n", "utf-8")
    held = ("eval", "chat", "--chats", path, "--out", folder / "out", "--thresholds", folder / "floors.toml")
    missed, kept = run(*held), run(*held, "--split", "dev")
    assert missed.code == 1
    assert missed.out.splitlines()[-4:] == [
        "c2  greeting  你好  (tells 0 of 1)", "答对 1 / 2 轮", "test.all = 0.000, min 0.5", "FAILED 未达标（1 项）",
    ]  # fmt: skip
    assert (kept.code, kept.out.splitlines()[-1]) == (0, "PASSED 全部达标")


def test_a_question_with_a_line_end_of_its_own_is_one_line(tmp_path: Path):
    path = tmp_path / "asked.jsonl"
    path.write_text(json.dumps({"id": "1", "question": "甲\u2028乙\x85？"}, ensure_ascii=False) + "\n", "utf-8")
    assert [each.question for each in read_asked(path)] == ["甲\u2028乙\x85？"]
