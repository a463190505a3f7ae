"""What is collected: every test, and the examples in docstrings of the modules that have some."""

from collections.abc import Generator
from pathlib import Path

import pytest
from _pytest.doctest import DoctestModule


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Import no module for examples that it has not: those of training alone bring PyTorch, which takes seconds."""
    found = yield
    if file_path.suffix == ".py" and ">>>" not in file_path.read_text("utf-8"):
        return [each for each in found if not isinstance(each, DoctestModule)]
    return found


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no file that is long as a whole for a run that leaves the long tests out."""
    if config.option.markexpr == "not long" and collection_path.suffix == ".py":
        return "\npytestmark = pytest.mark.long\n" in collection_path.read_text("utf-8") or None
    return None
