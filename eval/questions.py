"""Reads a fixed question set. Knows the format, nothing of the system that answers.

    baipishu eval run --questions eval/questions/shenzhen-2024.jsonl --out runs/today
"""
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from eval.sets.fields import is_identifier, row_mistakes
from eval.sets.mistakes import QuestionSetError
from eval.sets.rows import Row, read_json_lines
from eval.sets.tables import read_csv_table, read_xlsx_table

Split = Literal["dev", "test"]
TEST_EVERY = 3  # one question in three is only reported, never tuned on
READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    ".jsonl": read_json_lines, ".csv": read_csv_table, ".xlsx": read_xlsx_table}
LAST_NUMBER = re.compile(r"\d+(?=\D*$)")


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what a right answer holds."""
    id: str
    question: str
    lang: str  # zh-Hans, zh-Hant or en
    kind: str  # fact, list, unanswerable …
    answerable: bool
    answers: tuple[tuple[str, ...], ...] = ()  # a tuple per required fact; any of its strings will do
    evidence: tuple[str, ...] = ()  # exact words of the report
    section: tuple[str, ...] = ()  # where the evidence stands
    history: tuple[str, ...] = ()  # earlier questions, oldest first
    forbid: tuple[str, ...] = ()  # strings that make an answer wrong
    reason: str | None = None  # why it cannot be answered, in the words of `refusal.reason`
    missing: tuple[str, ...] = ()  # what the report lacks
    references: tuple[str, ...] = ()  # short answers as people wrote them, for exact match and F1

    @property
    def cluster(self) -> str:
        """Questions on one section are not independent: intervals resample sections. Without one, it stands alone."""
        return self.section[0] if self.section else f"question {self.id}"


def load_questions(path: Path) -> list[Question]:
    """Read a .jsonl, .csv or .xlsx file. Raises QuestionSetError with every mistake and its line or row."""
    questions, mistakes = read_questions(path)
    if mistakes:
        raise QuestionSetError(path, mistakes)
    if not questions:
        raise QuestionSetError(path, ["holds no question"])
    return questions


def read_questions(path: Path) -> tuple[list[Question], list[str]]:
    """Return the questions that are sound, and the mistakes of the others. Raises QuestionSetError for no question set.

    A table that names its columns wrongly, or a file of another kind, is no question set.
    """
    if path.suffix.lower() not in READERS:
        raise QuestionSetError(path, [f"no question set; save it as {', '.join(READERS)}"])
    questions: list[Question] = []
    mistakes: list[str] = []
    place_of: dict[str, str] = {}
    for row in map(with_section_list, READERS[path.suffix.lower()](path)):
        wrong = list(row_mistakes(row))
        name = (row.values or {}).get("id")
        if is_identifier(name) and name in place_of:
            wrong.append(f"id {name!r} stands already on {place_of[name]}")
        elif is_identifier(name):
            place_of[name] = row.place
        if not wrong:
            questions.append(make_question(row.values))
        mistakes += [f"{row.place}: {mistake}" if row.place else mistake for mistake in wrong]
    return questions, mistakes


def with_section_list(row: Row) -> Row:
    """A JSON line may name its one section by a text alone."""
    if row.values is None or not isinstance(row.values.get("section"), str):
        return row
    section = row.values["section"]
    return replace(row, values={**row.values, "section": [section] if section else []})


def make_question(values: dict[str, Any]) -> Question:
    return Question(**{f.name: frozen(values[f.name]) for f in fields(Question) if values.get(f.name) is not None})


def split(question_id: str) -> Split:
    """Return "test" when the last number in the id divides by three, else "dev".

    The id alone decides, so a question never changes sides. An id without a number goes by its CRC-32.

    >>> [split(f"q{n:03d}") for n in (1, 2, 3, 4)]
    ['dev', 'dev', 'test', 'dev']
    """
    found = LAST_NUMBER.search(question_id)
    number = int(found.group()) if found else zlib.crc32(question_id.encode())
    return "test" if number % TEST_EVERY == 0 else "dev"


def select(questions: Sequence[Question], part: Split | None) -> list[Question]:
    """Keep the questions of one split, in order; None keeps all."""
    return [question for question in questions if part is None or split(question.id) == part]


def frozen(value: Any) -> Any:
    return tuple(frozen(item) for item in value) if isinstance(value, list) else value
