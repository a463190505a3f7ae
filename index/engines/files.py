"""Arrays of the embedded engine as files, and back: plain .npy, mapped into memory when they are large. No pickle.

What is written goes through Python's files, which tell that a disk is full. Where NumPy and FAISS write by themselves
and the last 4 kB find no room, they say nothing: half a file would be put in use, under its own checksum.
"""

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.engines.arrays import Arrays, nothing
from index.engines.columns import Columns
from index.engines.contract import Stamp
from index.engines.embedded import EmbeddedEngine
from index.engines.postings import Postings
from index.mapped import opened, save_array

HALF_FROM = 1_000_000  # vectors of sentences from which they are kept in half precision; it moves scores by 1e-5
NAMES, LISTS = "engine.json", "lists.faiss"
BLOCK = 2**20  # bytes that are written at a time


def save(engine: EmbeddedEngine, folder: Path) -> None:
    """Write the files of an engine into an existing folder."""
    held = engine.arrays
    half = len(held.sentences) >= HALF_FROM
    whole = {
        **{name: getattr(held.columns, name) for name in arrays_of(held.columns)},
        **{name: getattr(held.postings, name) for name in arrays_of(held.postings)},
        "vectors": held.vectors,
        "sentences": held.sentences.astype(np.float16, copy=False) if half else held.sentences,
        "sentence_starts": held.starts,
        "by_id": held.by_id,
    }
    for name, array in whole.items():
        save_array(folder / f"{name}.npy", array)
    tables = {f.name: getattr(held.columns, f.name) for f in fields(Columns) if f.name not in whole}
    told = {"stamp": asdict(engine.stamp), "mean_length": held.postings.mean_length, **tables}
    (folder / NAMES).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    if held.lists is not None:
        write_lists(held.lists, folder / LISTS)


def load(folder: Path) -> EmbeddedEngine:
    """Open an engine that was saved."""
    told = json.loads((folder / NAMES).read_text("utf-8"))
    arrays: dict[str, Any] = {path.stem: opened(path) for path in folder.glob("*.npy")}
    columns = Columns(**{f.name: arrays[f.name] if f.name in arrays else told[f.name] for f in fields(Columns)})
    words = {f.name: arrays[f.name] for f in fields(Postings) if f.name in arrays}
    postings = Postings(**words, mean_length=told["mean_length"])
    lists = folder / LISTS
    return EmbeddedEngine(
        Stamp(**told["stamp"]),
        Arrays(
            columns,
            arrays["vectors"],
            arrays["sentences"],
            arrays["sentence_starts"],
            postings,
            opened_lists(lists) if lists.exists() else None,
            arrays.get("by_id", nothing()),
        ),
    )


def write_lists(lists: faiss.Index, path: Path) -> None:
    """Write a file of FAISS's. Raises OSError."""
    with path.open("wb") as file:
        faiss.write_index(lists, faiss.PyCallbackIOWriter(file.write, BLOCK))


def opened_lists(path: Path) -> faiss.Index:
    """Inverted lists that stay on disk. Faiss would start 32 threads in every search to read them ahead."""
    lists = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
    faiss.downcast_InvertedLists(lists.invlists).prefetch_nthread = 0
    return lists


def arrays_of(held: Columns | Postings) -> list[str]:
    return [f.name for f in fields(held) if isinstance(getattr(held, f.name), np.ndarray)]
