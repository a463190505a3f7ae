"""CSV and XLSX files → rows of texts, numbered as a spreadsheet shows them. Knows files, nothing of questions."""
import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from corpus.decode import UnreadableDocument, read_text
from eval.sets.mistakes import QuestionSetError

DELIMITERS = ",;\t"
TORN = (  # what openpyxl, zipfile and the XML parser raise for a file that is damaged, locked or something else
    InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, EOFError, KeyError, IndexError,
    NotImplementedError, RuntimeError, TypeError, ValueError)
MAX_UNPACKED = 100_000_000  # bytes of a workbook; one of 10,000 questions has 5 MB
PERCENT = re.compile(r"(?:\.(0+))?%")  # a number format that shows 0.412 as 41.2%


@dataclass(frozen=True, slots=True)
class CellRow:
    """One row of a sheet; a cell that cannot be read is blank and told in `wrong` under its position."""
    number: int  # 1-based, blank rows counted
    texts: list[str]
    wrong: dict[int, str] = field(default_factory=dict)


def read_csv(path: Path, knows: Callable[[str], object]) -> Iterator[CellRow]:
    """Yield the rows of a UTF-8 or GB18030 file; parted by whichever sign gives most names of columns that `knows`.

    Raises QuestionSetError for a file that is no text, and in place of a row from which on nothing can be read.
    """
    try:
        text, _ = read_text(path)
    except UnreadableDocument as error:
        raise QuestionSetError(path, [str(error).removeprefix(f"{path}: ")]) from error
    delimiter = max(DELIMITERS, key=lambda sign: sum(map(bool, map(knows, first_row(text, sign)))))
    try:
        for number, texts in enumerate(parse(text, delimiter, strict=True), start=1):
            yield CellRow(number, [cell.strip() for cell in texts])
    except csv.Error as error:
        if "field limit" in str(error):
            raise QuestionSetError(path, [f"a cell of more than {csv.field_size_limit()} characters; nothing after it "
                                          "can be read"]) from error
        raise QuestionSetError(path, [f"a quotation mark that is not closed or not doubled ({error}); nothing after it "
                                      "can be read"]) from error


def first_row(text: str, delimiter: str) -> list[str]:
    """The cells of the first row; none where they cannot be parted by this sign."""
    try:
        return next(parse(text, delimiter), [])
    except csv.Error:
        return []


def parse(text: str, delimiter: str, strict: bool = False) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)


def read_xlsx(path: Path) -> Iterator[CellRow]:
    """Yield the rows of the first sheet, formulas by their last result. Raises QuestionSetError for no workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise QuestionSetError(path, [f"unpacks to more than {MAX_UNPACKED:,} bytes; split it"])
        with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as workbook:
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()  # some programs write the wrong size
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                yield read_cells(number, cells)
    except QuestionSetError:
        raise
    except OSError as error:
        raise QuestionSetError(path, [f"cannot be read ({error.strerror or error}); check the path"]) from error
    except TORN as error:
        raise QuestionSetError(path, ["no Excel workbook that can be read; save it once more as .xlsx without a "
                                      "password, or as CSV"]) from error


def read_cells(number: int, cells: tuple[Any, ...]) -> CellRow:
    row = CellRow(number, [])
    for position, cell in enumerate(cells):
        try:
            row.texts.append(cell_text(cell))
        except ValueError as error:
            row.texts.append("")
            row.wrong[position] = str(error)
    return row


def cell_text(cell: Any) -> str:
    """Write a cell as a person reads it. Raises ValueError for a date or an error, which no field can mean."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        raise ValueError(f"holds the error {value}")
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        raise ValueError(f"was turned into a date ({value}); format the cell as text and write it again")
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return number_text(value, str(cell.number_format))
    return str(value).strip()


def number_text(value: float, shown_as: str) -> str:
    """Write a number without the noise of its binary form; a share that is shown as a percentage stays one.

    >>> number_text(2024.0, "General"), number_text(0.1 + 0.2, "General"), number_text(0.412, "0.0%")
    ('2024', '0.3', '41.2%')
    """
    if percent := PERCENT.search(shown_as):
        return f"{value * 100:.{len(percent.group(1) or '')}f}%"
    return str(int(value)) if float(value).is_integer() else f"{value:.15g}"


def column_name(position: int) -> str:
    """Name a column as a spreadsheet does: A, B, …"""
    return get_column_letter(position + 1)
