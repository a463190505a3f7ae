"""Inner products of one query with the rows of an index, worked out for those that are asked for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from index.engines.contract import Engine
from index.engines.errors import EngineUnavailable

TOGETHER = 1024  # passages whose vectors are asked for at once: a remote engine has but a second for each call


def vectors_of(engine: Engine, ids: Sequence[str], positions: Sequence[int]) -> dict[int, np.ndarray]:
    """The vectors of passages by position, TOGETHER of them in one trip to the engine."""
    found: dict[int, np.ndarray] = {}
    for start in range(0, len(positions), TOGETHER):
        some = positions[start : start + TOGETHER]
        found |= zip(some, engine.sentences([ids[position] for position in some]), strict=True)
    return found


class Scores:
    """`scores[row]` and `scores[rows]`: a passage's vectors are taken from the engine once, when one of its rows is
    asked for."""

    def __init__(self, engine: Engine, ids: Sequence[str], starts: np.ndarray, query: np.ndarray):
        self.engine, self.ids, self.starts, self.query = engine, ids, starts, query
        self.known: dict[int, np.ndarray] = {}  # position of a passage → its score, then those of its sentences

    def __getitem__(self, rows: int | Sequence[int] | np.ndarray) -> Any:
        if isinstance(rows, int | np.integer):
            return self.of_rows([int(rows)])[0]
        return self.of_rows([int(row) for row in rows])

    def of_rows(self, rows: Sequence[int]) -> np.ndarray:
        """Scores of rows, shape (rows,); float32."""
        places = [self.place(row) for row in rows]
        self.take(position for position, _ in places)
        return np.array([self.known[position][n] for position, n in places], dtype=np.float32)

    def place(self, row: int) -> tuple[int, int]:
        """The passage that a row belongs to, and which of its rows it is: 0 is the passage itself."""
        if row < len(self.ids):
            return row, 0
        position = int(np.searchsorted(self.starts, row, "right")) - 1
        return position, row - int(self.starts[position]) + 1

    def take(self, positions: Iterable[int]) -> None:
        """Score the rows of these passages, all in one trip to the engine. Raises EngineUnavailable when it has lost
        some of them."""
        missing = sorted({int(position) for position in positions}.difference(self.known))
        self.keep(missing, vectors_of(self.engine, self.ids, missing))

    def keep(self, positions: Sequence[int], matrices: Mapping[int, np.ndarray]) -> None:
        """Score the rows of these passages, whose vectors are among `matrices`; raises like `take`."""
        if not positions:
            return
        scores = np.concatenate([matrices[position] for position in positions]) @ self.query
        start = 0
        for position in positions:
            matrix = matrices[position]
            rows = 1 + int(self.starts[position + 1] - self.starts[position])
            if len(matrix) != rows:
                raise EngineUnavailable(f"half loaded: {len(matrix)} of {rows} vectors of {self.ids[position]}")
            self.known[position] = scores[start : start + len(matrix)]
            start += len(matrix)

    def rows_of(self, positions: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Scores of all rows of these passages, each passage's own first, and where each passage begins."""
        self.take(positions)
        scores = [self.known[position] for position in positions]
        starts = np.cumsum([0, *map(len, scores[:-1])], dtype=np.int64)[: len(scores)]
        return np.concatenate(scores) if scores else np.zeros(0, np.float32), starts
