"""What a cell of a table holds: a number, and its unit, which often stands elsewhere. Knows nothing of rows."""

import re
from dataclasses import dataclass

from retrieval.text.quantities import MULTIPLIERS, find_quantities, widths_kept
from retrieval.text.vocabulary import unit_of

NUMBER = re.compile(r"[＋+\-−–]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[＋+\-−–]?\d+(?:\.\d+)?")
CELL = re.compile(
    rf"\s*(?:[≥≤＞＜><约]\s*)?(?P<number>{NUMBER.pattern})\s*(?P<unit>[^\d\s（(]{{0,8}})\s*(?:[（(][^）)]*[）)])?\s*"
)
IN_BRACKETS = re.compile(r"[（(]\s*(?P<unit>[^（()）]{1,12})\s*[）)]\s*$")
ROUGHLY = re.compile("左右|以[上下内]|.{0,2}")  # may stand behind a number without being a unit: 50左右, 68.9*


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with its unit, 万 and 亿 multiplied out."""

    value: float
    unit: str | None
    beside: str = ""  # the unit as written, where it stands outside the cell: 万吨


def read_cell(printed: str) -> re.Match[str] | None:
    """The number of a cell and what stands behind it; None for one that holds words, numbered or not.

    >>> read_cell("≥68%")["number"], read_cell("50左右")["number"], read_cell("1.3可再生能源发电量")
    ('68', '50', None)
    """
    read = CELL.fullmatch(widths_kept(printed))
    return read if read and (ROUGHLY.fullmatch(read["unit"]) or read_unit(read["unit"])) else None


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


def without_unit(text: str) -> str:
    """The words of a row without the unit in brackets behind them.

    >>> without_unit("公园面积（公顷）"), without_unit("臭氧浓度（8小时平均）")
    ('公园面积', '臭氧浓度（8小时平均）')
    """
    return IN_BRACKETS.sub("", text) if read_unit(bracketed(text)) else text


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
