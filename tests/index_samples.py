"""A report of a few sentences, an encoder without weights, and what the tests of index/ and of the command share."""

import zlib
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index.build import build_index
from index.core import Index
from index.manifest import POINTER
from index.store import load_index

TITLE = "海州市绿色发展报告（2023）"
SENTENCES = (
    "2023年，全市新能源汽车保有量达12.6万辆，同比增长31.5%。",
    "建成充电桩3,200个，实现充电设施覆盖全部街道。",
    "森林覆盖率稳定在41.2%，新增公园绿地50公顷。",
)
TEXT = f"{TITLE}\n\n一、绿色交通\n\n{SENTENCES[0]}{SENTENCES[1]}\n\n二、生态建设\n\n{SENTENCES[2]}\n"
CARD = 'doc_id = "haizhou-2023"\npublisher = "海州市生态环境局"\nyear = 2023\n'


class BigramEncoder:
    """Embeds a text as its hashed character pairs: equal texts score 1.0, unrelated ones near 0. Counts its work."""

    dimensions = 64

    def __init__(self, name: str = "bigrams"):
        self.name = name
        self.texts: list[str] = []

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        self.texts += texts
        return self.vectors(texts)

    def encode_query(self, text: str) -> np.ndarray:
        return self.vectors([text])[0]

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for i in range(max(1, len(text) - 1)):
                row[zlib.crc32(text[i : i + 2].encode()) % self.dimensions] += 1
            row /= np.linalg.norm(row)
        return vectors


@contextmanager
def silent_bar(title: str):
    """Stands in for the progress bar."""
    yield lambda done, total: None


def write_report(folder: Path, text: str = TEXT, card: str | None = CARD, name: str = "haizhou.txt") -> Path:
    """Write a report and its card; return the path of the report."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    if card is not None:
        path.with_suffix(".toml").write_text(card, "utf-8")
    return path


def small_index(folder: Path, text: str = TEXT) -> Index:
    """An index of the small report."""
    return build_index([write_report(folder, text)], BigramEncoder())


def load(folder: Path) -> Index:
    return load_index(folder, BigramEncoder)


def generation_in_use(folder: Path) -> Path:
    """The folder of the generation that the pointer names."""
    return folder / (folder / POINTER).read_text("ascii").split()[0]


def texts_of(index: Index) -> list[str]:
    return [passage.text for passage in index.passages]
