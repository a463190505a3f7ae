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
from index.engines.contract import Engine
from index.engines.embedded import EmbeddedEngine
from index.engines.entries import entries_of
from index.engines.errors import EngineUnavailable
from index.progress import Progress

BATCH = 1000  # passages that are taken from one engine and given to the other at a time


def placed(index: Index, address: str, folder: Path, progress: Progress = lambda done, total: None) -> Index:
    """The same index on another engine. A generation that cannot be filled is dropped; raises EngineUnavailable.

    `folder`: of the index, by which its generations are told from those of others on the same server.
    """
    entries = entries_of(index.documents, vectors_of(index, progress))
    if address == EMBEDDED:
        return replace(index, engine=EmbeddedEngine.of(index.engine.stamp, list(entries)))
    shelf = open_shelf(address)
    stamp = replace(index.engine.stamp, generation=f"{mark_of(folder)}_{index.build_id}_{secrets.token_hex(4)}")
    try:
        staged = shelf.stage(stamp)
        while batch := list(islice(entries, BATCH)):
            staged.upsert(batch)
        shelf.publish(stamp.generation)
        staged.close()
    except BaseException:
        with suppress(EngineUnavailable):
            shelf.drop(stamp.generation)
        raise
    return replace(index, engine=guarded(address, replace(stamp, passages=len(index.ids))))


def vectors_of(index: Index, progress: Progress) -> Iterator[np.ndarray]:
    for start in range(0, len(index.ids), BATCH):
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
