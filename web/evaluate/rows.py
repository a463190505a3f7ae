"""The questions of a finished run as rows of a table: those that failed first. Reads what `eval run` has written."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlencode

from corpus.spreadsheets import restored

Verdict = Literal["wrong", "right", "unjudged"]
ORDER: tuple[Verdict, ...] = ("wrong", "right", "unjudged")


@dataclass(frozen=True, slots=True)
class Row:
    """A question, what was asked of it before, and how it went."""

    id: str
    question: str
    history: tuple[str, ...]
    language: str
    kind: str
    verdict: Verdict
    cause: str  # why it is wrong; "" for the others
    status: str

    @property
    def carried(self) -> str:
        """What a link to the chat carries behind its #: what was asked before, then the question."""
        return urlencode([("q", each) for each in (*self.history, self.question)], quote_via=quote, safe="")


def rows(folder: Path) -> list[Row]:
    """Every question of the run in `folder`; in the order of the set within each verdict."""
    return sorted(read_rows(folder), key=lambda row: ORDER.index(row.verdict))


def read_rows(folder: Path) -> Iterator[Row]:
    asked = {row["id"]: row for row in read_lines(folder / "questions.jsonl")}
    with (folder / "per_question.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            name = restored(row["id"])
            question, history = asked[name]["question"], tuple(asked[name].get("history") or ())
            verdict: Verdict = "unjudged" if not row["right"] else "right" if float(row["right"]) else "wrong"
            yield Row(name, question, history, row["lang"], row["kind"], verdict, row["cause"], row["status"])


def read_lines(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
