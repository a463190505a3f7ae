"""Question sets are read whole or not at all, and split by id alone."""
import json

import pytest
from eval_fakes import answerable, unanswerable

from eval.sets.questions import QuestionSetError, load_questions, select, split

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


def mistakes_in(path):
    with pytest.raises(QuestionSetError) as caught:
        load_questions(path)
    return list(caught.value.mistakes)


def test_every_mistake_is_told_by_itself_with_its_line(write_set):
    path = write_set(GOOD, "", "{not json", {**GOOD, "id": "q2", "answerable": "yes", "answers": ["126.9万辆"]}, "[]")
    not_json, answerable_field, answers_field, no_object = mistakes_in(path)
    assert not_json.startswith("line 3: not JSON")
    assert answerable_field == "line 4 (q2): answerable must be true or false"
    assert answers_field == "line 4 (q2): answers must be a list of facts, each a list of texts of which any will do"
    assert no_object == "line 5: a list where an object belongs"


def test_ten_mistakes_are_ten_messages_also_where_a_line_holds_two(write_set):
    lines = [GOOD, "{", '"text"', {**GOOD, "id": None}, GOOD, {**GOOD, "id": "q 5"},
             {**GOOD, "id": "q6", "question": " "},
             {**GOOD, "id": "q7", "answerable": "yes", "evidence": "达126.9万辆"}, {**GOOD, "id": "q8", "answers": []},
             {**GOOD, "id": "q9", "answerable": False}]
    mistakes = mistakes_in(write_set(*lines))
    assert len(mistakes) == 10
    assert [mistake.split(":")[0] for mistake in mistakes] == [
        "line 2", "line 3", "line 4", "line 5 (q1)", "line 6", "line 7 (q6)", "line 8 (q7)", "line 8 (q7)",
        "line 9 (q8)", "line 10 (q9)"]
    assert mistakes[-2:] == ["line 9 (q8): answerable, yet without answers",
                             "line 10 (q9): not answerable, yet with answers"]


def test_an_id_may_not_come_twice_nor_hold_white_space(write_set):
    assert mistakes_in(write_set(GOOD, GOOD, {**GOOD, "id": "q 3"}, {**GOOD, "id": "q 3"})) == [
        "line 2 (q1): id 'q1' stands already on line 1", "line 3: id 'q 3' must be a text without white space",
        "line 4: id 'q 3' must be a text without white space"]


@pytest.mark.parametrize("changes", [{"kind": "fcat"}, {"lang": "fr"}, {"reason": "no idea"}])
def test_a_kind_a_language_and_a_reason_are_one_of_those_that_the_format_names(write_set, changes):
    [(field, value)] = changes.items()
    [mistake] = mistakes_in(write_set({**GOOD, **changes}))
    assert mistake.startswith(f"line 1 (q1): {field} {value!r} is none of ")


def test_a_field_that_stands_twice_is_a_mistake_since_one_of_them_would_be_lost(write_set):
    line = json.dumps(GOOD)[:-1] + ', "answers": [["97万辆"]]}'
    assert mistakes_in(write_set(line)) == ["line 1 (q1): field 'answers' stands twice"]


def test_a_pretty_printed_json_document_is_one_mistake_and_not_one_a_line(tmp_path):
    (tmp_path / "set.jsonl").write_text(json.dumps([GOOD, GOOD], indent=1), "utf-8")
    assert mistakes_in(tmp_path / "set.jsonl") == ["one JSON document, not JSON Lines; write one object a line"]


def test_reference_answers_are_read(write_set):
    [question] = load_questions(write_set({**GOOD, "references": ["126.9万辆", "126.9 万"]}))
    assert question.references == ("126.9万辆", "126.9 万")


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
