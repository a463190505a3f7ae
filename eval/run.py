"""Puts a question set to a system and judges what comes back.

    baipishu eval run --questions eval/questions/shenzhen-2024.jsonl --out runs/today
"""
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from eval.questions import Question
from eval.report import write_report
from eval.results import Result, judge, write_result

Progress = Callable[[int, int], None]  # (questions done, questions in all)


class Answers(Protocol):
    """What an answerer gives back: anything that turns into the `ask --json` object."""
    def to_dict(self) -> dict[str, Any]: ...


class Answering(Protocol):
    """What is evaluated: retrieval.answerer.Answerer, or anything that answers like it from an index."""
    index: Any

    def ask(self, question: str, history: Sequence[str] = ()) -> Answers: ...


def run_questions(answerer: Answering, questions: Sequence[Question], out: Path,
                  progress: Progress = lambda done, total: None) -> Result:
    """Ask every question, judge the answers and write the folder of the run.

    An exception of the answerer stops the run: no input may raise. It carries the id of the question as a note.
    """
    responses = []
    for done, question in enumerate(questions):
        progress(done, len(questions))
        try:
            responses.append(answerer.ask(question.question, history=question.history).to_dict())
        except Exception as error:
            error.add_note(f"while asking question {question.id}: {question.question!r}")
            raise
    progress(len(questions), len(questions))
    result = judge(questions, responses, answerer.index.documents)
    write_result(result, out)
    write_report(result, out / "report.html")
    return result
