"""Whole runs on the real report and the shipped questions, with answerers whose worth is known."""
import csv
import json
from collections import Counter
from pathlib import Path

import ir_measures
import pytest
from eval_fakes import BigramAnswerer, KnowingAnswerer, answerable, make_passage, make_response, unanswerable
from ir_measures import nDCG

from corpus.report import read_report
from eval.compare import CompareError, compare, comparison_text
from eval.gate import GateError, gate
from eval.questions import load_questions
from eval.results import judge
from eval.run import run_questions
from eval.table import results_table

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def report():
    return read_report(ROOT / "corpus/reports/shenzhen-climate-2024.txt")


@pytest.fixture(scope="module")
def questions():
    return load_questions(ROOT / "eval/questions/shenzhen-2024.jsonl")


@pytest.fixture(scope="module")
def runs(report, questions, tmp_path_factory):
    """Two run folders over the shipped questions: "knowing" quotes the evidence, "bigram" guesses."""
    folder = tmp_path_factory.mktemp("runs")
    results = {name: run_questions(answerer, questions, folder / name) for name, answerer in (
        ("knowing", KnowingAnswerer(report, questions)), ("bigram", BigramAnswerer(report)))}
    return folder, results


def read_results(folder):
    return json.loads((folder / "results.json").read_text("utf-8"))


def test_quoting_the_evidence_sentences_answers_every_shipped_question(runs):
    summary = read_results(runs[0] / "knowing")
    assert summary["answers"]["all_facts"] == 1.0
    assert summary["citations"] == {"precision": 1.0, "recall": 1.0, "verbatim": 1.0}
    assert summary["figures"]["checked"] > 500
    assert summary["figures"]["unsupported"] == 0
    assert summary["refusal"] == {"precision": 1.0, "recall": 1.0, "false_refusal": 0.0}
    assert summary["without_relevant_passage"] == []


def test_an_answerer_that_never_refuses_has_refusal_recall_zero_for_every_reason(runs, questions):
    summary = read_results(runs[0] / "bigram")
    assert summary["refusal"]["recall"] == 0.0
    assert {found["recall"] for found in summary["by_reason"].values()} == {0.0}
    assert sum(found["questions"] for found in summary["by_reason"].values()) == sum(
        not question.answerable for question in questions)


def test_every_slicing_holds_every_question_once(runs):
    summary = read_results(runs[0] / "bigram")
    for slicing in ("by_language", "by_kind", "by_split"):
        assert sum(part["questions"] for part in summary[slicing].values()) == summary["questions"]
    assert set(summary["by_split"]) == {"dev", "test"}


def test_answers_are_written_as_the_contract_says_with_ten_passages_each(runs, questions):
    lines = (runs[0] / "bigram/answers.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["id"] for row in rows] == [question.id for question in questions]
    assert all(set(row) == {"id", "response"} and len(row["response"]["passages"]) >= 10 for row in rows)


def test_the_trec_files_give_the_reported_ndcg(runs):
    folder = runs[0] / "bigram"
    qrels = list(ir_measures.read_trec_qrels(str(folder / "qrels.trec")))
    run = list(ir_measures.read_trec_run(str(folder / "run.trec")))
    answerable_questions = len({qrel.query_id for qrel in qrels})
    total = sum(found.value for found in ir_measures.iter_calc([nDCG @ 10], qrels, run))
    assert read_results(folder)["retrieval"]["ndcg@10"] == pytest.approx(total / answerable_questions, abs=1e-9)


def test_a_row_of_scores_a_question_is_written(runs, questions):
    with (runs[0] / "bigram/per_question.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [question.id for question in questions]
    right = sum(float(row["right"]) for row in rows) / len(rows)
    assert right == pytest.approx(runs[1]["bigram"].estimates["verdict.right"].value)
    assert {row["false_refusal"] for row in rows if row["answerable"] == "0"} == {""}


def test_two_runs_of_one_answerer_write_the_same_bytes(runs, report, tmp_path):
    run_questions(BigramAnswerer(report), runs[1]["bigram"].questions, tmp_path / "bigram")
    for name in ("answers.jsonl", "run.trec", "qrels.trec", "results.json", "per_question.csv", "report.html"):
        assert (tmp_path / "bigram" / name).read_bytes() == (runs[0] / "bigram" / name).read_bytes()


def test_progress_counts_to_the_number_of_questions(report, tmp_path):
    seen = []
    run_questions(BigramAnswerer(report), [answerable("q1"), unanswerable("u1")], tmp_path,
                  lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_an_exception_of_the_answerer_stops_the_run_and_names_the_question(report, tmp_path):
    with pytest.raises(KeyError) as caught:
        run_questions(KnowingAnswerer(report, []), [answerable("q7")], tmp_path)
    assert "q7" in caught.value.__notes__[0]


def test_evidence_that_no_passage_covers_is_reported_and_counts_as_zero(report):
    result = judge([answerable("q1", evidence=("这句话不在报告里",))],
                   [make_response(passages=[make_passage("p", "x")])], [report])
    assert result.unreachable() == ["q1"]
    assert result.summary()["retrieval"]["ndcg@10"] == 0.0


def test_the_results_table_has_a_row_a_metric_and_a_column_a_language(runs, questions):
    lines = results_table(runs[1]["knowing"]).splitlines()
    asked = Counter(question.lang for question in questions)
    assert lines[0] == (f"| 指标 | 全部（{len(questions)} 题） | 95% 区间 | 简体（{asked['zh-Hans']}） | "
                        f"繁體（{asked['zh-Hant']}） | English（{asked['en']}） |")
    assert lines[9].startswith("| 事实齐全 | 1.000 | 0.98")
    assert {line.count("|") for line in lines} == {7}


def test_a_run_compared_with_itself_has_no_difference(runs, questions):
    found = compare(runs[0] / "bigram", runs[0] / "bigram")
    assert (found.regressed, found.fixed, len(found.same)) == ((), (), len(questions))
    assert all((d.low, d.high, d.p) == (0.0, 0.0, 1.0) for d in found.differences if d.p is not None)


def test_a_worse_run_shows_its_regressions_and_an_interval_below_zero(runs, questions):
    found = compare(runs[0] / "knowing", runs[0] / "bigram")
    difference = {d.metric: d for d in found.differences}["answers.all_facts"]
    assert difference.high < 0
    assert difference.p < 0.001
    assert len(found.regressed) + len(found.same) == len(questions)
    assert set(compare(runs[0] / "bigram", runs[0] / "knowing").fixed) == set(found.regressed)
    assert f"退步（{len(found.regressed)}）" in comparison_text(found)


def test_comparison_undoes_the_csv_exactly(runs):
    for difference in compare(runs[0] / "bigram", runs[0] / "knowing").differences:
        assert difference.a == pytest.approx(runs[1]["bigram"].estimates[difference.metric].value)
        assert difference.b == pytest.approx(runs[1]["knowing"].estimates[difference.metric].value)


def test_questions_of_one_run_only_are_listed_not_compared(runs, report, questions, tmp_path):
    run_questions(BigramAnswerer(report), questions[:5], tmp_path)
    found = compare(runs[0] / "bigram", tmp_path)
    assert len(found.same) == 5
    assert (len(found.only_a), found.only_b) == (len(questions) - 5, ())


def test_folders_that_are_no_runs_or_share_no_question_cannot_be_compared(runs, report, tmp_path):
    run_questions(BigramAnswerer(report), [answerable("other")], tmp_path)
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(CompareError):
            compare(runs[0] / "bigram", folder)


@pytest.fixture
def thresholds(tmp_path):
    def write(text):
        path = tmp_path / "thresholds.toml"
        path.write_text(text, "utf-8")
        return path
    return write


def test_a_gate_names_each_missed_threshold_with_its_value(runs, thresholds):
    path = thresholds('[answers]\nall_facts = { min = 1.0 }\nmean_sentences = { max = 0.5 }\n'
                      '[by_language.en.refusal]\nfalse_refusal = { max = 0.0 }\n')
    assert [str(failure) for failure in gate(runs[0] / "knowing", path)] == [
        f"answers.mean_sentences = {runs[1]['knowing'].estimates['answers.mean_sentences'].value}, max 0.5"]
    assert [failure.metric for failure in gate(runs[0] / "bigram", path)] == [
        "answers.all_facts", "answers.mean_sentences"]


def test_a_metric_with_nothing_to_judge_misses_its_threshold(runs, thresholds):
    [failure] = gate(runs[0] / "bigram", thresholds("[refusal]\nprecision = { min = 0.0 }"))
    assert failure.value is None


@pytest.mark.parametrize(("text", "mistake"), [
    ("[answers]\nall_fact = { min = 1 }", "unknown metric"), ("[answers]\nall_facts = {}", "no threshold"),
    ("[answers]\nall_facts = 0.9", "no threshold"), ("[answers]\nall_facts = { least = 1 }", "no threshold"),
    ("[answers]\nall_facts = { min = '1' }", "not a number"), ("[answers]\nall_facts = { min = nan }", "not a number"),
    ("[answers]", "a group, not a metric"), ("", "holds no threshold"), ("[", "cannot be read as TOML")])
def test_a_threshold_that_would_always_pass_is_an_error(runs, thresholds, text, mistake):
    with pytest.raises(GateError, match=mistake):
        gate(runs[0] / "bigram", thresholds(text))


def test_a_folder_without_results_cannot_be_gated(tmp_path, thresholds):
    with pytest.raises(GateError, match="not the folder of a run"):
        gate(tmp_path, thresholds("[answers]\nall_facts = { min = 1 }"))
