"""Names the formats in which a run can be handed to other tools.

    baipishu eval export runs/today --to ragas --out ragas.jsonl
"""
from collections.abc import Callable, Mapping
from pathlib import Path

from eval.exports.beir import export_beir
from eval.exports.promptfoo import export_promptfoo
from eval.exports.ragas import export_ragas
from eval.exports.ragchecker import export_ragchecker
from eval.record import Record

FORMATS: Mapping[str, Callable[[Record, Path], None]] = {
    "beir": export_beir, "ragas": export_ragas, "ragchecker": export_ragchecker, "promptfoo": export_promptfoo}


def export(record: Record, to: str, path: Path) -> None:
    """Write a run in the format `to`. Raises ValueError for an unknown one, or when `path` cannot be written."""
    if to not in FORMATS:
        raise ValueError(f"--to {to!r} is none of {', '.join(FORMATS)}")
    try:
        FORMATS[to](record, path)
    except OSError as error:
        raise ValueError(f"{path} cannot be written ({error.strerror}); name another place with --out") from error
