"""Runs the command inside the test process: what it prints and how it ends, without the cost of a new process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli import main
from settings import ROOT, settings


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """The one JSON document on stdout; anything beside it is an error."""
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The one line on stderr of a command that found a mistake of its user's."""
        lines = self.err.splitlines()
        assert (self.code, self.out, len(lines)) == (2, "", 1), self
        return lines[0]


Run = Callable[..., Ended]


def make_run(places: dict[str, Path | str], capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return `run(*arguments)` with the settings that `places` name (INDEX, CACHE, REPORTS, ENCODER)."""
    for name, value in places.items():
        monkeypatch.setenv(f"BAIPISHU_{name}", str(value))

    def run(*arguments: str | Path) -> Ended:
        settings.cache_clear()
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["baipishu", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        settings.cache_clear()
        return Ended(ended.value.code or 0, *capsys.readouterr())

    return run


def run_process(places: dict[str, Path | str], *arguments: str | Path, stdout=subprocess.PIPE, **changes: str) -> Ended:
    """Run `python -m cli` as a process of its own; `changes` are further variables of its environment."""
    environment = {**os.environ, **{f"BAIPISHU_{name}": str(value) for name, value in places.items()}, **changes}
    ended = subprocess.run(
        [sys.executable, "-m", "cli", *map(str, arguments)],
        cwd=ROOT, env=environment, stdout=stdout, stderr=subprocess.PIPE, encoding="utf-8", timeout=120,
    )  # fmt: skip
    return Ended(ended.returncode, ended.stdout or "", ended.stderr)
