"""Asks the questions of a JSON Lines file one after another: `baipishu ask --from FILE`."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from opening import Answering


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of the file."""

    id: str
    question: str
    history: tuple[str, ...] = ()
    doc: tuple[str, ...] = ()  # ids of the reports to ask; all when empty
    alone: bool = False


def read_asked(path: Path, doc: Sequence[str] = (), alone: bool = False) -> list[Asked]:
    """Read a file, every line of it; `doc` and `alone` hold for lines that do not say.

    Raises ValueError with the file, the number and the fault of each bad line.
    """
    found: list[Asked] = []
    problems: list[str] = []
    for number, line in enumerate(path.read_text("utf-8-sig").split("\n"), 1):  # not at U+2028 in a question
        if not line.strip():
            continue
        try:
            found.append(asked_of(json.loads(line), tuple(doc), alone))
        except ValueError as error:
            problems.append(f"{path}:{number}: {error}")
    twice = sorted({asked.id for asked in found if [other.id for other in found].count(asked.id) > 1})
    problems += [f"{path}: id {name!r} stands in several lines; give each its own" for name in twice]
    if not found and not problems:
        problems.append(f"{path}: holds no question; write one JSON object a line")
    if problems:
        raise ValueError("; ".join(problems))
    return found


def asked_of(row: object, doc: tuple[str, ...], alone: bool) -> Asked:
    """A line as a value. Raises ValueError with what is wrong with it."""
    if not isinstance(row, dict):
        raise ValueError('not a JSON object; write {"id": …, "question": …}')
    question, history = row.get("question"), row.get("history") or []
    if not isinstance(question, str):
        raise ValueError("question must be a text")
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise ValueError("history must be a list of texts, oldest first")
    wanted = row.get("doc") or list(doc)
    wanted = [wanted] if isinstance(wanted, str) else wanted
    if not isinstance(wanted, list) or not all(isinstance(name, str) for name in wanted):
        raise ValueError("doc must be the id of a report, or a list of ids")
    if not isinstance(row.get("alone", alone), bool):
        raise ValueError("alone must be true or false")
    if not isinstance(row.get("id"), str | int):
        raise ValueError("id is missing; every line needs one, which its answer repeats")
    return Asked(str(row["id"]), question, tuple(history), tuple(wanted), row.get("alone", alone))


def answers_to(answerer: Answering, asked: Sequence[Asked]) -> Iterator[dict]:
    """The object of `ask --json` for each line, with its id. Raises ValueError for a report that the index lacks."""
    for one in asked:
        answer = answerer.ask(one.question, one.history, one.doc or None, one.alone)
        yield {"id": one.id, **answer.to_dict()}
