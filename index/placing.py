"""Puts the rows of an index into an engine: a new generation is filled, then published. Nothing is embedded again."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TypeGuard

import numpy as np

from index.core import Index
from index.engines.addresses import EMBEDDED, guarded, open_shelf
from index.engines.contract import Engine, Shelf, Stamp
from index.engines.embedded import EmbeddedEngine
from index.engines.entries import entries_of
from index.engines.errors import EngineFull, EngineUnavailable
from index.progress import Progress

BATCH = 1000  # passages that are taken from one engine and given to the other at a time


def placed(
    index: Index,
    address: str,
    folder: Path,
    kept: Sequence[str] = (),
    progress: Progress = lambda done, total: None,
) -> Index:
    """The same index on another engine. What was interrupted goes on where it was; raises EngineUnavailable.

    `folder`: of the index, by which its generations are told from those of others on the same server. `kept`: those
    that are in use. A generation that cannot be filled for want of room is dropped.
    """
    if address == EMBEDDED:
        every = list(entries_of(index.documents, vectors_of(index, 0, progress)))
        return replace(index, engine=EmbeddedEngine.of(index.engine.stamp, every))
    shelf, begins = open_shelf(address), f"{mark_of(folder)}_{index.build_id}_"
    stamp = replace(index.engine.stamp, generation=f"{begins}{secrets.token_hex(4)}")
    staged = begun(shelf, stamp, begins, kept) or shelf.stage(stamp)
    stamp, first = replace(stamp, generation=staged.stamp.generation), staged.stamp.passages
    entries = entries_of(index.documents, vectors_of(index, first, progress), first)
    try:
        while batch := list(islice(entries, BATCH)):
            staged.upsert(batch)
        shelf.publish(stamp.generation)
        staged.close()
    except BaseException as error:
        if isinstance(error, EngineFull) or not isinstance(error, EngineUnavailable | KeyboardInterrupt):
            with suppress(EngineUnavailable):
                shelf.drop(stamp.generation)
        raise
    stamp = replace(stamp, passages=len(index.ids))
    return replace(index, engine=guarded(address, stamp, vectors=index.rows.vectors_of))


def begun(shelf: Shelf, stamp: Stamp, begins: str, kept: Sequence[str]) -> Engine | None:
    """A generation of the same build that was begun and is not in use, None when there is none: its passages are the
    first ones in reading order."""
    for name in shelf.generations():
        if name.startswith(begins) and name not in kept:
            with suppress(EngineUnavailable):  # it has no stamp yet
                there = shelf.open(name)
                if replace(there.stamp, generation="", passages=0) == replace(stamp, generation="", passages=0):
                    return there
    return None


def vectors_of(index: Index, first: int, progress: Progress) -> Iterator[np.ndarray]:
    for start in range(first, len(index.ids), BATCH):
        yield from index.engine.sentences(index.ids[start : start + BATCH])
        progress(min(start + BATCH, len(index.ids)), len(index.ids))


def drop_others(address: str, folder: Path, kept: Sequence[str]) -> None:
    """Drop what this index once had on a server and has no more; what cannot be dropped now goes the next time."""
    with suppress(EngineUnavailable), closing(open_shelf(address)) as shelf:
        for generation in shelf.generations():
            if generation.startswith(f"{mark_of(folder)}_") and generation not in kept:
                shelf.drop(generation)


def mark_of(folder: Path) -> str:
    """What the generations of an index folder begin with."""
    return "i" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:7]


def is_embedded(engine: Engine) -> TypeGuard[EmbeddedEngine]:
    return isinstance(engine, EmbeddedEngine)
