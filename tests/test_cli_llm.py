"""The command with a language model: `ask --llm`, `eval run --llm`, `doctor`, and what is said when there is none."""

import json

import pytest
from cli_runner import Run, make_run
from index_samples import write_report
from retrieval_index import encoder
from test_cli_eval import QUESTIONS

QUESTION = "新能源汽车保有量是多少？"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("llm")
    write_report(folder / "reports")
    lines = [json.dumps(question, ensure_ascii=False) for question in QUESTIONS]
    (folder / "set.jsonl").write_text("\n".join(lines), "utf-8")
    (folder / "key").write_text("sk-of-a-file\n", "utf-8")
    return folder


@pytest.fixture
def run_with(folder, capsys, monkeypatch):
    """`run_with(LLM=…)(arguments)`: the command with these settings beside those of the small report."""
    monkeypatch.setattr("index.encoders.make_encoder", lambda name: encoder())
    places = {"INDEX": folder / "built", "CACHE": folder / "cache", "REPORTS": folder / "reports"}

    def with_settings(**settings: str) -> Run:
        return make_run({**places, **settings}, capsys, monkeypatch)

    return with_settings


@pytest.fixture
def run(run_with, model, folder) -> Run:
    return run_with(LLM=model.url("good"), LLM_MODEL="fake-7b", LLM_KEY_FILE=str(folder / "key"), LLM_SECONDS="19")


def test_ask_writes_with_the_model_when_one_is_set_and_without_when_told(run: Run, model):
    model.asked()
    written = run("ask", QUESTION, "--json").json
    assert written["writer"]["generated"] and written["writer"]["model"] == "fake-7b"
    assert [request["key"] for request in model.asked()] == ["Bearer sk-of-a-file"]
    plain = run("ask", QUESTION, "--no-llm", "--json").json
    assert plain["writer"] is None and plain["answer"].startswith("12.6万辆[1]")
    assert "由语言模型 fake-7b" in run("ask", QUESTION).out
    assert model.asked() != []


def test_without_a_setting_nothing_is_written_and_llm_names_the_cure(run_with):
    run = run_with()
    assert run("ask", QUESTION, "--json").json["writer"] is None
    assert "set BAIPISHU_LLM and BAIPISHU_LLM_MODEL" in run("ask", QUESTION, "--llm").complaint


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"LLM": "127.0.0.1:8000", "LLM_MODEL": "m"}, "is no address"),
        ({"LLM": "http://127.0.0.1:1/v1"}, "BAIPISHU_LLM_MODEL has to name"),
        ({"LLM": "http://127.0.0.1:1/v1", "LLM_MODEL": "m", "LLM_SECONDS": "20"}, "must be less than"),
        ({"LLM": "http://127.0.0.1:1/v1", "LLM_MODEL": "m", "LLM_KEY_FILE": "/nowhere/key"}, "cannot be read"),
    ],
)
def test_a_bad_setting_is_told_with_its_cure(run_with, settings: dict, complaint: str):
    assert complaint in run_with(**settings)("ask", QUESTION).complaint


def test_a_run_with_the_model_is_recorded_with_its_cost_and_compares_with_one_without(run: Run, folder):
    for name, flag in (("plain", "--no-llm"), ("model", "--llm")):
        ended = run("eval", "run", "--questions", folder / "set.jsonl", "--out", folder / name, flag, "--json")
        assert ended.code == 0, ended
    written, plain = (json.loads((folder / name / "metrics.json").read_text("utf-8")) for name in ("model", "plain"))
    assert "writer" not in plain
    assert written["writer"]["asked"] == written["writer"]["generated"] == 2  # the third is refused
    assert (written["writer"]["tokens_in"], written["writer"]["tokens_out"]) == (2 * 321, 2 * 45)
    assert written["answers"]["all_facts"] == plain["answers"]["all_facts"] == 1.0
    assert written["citations"]["recall"] == 1.0
    assert json.loads((folder / "model" / "manifest.json").read_text("utf-8"))["writer"] == "fake-7b"
    compared = run("eval", "compare", folder / "plain", folder / "model", "--html", folder / "compared.html")
    assert compared.code == 0 and "fake-7b" in (folder / "compared.html").read_text("utf-8")
    assert run("eval", "export", folder / "model", "--to", "promptfoo", "--out", folder / "model.yaml").code == 0
    assert "written by fake-7b" in json.loads((folder / "model.yaml").read_text("utf-8"))["description"]


def test_doctor_asks_the_model_one_word(run: Run, run_with):
    assert "language model: fake-7b at" in run("doctor", "--port", "0").out
    gone = run_with(LLM="http://127.0.0.1:9/v1", LLM_MODEL="m")("doctor", "--port", "0")
    assert gone.code == 1 and "start the server, or correct BAIPISHU_LLM" in gone.out
