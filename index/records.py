"""Values by number in a file, a line of JSON each: read when they are asked for, and checked every time they are read.

What is checked when an index is opened may change on the disk before it is shown; a record that did is never shown.
"""

import json
import os
import weakref
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from index.engines.errors import EngineUnavailable
from index.mapped import opened, save_array

GATHERED = 4 * 2**20  # bytes that are written at a time


class RecordsWriter:
    """Writes records, and beside them where each ends and its checksum."""

    def __init__(self, path: Path):
        self.path = path
        self.file = path.open("wb")
        self.gathered: list[bytes] = []
        self.waiting = 0  # bytes
        self.ends, self.sums = [0], list[int]()

    def add(self, value: object) -> None:
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self.gathered.append(line)
        self.waiting += len(line)
        self.ends.append(self.ends[-1] + len(line))
        self.sums.append(zlib.crc32(line))
        if self.waiting >= GATHERED:
            self.write()

    def write(self) -> None:
        self.file.write(b"".join(self.gathered))
        self.gathered, self.waiting = [], 0

    def close(self) -> None:
        try:
            self.write()
        finally:
            self.file.close()
        save_array(beside(self.path, "ends"), np.array(self.ends, np.int64))
        save_array(beside(self.path, "sums"), np.array(self.sums, np.uint32))


class Records:
    """The records of a file; threads and forked processes may share them."""

    def __init__(self, path: Path):
        self.path = path
        self.ends, self.sums = opened(beside(path, "ends")), opened(beside(path, "sums"))
        self.descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self.descriptor)

    def __len__(self) -> int:
        return len(self.sums)

    def read(self, number: int) -> Any:
        """One record. Raises EngineUnavailable when it is not what was written."""
        return self.read_all(number, number + 1)[0]

    def read_all(self, start: int, end: int) -> list[Any]:
        """The records from one number to before another, in one trip to the disk. Raises EngineUnavailable."""
        ends = self.ends[start : end + 1].tolist()
        data = os.pread(self.descriptor, ends[-1] - ends[0], ends[0])
        lines = [data[a - ends[0] : b - ends[0]] for a, b in pairwise(ends)]
        for line, wanted in zip(lines, self.sums[start:end].tolist(), strict=True):
            if zlib.crc32(line) != wanted:
                raise EngineUnavailable(f"{self.path}: changed since it was opened; run `baipishu index build`", 60)
        return [json.loads(line) for line in lines]

    def size(self, start: int, end: int) -> int:
        """Bytes of the records from one number to before another."""
        return int(self.ends[end] - self.ends[start])


def beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.stem}.{what}.npy")
