"""Writes an empty question set with examples, for people who work in a spreadsheet.

    baipishu eval template --out my-questions.xlsx

The examples ask about a report that does not exist, 《云湖市绿色发展报告（2023）》. By their ids (示例1: example 1)
the reader of tables knows them and leaves them out: they may stay above your own questions.
"""
import csv
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from eval.sets.cells import column_name
from eval.sets.fields import FIELDS
from eval.sets.mistakes import QuestionSetError
from eval.sets.tables import EXAMPLE

HEADER = tuple(field.chinese for field in FIELDS)
EXAMPLES: tuple[dict[str, str], ...] = (
    {"编号": f"{EXAMPLE}1", "题目": "云湖市2023年新增公园多少个？", "语言": "zh-Hans", "题型": "fact", "可回答": "是",
     "答案": "新增公园36个|36个", "证据": "全年新增公园36个", "章节": "第一部分/二、公园建设",
     "禁止": "28个", "参考答案": "36个"},
    {"编号": f"{EXAMPLE}2", "题目": "云湖市的公共交通有哪些新进展？", "题型": "list", "可回答": "是",
     "答案": "1200辆电动公交车|1200辆\n地铁3号线", "证据": "投运1200辆电动公交车\n地铁3号线全线贯通",
     "章节": "第二部分/一、绿色出行"},
    {"编号": f"{EXAMPLE}3", "题目": "那自行车道呢？", "题型": "follow_up", "可回答": "是", "答案": "85公里",
     "证据": "建成自行车道85公里", "章节": "第二部分/一、绿色出行", "上文": "云湖市的公共交通有哪些新进展？"},
    {"编号": f"{EXAMPLE}4", "题目": "云湖市1998年新增公园多少个？", "题型": "unanswerable", "可回答": "否",
     "原因": "other_year", "缺少": "1998年"},
)
WIDTHS = {"题目": 40, "答案": 32, "证据": 44, "章节": 28, "上文": 32, "参考答案": 20}  # in characters; the rest 14
WIDTH = 14
MEANING_WIDTHS = (12, 14, 90)


def write_template(path: Path) -> None:
    """Write a .csv or an .xlsx file with a header and examples. Raises QuestionSetError for another suffix.

    Raises FileExistsError rather than replacing a file: it may hold somebody's work.
    """
    writers = {".csv": write_csv_template, ".xlsx": write_xlsx_template}
    if path.suffix.lower() not in writers:
        raise QuestionSetError(path, [f"a template is {' or '.join(writers)}; name such a file"])
    if path.exists():
        raise FileExistsError(f"{path} exists already; name another file or remove it")
    path.parent.mkdir(parents=True, exist_ok=True)
    writers[path.suffix.lower()](path)


def example_rows() -> list[list[str]]:
    return [[example.get(name, "") for name in HEADER] for example in EXAMPLES]


def write_csv_template(path: Path) -> None:
    """UTF-8 with the mark by which Excel knows it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADER, *example_rows()])


def write_xlsx_template(path: Path) -> None:
    """The questions on the first sheet, what the columns mean on the second; every cell is text, so 3-5 stays 3-5."""
    workbook = Workbook()
    questions = workbook.active
    questions.title = "题目"
    fill(questions, [list(HEADER), *example_rows()], [WIDTHS.get(name, WIDTH) for name in HEADER])
    for cells in questions.iter_rows(min_row=2):
        for cell in cells:
            cell.font = Font(italic=True, color="667085")  # an example, not a question
    for column in range(1, len(HEADER) + 1):
        questions.column_dimensions[column_name(column - 1)].number_format = "@"
    meanings = [[field.chinese, field.name, field.meaning] for field in FIELDS]
    meanings.append(["备注", "note", "随意填写，不参与测评"])
    fill(workbook.create_sheet("列说明"), [["列名", "英文列名", "说明"], *meanings], MEANING_WIDTHS)
    workbook.save(path)


def fill(sheet: Worksheet, rows: list[list[str]], widths: list[int] | tuple[int, ...]) -> None:
    """Write rows as text under a frozen bold header."""
    for row in rows:
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE8E3")
    for position, width in enumerate(widths):
        sheet.column_dimensions[column_name(position)].width = width
    sheet.freeze_panes = "A2"
