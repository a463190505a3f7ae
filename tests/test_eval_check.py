"""The checker on the real reports: the shipped sets are sound, and each kind of mistake is found."""
import json
from ast import literal_eval
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from eval_fakes import answerable, unanswerable

from corpus.report import read_report
from eval.sets.check import check_entries, check_file
from eval.sets.questions import Entry, Question, QuestionSetError, load_questions
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


def problems_of(*questions: Question, report):
    return check_entries([Entry(f"line {line}", question) for line, question in enumerate(questions, 1)], [report])


@pytest.fixture
def check_lines(tmp_path, report):
    """Check rows as the lines of a .jsonl file → its messages."""
    def check(*rows: dict) -> list[str]:
        (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
        return [str(problem) for problem in check_file(tmp_path / "set.jsonl", [report])]
    return check


@pytest.mark.parametrize("name", SETS)
def test_the_shipped_question_set_has_no_problem(name):
    problems = check_file(ROOT / "eval/questions" / f"{name}.jsonl", [read_report(ROOT / SETS[name])])
    assert [problem for problem in problems if not problem.is_warning] == []


def test_the_shipped_set_covers_all_kinds_all_languages_and_forty_unanswerable_questions():
    questions = load_questions(ROOT / "eval/questions/shenzhen-2024.jsonl")
    assert len(questions) >= 200
    assert len({question.kind for question in questions}) == 10
    assert {question.lang for question in questions} == {"zh-Hans", "zh-Hant", "en"}
    assert sum(not question.answerable for question in questions) >= 40


def test_a_sound_question_has_no_problem(sound, report):
    assert problems_of(sound, report=report) == []


@pytest.mark.parametrize(("changes", "message"), [
    ({"evidence": ("新能源汽车保有量达到999万辆",)}, "not in the report word for word"),
    ({"answers": (("126.9万辆", "127万辆"),)}, "'127万辆' stands in none of the evidence"),
    ({"evidence": ()}, "answerable, yet without evidence"),
    ({"forbid": ("126.9万",)}, "part of the answer"),
    ({"section": ("第九部分/一、不存在",)}, "not in the outline"),
    ({"section": ("前言",)}, "does not stand under 前言"),
    ({"evidence": ("深圳",)}, "passages: '深圳'; quote more of it"),
    ({"kind": "unanswerable"}, "cannot be answerable"),
    ({"kind": "follow_up"}, "needs the question before it"),
    ({"lang": "en"}, "most of the question is Chinese"),
    ({"lang": "zh-Hant"}, "no character is Traditional"),
    ({"question": "How many new-energy vehicles?"}, "Latin letters"),
    ({"question": "深圳新能源汽車保有量是多少？"}, "車 look Traditional"),
])
def test_a_mistake_in_an_answerable_question_is_found(sound, report, changes, message):
    assert any(message in problem.message for problem in problems_of(replace(sound, **changes), report=report))


def test_a_question_that_asks_the_same_as_an_earlier_one_is_named(sound, report):
    again = replace(sound, id="q2", question="深圳新能源汽車保有量是多少 ？", lang="zh-Hant")
    after_another = replace(sound, id="q3", history=("深圳有多少辆车？",))
    [problem] = problems_of(sound, again, after_another, report=report)
    assert str(problem) == "line 2 (q2): warning: asks the same as line 1 (q1)"


def test_evidence_that_runs_over_two_paragraphs_stands_in_no_passage(sound, report):
    first, second = [passage.text for passage in report.passages if passage.kind == "body"][:2]
    problems = problems_of(replace(sound, evidence=(*sound.evidence, first[-8:] + second[:8])), report=report)
    assert any("stands in no single passage" in problem.message for problem in problems)


def test_every_message_has_row_and_id_and_all_stand_in_the_order_of_the_file(tmp_path, sound, report):
    path = tmp_path / "set.csv"
    path.write_text("编号,题目,可回答,答案,证据,章节,题型,语言,原因\n"
                    f"a1,{sound.question},是,126.9万辆,{sound.evidence[0]},第九部分,事情,,\n"
                    f"a1,这一行的编号重复？,是,126.9万辆,编出来的证据,{sound.section[0]},,,\n,,也许,,,,,,\n"
                    "a 4,2024年新能源汽车保有量是多少？,否,,,,unanswerable,日文,不知道\n", "utf-8")
    errors = [str(problem) for problem in check_file(path, [report]) if not problem.is_warning]
    assert errors == [
        "row 2 (a1): error: kind '事情' is none of fact, list, explain, compare, multi_hop, colloquial, follow_up, "
        "unanswerable, false_premise, injection",
        "row 2 (a1): error: section '第九部分' is not in the outline; run `baipishu outline`",
        "row 3 (a1): error: id 'a1' stands already on row 2",
        "row 3 (a1): error: evidence is not in the report word for word: '编出来的证据'",
        "row 3 (a1): error: answer '126.9万辆' stands in none of the evidence",
        "row 4 (row4): error: answerable is '也许', neither 是 (yes, true, 1) nor 否 (no, false, 0)",
        "row 4 (row4): error: question is missing",
        "row 5: error: id 'a 4' must be a text without white space",
        "row 5: error: lang '日文' is none of zh-Hans, zh-Hant, en",
        "row 5: error: reason '不知道' is none of not_in_report, other_year, other_place, other_document, off_topic, "
        "unsafe, empty"]


def test_what_is_sound_in_a_row_is_checked_though_another_field_of_it_is_not(check_lines, sound):
    wrong = {"answerable": "也许", "evidence": ["编出来的证据"], "section": ["第九部分"]}
    assert check_lines({**asdict(sound), **wrong}) == [
        "line 1 (q1): error: answerable must be true or false",
        "line 1 (q1): error: section '第九部分' is not in the outline; run `baipishu outline`",
        "line 1 (q1): error: evidence is not in the report word for word: '编出来的证据'",
        "line 1 (q1): error: answer '126.9万辆' stands in none of the evidence",
        "line 1 (q1): error: answer '126.9万' stands in none of the evidence"]


def test_a_field_that_is_wrong_is_told_once_and_nothing_is_concluded_from_it(check_lines, sound):
    assert check_lines({**asdict(sound), "evidence": "一句话", "lang": "fr"}) == [
        "line 1 (q1): error: lang 'fr' is none of zh-Hans, zh-Hant, en",
        "line 1 (q1): error: evidence must be a list of texts that are not blank"]


def test_a_field_that_nothing_reads_is_named_with_the_one_it_may_be(check_lines, sound):
    row = asdict(sound)
    first = {**row, "forbids": ["97.6万辆"], "secton": "前言", "difficulty": 3, "note": "看过两遍"}
    second = {**row, "id": "q2", "history": ["那前年呢？"], "forbids": [], "difficulty": 1}
    assert check_lines(first, second) == [
        "line 1 (q1): warning: unknown field 'forbids' is not read; is it 'forbid'?",
        "line 1 (q1): warning: unknown field 'secton' is not read; is it 'section'?",
        "line 1 (q1): warning: unknown field 'difficulty' is not read, on 2 lines",
        "line 2 (q2): warning: unknown field 'forbids' is not read; is it 'forbid'?"]


def test_an_example_of_the_template_that_is_left_in_a_table_is_told_and_not_checked(tmp_path, sound, report):
    path = tmp_path / "set.csv"
    path.write_text("编号,题目,答案,证据,章节\n示例1,云湖市有什么？,不在报告里,不在报告里,不在报告里\n"
                    f"q1,{sound.question},126.9万辆,{sound.evidence[0]},{sound.section[0]}\n", "utf-8")
    assert [str(problem) for problem in check_file(path, [report])] == [
        "row 2 (示例1): warning: an example of the template; left out"]


def test_a_file_without_a_question_is_no_proof(tmp_path, report):
    (tmp_path / "empty.csv").write_text("题目\n", "utf-8")
    with pytest.raises(QuestionSetError, match="holds no question"):
        check_file(tmp_path / "empty.csv", [report])


@pytest.mark.parametrize(("changes", "message", "is_warning"), [
    ({"evidence": ("深圳市应对气候变化",)}, "not answerable, yet with evidence", False),
    ({"question": "1998年火星探测器有几个？", "reason": None}, "without the reason", True),
    ({"question": "2024年新能源汽车保有量是多少？", "missing": ("2024年",)}, "yet stands with 新能源、汽车", False),
    ({"question": "2024年火星探测器有几个？", "missing": ("2024年",)}, "stands elsewhere in the report", True),
    ({"question": "新能源汽车保有量是多少？", "reason": "not_in_report"}, "is it absent?", True),
])
def test_an_unanswerable_question_that_the_report_may_answer_is_found(report, changes, message, is_warning):
    found = {problem.message: problem.is_warning for problem in problems_of(unanswerable(**changes), report=report)}
    assert [found[text] for text in found if message in text] == [is_warning]


@pytest.mark.parametrize(("changes", "words"), [
    ({"question": "2024年新能源汽車保有量是多少？", "missing": ("２０２４年",)},
     "'２０２４年' is said to be missing, yet stands with 新能源、汽車"),
    ({"question": "2024年火星探測器有幾個？", "missing": ("２０２４年",)},
     "'２０２４年' is said to be missing, yet stands elsewhere"),
    ({"question": "新能源汽車保有量是多少？", "reason": "not_in_report"},
     "is it absent? 新能源、汽車、保有量 stand in "),
])
def test_a_warning_quotes_the_set_as_it_is_written(report, changes, words):
    found = [problem.message for problem in problems_of(unanswerable(**changes), report=report)]
    assert [message[:len(words)] for message in found if "missing" in message or "absent" in message] == [words]


def test_a_warning_quotes_the_report_as_it_is_written(report):
    question = unanswerable(question="战略性新兴产业增加值占GDP多少？", reason="not_in_report")
    [found] = [problem.message for problem in problems_of(question, report=report) if "absent" in problem.message]
    quoted = literal_eval(found.partition(" stand in ")[2])
    assert "单位 GDP 能耗" in quoted and quoted in report.text


def test_evidence_under_another_section_is_quoted_with_its_spaces(sound, report):
    spaced = " ".join(sound.evidence[0])
    messages = [problem.message for problem in problems_of(replace(sound, evidence=(spaced,), section=("前言",)),
                                                           report=report)]
    assert f"evidence {spaced!r} does not stand under 前言" in messages


def test_what_is_truly_absent_raises_nothing(report):
    absent = unanswerable(question="1998年火星探测器有几个？", missing=("1998年",))
    other = unanswerable("u2", question="火星探测器在哪一年着陆？", reason="not_in_report")
    assert problems_of(absent, other, report=report) == []


def test_a_place_is_named_in_full_or_by_the_number_of_its_part():
    assert section_names(("第二部分 积极减缓", "三、交通")) == ("第二部分 积极减缓/三、交通", "第二部分/三、交通")
    assert section_names(("第二部分 积极减缓",)) == ("第二部分 积极减缓", "第二部分")
    assert section_names(("前言",)) == ("前言", "前言")
    assert section_names(("三、任务", "（一）产业")) == ("三、任务/（一）产业",) * 2
