"""Lets processes share a folder: many readers, or one writer. The system frees the lock of a process that dies."""

import fcntl
import os
import time
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


BUILDING = ".building"  # beside the generations; holds the number of the process that builds
LOOK = 0.2  # seconds between two tries


class BuildUnderWay(ValueError):
    """Another process is building the index."""


@contextmanager
def building(folder: Path, wait: bool) -> Iterator[None]:
    """Be the only one that builds an index in an existing folder, waiting for another one or not.

    Raises BuildUnderWay. A builder that is killed holds nothing: the system frees its lock.
    """
    descriptor = os.open(folder / BUILDING, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        while not taken(descriptor):
            if not wait:
                builder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
                raise BuildUnderWay(f"{folder}: process {builder} is building this index; wait for it, or stop it")
            time.sleep(LOOK)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
