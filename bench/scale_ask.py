"""Opens a saved index of any size as the application does and asks it whole questions: start, memory, milliseconds.

    python -m bench.scale ask --times 447 --work FOLDER [--cold]
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from bench.questions import read_questions
from index.encoders import make_encoder
from index.manifest import read_manifest, verify
from index.store import load_index
from retrieval.answerer import Answerer
from settings import settings

ASKED = 60


def ask(folder: Path, asked: int = ASKED) -> dict:
    """Open the index in a folder, ask its first question and `asked` more."""
    read_manifest(folder)
    encoder = make_encoder(settings().encoder)
    clock = Clock()
    index = load_index(folder, lambda: encoder)
    opened = clock.lap()
    answerer = Answerer(index)
    answerer.ask(index.documents[0].title)
    first, memory = clock.lap(), memory_mb()
    questions = [question for question, _ in read_questions()[:asked]]
    times = [timed(answerer, question) for question in questions]
    clocks, computing, searching = zip(*times, strict=True)
    return {
        "passages": len(index.passages),
        "documents": len(index.documents),
        "open_s": opened,
        "first_answer_s": first,
        "memory_mb": {"after the first answer": memory, "after all": memory_mb()},
        "question_ms": p50_p95(clocks),
        "question_cpu_ms": p50_p95(computing),
        "question_search_ms": p50_p95(searching),
    }


def check(folder: Path) -> dict:
    """What of opening an index is checking its files."""
    clock = Clock()
    problems = verify(folder)
    return {"checksums_s": clock.lap(), "problems": problems}


def timed(answerer: Answerer, question: str) -> tuple[float, float, float]:
    """Milliseconds by the clock, of the processor, and those that the search took."""
    begun, used = time.perf_counter(), time.process_time()
    answer = answerer.ask(question)
    clock, computing = time.perf_counter() - begun, time.process_time() - used
    return clock * 1000, computing * 1000, answer.timings_ms["search"]


class Clock:
    """Seconds since the last lap, by the clock and of the processor."""

    def __init__(self) -> None:
        self.last = time.perf_counter(), time.process_time()

    def lap(self) -> dict[str, float]:
        now = time.perf_counter(), time.process_time()
        clock, computing = (round(b - a, 2) for a, b in zip(self.last, now, strict=True))
        self.last = now
        return {"clock": clock, "computing": computing}


def forget(folder: Path) -> None:
    """Let the system drop what it keeps of the files in memory, as after a restart of the machine."""
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def p50_p95(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {f"p{share}": round(ordered[min(len(ordered) - 1, len(ordered) * share // 100)], 1) for share in (50, 95)}


def memory_mb() -> dict[str, int]:
    """Memory of this process: its own, and the highest that was in use with mapped files, of which the system takes
    back what others need."""
    told = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    return {"own": int(told["RssAnon"].split()[0]) >> 10, "highest with files": int(told["VmHWM"].split()[0]) >> 10}
