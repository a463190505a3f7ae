"""Asks one question and measures what it took. Knows an answerer, nothing of what a right answer is."""
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from eval.record import Response, Timing
from eval.sets.questions import Question


class Answers(Protocol):
    """What an answerer gives back: anything that turns into the `ask --json` object."""
    def to_dict(self) -> dict[str, Any]: ...


class Answering(Protocol):
    """What is evaluated: retrieval.answerer.Answerer, or anything that answers like it from an index."""
    @property
    def index(self) -> Any: ...

    def ask(self, question: str, history: Sequence[str] = ()) -> Answers: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its response and what it took."""
    question_id: str
    response: Response
    timing: Timing


AskAll = Callable[[Sequence[Question]], Iterator[Asked]]


class Asker:
    """Asks questions of one answerer and remembers which it has asked: a repeated one finds its caches warm."""

    def __init__(self, answerer: Answering):
        self.answerer = answerer
        self.seen: set[tuple[str, ...]] = set()

    def __call__(self, question: Question) -> Asked:
        """Ask one question. An exception of the answerer passes, noted with the question's id: no input may raise."""
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            response = self.answerer.ask(question.question, history=question.history).to_dict()
        except Exception as error:
            error.add_note(f"while asking question {question.id}: {question.question!r}")
            raise
        wall, cpu = milliseconds(time.perf_counter() - wall), milliseconds(time.process_time() - cpu)
        stages = response.pop("timings_ms", None) or {}
        words = (question.question, *question.history)
        cached = words in self.seen or bool(response.get("cached"))
        self.seen.add(words)
        encode, search, answer = (round(float(stages.get(name, 0)), 3) for name in ("encode", "search", "answer"))
        return Asked(question.id, response, Timing(wall, cpu, encode, search, answer, cached))

    def all(self, questions: Sequence[Question]) -> Iterator[Asked]:
        return map(self, questions)


def milliseconds(seconds: float) -> float:
    """Milliseconds with three decimals, as they are recorded."""
    return round(seconds * 1000, 3)
