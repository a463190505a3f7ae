"""Reads a fixed question set. Knows the format, nothing of the system that answers.

    baipishu eval run --questions eval/questions/shenzhen-2024.jsonl --out runs/today
"""
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

Split = Literal["dev", "test"]
TEST_EVERY = 3  # one question in three is only reported, never tuned on
LAST_NUMBER = re.compile(r"\d+(?=\D*$)")


class QuestionSetError(ValueError):
    """A question set that cannot be used; the message lists every malformed line with its number."""


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

    @property
    def cluster(self) -> str:
        """Questions on one section are not independent: intervals resample sections. Without one, it stands alone."""
        return self.section[0] if self.section else f"question {self.id}"


def load_questions(path: Path) -> list[Question]:
    """Read a JSON Lines file; raise QuestionSetError that lists all malformed lines when there is one."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{path} cannot be read as UTF-8 text: {error}") from error
    questions: list[Question] = []
    mistakes: list[str] = []
    line_of: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = parse_question(line)
        except ValueError as error:
            mistakes.append(f"line {number}: {error}")
            continue
        if question.id in line_of:
            mistakes.append(f"line {number}: id {question.id!r} stands already on line {line_of[question.id]}")
        line_of.setdefault(question.id, number)
        questions.append(question)
    if mistakes:
        raise QuestionSetError(f"{path}: {len(mistakes)} malformed line(s)\n" + "\n".join(mistakes))
    if not questions:
        raise QuestionSetError(f"{path} holds no question")
    return questions


def parse_question(line: str) -> Question:
    """Turn one line into a Question; raise ValueError that names every wrong field."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise ValueError(f"a {type(row).__name__} where an object belongs")
    if isinstance(row.get("section"), str):
        row["section"] = [row["section"]] if row["section"] else []
    wrong = [f"{name} must be {must}" for name, must, fits in RULES if not fits(row.get(name))]
    if wrong:
        raise ValueError("; ".join(wrong))
    return Question(**{f.name: frozen(row[f.name]) for f in fields(Question) if row.get(f.name) is not None})


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


def strings(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value))


def facts(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(item and isinstance(item, list) and strings(item)
                                                            for item in value))


RULES = (  # (field, what it must be, test of the value; None stands for an absent field)
    ("id", "a string without white space", lambda v: isinstance(v, str) and re.fullmatch(r"\S+", v)),
    ("question", "a string", lambda v: isinstance(v, str)),
    ("lang", "a string", lambda v: isinstance(v, str)),
    ("kind", "a string", lambda v: isinstance(v, str)),
    ("answerable", "true or false", lambda v: isinstance(v, bool)),
    ("answers", "a list of non-empty lists of strings", facts),
    ("reason", "a string", lambda v: v is None or isinstance(v, str)),
    *((name, "a list of non-empty strings", strings)
      for name in ("evidence", "section", "history", "forbid", "missing")),
)
