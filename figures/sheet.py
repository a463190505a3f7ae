"""Figures as a table to take away: CSV and a workbook. No cell runs as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from corpus.spreadsheets import harmless
from figures.indicator import Indicator, plain

COLUMNS = {  # field → heading
    "subject": "指标",
    "value": "数值",
    "upper": "数值上限",
    "unit": "单位",
    "qualifier": "限定词",
    "year": "年份",
    "period": "时期",
    "scope": "范围",
    "kind": "类型",
    "text": "原文数字",
    "sentence": "原句",
    "title": "报告",
    "section": "章节",
    "box": "专栏",
    "table": "表",
    "page": "文件页码",
    "printed_page": "印刷页码",
    "permalink": "链接",
    "doc_id": "报告编号",
    "passage_id": "段落编号",
}
KIND_NAMES = {"level": "水平", "share": "占比", "growth": "增减", "target": "目标"}
WORDS = {**COLUMNS, **KIND_NAMES, "sheet": "指标"}  # what a file says of its own; a page gives them in its language
WIDTHS = {"subject": 32, "sentence": 60, "title": 24, "section": 30, "permalink": 30, "text": 14}  # in characters
WIDTH = 10


def cells(figure: Indicator, site: str, words: Mapping[str, str]) -> Iterator[object]:
    """The cells of a figure in the order of COLUMNS; empty where nothing is known."""
    values = {
        **figure.to_dict(),
        "section": " / ".join(figure.section),
        "kind": words[figure.kind],
        "permalink": site.rstrip("/") + figure.permalink,
        "value": plain(figure.value),
        "text": figure.shown,  # the unit of the column 单位 has no 万, that of a table's heading may
    }
    for name in COLUMNS:
        yield "" if values[name] is None else harmless(values[name])


def to_csv(figures: Iterable[Indicator], site: str = "", words: Mapping[str, str] = WORDS) -> bytes:
    """UTF-8 with the mark by which Excel knows it; RFC 4180 lines."""
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\r\n")
    rows.writerow(words[name] for name in COLUMNS)
    rows.writerows(cells(figure, site, words) for figure in figures)
    return file.getvalue().encode("utf-8-sig")


def to_xlsx(figures: Iterable[Indicator], site: str = "", words: Mapping[str, str] = WORDS) -> bytes:
    """A workbook of one sheet: headings that stay, numbers as numbers, every text a text."""
    from openpyxl import Workbook  # 0.2 s that a page without a download does not need
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = words["sheet"]
    sheet.append([words[name] for name in COLUMNS])
    for figure in figures:
        clean = [ILLEGAL_CHARACTERS_RE.sub("", c) if isinstance(c, str) else c for c in cells(figure, site, words)]
        sheet.append(clean)
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # never a formula, whatever it begins with
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, name in zip(sheet.columns, COLUMNS, strict=True):
        sheet.column_dimensions[column[0].column_letter].width = WIDTHS.get(name, WIDTH)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


WRITERS = {".csv": to_csv, ".xlsx": to_xlsx}


def save(figures: Iterable[Indicator], path: Path, site: str = "") -> None:
    """Write a file in the format that its ending tells. Raises ValueError, OSError."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise ValueError(f"{path}: its ending tells the format; it must be one of {', '.join(WRITERS)}")
    path.write_bytes(writer(figures, site))
