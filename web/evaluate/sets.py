"""The question sets that may be chosen: those that come with the program, and those that were uploaded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from web.evaluate.commands import ROOT, call

SHIPPED = (ROOT / "eval" / "questions", ROOT / "eval" / "near")
NEAR = "near-"  # before the name of its report: a set of near misses
HELD_OUT = ROOT / "corpus" / "holdout"  # reports that only sets of their names ask about
SUFFIXES = (".jsonl", ".csv", ".xlsx")
MAX_BYTES = 1_000_000  # of an uploaded file; the largest set that comes with the program has 160,000
MAX_UPLOADED = 50  # files
CHECK_SECONDS = 120
NAME = re.compile(r"[\w\u4e00-\u9fff][\w\u4e00-\u9fff.-]{0,79}")


class Unsuitable(ValueError):
    """A file that cannot be taken as a question set; `problems` are what is wrong with it, in its own order."""

    def __init__(self, reason: str, problems: tuple[str, ...] = (), **values: object):
        super().__init__(reason)
        self.reason, self.problems, self.values = reason, problems, values


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A file of questions, and the report that it asks about; None: the reports in use."""

    name: str  # with its suffix, unique among all sets
    file: Path
    report: Path | None  # or a folder of them
    uploaded: bool


def sets(uploads: Path) -> list[QuestionSet]:
    """All sets: on the reports in use first, as far as names tell."""
    return sorted([*shipped(), *uploaded(uploads)], key=lambda each: (each.report is not None, each.name))


def shipped() -> Iterator[QuestionSet]:
    for file in (file for folder in SHIPPED for file in folder.glob("*.jsonl")):
        name = file.stem.removeprefix(NEAR)
        places = (path for pattern in (f"{name}*", f"*/{name}*") for path in HELD_OUT.glob(pattern))
        reports = sorted(path for path in places if is_report(path, name))
        yield QuestionSet(file.name, file, reports[0] if reports else None, False)


def is_report(path: Path, name: str) -> bool:
    """Tell whether that is the report of this name, or the folder of reports."""
    return path.name == name if path.is_dir() else path.stem == name and path.suffix != ".toml"


def uploaded(uploads: Path) -> Iterator[QuestionSet]:
    names = {each.name for each in shipped()}
    for file in uploads.glob("*"):
        if file.suffix in SUFFIXES and file.name not in names:
            yield QuestionSet(file.name, file, None, True)


def take(name: str, content: bytes, uploads: Path) -> tuple[QuestionSet, list[str]]:
    """Check an uploaded file against the reports in use and keep it; return it with what is worth a second look.

    Raises Unsuitable for a name or size that is not taken, and for a set that `eval check` finds unsound.
    """
    if not NAME.fullmatch(name) or Path(name).suffix.lower() not in SUFFIXES:
        raise Unsuitable("evaluate_bad_name", suffixes="、".join(SUFFIXES))
    if len(content) > MAX_BYTES:
        raise Unsuitable("evaluate_too_large", limit=MAX_BYTES // 1000)
    if name in {each.name for each in shipped()}:
        raise Unsuitable("evaluate_name_taken", name=name)
    uploads.mkdir(parents=True, exist_ok=True)
    if len(list(uploads.iterdir())) >= MAX_UPLOADED:
        raise Unsuitable("evaluate_too_many_sets", limit=MAX_UPLOADED)
    with TemporaryDirectory(dir=uploads.parent) as folder:
        trial = Path(folder) / f"{Path(name).stem}{Path(name).suffix.lower()}"
        trial.write_bytes(content)
        code, said = call(["eval", "check", str(trial)], CHECK_SECONDS)
        told = [line.removeprefix("baipishu: ").removeprefix(f"{trial}: ") for line in said.splitlines() if line]
        if code:
            raise Unsuitable("evaluate_unsound", tuple(sorted(told, key=lambda line: ": warning: " in line)))
        kept = trial.replace(uploads / trial.name)
    return QuestionSet(kept.name, kept, None, True), told
