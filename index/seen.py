"""Checksums of report files, remembered with what the file system says of them.

Whether the reports have changed is asked at every start, and a large library is gigabytes. A file of the same size,
times and inode is taken for the same, as git does it; one that was written a moment ago is always read.
"""

import json
import time
from contextlib import suppress
from pathlib import Path

from index.atomic import write_file
from index.sources import sha256

SEEN = "seen.json"  # beside the generations of an index
SETTLED = 2_000_000_000  # nanoseconds since a file was written: a second change in one tick of the clock would not show


class Seen:
    """The checksums that were told under a folder; a file that cannot be read counts as empty."""

    def __init__(self, folder: Path):
        self.path = folder / SEEN
        self.before: dict[str, list] = {}
        self.now: dict[str, list] = {}
        with suppress(OSError, ValueError):
            stored = json.loads(self.path.read_bytes())
            self.before = stored if isinstance(stored, dict) else {}

    def checksum(self, path: Path) -> str:
        """SHA-256 of a file, read only when it may have changed. Raises OSError."""
        state = path.stat()
        marks = [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]
        name = str(path.resolve())
        known = self.before.get(name)
        found = known[-1] if isinstance(known, list) and known[:-1] == marks else sha256(path)
        if time.time_ns() - max(state.st_mtime_ns, state.st_ctime_ns) > SETTLED:
            self.now[name] = [*marks, found]
        return found

    def keep(self) -> None:
        """Remember what was told, in a folder that can be written to."""
        if self.now != self.before:
            with suppress(OSError):
                write_file(self.path, json.dumps(self.now, ensure_ascii=False).encode())
