"""Reads a fixed question set. Knows the format, nothing of the system that answers.

    baipishu eval run --questions eval/questions/shenzhen-2024.jsonl --out runs/today
"""
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from eval.sets.fields import row_mistakes, unknown_fields
from eval.sets.mistakes import QuestionSetError
from eval.sets.rows import Row, read_json_lines
from eval.sets.tables import read_csv_table, read_xlsx_table

Split = Literal["dev", "test"]
TEST_EVERY = 3  # one question in three is only reported, never tuned on
READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    ".jsonl": read_json_lines, ".csv": read_csv_table, ".xlsx": read_xlsx_table}
LAST_NUMBER = re.compile(r"\d+(?=\D*$)")
BLANK: Mapping[str, Any] = {"id": "", "question": "", "lang": "", "kind": "", "answerable": False}  # of what is wrong


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


@dataclass(frozen=True, slots=True)
class Entry:
    """One line or row of a set, sound or not."""
    place: str  # "line 3" of a text file, "row 3" as a spreadsheet counts
    question: Question  # of the fields that are sound; the others are blank
    mistakes: tuple[str, ...] = ()
    faulty: frozenset[str] = frozenset()  # fields that are wrong, and therefore blank
    unknown: Mapping[str, str | None] = field(default_factory=dict)  # field that nothing reads → one it may mean
    is_example: bool = False  # of the template, left as it was

    @property
    def where(self) -> str:
        """Place and id, as messages name it: "row 7 (a5)"."""
        return f"{self.place} ({self.question.id})" if self.question.id else self.place


def load_questions(path: Path, note: Callable[[str], None] = lambda text: None) -> list[Question]:
    """Read a .jsonl, .csv or .xlsx file. Raises QuestionSetError with every mistake and its line or row.

    `note` is told of what is left out: the examples of the template.
    """
    entries = read_entries(path)
    examples = [entry.place for entry in entries if entry.is_example]
    entries = [entry for entry in entries if not entry.is_example]
    if mistakes := [f"{entry.where}: {mistake}" for entry in entries for mistake in entry.mistakes]:
        raise QuestionSetError(path, mistakes)
    if not entries:
        raise QuestionSetError(path, [nothing_in(len(examples))])
    if examples:
        note(f"{path}: {', '.join(examples)}: left out, examples of the template")
    return [entry.question for entry in entries]


def nothing_in(examples: int) -> str:
    return ("holds no question" if not examples else
            f"holds no question but the {examples} examples of the template; write your own below them")


def read_entries(path: Path) -> list[Entry]:
    """Read every line or row, in order. Raises QuestionSetError for a file that is no question set.

    A table that names its columns wrongly, or a file of another kind, is no question set.
    """
    if path.suffix.lower() not in READERS:
        raise QuestionSetError(path, [f"no question set; save it as {', '.join(READERS)}"])
    place_of: dict[str, str] = {}
    entries: list[Entry] = []
    for row in map(with_section_list, READERS[path.suffix.lower()](path)):
        entry = read_entry(row)
        name = entry.question.id
        if name in place_of:
            entry = replace(entry, mistakes=(*entry.mistakes, f"id {name!r} stands already on {place_of[name]}"))
        elif name:
            place_of[name] = entry.place
        entries.append(entry)
    return entries


def read_entry(row: Row) -> Entry:
    values = row.values or {}
    if row.is_example:
        return Entry(row.place, make_question({**BLANK, "id": values["id"]}), is_example=True)
    mistakes, faulty = row_mistakes(row)
    sound = {name: value for name, value in values.items() if name not in faulty}
    return Entry(row.place, make_question({**BLANK, **sound}), tuple(mistakes), faulty, unknown_fields(values))


def with_section_list(row: Row) -> Row:
    """A JSON line may name its one section by a text alone."""
    if row.values is None or not isinstance(row.values.get("section"), str):
        return row
    section = row.values["section"]
    return replace(row, values={**row.values, "section": [section] if section else []})


def make_question(values: Mapping[str, Any]) -> Question:
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
