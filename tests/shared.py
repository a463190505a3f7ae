"""What the workers of one run of the tests share: the first that asks makes it, the others wait for it and take it.

shared("name", make)     the folder that make(folder) has filled, for reading only
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from index.lock import locked

PLACE = "TESTS_OF_BAIPISHU"  # names the folder of this run of the tests to its workers


def open_place() -> Path:
    """Make the folder, before any worker starts; they find its name in their environment."""
    os.environ[PLACE] = mkdtemp(prefix="baipishu-tests-")
    return Path(os.environ[PLACE])


def close_place(place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)


def shared(name: str, make: Callable[[Path], object]) -> Path:
    place = Path(os.environ[PLACE]) / name
    place.mkdir(exist_ok=True)
    with locked(place, exclusive=True):
        if not (place / "made").exists():
            shutil.rmtree(place / "content", ignore_errors=True)  # of one that failed
            (place / "content").mkdir()
            make(place / "content")
            (place / "made").touch()
    return place / "content"
