"""`baipishu eval`: a question set from check to gate."""

import json
import shutil
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
CONTEXT = "海州市位于东海之滨，全市面积1200平方公里。2023年末，全市常住人口88.5万人，城区绿化率达到41.2%。"
SQUAD = {"version": "v2.0", "data": [{"title": "海州", "paragraphs": [{"context": CONTEXT, "qas": [
    {"id": "s1", "question": "海州市有多少常住人口？", "answers": [{"text": "88.5万人", "answer_start": 36}]},
    {"id": "s2", "question": "海州市的机场在哪里？", "is_impossible": True, "answers": []}]}]}]}  # fmt: skip
FILES = ("manifest.json", "questions.jsonl", "corpus.jsonl", "answers.jsonl", "timings.csv", "metrics.json",
         "per_question.csv", "run.trec", "qrels.trec", "qrels.evidence.trec", "junit.xml", "report.html")  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("eval")
    write_report(folder / "reports")
    lines = [json.dumps(question, ensure_ascii=False) for question in QUESTIONS]
    (folder / "set.jsonl").write_text("\n".join(lines), "utf-8")
    (folder / "squad.json").write_text(json.dumps(SQUAD, ensure_ascii=False), "utf-8")
    (folder / "kept.toml").write_text('[citations]\nverbatim = { min = 1.0 }\n', "utf-8")
    (folder / "missed.toml").write_text('[answers]\nmean_chars = { max = 1 }\n', "utf-8")
    (folder / "misspelt.toml").write_text('[answers]\nmean_char = { max = 1 }\n', "utf-8")
    return folder


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("index.encoders.make_encoder", lambda name: encoder())
    places = {"INDEX": folder / "built", "CACHE": folder / "cache", "REPORTS": folder / "reports"}
    return make_run(places, capsys, monkeypatch)


@pytest.fixture
def finished(run: Run, folder: Path) -> Path:
    """The folder of a run, made by the first test that needs it."""
    if not (folder / "a" / "manifest.json").exists():
        assert run("eval", "run", "--questions", folder / "set.jsonl", "--out", folder / "a").code == 0
    return folder / "a"


def test_a_set_is_checked_run_compared_and_gated(run: Run, folder: Path):
    assert run("eval", "check", folder / "set.jsonl").code == 0
    ran = run("eval", "run", "--questions", folder / "set.jsonl", "--out", folder / "a", "--json")
    assert ran.code == 0
    assert set(ran.json) >= {"questions", "retrieval", "answers", "citations", "figures", "refusal", "latency_ms",
                             "by_language", "by_kind"}  # fmt: skip
    assert ran.json["questions"] == 3 and ran.json["answers"]["all_facts"] == 1.0
    assert sorted(path.name for path in (folder / "a").iterdir()) == sorted(FILES)
    answers = [json.loads(line) for line in (folder / "a" / "answers.jsonl").read_text("utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["q001", "q002", "q003"]
    table = run("eval", "run", "--questions", folder / "set.jsonl", "--out", folder / "b").out
    assert "| 指标 |" in table
    assert table.splitlines()[-2:] == ["答对 3 / 3 题", f"报告：{folder / 'b' / 'report.html'}"]
    compared = run("eval", "compare", folder / "a", folder / "b", "--html", folder / "compared.html")
    assert compared.code == 0 and "对错不变：3 题" in compared.out
    assert compared.out.startswith("结论：没有变化。答对 1.000 → 1.000")
    assert "<!doctype html>" in (folder / "compared.html").read_text("utf-8").lower()
    same = ["--thresholds", folder / "kept.toml", "--identical-to", folder / "b"]
    kept = run("eval", "gate", folder / "a", *same)
    assert (kept.code, kept.out) == (0, "PASSED 全部达标\n")
    missed = run("eval", "gate", folder / "a", "--thresholds", folder / "missed.toml")
    assert missed.code == 1 and "answers.mean_chars" in missed.out


def test_a_gate_exits_with_1_for_other_answers_and_with_2_for_a_misspelt_metric(
    run: Run, folder: Path, finished: Path, tmp_path: Path
):
    twin = Path(shutil.copytree(finished, tmp_path / "twin"))
    answers = (twin / "answers.jsonl").read_text("utf-8")
    (twin / "answers.jsonl").write_text(answers.replace("12.6", "12.7", 1), "utf-8")
    differs = run("eval", "gate", finished, "--thresholds", folder / "kept.toml", "--identical-to", twin)
    told = [f"answers differ from {twin}: q001", "FAILED 未达标（1 项）"]
    assert (differs.code, differs.out.splitlines()) == (1, told)
    (tmp_path / "idle.toml").write_text("[figures]\nunsupported = { min = 0 }\nchecked = { max = -1 }\n", "utf-8")
    idle = run("eval", "gate", finished, "--thresholds", tmp_path / "idle.toml")
    assert (idle.code, idle.err.splitlines()) == (2, [
        f"baipishu: {tmp_path / 'idle.toml'}: figures.unsupported: min 0 always holds; name a higher one",
        f"baipishu: {tmp_path / 'idle.toml'}: figures.checked: -1 is below 0, where no count, length or time lies"])
    complaint = run("eval", "gate", finished, "--thresholds", folder / "misspelt.toml").complaint
    assert "answers.mean_char: unknown metric; at 'mean_char' the run has fact_recall," in complaint


def test_a_run_is_judged_again_from_its_record_without_index_or_reports(
    run: Run, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    copied = Path(shutil.copytree(finished, tmp_path / finished.name))
    (copied / "metrics.json").unlink()
    monkeypatch.setattr("index.encoders.make_encoder", None)
    monkeypatch.setenv("BAIPISHU_REPORTS", "/none")
    again = run("eval", "judge", copied, "--json")
    assert again.json == json.loads((finished / "metrics.json").read_text("utf-8"))
    assert (copied / "report.html").read_bytes() == (finished / "report.html").read_bytes()


def test_an_interrupted_run_goes_on_when_the_command_is_repeated(
    run: Run, folder: Path, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from retrieval.answerer import Answerer

    ask, asked = Answerer.ask, []

    def interrupted(self, question, **others):
        asked.append(question)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return ask(self, question, **others)

    monkeypatch.setattr(Answerer, "ask", interrupted)
    command = ["eval", "run", "--questions", folder / "set.jsonl", "--out", tmp_path / "run"]
    stopped = run(*command)
    assert (stopped.code, stopped.out) == (130, "")
    assert stopped.err == (f"baipishu: interrupted; 2 answers are kept in {tmp_path / 'run'}, "
                           "repeat the command to go on\n")  # fmt: skip
    assert run(*command).code == 0
    assert asked == [question["question"] for question in (*QUESTIONS, QUESTIONS[2])]
    assert (tmp_path / "run" / "answers.jsonl").read_bytes() == (finished / "answers.jsonl").read_bytes()


def test_a_public_set_is_run_on_its_own_texts_with_its_own_scores(run: Run, folder: Path, tmp_path: Path):
    ran = run("eval", "run", "--dataset", f"squad:{folder / 'squad.json'}", "--out", tmp_path / "run", "--json")
    assert ran.json["questions"] == 2
    assert ran.json["retrieval"]["hit@1"] == 1.0
    assert ran.json["n"]["reading.f1"] == 2 and ran.json["reading"]["f1"] is not None


@pytest.mark.parametrize("to", ["beir", "ragas", "ragchecker", "promptfoo"])
def test_a_run_is_exported(run: Run, finished: Path, tmp_path: Path, to: str):
    ended = run("eval", "export", finished, "--to", to, "--out", tmp_path / "out")
    assert (ended.code, ended.out) == (0, "")
    assert (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["set.csv", "set.xlsx"])
def test_an_untouched_template_holds_no_question_and_says_so_in_one_line(run: Run, tmp_path: Path, name: str):
    assert run("eval", "template", "--out", tmp_path / name).code == 0
    assert "holds no question but the 4 examples of the template" in run("eval", "check", tmp_path / name).complaint


def test_a_run_tells_which_evidence_no_passage_holds_and_counts_it_as_missed(run: Run, folder: Path, tmp_path: Path):
    rows = [{**QUESTIONS[0], "id": f"q{n}", "evidence": ["报告里没有的话"]} for n in range(1, 8)]
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    ran = run("eval", "run", "--questions", tmp_path / "set.jsonl", "--out", tmp_path / "run", "--json")
    assert (ran.code, ran.json["retrieval"]["evidence_recall@10"]) == (0, 0.0)
    told = [line for line in ran.err.splitlines() if line.startswith("baipishu: ")]
    assert told[:5] == [
        f"baipishu: q{n}: evidence stands in no passage of the index: '报告里没有的话'" for n in range(1, 6)
    ]
    assert len(told) == 6 and "evidence of 7 of 7 questions stands in no passage" in told[5]


def test_a_split_of_other_reports_is_run_without_touching_the_index(run: Run, folder: Path):
    arguments = ["--questions", folder / "set.jsonl", "--out", folder / "c", "--json", "--split", "test"]
    assert run("eval", "run", *arguments, "--reports", folder / "reports").json["questions"] == 1


def test_an_unsound_set_exits_with_1(run: Run, folder: Path):
    unsound = {**QUESTIONS[0], "evidence": ["报告里没有的话"]}
    (folder / "unsound.jsonl").write_text(json.dumps(unsound, ensure_ascii=False), "utf-8")
    ended = run("eval", "check", folder / "unsound.jsonl")
    assert ended.code == 1 and "line 1 (q001): error: " in ended.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "--questions", "/none.jsonl", "--out", "/none"], "/none.jsonl"),
        (["run", "--questions", "SET", "--out", "x", "--split", "half"], "'half' is none of dev, test, all"),
        (["run", "--questions", "SET.txt", "--out", "x"], "no question set; save it as .jsonl, .csv, .xlsx"),
        (["run", "--questions", "SET", "--out", "x", "--workers", "0"], "--workers"),
        (["run", "--questions", "SET"], "Missing option '--out'"),
        (["run", "--out", "x"], "give either --questions FILE or --dataset"),
        (["run", "--questions", "SET", "--dataset", "squad:x", "--out", "x"], "give either --questions FILE or"),
        (["run", "--questions", "SET", "--out", "KEPT"], "kept.toml cannot be the folder of a run: a file of that"),
        (["run", "--dataset", "SQUAD", "--out", "KEPT"], "is there; name another with --out"),
        (["baselines", "--questions", "SET", "--out", "KEPT"], "is there; name another with --out"),
        (["run", "--dataset", "squad:/none.json", "--out", "x"], "/none.json"),
        (["run", "--dataset", "trec:x", "--out", "x"], "trec:x"),
        (["run", "--dataset", "squad:x", "--reports", "y", "--out", "x"], "leave out --reports"),
        (["judge", "/none/a"], "/none/a holds no finished run"),
        (["compare", "/none/a", "/none/b"], "/none/a"),
        (["gate", "/none", "--thresholds", "/none.toml"], "/none holds no finished run"),
        (["gate", "RUN"], "Missing option '--thresholds'"),
        (["gate", "RUN", "--thresholds", "/none.toml"], "/none.toml cannot be read"),
        (["gate", "RUN", "--thresholds", "KEPT", "--identical-to", "RUN"], "is the run itself"),
        (["gate", "RUN", "--thresholds", "KEPT", "--identical-to", "/none"], "/none holds no finished run"),
        (["export", "RUN", "--to", "excel", "--out", "x"], "'excel' is none of beir, ragas, ragchecker, promptfoo"),
        (["export", "/none", "--to", "beir", "--out", "x"], "/none holds no finished run"),
        (["template", "--out", "x.ods"], "x.ods"),
        (["check", "/none.csv"], "/none.csv"),
    ],
)
def test_mistakes_are_one_line_and_exit_code_2(
    run: Run, folder: Path, finished: Path, arguments: list[str], says: str
):
    places = {"SET": folder / "set.jsonl", "SET.txt": folder / "set.txt", "RUN": finished, "KEPT": folder / "kept.toml",
              "SQUAD": f"squad:{folder / 'squad.json'}"}  # fmt: skip
    assert says in run("eval", *(places.get(argument, argument) for argument in arguments)).complaint
