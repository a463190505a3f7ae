"""The checker on the real reports: the shipped sets are sound, and each kind of mistake is found."""
from dataclasses import replace
from pathlib import Path

import pytest
from eval_fakes import answerable, unanswerable

from corpus.report import read_report
from eval.check import check_file, check_questions
from eval.questions import Question, QuestionSetError, load_questions
from eval.sets.reports import section_names

ROOT = Path(__file__).parent.parent
SETS = {"shenzhen-2024": "corpus/reports/shenzhen-climate-2024.txt",
        "gov-work-report-2024": "corpus/holdout/gov-work-report-2024.txt"}


@pytest.fixture(scope="module")
def report():
    return read_report(ROOT / SETS["shenzhen-2024"])


@pytest.fixture(scope="module")
def sound(report) -> Question:
    """A question on the sentence of the report that holds the figure."""
    text = "".join(report.text.split())
    place = text.index("126.9万辆")
    return answerable(question="深圳新能源汽车保有量是多少？", evidence=(text[place - 4:place + 8],),
                      section=("第二部分/三、交通运输绿色发展多维跃迁",))


@pytest.mark.parametrize("name", SETS)
def test_the_shipped_question_set_has_no_problem(name):
    questions = load_questions(ROOT / "eval/questions" / f"{name}.jsonl")
    problems = check_questions(questions, [read_report(ROOT / SETS[name])])
    assert [problem for problem in problems if not problem.is_warning] == []


def test_the_shipped_set_covers_all_kinds_all_languages_and_forty_unanswerable_questions():
    questions = load_questions(ROOT / "eval/questions/shenzhen-2024.jsonl")
    assert len(questions) >= 200
    assert len({question.kind for question in questions}) == 10
    assert {question.lang for question in questions} == {"zh-Hans", "zh-Hant", "en"}
    assert sum(not question.answerable for question in questions) >= 40


def test_a_sound_question_has_no_problem(sound, report):
    assert check_questions([sound], [report]) == []


@pytest.mark.parametrize(("changes", "message"), [
    ({"evidence": ("新能源汽车保有量达到999万辆",)}, "not in the report word for word"),
    ({"answers": (("126.9万辆", "127万辆"),)}, "'127万辆' stands in none of the evidence"),
    ({"answers": ()}, "without answers or evidence"),
    ({"forbid": ("126.9万",)}, "part of the answer"),
    ({"section": ("第九部分/一、不存在",)}, "not in the outline"),
    ({"section": ("前言",)}, "does not stand under 前言"),
    ({"evidence": ("深圳",)}, "passages: '深圳'; quote more of it"),
    ({"kind": "riddle"}, "kind 'riddle'"),
    ({"kind": "unanswerable"}, "cannot be answerable"),
    ({"kind": "follow_up"}, "needs the question before it"),
    ({"lang": "fr"}, "lang 'fr'"),
    ({"lang": "en"}, "most of the question is Chinese"),
    ({"lang": "zh-Hant"}, "no character is Traditional"),
    ({"question": "How many new-energy vehicles?"}, "Latin letters"),
    ({"question": "深圳新能源汽車保有量是多少？"}, "車 look Traditional"),
])
def test_a_mistake_in_an_answerable_question_is_found(sound, report, changes, message):
    assert any(message in problem.message for problem in check_questions([replace(sound, **changes)], [report]))


def test_two_questions_with_one_id_are_both_named(sound, report):
    other = replace(sound, question="深圳的新能源汽车保有量是多少？")
    assert [problem.message for problem in check_questions([sound, other], [report])] == ["id used 2 times"] * 2


def test_a_question_that_asks_the_same_as_an_earlier_one_is_named(sound, report):
    again = replace(sound, id="q2", question="深圳新能源汽車保有量是多少 ？", lang="zh-Hant")
    after_another = replace(sound, id="q3", history=("深圳有多少辆车？",))
    [problem] = check_questions([sound, again, after_another], [report])
    assert str(problem) == "q2: warning: asks the same as q1"


def test_evidence_that_runs_over_two_paragraphs_stands_in_no_passage(sound, report):
    first, second = [passage.text for passage in report.passages if passage.kind == "body"][:2]
    problems = check_questions([replace(sound, evidence=(*sound.evidence, first[-8:] + second[:8]))], [report])
    assert any("stands in no single passage" in problem.message for problem in problems)


def test_a_file_is_checked_whole_when_some_of_its_rows_cannot_be_read(tmp_path, sound, report):
    path = tmp_path / "set.csv"
    path.write_text("编号,题目,可回答,答案,证据,题型,语言\n"
                    f"q1,{sound.question},是,126.9万辆,{sound.evidence[0]},riddle,\n"
                    "q1,这一行的编号重复？,否,,,,\n,,也许,,,,\n"
                    "q4,2024年新能源汽车保有量是多少？,否,,,unanswerable,fr\n", "utf-8")
    errors = [str(problem) for problem in check_file(path, [report]) if not problem.is_warning]
    assert errors == [
        "row 3: error: id 'q1' stands already on row 2",
        "row 4: error: answerable is '也许', neither 是 (yes, true, 1) nor 否 (no, false, 0)",
        "row 4: error: question is missing",
        "q1: error: kind 'riddle' is none of fact, list, explain, compare, multi_hop, colloquial, follow_up, "
        "unanswerable, false_premise, injection",
        "q4: error: lang 'fr' is none of zh-Hans, zh-Hant, en"]


def test_a_file_without_a_question_is_no_proof(tmp_path, report):
    (tmp_path / "empty.csv").write_text("题目\n", "utf-8")
    with pytest.raises(QuestionSetError, match="holds no question"):
        check_file(tmp_path / "empty.csv", [report])


@pytest.mark.parametrize(("changes", "message", "is_warning"), [
    ({"answers": (("x",),)}, "not answerable, yet with answers", False),
    ({"reason": "no idea"}, "reason 'no idea'", False),
    ({"question": "1998年火星探测器有几个？", "reason": None}, "without the reason", True),
    ({"question": "2024年新能源汽车保有量是多少？", "missing": ("2024年",)}, "yet stands with 新能源、汽车", False),
    ({"question": "2024年火星探测器有几个？", "missing": ("2024年",)}, "stands elsewhere in the report", True),
    ({"question": "新能源汽车保有量是多少？", "reason": "not_in_report"}, "is it absent?", True),
])
def test_an_unanswerable_question_that_the_report_may_answer_is_found(report, changes, message, is_warning):
    [problem] = check_questions([unanswerable(**changes)], [report])
    assert message in problem.message
    assert problem.is_warning is is_warning


def test_what_is_truly_absent_raises_nothing(report):
    absent = unanswerable(question="1998年火星探测器有几个？", missing=("1998年",))
    other = unanswerable("u2", question="火星探测器在哪一年着陆？", reason="not_in_report")
    assert check_questions([absent, other], [report]) == []


def test_a_place_is_named_in_full_or_by_the_number_of_its_part():
    assert section_names(("第二部分 积极减缓", "三、交通")) == ("第二部分 积极减缓/三、交通", "第二部分/三、交通")
    assert section_names(("第二部分 积极减缓",)) == ("第二部分 积极减缓", "第二部分")
    assert section_names(("前言",)) == ("前言", "前言")
    assert section_names(("三、任务", "（一）产业")) == ("三、任务/（一）产业",) * 2
