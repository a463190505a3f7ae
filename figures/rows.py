"""What a row of a table is of: the words that name it, without its number, its category and its unit."""

import re
from collections.abc import Mapping

from corpus.document import Document, Table
from figures.cells import read_cell
from figures.prose import simplified
from retrieval.text.quantities import find_quantities

COUNTER = re.compile("序号|编号|行次|页码|备注|No")
UNITS_COLUMN = re.compile("^(?:计量)?单位$")
CATEGORY = re.compile("^(?:类别|分类|大类|类型|领域|类)$")
NUMBERING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})+[.．、]?|\d{1,2}[.．、）)])\s*(?=\D)")
BARE_NUMBERING = re.compile(r"^\d{1,2}(?=[一-鿿])(?![岁年月日天时分秒周级大层强])")  # 3可再生能源利用总量
FEWEST = 3  # rows that are counted 1, 2, 3 before a column is one of numbers of rows


def counters(document: Document, table: Table) -> frozenset[int]:
    """The columns that only number the rows, by their heading or because they run 1, 2, 3 …"""
    named = {c for c, name in enumerate(table.columns) if COUNTER.search("".join(simplified(name).split()))}
    written: dict[int, list[str]] = {}
    for row in table.rows:
        for cell in row.cells:
            written.setdefault(cell.column, []).append(document.text[cell.start : cell.end].strip())
    running = {
        column
        for column, texts in written.items()
        if len(texts) >= FEWEST and texts == [str(number) for number in range(1, len(texts) + 1)]
    }
    return frozenset(named | running)


def row_label(cells: Mapping[int, str], columns: Mapping[int, str], counting: frozenset[int]) -> str:
    """What a row is of: its first words that are no unit and no category, of several under one heading the last.

    Words behind the first value (约束性) tell more of the row, not its name.
    """
    words: list[tuple[str, str]] = []  # heading, cell
    for column, text in sorted(cells.items()):
        if words and column not in counting and read_cell(text):
            break
        heading = "".join(simplified(columns.get(column, "")).split())
        if not re.search(r"[^\W\d_]", text) or column in counting or read_cell(text) or UNITS_COLUMN.match(heading):
            continue
        if words and heading and heading == words[-1][0]:
            words[-1] = heading, text.strip()
        else:
            words.append((heading, text.strip()))
    told = [text for heading, text in words if not CATEGORY.match(heading)] or [text for _, text in words]
    return unnumbered(told[0]) if told else next((cells[c] for c in sorted(cells)), "")


def unnumbered(label: str) -> str:
    """The words of a row without the number that they carry in the list of rows.

    >>> unnumbered("1.1可再生能源发电量"), unnumbered("3可再生能源利用总量"), unnumbered("3岁以下婴幼儿托位")
    ('可再生能源发电量', '可再生能源利用总量', '3岁以下婴幼儿托位')
    """
    if found := NUMBERING.match(label):
        return label[found.end() :]
    counted = next(iter(find_quantities(label)), None)
    return label if counted and counted.start == 0 and counted.unit else BARE_NUMBERING.sub("", label)
