"""How a run ends on the terminal: the questions that failed and why, how many are right, where the report lies."""
from collections.abc import Iterator
from pathlib import Path

from eval.definitions import RIGHT
from eval.labels import CAUSES
from eval.results import Result

SHOWN = 30  # questions named one by one; the report has all


def ending(result: Result, folder: Path) -> Iterator[str]:
    """Yield the last lines that `eval run` and `eval judge` print."""
    failed = [(question, cause) for question, cause in zip(result.questions, result.causes(), strict=True) if cause]
    if failed:
        yield f"没答对（{len(failed)} 题）："
    for question, cause in failed[:SHOWN]:
        asked = " → ".join((*question.history, question.question))
        yield f"  {question.id}  {asked}  （{CAUSES[cause][0]}）"
    if len(failed) > SHOWN:
        yield f"  …… 还有 {len(failed) - SHOWN} 题，都在报告里"
    right = result.estimates[RIGHT.key]
    yield "题目没有写明答案，不计对错" if right.value is None else f"答对 {round(right.value * right.n)} / {right.n} 题"
    yield f"报告：{folder / 'report.html'}"
