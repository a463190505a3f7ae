"""Vectors of texts, each embedded once: a cache by text hash, kept per encoder in one file."""

import hashlib
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.atomic import write_file
from index.encoders import Encoder

BATCH = 16  # texts between two steps of the progress bar
Progress = Callable[[int, int], None]  # (texts done, texts in all)


def text_key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class VectorCache:
    """Vectors by text hash for one encoder; an unreadable file counts as empty."""

    def __init__(self, folder: Path, encoder_name: str):
        self.path = folder / f"vectors-{hashlib.sha256(encoder_name.encode()).hexdigest()[:16]}.npz"
        self.vectors: dict[str, np.ndarray] = {}
        try:
            with np.load(self.path, allow_pickle=False) as stored:
                self.vectors = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
        except (OSError, ValueError, KeyError, EOFError):
            self.vectors = {}

    def save(self) -> None:
        buffer = io.BytesIO()
        np.savez(buffer, keys=np.array(list(self.vectors), dtype="U64"), vectors=np.stack(list(self.vectors.values())))
        write_file(self.path, buffer.getvalue())


def embed(
    texts: Sequence[str], encoder: Encoder, cache_folder: Path | None, progress: Progress = lambda done, total: None
) -> np.ndarray:
    """Return vectors of `texts`, shape (len(texts), dimensions), embedding only those that the cache lacks.

    Raises ValueError when the encoder gives a vector that is not finite.
    """
    cache = VectorCache(cache_folder, encoder.name) if cache_folder else None
    known = cache.vectors if cache else {}
    missing = list(dict.fromkeys(text for text in texts if text_key(text) not in known))
    progress(0, len(missing))
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        vectors = encoder.encode_texts(batch)
        if not np.isfinite(vectors).all():
            raise ValueError(f"{encoder.name}: gave a vector that is not finite for one of {batch!r}")
        known.update(zip(map(text_key, batch), vectors, strict=True))
        progress(start + len(batch), len(missing))
    if cache and missing:
        cache.save()
    return (
        np.stack([known[text_key(text)] for text in texts]).astype(np.float32)
        if texts
        else np.zeros((0, encoder.dimensions), np.float32)
    )
