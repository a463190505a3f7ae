"""Exports from the command line."""

import json
from pathlib import Path

import pytest
import rispy
from cli_runner import Run, make_run
from docx import Document
from retrieval_index import SMALL


@pytest.fixture(scope="module")
def places(tmp_path_factory) -> dict[str, Path | str]:
    """Two small reports with an index of their own."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "reports").mkdir()
    for name, (card, text) in SMALL.items():
        (folder / "reports" / f"{name}.txt").write_text(text, "utf-8")
        (folder / "reports" / f"{name}.toml").write_text(card, "utf-8")
    return {"INDEX": folder / "built", "CACHE": folder / "cache", "REPORTS": folder / "reports", "ENCODER": "bundled"}


@pytest.fixture
def run(places: dict, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Run:
    return make_run(places, capsys, monkeypatch)


def test_search_writes_what_it_prints(run: Run, tmp_path: Path):
    ended = run("search", "海洋公园", "-k", "2", "--json", "--export", tmp_path / "a.ris", "--site", "https://a.example")
    hits = ended.json["hits"]
    records = rispy.loads((tmp_path / "a.ris").read_text("utf-8"))
    assert [record["notes"][0] for record in records] == [hit["text"] for hit in hits]
    assert [record["urls"] for record in records] == [[f"https://a.example{hit['permalink']}"] for hit in hits]


def test_ask_writes_the_answer_for_word(run: Run, tmp_path: Path):
    question = "2023年青岛海洋生产总值是多少？"
    run("ask", question, "--export", tmp_path / "a.docx")
    texts = [paragraph.text for paragraph in Document(str(tmp_path / "a.docx")).paragraphs]
    assert texts[0] == question
    assert any("5200亿元" in text for text in texts)


def test_passages_are_exported_by_their_ids(run: Run, tmp_path: Path):
    first, second = (hit["passage_id"] for hit in run("search", "厦门公园", "-k", "2", "--json").json["hits"])
    ended = run("export", second, first, "--out", tmp_path / "a.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert [line["passage_id"] for line in lines] == [second, first]
    assert ended.out == f"2 段 → {tmp_path / 'a.jsonl'}\n"


@pytest.mark.parametrize("command", [("search", "海"), ("ask", "海"), ("export", "x:0-1")])
def test_an_unknown_ending_is_told_before_anything_is_done(run: Run, tmp_path: Path, command: tuple):
    option = "--out" if command[0] == "export" else "--export"
    assert ".docx, .md, .csv" in run(*command, option, tmp_path / "a.pdf").complaint


def test_an_unknown_passage_is_one_line_and_exit_code_2(run: Run, tmp_path: Path):
    assert "no passage 'x:0-1'" in run("export", "x:0-1", "--out", tmp_path / "a.md").complaint


def test_a_file_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path):
    assert "no-folder" in run("search", "海", "--export", tmp_path / "no-folder" / "a.md").complaint
