"""Vectors of texts, each embedded once: a cache by text hash, kept per encoder in one file.

It is saved while the work goes on and when it is interrupted, so that no vector is embedded twice.
"""

import hashlib
import io
import os
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.atomic import remove_leftovers, write_file
from index.lock import locked
from index.progress import Progress

BATCH = 32  # texts between two steps of the progress bar
SAVE_EVERY = 30.0  # seconds: what a killed build loses at most
SAVE_SHARE = 0.05  # of the time may go into saving: a large cache is written more seldom


def text_key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class VectorCache:
    """Vectors by text hash for one way of embedding; an unreadable file counts as empty.

    Processes may share the file: what another has saved meanwhile is kept.
    """

    def __init__(self, folder: Path, name: str):
        self.path = folder / f"vectors-{text_key(name)[:16]}.npz"
        self.version = version_of(self.path)  # of the file, as far as it is known here
        self.vectors = self.stored()

    def stored(self) -> dict[str, np.ndarray]:
        """What the file holds now."""
        try:
            with np.load(self.path, allow_pickle=False) as stored:
                return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
        except (OSError, ValueError, KeyError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error):
            return {}

    def prepare(self) -> None:
        """Make the folder, so that one that cannot be written fails before the long work. Raises ValueError."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if not os.access(self.path.parent, os.W_OK | os.X_OK):
                raise PermissionError(0, "no permission to write")
        except OSError as error:
            raise self.not_written(error) from error

    def save(self) -> None:
        """Replace the file. Raises ValueError when it cannot be written."""
        if not self.vectors:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self.path.parent, exclusive=True):
                if version_of(self.path) != self.version:
                    self.vectors.update(self.stored())
                remove_leftovers(self.path)
                write_file(self.path, self.packed())
                self.version = version_of(self.path)
        except OSError as error:
            raise self.not_written(error) from error

    def packed(self) -> bytes:
        buffer = io.BytesIO()
        np.savez(buffer, keys=np.array(list(self.vectors), dtype="U64"), vectors=np.stack(list(self.vectors.values())))
        return buffer.getvalue()

    def not_written(self, error: OSError) -> ValueError:
        return ValueError(
            f"{self.path.parent}: vectors cannot be kept there ({error.strerror}); make room or give permission, or "
            "name another folder in BAIPISHU_CACHE"
        )


def version_of(path: Path) -> tuple[int, int] | None:
    """Tells one file of this name from the next."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_ino, told.st_mtime_ns


class Saver:
    """Saves a cache from time to time, the more seldom the longer it takes."""

    def __init__(self, cache: VectorCache, now: Callable[[], float] = time.monotonic):
        self.cache, self.now = cache, now
        self.saved, self.took = now(), 0.0

    def save_now_and_then(self) -> None:
        begun = self.now()
        if begun - self.saved >= max(SAVE_EVERY, self.took / SAVE_SHARE):
            self.cache.save()
            self.saved = self.now()
            self.took = self.saved - begun


def embed(
    texts: Sequence[str],
    encode: Callable[[Sequence[str]], np.ndarray],
    cache: VectorCache | None = None,
    progress: Progress = lambda done, total: None,
    batch_size: int = BATCH,
) -> np.ndarray:
    """Return vectors of `texts`, shape (len(texts), dimensions), embedding only those that the cache lacks.

    What is embedded is kept also when the work is interrupted. Raises ValueError when `encode` gives a vector that is
    not finite, or the cache cannot be written.
    """
    if not texts:
        return encode([])
    known = cache.vectors if cache else {}
    saver = Saver(cache) if cache else None
    missing = list(dict.fromkeys(text for text in texts if text_key(text) not in known))
    if cache and missing:
        cache.prepare()
    progress(0, len(missing))
    try:
        for start in range(0, len(missing), batch_size):
            batch = missing[start : start + batch_size]
            vectors = encode(batch)
            if not np.isfinite(vectors).all():
                raise ValueError(f"the encoder gave a vector that is not finite for one of {batch!r}")
            known.update(zip(map(text_key, batch), vectors, strict=True))
            progress(start + len(batch), len(missing))
            if saver:
                saver.save_now_and_then()
    finally:
        if cache and missing:
            cache.save()
    return np.stack([known[text_key(text)] for text in texts]).astype(np.float32)
