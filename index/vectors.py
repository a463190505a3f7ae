"""Vectors of texts, each embedded once: a cache by text hash, kept per encoder in one file."""

import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.atomic import remove_leftovers, write_file
from index.progress import Progress

BATCH = 32  # texts between two steps of the progress bar


def text_key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class VectorCache:
    """Vectors by text hash for one way of embedding; an unreadable file counts as empty."""

    def __init__(self, folder: Path, name: str):
        self.path = folder / f"vectors-{text_key(name)[:16]}.npz"
        self.vectors: dict[str, np.ndarray] = {}
        try:
            with np.load(self.path, allow_pickle=False) as stored:
                self.vectors = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
        except (OSError, ValueError, KeyError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error):
            self.vectors = {}

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
        buffer = io.BytesIO()
        np.savez(buffer, keys=np.array(list(self.vectors), dtype="U64"), vectors=np.stack(list(self.vectors.values())))
        try:
            remove_leftovers(self.path)
            write_file(self.path, buffer.getvalue())
        except OSError as error:
            raise self.not_written(error) from error

    def not_written(self, error: OSError) -> ValueError:
        return ValueError(
            f"{self.path.parent}: vectors cannot be kept there ({error.strerror}); make room or give permission, or "
            "name another folder in BAIPISHU_CACHE"
        )


def embed(
    texts: Sequence[str],
    encode: Callable[[Sequence[str]], np.ndarray],
    cache: VectorCache | None = None,
    progress: Progress = lambda done, total: None,
    batch_size: int = BATCH,
) -> np.ndarray:
    """Return vectors of `texts`, shape (len(texts), dimensions), embedding only those that the cache lacks.

    Raises ValueError when `encode` gives a vector that is not finite, or the cache cannot be written.
    """
    if not texts:
        return encode([])
    known = cache.vectors if cache else {}
    missing = list(dict.fromkeys(text for text in texts if text_key(text) not in known))
    if cache and missing:
        cache.prepare()
    progress(0, len(missing))
    for start in range(0, len(missing), batch_size):
        batch = missing[start : start + batch_size]
        vectors = encode(batch)
        if not np.isfinite(vectors).all():
            raise ValueError(f"the encoder gave a vector that is not finite for one of {batch!r}")
        known.update(zip(map(text_key, batch), vectors, strict=True))
        progress(start + len(batch), len(missing))
    if cache and missing:
        cache.save()
    return np.stack([known[text_key(text)] for text in texts]).astype(np.float32)
