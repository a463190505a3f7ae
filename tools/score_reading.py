"""How well a report is read, against gold that a person wrote from its printed pages: `python -m tools.score_reading`.

    python -m tools.score_reading REPORT.pdf GOLD.txt

A gold file holds a line for the title, and one each for headings (level, page of the file, printed page or -, title),
sentences that cross a line or page, cells (row | column | value), and furniture that no passage may hold:

    title: 江苏省“十四五”应对气候变化规划
    H 1 5 1 前言
    S 省财政统筹安排各类专项资金，……
    C 森林覆盖率 | 2025年 | 42
    F 版权所有

`O` in the place of `H` is a heading that may be in the outline or not, such as the first words of a paragraph.
"""

import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Document
from corpus.report import read_report

CELL = " · "  # between the cells of a row: corpus.readers.grid


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it is printed."""

    page: int  # position in the file, 1-based
    label: str | None  # as printed; None where the page carries none
    title: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Gold:
    """What a person read."""

    title: str
    headings: tuple[Heading, ...]
    sentences: tuple[str, ...]
    cells: tuple[tuple[str, str, str], ...]  # row, column, value
    furniture: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Shares are 0–1; what is missing, wrong or too much is named."""

    f1: float  # of the titles of the outline
    right_page: float  # of the headings that were found, with their printed number
    sentences: float  # that are whole
    cells: float  # found with both headings
    title: bool
    faults: tuple[str, ...]


def read_gold(path: Path) -> Gold:
    """Read a gold file."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    headings = []
    for line in lines:
        if line[:2] in ("H ", "O "):
            _, page, label, title = line[2:].split(" ", 3)
            headings.append(Heading(int(page), None if label == "-" else label, title, line[0] == "O"))
    cells = [tuple(part.strip() for part in line[2:].split("|")) for line in lines if line.startswith("C ")]
    return Gold(
        next(line.partition(":")[2].strip() for line in lines if line.startswith("title:")),
        tuple(headings),
        tuple(line[2:] for line in lines if line.startswith("S ")),
        tuple((row, column, value) for row, column, value in cells),
        tuple(line[2:] for line in lines if line.startswith("F ")),
    )


def comparable(text: str) -> str:
    """Text for comparing: half-width, without white space, quotation marks and the stop at its end."""
    return re.sub(r"\s|[“”\"]", "", unicodedata.normalize("NFKC", text).replace("〇", "○")).rstrip("。:")


def score(document: Document, gold: Gold) -> Score:
    """Compare what was read with what a person read."""
    faults: list[str] = []
    sections = [(comparable(s.title), s.page, document.label_at(s.start)) for _, s in document.walk_sections()]
    rest = list(sections)
    found = right = 0
    for heading in sorted(gold.headings, key=lambda h: h.optional):
        same = [section for section in rest if section[0] == comparable(heading.title)]
        if not same:
            faults += [] if heading.optional else [f"missing: {heading.title} (page {heading.page})"]
            continue
        nearest = min(same, key=lambda section: abs((section[1] or 0) - heading.page))
        rest.remove(nearest)
        if not heading.optional:
            found += 1
            is_right = nearest[1] == heading.page and heading.label in (None, nearest[2])
            right += is_right
            faults += [] if is_right else [f"page {nearest[1]} ({nearest[2]}), not {heading.page}: {heading.title}"]
    faults += [f"too much: {title} (page {page})" for title, page, _ in rest]
    wanted = sum(not heading.optional for heading in gold.headings)
    sentences = [comparable(sentence.text) for p in document.passages for sentence in p.sentences]
    whole = [text for text in gold.sentences if any(comparable(text) in sentence for sentence in sentences)]
    faults += [f"broken: {text}" for text in gold.sentences if text not in whole]
    rows = [p.text for p in document.passages if p.kind == "table"]
    cells = [cell for cell in gold.cells if any(holds(row, *cell) for row in rows)]
    faults += [f"cell: {' | '.join(cell)}" for cell in gold.cells if cell not in cells]
    held = [text for text in gold.furniture if any(comparable(text) in comparable(p.text) for p in document.passages)]
    faults += [f"furniture: {text}" for text in held]
    return Score(
        2 * found / max(1, wanted + found + len(rest)),
        share(right, found),
        share(len(whole), len(gold.sentences)),
        share(len(cells), len(gold.cells)),
        comparable(document.title) == comparable(gold.title),
        tuple(faults),
    )


def share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def holds(row: str, name: str, column: str, value: str) -> bool:
    """A row of a table names the row, and the value after the heading of its column."""
    parts = [comparable(part) for part in row.split(CELL)]
    name, column, value = map(comparable, (name, column, value))
    return name in comparable(row) and any(column in part and part.endswith(value) for part in parts)


def main(arguments: Sequence[str]) -> None:
    report, gold = map(Path, arguments)
    result = score(read_report(report), read_gold(gold))
    print(
        f"{report.name}: outline F1 {result.f1:.3f}, right page {result.right_page:.3f}, whole sentences "
        f"{result.sentences:.2f}, cells {result.cells:.2f}, title {'right' if result.title else 'wrong'}"
    )
    print(*(f"  {fault}" for fault in result.faults), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
