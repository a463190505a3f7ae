"""Lets processes share a folder: many readers, or one writer. The system frees the lock of a process that dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(folder: Path, exclusive: bool = False) -> Iterator[None]:
    """Hold the lock of an existing folder, waiting for it when others hold it. Works in a read-only folder too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)
