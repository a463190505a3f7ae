"""Times a build without any cache in a copy of this checkout, then one with a sentence added."""

import shutil
import tempfile
from pathlib import Path

from bench.process import ROOT, must_end_well, run_process

ADDED_SENTENCE = "这一句话只为测量增量重建所需的时间而加入。"  # "this sentence is added only to time a rebuild"
NOT_COPIED = (".git", ".venv", "built", "cache", "runs", "results", "docs", "__pycache__", "*.egg-info", ".*_cache")
BUILD = ["-m", "cli", "index", "build"]


def rebuild_times() -> dict[str, float]:
    """Return seconds and peak MB of the builds. Raises BenchmarkFailed."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        reports = copy / "corpus" / "reports"
        places = {
            "HOME": folder,
            "XDG_CACHE_HOME": str(Path(folder) / "cache"),
            "BAIPISHU_REPORTS": str(reports),
            "BAIPISHU_INDEX": str(copy / "index" / "built"),
            "BAIPISHU_CACHE": str(copy / "index" / "cache"),
        }
        first = must_end_well(run_process(BUILD, places, copy), "index build")
        report = sorted(reports.glob("*.txt"))[0]
        report.write_bytes(with_one_more_sentence(report.read_bytes().decode()).encode())
        again = must_end_well(run_process(BUILD, places, copy), "index build after a change")
        return {
            "from_nothing_s": round(first.seconds, 2),
            "peak_mb": round(first.peak_mb),
            "after_a_change_s": round(again.seconds, 2),
        }


def with_one_more_sentence(text: str) -> str:
    """Put a sentence behind the sentence end nearest to the middle.

    >>> with_one_more_sentence("甲。乙。丙丁") == "甲。乙。" + ADDED_SENTENCE + "丙丁"
    True
    """
    end = text.index("。", len(text) // 2) + 1
    return text[:end] + ADDED_SENTENCE + text[end:]
