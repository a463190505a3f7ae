"""Question sets are read whole or not at all, and split by id alone."""
import json

import pytest
from eval_fakes import answerable, unanswerable

from eval.questions import QuestionSetError, load_questions, select, split

GOOD = {"id": "q1", "question": "保有量？", "lang": "zh-Hans", "kind": "fact", "answerable": True,
        "answers": [["126.9万辆"]], "evidence": ["达126.9万辆"], "section": "前言"}


@pytest.fixture
def write_set(tmp_path):
    def write(*lines):
        path = tmp_path / "set.jsonl"
        path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
        return path
    return write


def test_a_question_is_read_with_its_fields_and_unknown_ones_are_ignored(write_set):
    [question] = load_questions(write_set({**GOOD, "note": "checked twice", "history": ["那前年呢？"]}))
    assert question.answers == (("126.9万辆",),)
    assert question.section == ("前言",)
    assert question.history == ("那前年呢？",)
    assert question.forbid == ()


def test_section_may_be_one_name_a_list_or_empty(write_set):
    sections = ["前言", ["前言", "展望"], ""]
    questions = load_questions(write_set(*({**GOOD, "id": f"q{n}", "section": s} for n, s in enumerate(sections))))
    assert [question.section for question in questions] == [("前言",), ("前言", "展望"), ()]


def test_every_malformed_line_is_listed_with_its_number(write_set):
    path = write_set(GOOD, "", "{not json", {**GOOD, "id": "q2", "answerable": "yes", "answers": ["126.9万辆"]}, "[]")
    with pytest.raises(QuestionSetError) as caught:
        load_questions(path)
    assert "3 malformed line(s)" in str(caught.value)
    assert "line 3: not JSON" in str(caught.value)
    assert "line 4: answerable must be true or false; answers must be a list of non-empty lists" in str(caught.value)
    assert "line 5: a list where an object belongs" in str(caught.value)


def test_an_id_may_not_come_twice_nor_hold_white_space(write_set):
    with pytest.raises(QuestionSetError, match="line 2: id 'q1' stands already on line 1\nline 3: id must be"):
        load_questions(write_set(GOOD, GOOD, {**GOOD, "id": "q 3"}))


def test_a_file_that_is_absent_empty_or_not_utf8_is_an_error_not_an_empty_set(tmp_path, write_set):
    (tmp_path / "gb.jsonl").write_bytes("保有量".encode("gb18030"))
    for path in (tmp_path / "none.jsonl", write_set(""), tmp_path / "gb.jsonl"):
        with pytest.raises(QuestionSetError):
            load_questions(path)


def test_one_id_in_three_is_test_whatever_stands_around_the_number():
    assert [split(f"q{n:03d}") for n in range(1, 7)] == ["dev", "dev", "test", "dev", "dev", "test"]
    assert split("2024-q3") == split("q3") == "test"
    assert split("no-number") == split("no-number")


def test_select_keeps_order_and_the_two_splits_share_nothing():
    questions = [answerable(f"q{n}") for n in range(1, 10)]
    dev, test = select(questions, "dev"), select(questions, "test")
    assert [question.id for question in test] == ["q3", "q6", "q9"]
    assert sorted([*dev, *test], key=lambda q: q.id) == questions == select(questions, None)


def test_questions_on_one_section_form_a_cluster_and_those_without_stand_alone():
    assert answerable("q1").cluster == answerable("q2").cluster == "前言"
    assert unanswerable("u1").cluster != unanswerable("u2").cluster
