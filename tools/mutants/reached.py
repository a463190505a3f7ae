"""Which functions each test enters: a plugin of pytest that notes it, and what to do with the notes.

    python -m pytest -p tools.mutants.reached --reached FILE tests/…
"""

import json
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import pytest

from tools.mutants.changes import Mutant

LAYERS = ("corpus", "index", "retrieval", "figures")  # whose functions are noted
SLOW = ("browser", "chat_url", "small_app", "inside_app", "model", "make_page", "open_chat")  # fixtures of slow tests
SECONDS = 5.0  # of computing that the tests of one change may take by the notes; to begin takes two or three more
BESIDE = 1.0  # the same of tests that enter another function of the file: what is kept is entered only once


@dataclass(frozen=True, slots=True)
class Reach:
    """A test, the seconds of computing that it takes, and the functions that it enters, as PATH:NAME."""

    test: str
    seconds: float
    entered: frozenset[str]


class Notes:
    """Notes the functions of a folder that are entered, by their qualified names."""

    def __init__(self, root: Path):
        self.root, self.entered = f"{root}/", set[str]()
        self.names: dict[object, str] = {}

    def __call__(self, frame: FrameType, event: str, told: object) -> None:
        code = frame.f_code
        if code not in self.names:
            path = code.co_filename.removeprefix(self.root)
            self.names[code] = f"{path}:{code.co_qualname}" if path.partition("/")[0] in LAYERS else ""
        self.entered.add(self.names[code])

    def take(self) -> list[str]:
        taken, self.entered = sorted(self.entered - {""}), set()
        return taken


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reached", type=Path, required=True, help="the file for the notes")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if not set(SLOW) & set(getattr(item, "fixturenames", ()))]


def pytest_configure(config: pytest.Config) -> None:
    config.stash[NOTES] = Notes(config.rootpath)
    sys.settrace(config.stash[NOTES])
    threading.settrace(config.stash[NOTES])


def pytest_unconfigure() -> None:
    sys.settrace(None)
    threading.settrace(None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    notes, begun = item.config.stash[NOTES], time.process_time()
    notes.take()
    sys.settrace(notes)
    failed = item.session.testsfailed
    found = yield
    told = {"test": item.nodeid, "seconds": round(time.process_time() - begun, 3), "entered": notes.take()}
    if item.session.testsfailed == failed:
        with item.config.option.reached.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told) + "\n")
    return found


NOTES = pytest.StashKey[Notes]()


def read_reached(path: Path) -> list[Reach]:
    lines = map(json.loads, path.read_text("utf-8").splitlines())
    return [Reach(line["test"], line["seconds"], frozenset(line["entered"])) for line in lines]


def met_by(mutant: Mutant, reached: Sequence[Reach]) -> list[str]:
    """The tests that enter the function of a change, the quickest first, then some that enter another one of its file;
    [] where no test enters the file.

    What stands outside of functions is met by all tests of the file.
    """
    inside, beside = f"{mutant.path}:{mutant.function}", f"{mutant.path}:"
    ordered = sorted(reached, key=lambda reach: reach.seconds)
    first = [reach for reach in ordered if mutant.function and inside in reach.entered]
    known = {reach.test for reach in first}
    others = [r for r in ordered if r.test not in known and any(each.startswith(beside) for each in r.entered)]
    return [*within(first, SECONDS), *within(others, BESIDE if mutant.function and first else SECONDS)]


def within(tests: Sequence[Reach], seconds: float) -> Iterator[str]:
    """As many of the tests as take no longer together, one at least."""
    spent = 0.0
    for reach in tests:
        if spent and spent + reach.seconds > seconds:
            return
        spent += reach.seconds
        yield reach.test
