"""The runs that were started from the page, one folder each: how far a run is, what it found, its files.

    NAME.json    what was started       NAME.log    what the command said       NAME/    what `eval run` writes

A run's name ends in 24 random digits: whoever has been given its address may read it, nobody can guess it.
"""

import json
import re
import secrets
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

JOURNAL = "unfinished.jsonl"  # of `eval run`: its head tells how many questions there are, then a line an answer
NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{24}")
SPLITS = ("all", "dev", "test")
SHOWN_LINES = 12  # of what a failed command said
FILES = (
    "report.html", "metrics.json", "manifest.json", "per_question.csv", "questions.jsonl", "answers.jsonl",
    "corpus.jsonl", "timings.csv", "run.trec", "qrels.trec", "qrels.evidence.trec", "judgements.trec", "junit.xml",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """What was started, and how to go on with it."""

    name: str
    set_name: str
    file: str  # of the questions
    report: str | None
    split: str
    started: str

    @property
    def words(self) -> list[str]:
        """The command without its --out."""
        about = ["--reports", self.report] if self.report else []
        return ["eval", "run", "--questions", self.file, "--split", self.split, *about]


@dataclass(frozen=True, slots=True)
class Progress:
    """Questions answered, questions in all, seconds spent on them."""

    done: int
    total: int
    seconds: float

    @property
    def rest(self) -> float | None:
        """Seconds that the rest will take; None as long as nobody can tell."""
        return self.seconds / self.done * (self.total - self.done) if self.done else None


class Runs:
    """The folder of all runs."""

    def __init__(self, folder: Path):
        self.folder, self.uploads = folder, folder / "sets"

    def make(self, set_name: str, file: Path, report: Path | None, split: str) -> Job:
        """Note down a run that is about to begin, with a copy of its questions: the set may change later."""
        now = datetime.now(UTC)
        name = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(12)}"
        self.path(name).mkdir(parents=True)
        copy = self.folder / f"{name}-set" / set_name
        copy.parent.mkdir()
        shutil.copyfile(file, copy)
        job = Job(name, set_name, str(copy), str(report) if report else None, split, now.isoformat(timespec="seconds"))
        (self.folder / f"{name}.json").write_text(json.dumps(asdict(job), ensure_ascii=False), "utf-8")
        return job

    def all(self) -> list[Job]:
        """Every run, the newest first."""
        found = (self.find(path.stem) for path in self.folder.glob("*.json"))
        return sorted((job for job in found if job), key=lambda job: job.name, reverse=True)

    def find(self, name: str) -> Job | None:
        """A run by its name; None for one that is not there, or a name that no run could have."""
        if not NAME.fullmatch(name):
            return None
        try:
            return Job(**json.loads((self.folder / f"{name}.json").read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def path(self, name: str) -> Path:
        return self.folder / name

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def is_finished(self, name: str) -> bool:
        folder = self.path(name)
        return (folder / "report.html").exists() and not (folder / JOURNAL).exists()

    def progress(self, name: str) -> Progress | None:
        """How far an unfinished run is; None before its first question."""
        try:
            head, *lines = (self.path(name) / JOURNAL).read_bytes().split(b"\n")
            total, whole = json.loads(head)["questions"], lines[:-1]
            return Progress(len(whole), total, json.loads(whole[-1])["wall_s"] if whole else 0.0)
        except (OSError, ValueError, LookupError):
            return None

    def said(self, name: str) -> list[str]:
        """The last lines that the command said; it names what is wrong and the cure."""
        try:
            lines = self.log(name).read_text("utf-8", "replace").splitlines()
        except OSError:
            return []
        ours = [line.removeprefix("baipishu: ") for line in lines if line.startswith("baipishu: ")]
        return (ours or lines)[-SHOWN_LINES:]

    def figures(self, name: str) -> Mapping[str, Any]:
        """metrics.json of a finished run."""
        return json.loads((self.path(name) / "metrics.json").read_text("utf-8"))

    def file(self, name: str, wanted: str) -> Path | None:
        """A file of a finished run that may be read; None for any other."""
        path = self.path(name) / wanted
        known = wanted in FILES or (wanted.startswith("compare-") and NAME.fullmatch(wanted[8:].removesuffix(".html")))
        there = path.is_file() and not path.is_symlink()
        return path if known and self.find(name) and self.is_finished(name) and there else None

    def pack(self, name: str, to: Path) -> None:
        """Write a zip of all that a finished run has written."""
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
            for wanted in FILES:
                if (path := self.path(name) / wanted).is_file():
                    archive.write(path, f"{name[:15]}/{wanted}")

    def delete(self, name: str) -> None:
        (self.folder / f"{name}.json").unlink(missing_ok=True)
        self.log(name).unlink(missing_ok=True)
        for folder in (self.path(name), self.folder / f"{name}-set"):
            shutil.rmtree(folder, ignore_errors=True)
