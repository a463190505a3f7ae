"""Text → unit vectors. The bundled retriever, or any sentence-transformers model.

The bundled one needs no download and no torch: multilingual-e5-small, fine-tuned on questions to government documents
(`training/`), as ONNX with 8-bit weights. See models/README.md.
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.onnx import open_model
from index.pieces import BOS, EOS, Pieces
from index.remote import RemoteEncoder
from index.vectors import BATCH

BUNDLED = "bundled"
MODELS = Path(__file__).parent.parent / "models"
THREADS = min(os.cpu_count() or 1, 8)  # that embed texts at the same time; a text's vector does not depend on it
ON_GPU = 1024, 128  # texts that a sentence-transformers model on a GPU is given at a time, and takes in one step
LENGTH = 320  # pieces of a text that are read; MAX_CHARS of a passage fits with its section path


class Encoder(Protocol):
    """What the index asks of an encoder; vectors are float32.

    One that has `at_once` is given so many texts at a time when an index is built.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        """Return vectors of texts, shape (len(texts), dimensions)."""
        ...

    def encode_query(self, text: str) -> np.ndarray:
        """Return the vector of a question, shape (dimensions,); its inner product with a text's vector is the score."""
        ...


class BundledEncoder:
    """The retriever of `models/`; each text is embedded alone, so that its vector depends on nothing else."""

    dimensions = 384

    def __init__(self, folder: Path = MODELS):
        self.folder = folder

    @cached_property
    def name(self) -> str:
        """Names the very weights: an index of other weights is not loaded."""
        digest = hashlib.sha256((self.folder / "retriever.onnx").read_bytes())
        digest.update((self.folder / "tokenizer.json").read_bytes())
        return f"baipishu retriever {digest.hexdigest()[:12]}"

    @cached_property
    def pieces(self) -> Pieces:
        return Pieces(self.folder / "tokenizer.json")

    @cached_property
    def model(self) -> Any:
        return open_model(self.folder / "retriever.onnx")

    @cached_property
    def pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(THREADS, "embed")

    def open(self) -> None:
        """Open model and tokeniser, which the first text waits for otherwise."""
        self.model, self.pieces  # noqa: B018

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return np.stack(list(self.pool.map(lambda text: self.embed(f"passage: {text}"), texts)))

    def encode_query(self, text: str) -> np.ndarray:
        return self.embed(f"query: {text}")

    def embed(self, text: str) -> np.ndarray:
        ids = np.array([[BOS, *self.pieces.encode(text, LENGTH).ids, EOS]], dtype=np.int64)
        return self.model.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0]


class SentenceTransformerEncoder:
    """Any model that sentence-transformers opens, by name or folder; its own query and document prompts apply."""

    def __init__(self, model_name: str):
        self.name = f"sentence-transformers {model_name}"
        self.model_name = model_name

    @cached_property
    def model(self) -> Any:
        try:
            from sentence_transformers import (
                SentenceTransformer,  # 10 s and 450 MB: only when such a model is asked for
            )
        except ModuleNotFoundError as error:
            raise EncoderUnavailable(
                f"BAIPISHU_ENCODER={self.model_name}: sentence-transformers is not installed; "
                "run `pip install -e '.[models]'`"
            ) from error
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

    @property
    def steps(self) -> tuple[int, int]:
        """Texts to give it at a time, and of these in one step: a GPU is idle with few, a processor gains nothing."""
        return (BATCH, BATCH) if self.model.device.type == "cpu" else ON_GPU

    @property
    def at_once(self) -> int:
        return self.steps[0]

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        return np.asarray(
            self.model.encode_document(
                list(texts), batch_size=self.steps[1], normalize_embeddings=True, show_progress_bar=False
            ),
            dtype=np.float32,
        )

    def encode_query(self, text: str) -> np.ndarray:
        return np.asarray(
            self.model.encode_query(text, normalize_embeddings=True, show_progress_bar=False), dtype=np.float32
        )


class EncoderUnavailable(ValueError):
    """The encoder that was asked for cannot be opened."""


def make_encoder(name: str) -> Encoder:
    """Return the encoder called `name`: "bundled", an address, a sentence-transformers model. Loads nothing yet."""
    if name.startswith(("http://", "https://")):
        return RemoteEncoder(name)
    return BundledEncoder() if name == BUNDLED else SentenceTransformerEncoder(name)
