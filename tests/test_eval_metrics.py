"""Sums over questions, and the intervals around them."""
from itertools import pairwise

import ir_measures
import numpy as np
import pytest
from eval_fakes import answerable, make_passage, make_response, unanswerable
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, Qrel, nDCG
from scipy.stats import binomtest

from eval.definitions import COLUMNS, METRICS, POOLED
from eval.intervals import percentile_interval, resampled_ratios, sign_flip_p, use_wilson, wilson
from eval.metrics import estimates, score_table, summarise
from eval.ranking import ranked_run, ranking_scores
from eval.scores import score_question


def table_of(pairs, clusters=None):
    """Score (question, response) pairs."""
    scores = [score_question(question, response, {}, {"mrr@10": 0.0, "ndcg@10": 0.0}) for question, response in pairs]
    return score_table(scores, clusters or [question.cluster for question, _ in pairs])


def test_a_mean_over_answerable_questions_counts_every_one_of_them():
    pairs = [(answerable("q1"), make_response(answer="126.9万辆")), (answerable("q2"), make_response()),
             (answerable("q3"), make_response("refused")), (unanswerable("u1"), make_response("refused"))]
    summary = summarise(table_of(pairs))
    assert summary["questions"] == 4
    assert summary["answers"]["fact_recall"] == 1 / 3
    assert summary["refusal"] == {"precision": 1 / 2, "recall": 1.0, "false_refusal": 1 / 3}


def test_what_has_nothing_to_judge_is_none_not_zero():
    summary = summarise(table_of([(unanswerable("u1"), make_response("answered"))]))
    assert summary["retrieval"]["evidence_recall@1"] is None
    assert summary["citations"]["precision"] is None
    assert summary["figures"] == {"checked": 0, "unsupported": 0}
    assert summary["refusal"] == {"precision": None, "recall": 0.0, "false_refusal": None}


def test_the_summary_has_the_keys_of_the_contract():
    summary = summarise(table_of([(answerable(), make_response())]))
    assert {group: set(figures) for group, figures in summary.items() if group != "questions"} == {
        "retrieval": {"evidence_recall@1", "evidence_recall@3", "evidence_recall@5", "evidence_recall@10", "mrr@10",
                      "ndcg@10"},
        "answers": {"fact_recall", "all_facts", "mean_sentences", "mean_chars", "median_chars"},
        "citations": {"precision", "recall", "verbatim"}, "figures": {"checked", "unsupported"},
        "refusal": {"precision", "recall", "false_refusal"}, "latency_ms": {"p50", "p95"}}


def test_latency_is_the_median_and_the_95th_percentile_of_all_questions():
    pairs = [(unanswerable(f"u{ms}"), make_response(timings_ms={"total": ms})) for ms in (10, 20, 30)]
    assert summarise(table_of(pairs))["latency_ms"] == {"p50": 20.0, "p95": 29.0}


def test_metric_keys_are_unique_and_pooled_columns_exist():
    assert len({metric.key for metric in METRICS}) == len(METRICS)
    assert set(POOLED) <= set(COLUMNS)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdef"), unique=True, max_size=6), min_size=1, max_size=5),
       st.sets(st.tuples(st.integers(1, 5), st.sampled_from("abcdefgh"))))
def test_mrr_and_ndcg_equal_ir_measures_with_unjudged_and_unanswered_questions_as_zero(rankings, judged):
    questions = [answerable(f"q{n}") for n, _ in enumerate(rankings, start=1)]
    responses = [make_response(passages=[make_passage(name, "x") for name in names]) for names in rankings]
    qrels = [Qrel(f"q{n}", name, 1) for n, name in sorted(judged) if n <= len(rankings)]
    run = ranked_run(questions, responses)
    scores = ranking_scores(questions, qrels, run)
    assert set(scores) == {question.id for question in questions}
    theirs = {"mrr@10": dict.fromkeys(scores, 0.0), "ndcg@10": dict.fromkeys(scores, 0.0)}
    for name, measure in (("mrr@10", RR @ 10), ("ndcg@10", nDCG @ 10)):
        theirs[name] |= {found.query_id: found.value for found in ir_measures.iter_calc([measure], qrels, run)}
    for question_id, score in scores.items():
        assert score == pytest.approx({name: theirs[name][question_id] for name in theirs}, abs=1e-9)


def test_mrr_and_ndcg_of_a_relevant_passage_at_rank_two():
    run = ranked_run([answerable("q1")], [make_response(passages=[make_passage("a", "x"), make_passage("b", "x")])])
    scores = ranking_scores([answerable("q1")], [Qrel("q1", "b", 1)], run)
    assert scores["q1"] == pytest.approx({"mrr@10": 1 / 2, "ndcg@10": 1 / np.log2(3)})


def test_the_scores_of_a_run_fall_strictly():
    passages = [make_passage(str(n), "x") for n in range(50)]
    scores = [hit.score for hit in ranked_run([answerable()], [make_response(passages=passages)])]
    assert all(a > b for a, b in pairwise(scores))


@pytest.mark.parametrize(("hits", "trials"), [(0, 7), (7, 7), (3, 20), (12, 29)])
def test_wilson_equals_scipy(hits, trials):
    theirs = binomtest(hits, trials).proportion_ci(method="wilson")
    assert wilson(hits, trials) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_wilson_is_used_for_few_observations_and_for_rates_of_exactly_zero_or_one():
    assert [use_wilson(*case) for case in ((5, 29), (5, 30), (0, 100), (100, 100))] == [True, False, True, True]


def bootstrap(values, clusters):
    tops = np.array(values, dtype=float)[:, None]
    return percentile_interval(resampled_ratios(tops, np.ones_like(tops), np.array(clusters))[:, 0])


def test_the_bootstrap_interval_of_independent_questions_is_near_the_normal_one():
    low, high = bootstrap([1] * 100 + [0] * 100, range(200))
    half = 1.96 * (0.25 / 200) ** 0.5
    assert (low, high) == pytest.approx((0.5 - half, 0.5 + half), abs=0.01)


def test_questions_of_one_section_that_fail_together_widen_the_interval():
    values = [1, 1, 1, 1, 0, 0, 0, 0] * 10
    low, high = bootstrap(values, range(80))
    wide_low, wide_high = bootstrap(values, [n // 4 for n in range(80)])
    assert wide_high - wide_low > 1.7 * (high - low)


def test_intervals_are_the_same_in_every_run():
    assert bootstrap([1, 0] * 20, range(40)) == bootstrap([1, 0] * 20, range(40))


def test_every_ratio_lies_in_its_interval_and_sums_and_percentiles_have_none():
    pairs = [(answerable(f"q{n}", section=(str(n % 9),)), make_response(answer="126.9万辆。" * (n % 3)))
             for n in range(60)]
    found = estimates(table_of(pairs))
    for metric in METRICS:
        estimate = found[metric.key]
        if metric.how == "ratio" and estimate.value is not None:
            assert estimate.low <= estimate.value <= estimate.high
        else:
            assert estimate.low is None
    assert found["answers.all_facts"].n == 60


def test_the_sign_flip_p_counts_labellings_as_extreme_as_the_one_seen():
    ones, zeros, clusters = np.ones(4), np.zeros(4), np.arange(4)
    p = sign_flip_p((zeros, ones), (ones, ones), clusters)
    assert p == pytest.approx(2 / 2 ** 4, abs=0.01)  # all four swapped, or none
    assert sign_flip_p((ones, ones), (ones, ones), clusters) == 1.0
