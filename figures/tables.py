"""The figures of a table's row: named by the words of the row and the heading of the column."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.document import Document, Passage, Sentence, Table, TableRow
from figures.indicator import Indicator, Kind
from figures.kinds import POINTS, RATIO_UNITS
from figures.prose import Place, make, simplified
from figures.times import dated
from retrieval.text.places import home_place
from retrieval.text.quantities import MULTIPLIERS, find_quantities, widths_kept
from retrieval.text.vocabulary import unit_of

NUMBER = re.compile(r"[＋+\-−–]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[＋+\-−–]?\d+(?:\.\d+)?")
CELL = re.compile(
    rf"\s*(?:[≥≤＞＜><约]\s*)?(?P<number>{NUMBER.pattern})\s*(?P<unit>[^\d\s（(]{{0,8}})\s*(?:[（(][^）)]*[）)])?\s*"
)
IN_BRACKETS = re.compile(r"[（(]\s*(?P<unit>[^（()）]{1,12})\s*[）)]\s*$")
YEAR = re.compile(r"(?:19|20)\d{2}")
OF_YEAR = re.compile(rf"{YEAR.pattern}\s*(?:年度?)?(?:末|底)?")
COUNTER = re.compile("序号|编号|行次|页码|备注|No")
UNITS_COLUMN = re.compile("^(?:计量)?单位$")
AIM = re.compile("目标|预期|规划|约束|指标值")
GROWTH = re.compile("增长|增速|增幅|同比|升降|变化|下降")
SHARE = re.compile("比重|占比|比例|率$|构成")


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with its unit, 万 and 亿 multiplied out."""

    value: float
    unit: str | None
    beside: str = ""  # the unit as written, where it stands outside the cell: 万吨


def row_figures(document: Document, passage: Passage, table: Table, row: TableRow) -> Iterator[Indicator]:
    """Yield the figures of a row in the order of its columns."""
    cells = {cell.column: document.text[cell.start : cell.end] for cell in row.cells}
    columns = dict(enumerate(table.columns))
    label = row_label(cells, columns)
    units_column = next((c for c, name in columns.items() if UNITS_COLUMN.match(simplified(name))), None)
    place = Place(document, passage, Sentence(passage.text, passage.start, passage.end))
    for cell in row.cells:
        heading, printed = simplified(columns.get(cell.column, "")), document.text[cell.start : cell.end]
        if cell.column == units_column or COUNTER.search(heading) or not (read := CELL.fullmatch(widths_kept(printed))):
            continue
        if not label and not heading:
            continue
        given = simplified(cells.get(units_column, "")) if units_column is not None else ""
        measured = measure(read, heading, simplified(label), given, simplified(table.unit or ""))
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


def row_label(cells: Mapping[int, str], columns: Mapping[int, str]) -> str:
    """The words of a row: its cells that hold no number, without those that only count or give a unit."""
    words = [
        text.strip()
        for column, text in sorted(cells.items())
        if text.strip()
        and not CELL.fullmatch(widths_kept(text))
        and not UNITS_COLUMN.match(simplified(columns.get(column, "")))
        and not COUNTER.search(simplified(columns.get(column, "")))
    ]
    return IN_BRACKETS.sub("", words[0]) if words else next((cells[c] for c in sorted(cells)), "")


def subject_of(label: str, heading: str) -> str:
    """The row's words, and the column's where they say more than a year or a unit.

    >>> subject_of("新能源汽车", "保有量（万辆）"), subject_of("常住人口", "2023年")
    ('新能源汽车 · 保有量', '常住人口')
    """
    told = OF_YEAR.sub("", IN_BRACKETS.sub("", heading)).strip(" 、，")
    return " · ".join(
        part for part in (label, told) if part and part not in ("数值", "数量", "指标值", "完成值", "实际值")
    )


def measure(read: re.Match[str], heading: str, label: str, given: str, of_table: str) -> Measured:
    """The value of a cell, in the unit that stands nearest: in the cell, the column's, the row's, the table's."""
    number = float(re.sub("[−–]", "-", read["number"].replace(",", "").replace("＋", "+")))
    candidates = (read["unit"], bracketed(heading), bracketed(label), given, of_table)
    for written in candidates:
        if written and (found := read_unit(written)):
            factor, unit = found
            return Measured(round(number * factor, 6), unit, "" if written is read["unit"] else written.strip())
    return Measured(number, None)


def with_unit(printed: str, end: int, unit: str) -> str:
    """Put the unit that stands outside a cell behind its number, which ends at `end`.

    >>> with_unit("45（预计）", 2, "万吨"), with_unit("0.7", 3, "%"), with_unit("45 万吨", 2, "")
    ('45 万吨（预计）', '0.7%', '45 万吨')
    """
    apart = " " if unit and unit[0].isalnum() else ""
    return f"{printed[:end]}{apart}{unit}{printed[end:]}"


def bracketed(text: str) -> str:
    found = IN_BRACKETS.search(text)
    return found["unit"] if found else ""


def read_unit(written: str) -> tuple[float, str] | None:
    """Part a written unit into its multiplier and the unit; None for what is no unit.

    >>> read_unit("万辆"), read_unit("亿元"), read_unit("%"), read_unit("约束性")
    ((10000, '辆'), (100000000, '元'), (1, '%'), None)
    """
    written = widths_kept(written).strip()
    quantities = find_quantities(f"1{written}")
    if len(quantities) == 1 and quantities[0].unit and quantities[0].end == len(written) + 1:
        return int(quantities[0].value), quantities[0].unit
    factor = 1
    while written and written[0] in MULTIPLIERS and len(written) > 1:
        factor, written = factor * MULTIPLIERS[written[0]], written[1:]
    return (factor, written) if unit_of(written) or "/" in written else None


def year_of(heading: str, label: str, table: Table, passage: Passage, document: Document) -> int | None:
    """The year of the column, of the row, of the table's title or of a section above it."""
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
