"""Pairs the records of two runs: the questions that both asked, judged by one set. Judges nothing itself."""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.record import Record, RecordError, read_finished
from eval.sets.questions import Question

ASKED = ("question", "history")  # fields that say what is asked
JUDGED_BY = ("answerable", "answers", "evidence", "forbid", "references")  # fields that decide a score
NAMED = 10  # ids that an error names


class CompareError(ValueError):
    """Folders that do not hold two runs over the same questions."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two records over the questions of both, in the order of b, with b's questions in both."""
    a: Record
    b: Record
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    rejudged: tuple[str, ...]  # asked alike, but judged otherwise by the set of a


def pair(dir_a: Path, dir_b: Path) -> Pairing:
    """Read two finished runs and pair their questions by id.

    Raises CompareError where a folder holds no finished run, no question is common, or one id asks different things. A
    question that a's set judges otherwise is judged by b's in both: what changed is then the system alone.
    """
    a, b = (finished(folder) for folder in (dir_a, dir_b))
    in_a, in_b = by_id(a), by_id(b)
    common = [name for name in in_b if name in in_a]
    if not common:
        raise CompareError(f"{dir_a} and {dir_b} have no question in common")
    if other := [name for name in common if differ(in_a[name], in_b[name], ASKED)]:
        more = f" and {len(other) - NAMED} more" * (len(other) > NAMED)
        raise CompareError(f"{', '.join(other[:NAMED])}{more} ask one thing in {dir_a} and another in {dir_b}; give a "
                           "question that was rewritten a new id, or run one of the sets again")
    relevant_a, relevant_b = relevance(a), relevance(b)
    rejudged = tuple(name for name in common if differ(in_a[name], in_b[name], JUDGED_BY)
                     or relevant_a.get(name) != relevant_b.get(name))
    questions = tuple(in_b[name] for name in common)
    return Pairing(over(a, questions, b), over(b, questions, b), tuple(name for name in in_a if name not in in_b),
                   tuple(name for name in in_b if name not in in_a), rejudged)


def finished(folder: Path) -> Record:
    try:
        return read_finished(folder)
    except RecordError as error:
        raise CompareError(str(error)) from error


def by_id(record: Record) -> dict[str, Question]:
    return {question.id: question for question in record.questions}


def differ(one: Question, other: Question, fields: Iterable[str]) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in fields)


def relevance(record: Record) -> Mapping[str, Any]:
    """{question id: what the record judges relevant} of a dataset that brings its own judgements."""
    found: dict[str, set[tuple[str, int]]] = {}
    for qrel in record.judgements or ():
        found.setdefault(qrel.query_id, set()).add((qrel.doc_id, qrel.relevance))
    return found


def over(record: Record, questions: Sequence[Question], judged: Record) -> Record:
    """The record of these questions alone, in this order, with the judgements of another."""
    place = {question.id: number for number, question in enumerate(record.questions)}
    rows = [place[question.id] for question in questions]
    qrels = None if judged.judgements is None else tuple(
        qrel for qrel in judged.judgements if qrel.query_id in {question.id for question in questions})
    return replace(record, questions=tuple(questions), responses=tuple(record.responses[row] for row in rows),
                   timings=tuple(record.timings[row] for row in rows), judgements=qrels)
