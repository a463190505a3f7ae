"""Keeps what a run has answered so far, each answer on disk before the next is asked.

    unfinished.jsonl    when the run began, how many questions it has, what decides its answers; then a line an answer
"""
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from eval.lines import named_line, to_json
from eval.record import UNFINISHED, RecordError, Timing
from eval.running.asking import Asked
from index.atomic import write_file


@dataclass(frozen=True, slots=True)
class Kept:
    """What the run before its interruption has left; nothing when it was not interrupted."""
    started: datetime
    wall_s: float = 0.0  # seconds up to the last answer, pauses between interruption and repetition left out
    answers: tuple[Asked, ...] = ()


class Clock:
    """Counts the seconds of a run on top of those before its interruption."""

    def __init__(self, before: float):
        self.begun = time.perf_counter() - before

    def __call__(self) -> float:
        return time.perf_counter() - self.begun


def make_folder(folder: Path) -> None:
    """Make the folder of a run and prove that it takes files, before anything is asked. Raises RecordError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()
    except OSError as error:
        why = "a file of that name is there" if isinstance(error, FileExistsError) else error.strerror
        raise RecordError(f"{folder} cannot be the folder of a run: {why}; name another with --out") from error


@contextmanager
def journal(out: Path, about: Mapping[str, Any], questions: int, kept: Kept, clock: Callable[[], float]
            ) -> Iterator[Callable[[Asked], None]]:
    """Yield a function that keeps one answer. `about` is the identity of the run, `clock` tells its seconds so far."""
    lines = [to_json({"started": kept.started.isoformat(), "questions": questions, **about}),
             *(line_of(asked, kept.wall_s) for asked in kept.answers)]
    write_file(out / UNFINISHED, "".join(f"{line}\n" for line in lines).encode())
    with (out / UNFINISHED).open("a", encoding="utf-8") as file:
        def note(asked: Asked) -> None:
            file.write(line_of(asked, clock()) + "\n")
            file.flush()

        yield note


def line_of(asked: Asked, wall_s: float) -> str:
    return to_json({"wall_s": round(wall_s, 3), **asdict(asked)})


def read_kept(out: Path, about: Mapping[str, Any]) -> Kept:
    """Return what an interrupted run in `out` has left; a last line cut off by the interruption is asked again.
    Raises RecordError for a run of something else than `about`, and for a damaged line."""
    path = out / UNFINISHED
    if not path.exists():
        return Kept(datetime.now(UTC))
    head, *lines = path.read_text("utf-8").split("\n")
    try:
        wanted = json.loads(head)
        started = datetime.fromisoformat(wanted.pop("started"))
        wanted.pop("questions")  # their hash is in `about`
    except (ValueError, LookupError, TypeError, AttributeError):
        wanted = None  # of another version
    if wanted != about:
        raise RecordError(f"{out} holds an interrupted run of another set, index or version; finish it with those, "
                          f"or delete {path} to start anew")
    answers, wall_s = [], 0.0
    for number, line in enumerate(lines[:-1], 2):
        try:
            with named_line(number):
                row = json.loads(line)
                wall_s = float(row["wall_s"])
                answers.append(Asked(row["question_id"], row["response"], Timing(**row["timing"])))
        except ValueError as error:
            raise RecordError(f"{path} is damaged ({error}); delete the line, or the file to start anew") from error
    return Kept(started, wall_s, tuple(answers))


def count_kept(out: Path) -> int:
    """How many answers an interrupted run in `out` has left."""
    path = out / UNFINISHED
    return max(0, path.read_bytes().count(b"\n") - 1) if path.exists() else 0
