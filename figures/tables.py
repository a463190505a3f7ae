"""The figures of a table's row: named by the words of the row and the heading of the column."""

import re
from collections.abc import Iterator

from corpus.document import Document, Passage, Sentence, Table, TableRow
from figures.cells import IN_BRACKETS, measure, read_cell, with_unit, without_unit
from figures.indicator import Indicator, Kind
from figures.kinds import POINTS, RATIO_UNITS
from figures.prose import Place, make, simplified
from figures.rows import UNITS_COLUMN, row_label
from figures.times import dated
from retrieval.text.places import home_place

YEAR = re.compile(r"(?:19|20)\d{2}")
OF_YEAR = re.compile(rf"{YEAR.pattern}\s*(?:年度?)?(?:末|底)?")
GENERIC = ("数值", "数量", "指标", "指标值", "完成值", "实际值")
COMPARED_YEARS = re.compile(rf"({YEAR.pattern})\s*年?\s*[较比]\s*{YEAR.pattern}")
AIM = re.compile("目标|预期|规划|约束|指标值")
GROWTH = re.compile(rf"增长|增速|增幅|同比|升降|变化|下降|{YEAR.pattern}\s*年?\s*[较比]")
SHARE = re.compile("比重|占比|比例|率$|构成")


def row_figures(
    document: Document, passage: Passage, table: Table, counting: frozenset[int], row: TableRow
) -> Iterator[Indicator]:
    """Yield the figures of a row in the order of its columns; those of `counting` only number the rows."""
    cells = {cell.column: document.text[cell.start : cell.end] for cell in row.cells}
    columns = dict(enumerate(table.columns))
    whole = row_label(cells, columns, counting)
    label = without_unit(whole)
    units_column = next((c for c, name in columns.items() if UNITS_COLUMN.match(simplified(name))), None)
    place = Place(document, passage, Sentence(passage.text, passage.start, passage.end))
    for cell in row.cells:
        heading, printed = simplified(columns.get(cell.column, "")), document.text[cell.start : cell.end]
        if cell.column == units_column or cell.column in counting or not (read := read_cell(printed)):
            continue
        if not label and not heading:
            continue
        given = simplified(cells.get(units_column, "")) if units_column is not None else ""
        measured = measure(read, heading, simplified(whole), given, simplified(table.unit or ""))
        lead = len(printed) - len(printed.lstrip())
        yield make(
            place,
            subject=subject_of(label, columns.get(cell.column, "")),
            text=printed.strip(),
            shown=with_unit(printed, read.end("number"), measured.beside).strip(),
            at=cell.start + lead,
            value=measured.value,
            upper=None,
            unit=measured.unit,
            qualifier=None,
            year=year_of(heading, label, table, passage, document),
            period=None,
            scope=home_place(document),
            kind=kind_of(measured.unit, heading, simplified(label), document.year),
            change=is_change(measured.unit, heading, simplified(label)),
        )


def subject_of(label: str, heading: str) -> str:
    """The row's words, and the column's where they say more than a year or a unit.

    >>> subject_of("新能源汽车", "保有量（万辆）"), subject_of("常住人口", "2023年")
    ('新能源汽车 · 保有量', '常住人口')
    """
    told = IN_BRACKETS.sub("", heading)
    if len(YEAR.findall(told)) < 2:  # 2020年较2015年 tells more than a year
        told = OF_YEAR.sub("", told)
    return " · ".join(part for part in (label, told.strip(" 、，")) if part and part not in GENERIC)


def year_of(heading: str, label: str, table: Table, passage: Passage, document: Document) -> int | None:
    """The year of the column, of the row, of the table's title or of a section above it."""
    if compared := COMPARED_YEARS.match(heading):
        return int(compared[1])
    for text in (heading, label, table.title or ""):
        years = set(YEAR.findall(text))
        if len(years) == 1:
            return int(years.pop())
    titles = tuple(map(simplified, passage.section_path))
    return dated("", 0, document.year, titles, document.language == "zh-Hant").year


def kind_of(unit: str | None, heading: str, label: str, written: int | None) -> Kind:
    year = next((int(year) for year in YEAR.findall(heading)), None)
    if AIM.search(heading) or (year and written and year > written):
        return "target"
    if is_change(unit, heading, label):
        return "growth"
    return "share" if unit in RATIO_UNITS or SHARE.search(label) else "level"


def is_change(unit: str | None, heading: str, label: str) -> bool:
    return unit in POINTS or any(GROWTH.search(IN_BRACKETS.sub("", words)) for words in (heading, label))
