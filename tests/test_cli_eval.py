"""`baipishu eval`: a question set from check to gate."""

import json
from pathlib import Path

import pytest
from cli_runner import Run, make_run
from index_samples import write_report
from retrieval_index import encoder

QUESTIONS = [
    {"id": "q001", "question": "新能源汽车保有量是多少？", "lang": "zh-Hans", "kind": "fact", "answerable": True,
     "answers": [["12.6万辆"]], "evidence": ["全市新能源汽车保有量达12.6万辆"], "section": "一、绿色交通"},
    {"id": "q002", "question": "森林覆蓋率是多少？", "lang": "zh-Hant", "kind": "fact", "answerable": True,
     "answers": [["41.2%"]], "evidence": ["森林覆盖率稳定在41.2%"], "section": "二、生态建设"},
    {"id": "q003", "question": "2016年森林覆盖率是多少？", "lang": "zh-Hans", "kind": "unanswerable",
     "answerable": False, "answers": [], "evidence": [], "reason": "other_year", "missing": ["2016年"]},
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("eval")
    write_report(folder / "reports")
    lines = [json.dumps(question, ensure_ascii=False) for question in QUESTIONS]
    (folder / "set.jsonl").write_text("\n".join(lines), "utf-8")
    (folder / "kept.toml").write_text('[citations]\nverbatim = { min = 1.0 }\n', "utf-8")
    (folder / "missed.toml").write_text('[answers]\nmean_chars = { max = 1 }\n', "utf-8")
    return folder


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("index.encoders.make_encoder", lambda name: encoder())
    places = {"INDEX": folder / "built", "CACHE": folder / "cache", "REPORTS": folder / "reports"}
    return make_run(places, capsys, monkeypatch)


def test_a_set_is_checked_run_compared_and_gated(run: Run, folder: Path):
    assert run("eval", "check", folder / "set.jsonl").code == 0
    ran = run("eval", "run", "--questions", folder / "set.jsonl", "--out", folder / "a", "--json")
    assert ran.code == 0
    assert set(ran.json) >= {"questions", "retrieval", "answers", "citations", "figures", "refusal", "latency_ms",
                             "by_language", "by_kind"}  # fmt: skip
    assert ran.json["questions"] == 3 and ran.json["answers"]["all_facts"] == 1.0
    answers = [json.loads(line) for line in (folder / "a" / "answers.jsonl").read_text("utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["q001", "q002", "q003"]
    assert "| 指标 |" in run("eval", "run", "--questions", folder / "set.jsonl", "--out", folder / "b").out
    compared = run("eval", "compare", folder / "a", folder / "b")
    assert compared.code == 0 and "对错不变：3 题" in compared.out
    kept = run("eval", "gate", folder / "a", "--thresholds", folder / "kept.toml")
    assert (kept.code, kept.out) == (0, "全部达标 (all thresholds met)\n")
    missed = run("eval", "gate", folder / "a", "--thresholds", folder / "missed.toml")
    assert missed.code == 1 and "answers.mean_chars" in missed.out


def test_a_split_of_other_reports_is_run_without_touching_the_index(run: Run, folder: Path):
    arguments = ["--questions", folder / "set.jsonl", "--out", folder / "c", "--json", "--split", "test"]
    assert run("eval", "run", *arguments, "--reports", folder / "reports").json["questions"] == 1


def test_an_unsound_set_exits_with_1(run: Run, folder: Path):
    unsound = {**QUESTIONS[0], "evidence": ["报告里没有的话"]}
    (folder / "unsound.jsonl").write_text(json.dumps(unsound, ensure_ascii=False), "utf-8")
    ended = run("eval", "check", folder / "unsound.jsonl")
    assert ended.code == 1 and "q001: error: " in ended.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "--questions", "/none.jsonl", "--out", "/none"], "/none.jsonl"),
        (["run", "--questions", "set.jsonl", "--out", "x", "--split", "half"], "'half' is none of dev, test, all"),
        (["compare", "/none/a", "/none/b"], "/none/a"),
        (["gate", "/none", "--thresholds", "/none.toml"], "is not the folder of a run"),
        (["run", "--out", "x"], "Missing option '--questions'"),
    ],
)
def test_mistakes_are_one_line_and_exit_code_2(run: Run, arguments: list[str], says: str):
    assert says in run("eval", *arguments).complaint
