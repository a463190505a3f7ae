"""Sums over questions: what counts, what is left out, and which interval a figure gets."""
import math

import numpy as np
import pytest
from eval_fakes import answerable, make_citation, make_record, make_response, unanswerable

from eval.definitions import COLUMNS, METRICS, POOLED, RIGHT
from eval.judge import judge
from eval.measures.scores import score_question
from eval.metrics import estimates, score_table, summarise
from eval.record import Timing
from eval.stats.intervals import wilson


def table_of(pairs, clusters=None, timings=None):
    """Score (question, response) pairs."""
    times = timings or [Timing(10.0, 5.0)] * len(pairs)
    scores = [score_question(question, response, timing, {}, None)
              for (question, response), timing in zip(pairs, times, strict=True)]
    return score_table(scores, clusters or [question.cluster for question, _ in pairs])


def test_a_mean_over_answerable_questions_counts_every_one_of_them():
    pairs = [(answerable("q1"), make_response(answer="126.9万辆")), (answerable("q2"), make_response()),
             (answerable("q3"), make_response("refused")), (unanswerable("u1"), make_response("refused"))]
    summary = summarise(table_of(pairs))
    assert summary["questions"] == 4
    assert summary["answers"]["fact_recall"] == 1 / 3
    assert summary["refusal"] == {"precision": 1 / 2, "recall": 1.0, "f1": 2 / 3, "false_refusal": 1 / 3,
                                  "accuracy": 3 / 4}


def test_what_has_nothing_to_judge_is_none_not_zero():
    summary = summarise(table_of([(unanswerable("u1"), make_response("answered"))]))
    assert summary["retrieval"]["evidence_recall@1"] is None
    assert summary["citations"]["evidence_precision"] is None
    assert summary["citations"]["verbatim"] is None
    assert summary["figures"] == {"checked": 0, "unsupported": 0, "faithfulness": None, "wrong_answers": None,
                                  "marked": 0, "asked_right": None}
    assert summary["refusal"] == {"precision": None, "recall": 0.0, "f1": 0.0, "false_refusal": None, "accuracy": 0.0}


def test_the_summary_has_the_keys_of_the_contract():
    summary = summarise(table_of([(answerable(), make_response())]))
    assert {group: set(figures) for group, figures in summary.items() if group not in ("questions", "n", "intervals")
            } == {
        "retrieval": {*(f"{name}@{k}" for name in ("evidence_recall", "hit", "recall") for k in (1, 3, 5, 10)),
                      "mrr@10", "ndcg@10"},
        "answers": {"fact_recall", "all_facts", "context_utilisation", "mean_sentences", "mean_chars", "median_chars"},
        "citations": {"precision", "recall", "verbatim", "gold_sentence", "evidence_precision", "evidence_recall"},
        "figures": {"checked", "unsupported", "faithfulness", "wrong_answers", "marked", "asked_right"},
        "refusal": {"precision", "recall", "f1", "false_refusal", "accuracy"},
        "reading": {"exact_match", "f1", "has_answer_em", "has_answer_f1", "no_answer"},
        "latency_ms": {"p50", "p95", "cpu_p50", "cpu_p95"}}
    assert set(summary["n"]) == {metric.key for metric in METRICS} >= set(summary["intervals"])


def test_latency_is_the_median_and_the_95th_percentile_of_all_questions():
    pairs = [(unanswerable(f"u{n}"), make_response()) for n in range(3)]
    timings = [Timing(wall, wall / 10) for wall in (10.0, 20.0, 30.0)]
    assert summarise(table_of(pairs, timings=timings))["latency_ms"] == {
        "p50": 20.0, "p95": 29.0, "cpu_p50": 2.0, "cpu_p95": pytest.approx(2.9)}


def test_a_cached_answer_is_left_out_of_the_latencies():
    pairs = [(unanswerable(f"u{n}"), make_response()) for n in range(3)]
    timings = [Timing(10.0, 5.0), Timing(0.1, 0.1, cached=True), Timing(30.0, 7.0)]
    summary = summarise(table_of(pairs, timings=timings))
    assert (summary["latency_ms"]["p50"], summary["n"]["latency_ms.p50"]) == (20.0, 2)


def test_pooled_figures_weigh_observations_and_means_weigh_questions():
    texts = ("甲乙丙丁戊。", "己庚辛壬癸。", "子丑寅卯辰。")
    pairs = [(answerable("q1", evidence=("甲乙丙丁戊",)), make_response(answer=f"{texts[0]}[1]", citations=[
                make_citation(texts[0])])),
             (answerable("q2", evidence=("甲乙丙丁戊",)), make_response(answer="无。[1]", citations=[
                make_citation(text, n) for n, text in enumerate(texts, 1)]))]
    summary = summarise(table_of(pairs))
    assert summary["citations"]["evidence_precision"] == 2 / 4  # 1 of 1 and 1 of 3 quotations
    assert summary["citations"]["precision"] == 1 / 2  # the mean of 1 and 0
    assert (summary["n"]["citations.evidence_precision"], summary["n"]["citations.precision"]) == (4, 2)


def test_metric_keys_are_unique_and_pooled_columns_exist():
    assert len({metric.key for metric in METRICS}) == len(METRICS)
    assert set(POOLED) <= set(COLUMNS)
    assert RIGHT.key == "verdict.right"


def test_only_pooled_columns_have_another_denominator_than_zero_or_one():
    quotes = [make_citation("甲乙丙丁", n) for n in (1, 2, 3)]
    pairs = [(answerable("q1"), make_response(answer="达 5、6 辆。[1]", citations=quotes)),
             (unanswerable("u1"), make_response("refused"))]
    table = table_of(pairs)
    several = {name for name in COLUMNS if not set(table.column(name)[1]) <= {0.0, 1.0}}
    assert several <= set(POOLED)
    assert {"verbatim", "figures_grounded", "refusal_f1"} <= several


def test_every_ratio_and_percentile_lies_in_its_interval_and_sums_have_none():
    pairs = [(answerable(f"q{n}", section=(str(n % 9),)), make_response(answer="126.9万辆。" * (n % 3)))
             for n in range(60)]
    found = estimates(table_of(pairs))
    for metric in METRICS:
        estimate = found[metric.key]
        if metric.how != "sum" and estimate.value is not None:
            assert estimate.low <= estimate.value <= estimate.high
        else:
            assert estimate.low is None
    assert found["answers.all_facts"].n == 60


def test_few_questions_and_rates_of_one_get_wilsons_interval():
    pairs = [(answerable(f"q{n}", section=(str(n),)), make_response(answer="126.9万辆")) for n in range(40)]
    found = estimates(table_of([*pairs[:9], (answerable("q9"), make_response(answer="不详"))]))["answers.all_facts"]
    assert (found.low, found.high) == wilson(9, 10)
    found = estimates(table_of(pairs))["answers.all_facts"]
    assert (found.value, found.low, found.high) == (1.0, *wilson(40, 40))


def test_one_section_alone_has_nothing_to_resample():
    pairs = [(answerable(f"q{n}"), make_response(answer="126.9万辆" * (n % 2))) for n in range(40)]
    found = estimates(table_of(pairs, clusters=["前言"] * 40))
    assert (found["answers.all_facts"].low, found["answers.all_facts"].high) == wilson(20, 40)
    assert (found["answers.mean_chars"].low, found["latency_ms.p50"].low) == (None, None)
    assert "answers.mean_chars" not in summarise(table_of(pairs, clusters=["前言"] * 40))["intervals"]


def test_a_slice_numbers_its_own_sections():
    pairs = [(answerable(f"q{n}"), make_response()) for n in range(6)]
    table = table_of(pairs, clusters=["甲", "乙", "乙", "丙", "丙", "丁"])
    assert table.clusters.tolist() == [0, 1, 1, 2, 2, 3]
    part = table.rows([5, 1, 2])
    assert part.clusters.tolist() == [1, 0, 0]
    assert part.numerators.shape == (3, len(COLUMNS))
    whole = score_table([dict(zip(COLUMNS, zip(*row, strict=True), strict=True)) for row in zip(
        part.numerators, part.denominators, strict=True)], ["乙", "丙", "丙"])
    assert summarise(part)["answers"] == summarise(whole)["answers"]


def test_the_order_of_the_questions_changes_no_figure():
    pairs = [(answerable(f"q{n}", section=(str(n % 5),)), make_response(answer="126.9万辆" * (n % 2)))
             for n in range(40)]
    one, other = (estimates(table_of(order)) for order in (pairs, sorted(pairs, key=lambda pair: pair[0].id)))
    assert {key: found.value for key, found in one.items()} == {key: found.value for key, found in other.items()}


def test_no_figure_is_nan_whatever_is_missing():
    questions = [answerable("q1", evidence=(), answers=()), unanswerable("u1"), answerable("q2")]
    for status in ("answered", "refused"):
        result = judge(make_record(questions, [make_response(status)] * 3))
        values = [value for found in result.estimates.values() for value in (found.value, found.low, found.high)]
        assert not any(isinstance(value, float) and math.isnan(value) for value in values)
        assert np.isfinite(result.table.numerators).all()


def test_reading_figures_need_reference_answers():
    with_reference = answerable("q1", references=("126.9万辆",))
    responses = [make_response(answer="“126.9万辆”[1]"), make_response("refused")]
    found = judge(make_record([with_reference, unanswerable("u1")], responses)).summary()["reading"]
    assert found == {"exact_match": 1.0, "f1": 1.0, "has_answer_em": 1.0, "has_answer_f1": 1.0, "no_answer": 1.0}
    found = judge(make_record([answerable("q1"), unanswerable("u1")], responses)).summary()["reading"]
    assert set(found.values()) == {None}
