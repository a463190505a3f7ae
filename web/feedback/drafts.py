"""Notes on wrong answers → drafts of a question set, as in eval/questions: a person fills in what is right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from web.feedback.notes import Note
from web.feedback.reasons import REASONS


@dataclass(frozen=True, slots=True)
class Tally:
    """All notes on one question."""

    question: str
    history: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def right(self) -> int:
        return sum(note.rating == "right" for note in self.notes)

    @property
    def reasons(self) -> dict[str, int]:
        """Reason, or "" where none was given → how often, the most frequent first."""
        given = [note.reason or "" for note in self.notes if note.rating == "wrong"]
        return dict(sorted(((each, given.count(each)) for each in set(given)), key=lambda pair: (-pair[1], pair[0])))

    @property
    def said(self) -> str:
        return "，".join(f"{said_of(reason)} {count}" for reason, count in self.reasons.items())


def said_of(reason: str) -> str:
    return next((said for known, said in REASONS.items() if known == reason), "没说原因")


def tallied(notes: Iterable[Note]) -> list[Tally]:
    """Notes by question and what was asked before; the questions with most complaints first."""
    found: dict[tuple, list[Note]] = {}
    for note in notes:
        found.setdefault((note.question, note.history), []).append(note)
    tallies = [Tally(question, history, tuple(each)) for (question, history), each in found.items()]
    return sorted(tallies, key=lambda tally: -sum(tally.reasons.values()))


def drafts(tallies: Sequence[Tally]) -> list[dict]:
    """A row for each question that somebody found wrongly answered; `answers` and `evidence` are left to a person."""
    rows = []
    for number, tally in enumerate((each for each in tallies if each.reasons), 1):
        refuse = next(iter(tally.reasons)) == "should_refuse"
        last = tally.notes[-1]
        row = {
            "id": f"fb{number:03d}",
            "question": tally.question,
            "lang": last.lang,
            "history": list(tally.history),
            "kind": "unanswerable" if refuse else "follow_up" if tally.history else "fact",
            "answerable": not refuse,
            "answers": [],
            "evidence": [],
            "section": "",
            "note": f"{tally.said}；当时 {last.status}：{' '.join(last.cited) or '没有引文'}",
        }
        rows.append({**row, "reason": "not_in_report", "missing": []} if refuse else row)
    return rows
