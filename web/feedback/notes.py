"""A note on an answer, and the file that takes notes: JSON Lines, a day instead of a time, no address, no name."""

import errno
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from web.feedback.reasons import Rating, Reason
from web.private import redacted

LARGEST = 10 * 1024 * 1024  # bytes of the file, some 20,000 notes; what comes after is not taken


class FeedbackFull(Exception):
    """The file has reached its size."""


@dataclass(frozen=True, slots=True)
class Note:
    """What one person said of one answer. The question is kept without telephone numbers, cards and mail addresses."""

    day: str  # 2026-11-27
    rating: Rating
    reason: Reason | None  # of a wrong answer
    question: str
    history: tuple[str, ...]
    lang: str
    status: str  # of the answer
    cited: tuple[str, ...]  # permalinks below the site, of the sentences that the answer cited
    index: str  # build id of the index that answered

    def without_names(self) -> "Note":
        fields = {name: getattr(self, name) for name in self.__slots__}
        told = {"question": redacted(self.question), "history": tuple(map(redacted, self.history))}
        return Note(**{**fields, **told})


class NotesFile:
    """Appends notes, a line each; safe to share between threads."""

    def __init__(self, path: Path, largest: int = LARGEST):
        if not path.parent.is_dir():
            raise ValueError(f"BAIPISHU_FEEDBACK={path}: its folder does not exist; make it, or name another file")
        self.path, self.largest = path, largest
        self.lock = threading.Lock()

    def add(self, note: Note) -> None:
        """Raises FeedbackFull, OSError; then nothing of the note is left in the file."""
        line = json.dumps(asdict(note.without_names()), ensure_ascii=False).encode() + b"\n"
        with self.lock, os.fdopen(os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab", 0) as file:
            size = os.fstat(file.fileno()).st_size
            if size + len(line) > self.largest:
                raise FeedbackFull(f"{self.path} holds {self.largest} bytes; move it away to collect more")
            try:
                if file.write(line) != len(line):  # the disk took a part of it
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            except OSError:
                file.truncate(size)  # half a line would spoil the next one as well
                raise


def read_notes(path: Path) -> Iterator[Note]:
    """The notes of a file in their order. Raises ValueError with the number of a line that is none."""
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):  # a question may hold other line ends
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            told: dict[str, Any] = {"history": tuple(row.pop("history")), "cited": tuple(row.pop("cited"))}
            yield Note(**row, **told)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"{path}:{number}: no note ({error}); `baipishu serve` writes one a line") from error
