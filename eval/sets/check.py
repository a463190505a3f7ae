"""Proves a question set against the reports it asks about: every problem with its place, in the order of the file.

    baipishu eval check eval/questions/shenzhen-2024.jsonl
"""
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Document
from eval.sets.mistakes import QuestionSetError
from eval.sets.questions import Entry, Question, nothing_in, read_entries
from eval.sets.reports import read_together
from eval.sets.soundness import findings
from eval.text import normalise


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a question; a warning asks for a second look and does not fail the set."""
    where: str  # "row 7 (a5)"
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {'warning' if self.is_warning else 'error'}: {self.message}"


def check_file(path: Path, documents: Sequence[Document]) -> list[Problem]:
    """Return every problem of a file, also of questions that are not sound in every field; an empty list is a proof.

    Raises QuestionSetError for a file that is no question set, or holds no question.
    """
    entries = read_entries(path)
    if all(entry.is_example for entry in entries):
        raise QuestionSetError(path, [nothing_in(len(entries))])
    return check_entries(entries, documents)


def check_entries(entries: Sequence[Entry], documents: Sequence[Document]) -> list[Problem]:
    """Return every problem, in the order of the entries."""
    reports = read_together(documents)
    first = {asked(entry.question): entry for entry in reversed(entries) if is_asked(entry)}
    lines = Counter(name for entry in entries for name in entry.unknown)
    told: set[str] = set()
    problems: list[Problem] = []
    for entry in entries:
        if entry.is_example:
            problems.append(Problem(entry.where, "an example of the template; left out", is_warning=True))
            continue
        problems += [Problem(entry.where, mistake) for mistake in entry.mistakes]
        problems += [Problem(entry.where, text, is_warning=True) for text in unknown(entry, lines, told)]
        if is_asked(entry) and first[asked(entry.question)] is not entry:
            again = f"asks the same as {first[asked(entry.question)].where}"
            problems.append(Problem(entry.where, again, is_warning=True))
        problems += [Problem(entry.where, found.message, found.is_warning)
                     for found in findings(entry.question, entry.faulty, reports)]
    return problems


def is_asked(entry: Entry) -> bool:
    return not entry.is_example and not entry.faulty & {"question", "history"}


def asked(question: Question) -> tuple[str, ...]:
    """What two questions that ask the same have in common."""
    return tuple(map(normalise, (*question.history, question.question)))


def unknown(entry: Entry, lines: Counter[str], told: set[str]) -> Iterator[str]:
    """Name the fields that nothing reads: one that may be misspelt on each of its lines, another on its first."""
    for name, near in entry.unknown.items():
        if near:
            yield f"unknown field {name!r} is not read; is it {near!r}?"
        elif name not in told:
            told.add(name)
            yield f"unknown field {name!r} is not read" + (f", on {lines[name]} lines" if lines[name] > 1 else "")
