"""What the numbers were measured on: machine, versions, commit. Nothing that names a place or a person."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.process import ROOT

PACKAGES = ("faiss-cpu", "bm25s", "onnxruntime", "tokenizers", "numpy", "gradio", "locust")


def machine() -> dict[str, Any]:
    """Describe the machine and the program, with the load before anything was measured."""
    return {
        "measured_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "commit": commit(),
        "processor": processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "load_before": round(os.getloadavg()[0], 2),
    }


def commit() -> str | None:
    """The commit of the checkout, with a + when files differ from it; None outside git."""
    try:
        ran = subprocess.run(["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True)
    except OSError:
        return None
    return ran.stdout.strip() or None


def processor() -> str:
    """The model name as Linux tells it, else what Python knows."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())
