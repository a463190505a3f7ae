"""Refusals, the two trivial systems, and confidence against what came true, by hand."""
import pytest
from eval_fakes import answerable, make_response, unanswerable

from eval.measures.refusals import score_refusal
from eval.measures.scores import score_reading
from eval.risk import refusal_curve, risk_coverage, trivial_baselines


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
    assert risk_coverage([make_response("refused")], [True]) == {"area": None, "points": []}


def test_the_refusal_curve_is_precision_and_recall_of_refusing_below_each_confidence():
    questions = [unanswerable("u1"), answerable("q1"), unanswerable("u2"), answerable("q2")]
    curve = refusal_curve(questions, said(0.1, 0.2, 0.3, 0.9))
    assert curve["points"] == [(1.0, 0.5), (1.0, 2 / 3), (0.5, 0.5), (0.5, 1.0), (0.0, 1.0)]
    assert curve["average_precision"] == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)


@pytest.mark.parametrize("questions", [[answerable("q1")], [unanswerable("u1")]])
def test_there_is_no_refusal_curve_with_one_class_only(questions):
    assert refusal_curve(questions, said(0.5)) is None
    assert refusal_curve([*questions, answerable("q9"), unanswerable("u9")], [make_response()] * 3) is None


def test_no_answer_asks_for_silence_not_for_an_answer_without_quotation():
    assert score_reading(unanswerable(), make_response("refused"))["no_answer"] == (1.0, 1.0)
    assert score_reading(unanswerable(), make_response(answer="大约五个。"))["no_answer"] == (0.0, 1.0)
