"""Vectors that came from an engine on another machine, kept for the next question about the same passages.

A generation stays as it was published, so what was taken once is right until the next one takes its place.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping

import numpy as np

MOST = 8192  # passages, with their sentences some 50 MB


class KeptVectors:
    """The matrices of the passages that were asked for last; safe to share between threads."""

    def __init__(self, most: int = MOST):
        self.most = most
        self.matrices: OrderedDict[str, np.ndarray] = OrderedDict()  # by passage id, the one asked for last at the end
        self.lock = threading.Lock()

    def those_of(self, passage_ids: Iterable[str]) -> dict[str, np.ndarray]:
        """What is kept of these."""
        with self.lock:
            found = {name: self.matrices[name] for name in passage_ids if name in self.matrices}
            for name in found:
                self.matrices.move_to_end(name)
        return found

    def keep(self, matrices: Mapping[str, np.ndarray]) -> None:
        with self.lock:
            self.matrices.update(matrices)
            while len(self.matrices) > self.most:
                self.matrices.popitem(last=False)

    def forget(self) -> None:
        with self.lock:
            self.matrices.clear()
