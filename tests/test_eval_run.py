"""Whole runs on the real report and the shipped questions, with answerers whose worth is known."""
import csv
import json
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from eval_fakes import (
    BigramAnswerer,
    KnowingAnswerer,
    answerable,
    make_passage,
    make_record,
    make_response,
    unanswerable,
)
from eval_samples import asked_questions, bigram_run, knowing_run, report, shipped_questions
from ir_measures import Qrel

from eval.definitions import COLUMNS, METRICS
from eval.judge import judge
from eval.junit import write_junit
from eval.labels import CAUSES
from eval.record import read_record
from eval.running.run import run_questions
from eval.table import results_table


def metrics_of(folder):
    return json.loads((folder / "metrics.json").read_text("utf-8"))


def rows_of(folder):
    with (folder / "per_question.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("questions", ["every fourth", pytest.param("all", marks=pytest.mark.long)])
def test_quoting_the_evidence_sentences_answers_every_shipped_question(tmp_path, questions):
    if questions == "all":
        run_questions(KnowingAnswerer(report(), list(shipped_questions())), shipped_questions(), tmp_path)
    summary = metrics_of(tmp_path if questions == "all" else knowing_run())
    assert summary["answers"]["all_facts"] == 1.0
    assert summary["citations"] == {"precision": 1.0, "recall": 1.0, "verbatim": 1.0, "gold_sentence": 1.0,
                                    "evidence_precision": 1.0, "evidence_recall": 1.0}
    assert summary["figures"]["checked"] > summary["questions"]
    assert summary["figures"]["unsupported"] == 0
    assert summary["refusal"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "false_refusal": 0.0, "accuracy": 1.0}
    assert summary["right"]["value"] == 1.0
    assert summary["without_relevant_passage"] == []


def test_an_answerer_that_never_refuses_has_refusal_recall_zero_for_every_reason():
    summary = metrics_of(bigram_run())
    assert summary["refusal"]["recall"] == 0.0
    assert {found["recall"] for found in summary["by_reason"].values()} == {0.0}
    assert sum(found["questions"] for found in summary["by_reason"].values()) == sum(
        not question.answerable for question in asked_questions())
    baseline = summary["trivial"]["answer_all"]
    assert {name: summary["refusal"][name] for name in baseline} == pytest.approx(baseline)


def test_every_slicing_holds_every_question_once():
    summary = metrics_of(bigram_run())
    for slicing in ("by_language", "by_kind", "by_split"):
        assert sum(part["questions"] for part in summary[slicing].values()) == summary["questions"]
    assert set(summary["by_split"]) == {"dev", "test"}


def test_a_slice_is_what_the_questions_of_the_slice_alone_would_give():
    record, summary = read_record(bigram_run()), metrics_of(bigram_run())
    keep = [n for n, question in enumerate(record.questions) if question.lang == "en"]
    alone = judge(make_record([record.questions[n] for n in keep], [record.responses[n] for n in keep], [report()],
                              timings=[record.timings[n] for n in keep])).summary()
    part = summary["by_language"]["en"]
    for group in ("retrieval", "answers", "citations", "figures", "refusal", "latency_ms", "n"):
        assert part[group] == pytest.approx(alone[group])


def test_answers_are_written_as_the_contract_says_with_ten_passages_each():
    lines = (bigram_run() / "answers.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["id"] for row in rows] == [question.id for question in asked_questions()]
    assert all(set(row) == {"id", "response"} and len(row["response"]["passages"]) >= 10 for row in rows)
    assert not any("timings_ms" in row["response"] for row in rows)


def test_a_row_of_scores_a_question_is_written():
    rows = rows_of(bigram_run())
    assert [row["id"] for row in rows] == [question.id for question in asked_questions()]
    right = sum(float(row["right"]) for row in rows) / len(rows)
    assert right == pytest.approx(metrics_of(bigram_run())["right"]["value"])
    assert {row["false_refusal"] for row in rows if row["answerable"] == "0"} == {""}


def test_every_figure_follows_from_the_rows_of_scores():
    rows, summary = rows_of(bigram_run()), metrics_of(bigram_run())
    for metric in METRICS:
        judged = [row for row in rows if row[metric.column]]
        weights = [float(row.get(f"{metric.column}_n") or 1) for row in judged]
        values = [float(row[metric.column]) for row in judged]
        reported = summary[metric.group][metric.name]
        if metric.how == "ratio":
            total = sum(value * weight for value, weight in zip(values, weights, strict=True))
            assert reported == (pytest.approx(total / sum(weights)) if judged else None), metric.key
            assert summary["n"][metric.key] == sum(weights)
        elif metric.how == "sum":
            assert reported == sum(values)
    assert set(COLUMNS) < set(rows[0])


def test_junit_has_a_case_a_question_and_a_failure_with_its_cause_for_each_wrong_one():
    suite, rows = ElementTree.parse(bigram_run() / "junit.xml").getroot(), rows_of(bigram_run())
    failed = {case.get("name").split()[0]: case.find("failure") for case in suite.iter("testcase")}
    assert list(failed) == [row["id"] for row in rows]
    assert {name for name, failure in failed.items() if failure is None} == {
        row["id"] for row in rows if row["right"] == "1.0"}
    assert suite.get("tests") == str(len(rows))
    assert suite.get("failures") == str(len([row for row in rows if row["right"] == "0.0"]))
    assert {failure.get("type") for failure in failed.values() if failure is not None} <= set(CAUSES)
    assert float(suite.get("time")) == pytest.approx(sum(float(row["ms"] or 0) for row in rows) / 1000, abs=0.05)


def test_junit_is_xml_whatever_was_asked_and_answered(tmp_path):
    question = answerable("q1", question="a\x00<b>&\ud800\ufffe", kind="k\x01")
    write_junit(make_record([question], [make_response(answer="\x1b]]>")]), ["trimmed"], tmp_path / "junit.xml")
    [case] = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert (case.get("name"), case.get("classname"), case.find("failure").text) == (
        "q1 a<b>&", "k.zh-Hans", "answered\n]]>")


def test_progress_counts_to_the_number_of_questions(tmp_path):
    seen = []
    run_questions(BigramAnswerer(report()), [answerable("q1"), unanswerable("u1")], tmp_path,
                  lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_an_exception_of_the_answerer_stops_the_run_and_names_the_question(tmp_path):
    with pytest.raises(KeyError) as caught:
        run_questions(KnowingAnswerer(report(), []), [answerable("q7")], tmp_path)
    assert "q7" in caught.value.__notes__[0]


def test_evidence_that_no_passage_covers_is_reported_and_counts_as_zero():
    result = judge(make_record([answerable("q1", evidence=("这句话不在报告里",))],
                               [make_response(passages=[make_passage("p", "x")])], [report()]))
    assert result.unreachable() == ["q1"]
    assert result.summary()["retrieval"]["ndcg@10"] == 0.0


def test_relevant_documents_of_a_dataset_are_kept_in_the_record_and_judged(tmp_path):
    class Documents(BigramAnswerer):
        def ask(self, question, history=()):
            answer = super().ask(question, history)
            for passage in answer.response["passages"]:
                passage["doc_id"] = report().doc_id
            return answer

    question = answerable("q1", answers=(), evidence=())
    result = run_questions(Documents(report()), [question], tmp_path, qrels={"q1": {report().doc_id: 1, "other": 1}})
    assert result.summary()["retrieval"]["recall@1"] == 1 / 2
    assert (tmp_path / "run.trec").read_text("utf-8") == f"q1 Q0 {report().doc_id} 1 1.000000 baipishu\n"
    assert read_record(tmp_path).judgements == result.record.judgements
    assert not (tmp_path / "qrels.evidence.trec").exists()


def test_the_manifest_tells_what_a_stranger_needs_to_repeat_the_run():
    manifest = read_record(bigram_run()).manifest
    assert set(manifest) >= {"questions_sha256", "index", "encoder", "code_sha256", "questions", "documents",
                             "settings", "versions", "commit", "machine", "workers", "wall_s", "cpu_s", "peak_mb"}
    assert manifest["questions"]["count"] == len(asked_questions())
    assert manifest["wall_s"] > 0 and manifest["peak_mb"] > 10
    assert all(manifest["versions"].values())


def test_the_results_table_has_a_row_a_headline_figure_and_a_column_a_language():
    lines = results_table(judge(read_record(knowing_run()))).splitlines()
    asked = Counter(question.lang for question in asked_questions())
    assert lines[0] == (f"| 指标 | 全部（{len(asked_questions())} 题） | 95% 区间 | 简体（{asked['zh-Hans']}） | "
                        f"繁體（{asked['zh-Hant']}） | English（{asked['en']}） |")
    shown = [metric for metric in METRICS if metric.headline and metric.key != "figures.asked_right"]  # it marks none
    assert len(lines) == 2 + len(shown)
    assert next(line for line in lines if "事实齐全" in line).startswith("| 事实齐全 | 1.000 | 0.95")
    assert {line.count("|") for line in lines} == {7}


def test_the_results_table_of_a_set_that_judges_documents_shows_the_figures_that_there_are():
    found = [{**make_passage("p1", "段"), "doc_id": "d1"}]
    record = make_record([answerable(answers=(), evidence=())], [make_response("refused", passages=found)])
    table = results_table(judge(replace(record, judgements=(Qrel("q1", "d1", 1),))))
    assert "| 命中 @10 | 1.000 |" in table and "| 段落召回 @10 | 1.000 |" in table and "| nDCG@10 | 1.000 |" in table
    assert "| 耗时 p50（毫秒） | 10.0 |" in table
    assert not [name for name in ("证据召回", "事实", "引用", "拒答召回率") if name in table]
