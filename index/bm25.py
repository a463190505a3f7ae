"""Word scores over texts. A thin face over bm25s; knows tokens, not passages."""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np

from index.engines.weights import K1, B
from index.tokens import tokenise


class Bm25Index:
    """BM25 (Lucene's variant: no negative weights) over a fixed list of texts."""

    def __init__(self, model: bm25s.BM25, size: int):
        self.model, self.size = model, size

    @classmethod
    def build(cls, texts: Sequence[str]) -> "Bm25Index":
        model = bm25s.BM25(method="lucene", k1=K1, b=B)
        model.index([tokenise(text) or ["\x00"] for text in texts], show_progress=False)
        return cls(model, len(texts))

    def scores(self, tokens: Sequence[str]) -> np.ndarray:
        """Score of every text, shape (size,); 0 where no token occurs."""
        known = [token for token in tokens if token in self.model.vocab_dict]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self.model.get_scores(known), dtype=np.float32)

    def save(self, folder: Path) -> None:
        self.model.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> "Bm25Index":
        return cls(bm25s.BM25.load(str(folder), load_vocab=True), size)
