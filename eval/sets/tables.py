"""Rows of a table → the fields of questions, with what an author may leave out filled in.

    编号,题目,答案,证据
    q1,新能源汽车保有量是多少？,126.9万辆|126.9 万辆,保有量达126.9万辆
"""
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.sets.cells import CellRow, column_name, read_csv, read_xlsx
from eval.sets.fields import BY_NAME, FIELDS, NOTE, Field
from eval.sets.mistakes import QuestionSetError
from eval.sets.rows import Row
from retrieval.text.language import detect_language

NOTES = (NOTE, "备注")  # names of a column for the author's own use
EXAMPLE = "示例"  # with a number, the id of an example that the template holds
COLUMNS: dict[str, Field | None] = {
    **{name: field for field in FIELDS for name in (field.name, field.chinese)}, **dict.fromkeys(NOTES)}
TRUTH = {"是": True, "true": True, "1": True, "yes": True, "否": False, "false": False, "0": False, "no": False}
MAX_COLUMNS = 200  # a set has about 15; a file of one line has as many as the line has commas
ITEMS = re.compile(r"\n|\|\||｜｜")
CHOICES = re.compile(r"[|｜]")
LABELS = {field.name: {label.lower(): code for code, labels in field.names.items() for label in (code, *labels)}
          for field in FIELDS if field.names}
LABELS["lang"] |= {"繁体": "zh-Hant", "英文": "en"}


def read_csv_table(path: Path) -> Iterator[Row]:
    """Yield a Row for every row of a CSV file that holds something. Raises as `read_table` does."""
    return read_table(path, read_csv(path, is_column))


def read_xlsx_table(path: Path) -> Iterator[Row]:
    """Yield a Row for every row of the first sheet that holds something. Raises as `read_table` does."""
    return read_table(path, read_xlsx(path))


def read_table(path: Path, rows: Iterator[CellRow]) -> Iterator[Row]:
    """Read the first row as the names of columns. Raises QuestionSetError when one is unknown, doubled or lacking."""
    header = next(rows, None)
    names = [name.strip() for name in header.texts] if header else []
    if len(names) > MAX_COLUMNS:
        raise QuestionSetError(path, [f"row 1: {len(names)} columns; a table of questions has at most {MAX_COLUMNS}"])
    if mistakes := list(header_mistakes(names)):
        raise QuestionSetError(path, [f"row 1: {mistake}" for mistake in mistakes])
    columns = [COLUMNS.get(name.lower()) for name in names]
    number = 1
    try:
        for row in rows:
            number = row.number
            if any(row.texts) or row.wrong:
                yield read_row(row, names, columns)
    except QuestionSetError as error:  # the rest cannot be read; what was read is judged all the same
        yield Row(f"row {number + 1}", None, error.mistakes)


def is_column(name: str) -> bool:
    return name.strip().lower() in COLUMNS


def header_mistakes(names: list[str]) -> Iterator[str]:
    known = ", ".join(f"{field.name} {field.chinese}" for field in FIELDS)
    for position, name in enumerate(names):
        if name and not is_column(name):
            yield f"unknown column {name!r}; known are {known} and, for notes, {' '.join(NOTES)}"
        elif name and is_again(names[:position], name):
            yield f"column {name!r} stands twice (a column has one name, Chinese or English)"
    if not any(COLUMNS.get(name.lower()) is BY_NAME["question"] for name in names):
        yield "no column question (题目)"


def is_again(before: list[str], name: str) -> bool:
    column = COLUMNS[name.lower()]
    return column is not None and any(COLUMNS.get(other.lower()) is column for other in before if other)


def read_row(row: CellRow, names: list[str], columns: list[Field | None]) -> Row:
    """Read the cells of one row and fill in what may be left out."""
    values: dict[str, Any] = {}
    mistakes: list[str] = []
    faulty: set[str] = set()
    for position, text in enumerate(row.texts):
        column = columns[position] if position < len(columns) else None
        if position in row.wrong:
            mistakes.append(f"{column.name if column else column_name(position)} {row.wrong[position]}")
            faulty |= {column.name} if column else set()
        elif text and column is None and not (position < len(names) and names[position]):
            mistakes.append(f"cell {column_name(position)}{row.number} stands under no column name: {text[:20]!r}")
        elif text and column is not None:
            values[column.name] = read_cell(column, text)
    if isinstance(values.get("answerable"), str):
        mistakes.append(f"answerable is {values['answerable']!r}, neither 是 (yes, true, 1) nor 否 (no, false, 0)")
        faulty.add("answerable")
    return Row(f"row {row.number}", with_defaults(values, row.number), tuple(mistakes), frozenset(faulty),
               re.fullmatch(rf"{EXAMPLE}\d+", values.get("id", "")) is not None)


def read_cell(column: Field, text: str) -> Any:
    """Read one cell; a truth that is none stays the text it is.

    >>> read_cell(BY_NAME["answers"], "126.9万辆|126.9 万辆\\n三成")
    [['126.9万辆', '126.9 万辆'], ['三成']]
    """
    if column.shape == "truth":
        return TRUTH.get(text.lower(), text)
    if column.shape == "word":
        return LABELS.get(column.name, {}).get(text.lower(), text)
    items = [item.strip() for item in ITEMS.split(text) if item.strip()]
    if column.shape == "list":
        return items
    facts = [[choice.strip() for choice in CHOICES.split(item) if choice.strip()] for item in items]
    return [fact for fact in facts if fact]


def with_defaults(values: dict[str, Any], number: int) -> dict[str, Any]:
    """Fill in id, language, whether it can be answered, and kind."""
    answerable = values.get("answerable", bool(values.get("answers")))
    return {"id": f"row{number}", "lang": detect_language(values.get("question", "")),
            "kind": "fact" if answerable else "unanswerable", "answerable": answerable, **values}
