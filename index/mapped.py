"""Arrays in files, mapped into memory when they are large: opening one takes no time then, and no memory."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np

MAPPED = 4 * 2**20  # bytes of a file from which it is mapped


def opened(path: Path) -> np.ndarray:
    """A plain array, mapped or not: slices of numpy's own memmap class take ten times as long."""
    return np.asarray(np.load(path, mmap_mode="r" if path.stat().st_size >= MAPPED else None, allow_pickle=False))


def save_array(path: Path, array: np.ndarray) -> None:
    """Write a .npy file; NumPy is given nothing that it takes for a file, for it does not tell a full disk. Raises
    OSError."""
    with path.open("wb") as file:
        np.lib.format.write_array(SimpleNamespace(write=file.write), array, allow_pickle=False)
