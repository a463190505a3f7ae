"""The figure that an answer marks as the one asked for, against the required facts of its question."""

import pytest
from eval_fakes import answerable, make_citation, make_record, make_response, unanswerable

from eval.judge import judge
from eval.measures.marked import is_required, score_marked

FACT = ("126.9万辆", "126.9万")
QUOTE = "2024 年新增 32 万辆，保有量达 126.9 万辆，占 28.6%。"


def marks(*texts: str, status: str = "answered"):
    """A response that marks these figures, and lists another without a mark."""
    figures = [{"text": text, "value": 0, "unit": None, "citation": 1, "key": True} for text in texts]
    figures.append({"text": "28.6%", "value": 28.6, "unit": "%", "citation": 1, "key": False})
    return make_response(status, "达 126.9 万辆。[1]", citations=[make_citation(QUOTE)], figures=figures)


@pytest.mark.parametrize(
    ("mark", "fact", "right"),
    [
        ("126.9 万辆", FACT, True),
        ("1,269,000 辆", FACT, True),
        ("１２６．９萬輛", FACT, True),
        ("126.9 万吨", FACT, False),  # another unit, though a string of the fact names none
        ("32 万辆", FACT, False),  # the year's additions
        ("26.9 万辆", FACT, False),
        ("50%", ("50个百分点",), False),
        ("1.49 万人次/公里", ("1.49万人次",), True),
        ("1.49 万人次", ("1.49万人次/公里",), False),
        ("127 个", ("127",), True),  # the set leaves the unit open
        ("127", ("127 个公园",), True),
        ("5%-10%", ("5%至10%",), True),
        ("5%-12%", ("5%至10%",), False),
        ("2024 年 7 月", ("2024年7月",), True),
        ("2023 年 7 月", ("2024年7月",), False),
        ("三类", ("分为三类",), True),
        ("四类", ("分为三类",), False),
    ],
)
def test_a_mark_is_right_by_value_and_unit(mark: str, fact: tuple[str, ...], right: bool):
    assert is_required(mark, answerable(answers=(("别的事实",), fact))) is right


@pytest.mark.parametrize(
    ("question", "response", "marked", "right"),
    [
        (answerable(), marks("126.9 万辆"), (1, 1), (1, 1)),
        (answerable(), marks("32 万辆"), (1, 1), (0, 1)),
        (answerable(answers=(FACT, ("32万辆",))), marks("126.9 万辆", "32 万辆"), (1, 1), (1, 1)),
        (answerable(), marks("126.9 万辆", "32 万辆"), (1, 1), (0, 1)),
        (answerable(), marks(), (0, 1), (0, 0)),  # a figure without a mark is not judged
        (answerable(), marks("126.9 万辆", status="refused"), (0, 1), (0, 0)),
        (unanswerable(), marks("126.9 万辆"), (1, 1), (0, 1)),
        (answerable(answers=()), marks("126.9 万辆"), (1, 1), (0, 0)),  # no fact that would tell
    ],
)
def test_an_answer_is_right_when_all_its_marks_are(question, response, marked, right):
    assert score_marked(question, response) == {"figures_marked": marked, "figures_asked_right": right}


def test_a_run_tells_the_share_of_right_marks_and_how_many_there_were():
    questions = [answerable("q1"), answerable("q2"), answerable("q4"), unanswerable("u1")]
    responses = [marks("126.9 万辆"), marks("32 万辆"), marks(), make_response("refused", "没有")]
    figures = judge(make_record(questions, responses)).summary()
    assert (figures["figures"]["marked"], figures["figures"]["asked_right"]) == (2, 0.5)
    assert figures["n"]["figures.asked_right"] == 2
