"""Question sets from a spreadsheet: what may be left out, and that every mistake is told once, with its row."""
import csv
import datetime
import io
import json
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from corpus.document import Document
from eval.sets.check import check_entries
from eval.sets.fields import FIELDS
from eval.sets.questions import Question, QuestionSetError, load_questions, read_entries
from eval.sets.template import write_template

HEADER = ["编号", "题目", "语言", "题型", "可回答", "答案", "证据", "章节", "上文", "禁止", "原因", "缺少", "参考答案"]
FULL = ["q1", "保有量是多少？", "zh-Hans", "fact", "是", "126.9万辆 | 126.9万\n三成", "达126.9万辆\n占三成",
        "第二部分/三、交通||前言", "先问的\n后问的", "97万辆", "", "", "126.9万辆"]  # fmt: skip


def write_csv(path: Path, rows: list[list], encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    path.write_bytes(file.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, rows: list[list]) -> Path:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


@pytest.fixture(params=["csv", "xlsx"])
def write(request, tmp_path):
    """Write rows as a table of either format."""
    writer = {"csv": write_csv, "xlsx": write_xlsx}[request.param]
    return lambda *rows: writer(tmp_path / f"set.{request.param}", [list(row) for row in rows])


def mistakes_in(path: Path) -> list[str]:
    with pytest.raises(QuestionSetError) as caught:
        load_questions(path)
    return list(caught.value.mistakes)


def test_a_row_is_read_with_all_its_columns(write):
    assert load_questions(write(HEADER, FULL)) == [Question(
        "q1", "保有量是多少？", "zh-Hans", "fact", True, answers=(("126.9万辆", "126.9万"), ("三成",)),
        evidence=("达126.9万辆", "占三成"), section=("第二部分/三、交通", "前言"), history=("先问的", "后问的"),
        forbid=("97万辆",), references=("126.9万辆",))]


def test_english_and_chinese_names_of_columns_mean_the_same_in_any_order_and_case(write):
    english = {field.chinese: field.name for field in FIELDS}
    names = [english[name].upper() for name in HEADER]
    assert load_questions(write(names[::-1], FULL[::-1])) == load_questions(write(HEADER, FULL))


def test_what_is_left_out_follows_from_the_row_the_script_and_the_answers(write):
    first, second, third = load_questions(write(
        ["题目", "答案", "备注"], ["保有量是多少？", "126.9万辆", "问过两遍"], ["", "", ""], ["2016年呢？", "", ""],
        ["How many new-energy vehicles are there?", "126.9万辆", ""]))
    assert (first.id, first.lang, first.kind, first.answerable) == ("row2", "zh-Hans", "fact", True)
    assert (second.id, second.kind, second.answerable) == ("row4", "unanswerable", False)
    assert (third.id, third.lang) == ("row5", "en")


@pytest.mark.parametrize("cell", ["是", "yes", "TRUE", "1"])
def test_yes_is_understood_as_people_write_it(write, cell):
    [question] = load_questions(write(["题目", "可回答", "答案"], ["保有量？", cell, "126.9万辆"]))
    assert question.answerable


@pytest.mark.parametrize("cell", ["否", "No", "false", "0"])
def test_no_is_understood_as_people_write_it(write, cell):
    [question] = load_questions(write(["题目", "可回答"], ["2016年呢？", cell]))
    assert not question.answerable


def test_kinds_languages_and_reasons_may_be_written_as_the_reports_name_them(write):
    row = ["2016年呢？", "繁體", "无法回答", "Another year"]
    [question] = load_questions(write(["题目", "语言", "题型", "原因"], row))
    assert (question.lang, question.kind, question.reason) == ("zh-Hant", "unanswerable", "other_year")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_as_any_excel_writes_it(tmp_path, encoding, delimiter):
    rows = [["编号", "题目", "答案"], ["q1", "甲；乙，丙; 丁, 有多少？", "三成\n“两”成"]]
    [question] = load_questions(write_csv(tmp_path / "set.csv", rows, encoding, delimiter))
    assert question.question == "甲；乙，丙; 丁, 有多少？"
    assert question.answers == (("三成",), ("“两”成",))


def test_numbers_truths_and_percentages_are_read_from_excel_as_they_are_shown(tmp_path):
    path = write_xlsx(tmp_path / "set.xlsx", [["编号", "题目", "可回答", "答案"], [7, "多少？", True, 2024],
                                              [8, "多少？", True, 0.412], [9, "多少？", False, None]])
    workbook = load_workbook(path)
    workbook.active["D3"].number_format = "0.0%"
    workbook.save(path)
    questions = load_questions(path)
    assert [(q.id, q.answerable, q.answers) for q in questions] == [
        ("7", True, (("2024",),)), ("8", True, (("41.2%",),)), ("9", False, ())]


def test_a_date_or_an_error_in_a_cell_is_one_mistake_and_not_a_missing_answer(tmp_path):
    path = write_xlsx(tmp_path / "set.xlsx", [
        ["题目", "可回答", "答案"], ["比分？", "是", datetime.date(2024, 3, 5)], ["#N/A", "否", ""]])
    date, error = mistakes_in(path)
    assert date.startswith("row 2 (row2): answers was turned into a date (2024-03-05")
    assert error == "row 3 (row3): question holds the error #N/A"


TEN_IN_A_TABLE = [
    ["编号", "题目", "可回答", "答案"],
    ["q1", "第一题？", "是", "甲"],
    ["q2", "", "是", "甲"],
    ["q1", "第三题？", "是", "甲"],
    ["q 4", "第四题？", "是", "甲"],
    ["q5", "第五题？", "也许", "甲"],
    ["q6", "第六题？", "是", ""],
    ["", "", "", ""],
    ["q7", "第七题？", "否", "甲"],
    ["q1", " ", "是", "甲"],
    ["q9", "第九题？", "是", "甲", "多出的一格"],
    ["q10", "第十题？", "不好说", ""],
    ["q11", "没有错的题？", "否", ""],
]


def test_ten_mistakes_in_a_table_are_ten_messages_with_the_rows_that_the_spreadsheet_shows(write):
    mistakes = mistakes_in(write(*TEN_IN_A_TABLE))
    assert len(mistakes) == 10
    assert [mistake.split(":")[0] for mistake in mistakes] == [
        "row 3 (q2)", "row 4 (q1)", "row 5", "row 6 (q5)", "row 7 (q6)", "row 9 (q7)", "row 10 (q1)", "row 10 (q1)",
        "row 11 (q9)", "row 12 (q10)"]
    assert mistakes[0] == "row 3 (q2): question is missing"
    assert mistakes[1] == "row 4 (q1): id 'q1' stands already on row 2"
    assert mistakes[3] == "row 6 (q5): answerable is '也许', neither 是 (yes, true, 1) nor 否 (no, false, 0)"
    assert mistakes[8] == "row 11 (q9): cell E11 stands under no column name: '多出的一格'"


def test_an_unknown_a_doubled_and_a_lacking_column_are_named_with_those_there_are(write):
    unknown, twice, lacking = mistakes_in(write(["编号", "标准答案", "id"], ["q1", "甲", "q2"]))
    assert unknown.startswith("row 1: unknown column '标准答案'; known are id 编号, question 题目, lang 语言")
    assert twice.startswith("row 1: column 'id' stands twice")
    assert lacking == "row 1: no column question (题目)"


def test_a_quotation_mark_left_open_is_told_beside_the_mistakes_before_it(tmp_path):
    path = tmp_path / "set.csv"
    path.write_text('题目,可回答\n"甲？",也许\n"乙？,否\n丙？,否\n', "utf-8")
    before, left_open = mistakes_in(path)
    assert before.startswith("row 2 (row2): answerable")
    assert left_open.startswith("row 3: a quotation mark that is not closed")


@pytest.mark.parametrize("name", ["set.xls", "set.json", "set", "set.txt"])
def test_another_kind_of_file_is_named_with_those_that_will_do(tmp_path, name):
    with pytest.raises(QuestionSetError, match=r"save it as \.jsonl, \.csv, \.xlsx"):
        load_questions(tmp_path / name)


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_is(tmp_path):
    """The checks of an uploaded set ran until memory was gone."""
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(name, b" " * 40_000_000)
    assert (tmp_path / "bomb.xlsx").stat().st_size < 200_000
    assert "unpacks to more" in mistakes_in(tmp_path / "bomb.xlsx")[0]


def test_a_table_of_a_hundred_thousand_columns_is_one_short_sentence(tmp_path):
    """Each of them was told, with the names of all the columns that there are: 30 MB."""
    path = tmp_path / "wide.csv"
    path.write_text(f"题目{',x' * 200_000}\n多少？\n", "utf-8")
    told = mistakes_in(path)
    assert len(told) == 1 and told[0].startswith("row 1: 200001 columns") and len(told[0]) < 200
    path.write_text(f"题目\n{'多' * 200_000}\n", "utf-8")
    assert "more than 131072 characters" in mistakes_in(path)[0]


@pytest.mark.parametrize("line", [
    json.dumps({f"k{n}": n for n in range(60_000)}), '{"id": ' + "9" * 5000 + "}", '{"a": ' * 2000 + "1" + "}" * 2000])
def test_a_line_of_too_much_is_a_mistake_of_that_line_at_once(tmp_path, line):
    """The names of a line were each looked for among all of them; a number of 5,000 digits was an error without one."""
    path = tmp_path / "set.jsonl"
    path.write_text(f"{json.dumps({'id': 'q1', 'question': '多少？'})}\n{line}\n", "utf-8")
    begun = time.process_time()
    assert "line 2" in [entry.place for entry in read_entries(path) if entry.mistakes]
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(("name", "content"), [
    ("none.xlsx", None), ("none.csv", None), ("torn.xlsx", b"PK\x03\x04 torn"), ("binary.csv", b"\x00\x01"),
    ("empty.csv", b""), ("empty.xlsx", b""), ("header.csv", "题目,答案\n".encode())])
def test_a_file_that_is_no_table_or_holds_no_question_is_one_sentence_with_its_name(tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(QuestionSetError) as caught:
        load_questions(tmp_path / name)
    assert str(caught.value).startswith(f"{tmp_path / name}: ")
    assert len(caught.value.mistakes) == 1


@pytest.mark.parametrize(("column", "cell", "mistake"), [
    ("题型", "事情", "kind '事情' is none of fact, list, explain, compare, multi_hop, colloquial, follow_up, "
     "unanswerable, false_premise, injection"),
    ("语言", "日文", "lang '日文' is none of zh-Hans, zh-Hant, en"),
    ("原因", "不知道", "reason '不知道' is none of not_in_report, other_year, other_place, other_document, off_topic, "
     "unsafe, empty")])
def test_a_kind_a_language_or_a_reason_that_there_is_not_is_a_mistake_that_names_those_there_are(
        write, column, cell, mistake):
    assert mistakes_in(write(["编号", "题目", column], ["q1", "2016年呢？", cell])) == [f"row 2 (q1): {mistake}"]


@pytest.fixture(params=["csv", "xlsx"])
def template(request, tmp_path) -> Path:
    path = tmp_path / "new" / f"template.{request.param}"
    write_template(path)
    return path


def rows_of(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    return [[cell or "" for cell in row] for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def test_the_examples_of_the_template_are_no_questions_of_the_set(template):
    assert mistakes_in(template) == [
        "holds no question but the 4 examples of the template; write your own below them"]
    write_rows = write_csv if template.suffix == ".csv" else write_xlsx
    write_rows(template, [*rows_of(template), ["q1", "保有量是多少？", *[""] * 3, "126.9万辆"]])
    told: list[str] = []
    assert [question.id for question in load_questions(template, told.append)] == ["q1"]
    assert told == [f"{template}: row 2, row 3, row 4, row 5: left out, examples of the template"]


def test_an_id_of_your_own_that_speaks_of_an_example_is_no_example(tmp_path):
    path = write_csv(tmp_path / "set.csv", [["编号", "题目"], ["示例问题1", "2016年呢？"], ["example1", "2015年呢？"]])
    assert [question.id for question in load_questions(path)] == ["示例问题1", "example1"]


def with_own_ids(template: Path) -> Path:
    """The table with its examples made questions, as an author would who keeps them."""
    header, *rows = rows_of(template)
    (write_csv if template.suffix == ".csv" else write_xlsx)(
        template, [header, *([f"q{n}", *row[1:]] for n, row in enumerate(rows, 1))])
    return template


def test_the_examples_of_the_template_are_sound(template):
    questions = load_questions(with_own_ids(template))
    assert [question.kind for question in questions] == ["fact", "list", "follow_up", "unanswerable"]
    assert questions[1].answers == (("1200辆电动公交车", "1200辆"), ("地铁3号线",))
    assert questions[2].history == (questions[1].question,)
    about_other_reports = ("is not in the report word for word", "is not in the outline")
    assert [problem for problem in check_entries(read_entries(template), [EMPTY_REPORT])
            if not any(text in problem.message for text in about_other_reports)] == []


EMPTY_REPORT = Document(
    "report", "云湖市绿色发展报告（2023）", None, 2023, "zh-Hans", "report.txt", "", "", (), (), (), (), ())


def test_the_template_holds_every_column_and_tells_what_it_means(tmp_path):
    write_template(tmp_path / "template.xlsx")
    questions, meanings = load_workbook(tmp_path / "template.xlsx").worksheets
    assert [cell.value for cell in questions[1]] == HEADER
    assert questions.freeze_panes == "A2"
    assert questions.column_dimensions["F"].number_format == "@"  # text: 3-5 typed into it does not become a date
    assert [row[0].value for row in meanings.iter_rows(min_row=2)] == [*HEADER, "备注"]
    assert all(row[2].value for row in meanings.iter_rows())


def test_the_csv_template_carries_the_mark_by_which_excel_knows_utf8(tmp_path):
    write_template(tmp_path / "template.csv")
    assert (tmp_path / "template.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_template_replaces_no_file_and_is_a_table(tmp_path):
    (tmp_path / "mine.csv").write_text("题目\n", "utf-8")
    with pytest.raises(FileExistsError, match="exists already"):
        write_template(tmp_path / "mine.csv")
    with pytest.raises(QuestionSetError, match=r"\.csv or \.xlsx"):
        write_template(tmp_path / "mine.docx")


def test_the_three_formats_give_the_same_questions(tmp_path):
    for suffix in ("csv", "xlsx"):
        write_template(tmp_path / f"set.{suffix}")
        with_own_ids(tmp_path / f"set.{suffix}")
    questions = load_questions(tmp_path / "set.csv")
    lines = [{name: getattr(question, name) for name in Question.__slots__} for question in questions]
    (tmp_path / "set.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    assert questions == load_questions(tmp_path / "set.xlsx") == load_questions(tmp_path / "set.jsonl")
