"""Refusals, the two trivial systems, and confidence against what came true, by hand."""
import numpy as np
import pytest
from eval_fakes import answerable, make_record, make_response, unanswerable
from sklearn.metrics import average_precision_score, precision_recall_curve

from eval.judge import judge
from eval.measures.refusals import score_refusal
from eval.measures.scores import score_reading
from eval.stats.areas import area, area_interval, areas, order_by
from eval.stats.calibration import calibration
from eval.stats.intervals import wilson
from eval.stats.risk import refusal_curve, trivial_baselines
from eval.stats.risk import risk_coverage as risk_coverage_of


@pytest.mark.parametrize(("question", "status", "expected"), [
    (unanswerable(), "refused", ((1, 1), (1, 1), (0, 0))),
    (unanswerable(), "related", ((1, 1), (1, 1), (0, 0))),
    (unanswerable(), "partial", ((0, 0), (0, 1), (0, 0))),
    (answerable(), "refused", ((0, 1), (0, 0), (1, 1))),
    (answerable(), "answered", ((0, 0), (0, 0), (0, 1)))])
def test_refusal_is_scored_by_status_and_answerability(question, status, expected):
    scores = score_refusal(question, make_response(status))
    assert (scores["refusal_precision"], scores["refusal_recall"], scores["false_refusal"]) == expected
    (hits, refused), (_, should) = expected[:2]
    assert scores["refusal_f1"] == (2 * hits, refused + should)
    assert scores["decision"] == (float((status in ("refused", "related")) != question.answerable), 1.0)


def test_the_trivial_systems_refuse_everything_or_nothing():
    questions = [answerable(f"q{n}") for n in range(3)] + [unanswerable("u1")]
    assert trivial_baselines(questions) == {
        "questions": 4, "unanswerable": 1,
        "refuse_all": {"precision": 1 / 4, "recall": 1.0, "f1": 2 / 5, "accuracy": 1 / 4, "false_refusal": 1.0},
        "answer_all": {"precision": None, "recall": 0.0, "f1": 0.0, "accuracy": 3 / 4, "false_refusal": 0.0}}


@pytest.mark.parametrize("kind", ["answerable", "unanswerable"])
def test_the_trivial_systems_are_scored_as_any_other_system_is(kind):
    questions = [answerable("q1"), answerable("q2")] if kind == "answerable" else [unanswerable("u1")]
    for name, status in (("refuse_all", "refused"), ("answer_all", "answered")):
        scores = [score_refusal(question, make_response(status)) for question in questions]
        columns = {"precision": "refusal_precision", "recall": "refusal_recall", "f1": "refusal_f1",
                   "accuracy": "decision", "false_refusal": "false_refusal"}
        for figure, column in columns.items():
            top, below = (sum(row[column][part] for row in scores) for part in (0, 1))
            assert trivial_baselines(questions)[name][figure] == (top / below if below else None)


def risk_coverage(responses, right):
    """The curve of questions that stand each in a section of its own."""
    return risk_coverage_of(responses, right, np.arange(len(right)))


def said(*confidences):
    return [make_response(confidence=confidence) for confidence in confidences]


def test_risk_is_the_share_of_wrong_answers_among_the_most_confident():
    responses = [*said(0.9, 0.8, 0.6), make_response("refused", confidence=0.1)]
    curve = risk_coverage(responses, [True, False, True, True])
    assert curve["area"] == pytest.approx((0 + 1 / 2 + 1 / 3) / 3, abs=1e-6)
    assert [tuple(point.values()) for point in curve["points"]] == [(0.9, 0.25, 0.0), (0.8, 0.5, 0.5),
                                                                   (0.6, 0.75, 0.333333)]


def test_answers_of_equal_confidence_are_one_point_whatever_their_order():
    one, other = (risk_coverage(said(0.9, 0.9, 0.5), right) for right in ([True, False, True], [False, True, True]))
    assert one == other
    assert [(point["coverage"], point["risk"]) for point in one["points"]] == [(0.666667, 0.5), (1.0, 0.333333)]
    assert one["area"] == pytest.approx((1 / 2 + 1 / 2 + 1 / 3) / 3, abs=1e-6)


def test_risk_leaves_out_what_has_no_verdict_or_no_confidence():
    assert risk_coverage([*said(0.9, 0.8), make_response()], [True, None, False])["points"] == [
        {"confidence": 0.9, "coverage": 0.5, "risk": 0.0}]
    assert risk_coverage([make_response("refused")], [True]) == {
        "area": None, "n": 0, "interval": None, "points": []}


def test_the_refusal_curve_is_precision_and_recall_of_refusing_below_each_confidence():
    questions = [unanswerable("u1"), answerable("q1"), unanswerable("u2"), answerable("q2")]
    curve = refusal_curve(questions, said(0.1, 0.2, 0.3, 0.9), np.arange(4))
    assert curve["points"] == [(1.0, 0.5), (1.0, 2 / 3), (0.5, 0.5), (0.5, 1.0), (0.0, 1.0)]
    assert curve["average_precision"] == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)


@pytest.mark.parametrize("questions", [[answerable("q1")], [unanswerable("u1")]])
def test_there_is_no_refusal_curve_with_one_class_only(questions):
    none = {"average_precision": None, "interval": None, "points": []}
    assert refusal_curve(questions, said(0.5), np.arange(1)) == {**none, "n": 1}
    assert refusal_curve([*questions, answerable("q9"), unanswerable("u9")], [make_response()] * 3, np.arange(3)) == {
        **none, "n": 0}


SCORES = np.random.default_rng(5).integers(0, 8, 60) / 8  # many ties
HITS = np.random.default_rng(6).random(60) < SCORES
COUNTS = np.random.default_rng(7).integers(0, 4, (5, 60)).astype(float)  # how often each was drawn


def test_the_points_of_the_refusal_curve_are_those_of_scikit_learn():
    questions = [unanswerable(f"u{n}") if hit else answerable(f"q{n}") for n, hit in enumerate(HITS)]
    precision, recall, _ = precision_recall_curve(HITS, SCORES)
    found = refusal_curve(questions, said(*(1 - SCORES)), np.arange(60))["points"]
    assert np.array(found) == pytest.approx(np.column_stack([recall, precision]))


def test_average_precision_is_that_of_scikit_learn_in_every_resample():
    ordering = order_by(SCORES, HITS, np.arange(60))
    assert area(ordering, "hits") == pytest.approx(average_precision_score(HITS, SCORES))
    assert areas(ordering, COUNTS[:, ordering.places], "hits") == pytest.approx(
        [average_precision_score(HITS, SCORES, sample_weight=counts) for counts in COUNTS])


def test_the_risk_of_a_resample_is_that_of_a_set_with_its_questions_repeated():
    ordering = order_by(SCORES, HITS, np.arange(60))
    repeated = [np.repeat(np.arange(60), counts.astype(int)) for counts in COUNTS]
    assert areas(ordering, COUNTS[:, ordering.places], "questions") == pytest.approx(
        [area(order_by(SCORES[rows], HITS[rows], np.arange(len(rows))), "questions") for rows in repeated])


def test_an_area_lies_in_its_interval_and_sections_that_fail_together_widen_it():
    low, high = area_interval(order_by(SCORES, HITS, np.arange(60)), "questions")
    assert low < area(order_by(SCORES, HITS, np.arange(60)), "questions") < high
    scores, hits = np.repeat(SCORES, 4), np.repeat(HITS, 4)
    (low, high), (wide_low, wide_high) = (area_interval(order_by(scores, hits, clusters), "questions")
                                          for clusters in (np.arange(240), np.arange(240) // 4))
    assert wide_high - wide_low > 1.7 * (high - low)


def test_an_area_has_no_interval_where_resampling_shows_too_little_spread():
    assert area_interval(order_by(SCORES[:29], HITS[:29], np.arange(29)), "hits") is None  # few questions
    assert area_interval(order_by(SCORES, HITS, np.zeros(60, dtype=int)), "hits") is None  # one section
    assert area_interval(order_by(SCORES, [False] * 60, np.arange(60)), "questions") is None  # nothing is wrong


def test_calibration_error_is_told_with_the_questions_that_state_a_confidence():
    questions = [answerable("q1"), unanswerable("u1"), answerable("q2")]
    assert calibration(questions, [*said(0.9, 0.7), make_response()]) == {
        "error": pytest.approx((0.1 + 0.7) / 2), "n": 2}
    assert calibration(questions, [make_response()] * 3) == {"error": None, "n": 0}


def test_recall_of_a_reason_has_its_count_and_the_interval_that_all_rates_have():
    reasons = ("other_year",) * 40 + ("unsafe",) * 3
    questions = [unanswerable(f"u{n}", reason=reason, section=(str(n // 2),)) for n, reason in enumerate(reasons)]
    responses = [make_response("answered" if n % 4 == 0 else "refused") for n in range(43)]
    found = judge(make_record(questions, responses)).summary()["by_reason"]
    low, high = found["other_year"].pop("interval")
    assert found["other_year"] == {"questions": 40, "refused": 30, "recall": 0.75}
    assert 0.6 < low < 0.75 < high < 0.9
    assert found["unsafe"] == {"questions": 3, "refused": 2, "recall": 2 / 3, "interval": list(wilson(2, 3))}


def test_what_the_captions_of_the_plots_say_stands_in_the_summary():
    questions = [unanswerable("u1"), answerable("q1"), unanswerable("u2"), answerable("q2")]
    responses = [make_response("refused", confidence=0.1), *said(0.2), make_response("related", confidence=0.3),
                 *said(0.9)]
    summary = judge(make_record(questions, responses)).summary()
    assert summary["refusal_curve"] == {"average_precision": pytest.approx(0.5 + 0.5 * 2 / 3), "n": 4, "interval": None}
    assert summary["calibration"]["n"] == 4
    assert (summary["risk_coverage"]["n"], summary["risk_coverage"]["interval"]) == (2, None)
    assert (summary["trivial"]["questions"], summary["trivial"]["unanswerable"]) == (4, 2)


def test_no_answer_asks_for_silence_not_for_an_answer_without_quotation():
    assert score_reading(unanswerable(), make_response("refused"))["no_answer"] == (1.0, 1.0)
    assert score_reading(unanswerable(), make_response(answer="大约五个。"))["no_answer"] == (0.0, 1.0)
