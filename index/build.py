"""Reads reports, embeds their rows and puts an index together.

Nothing is saved here, so a failed build changes nothing.
"""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from corpus.decode import UnreadableDocument
from corpus.document import Document, Passage
from corpus.report import read_report
from index.core import Index, row_texts, searched_passages
from index.encoders import Encoder
from index.engines.contract import Engine, Stamp
from index.engines.embedded import EmbeddedEngine
from index.engines.entries import entries_of
from index.engines.weights import mean_length
from index.manifest import FORMAT
from index.progress import Progress
from index.rows import make_rows
from index.sources import find_reports
from index.vectors import BATCH, VectorCache, embed


def read_reports(paths: Sequence[Path]) -> tuple[Document, ...]:
    """Read every report; all unreadable ones are named in one error."""
    documents: list[Document] = []
    problems: list[str] = []
    for path in find_reports(paths):
        try:
            documents.append(read_report(path))
        except UnreadableDocument as error:
            problems.append(str(error))
    ids = [document.doc_id for document in documents]
    problems += [
        f"{doc_id}: two reports have this id; rename a file or set doc_id in its .toml card"
        for doc_id in sorted({i for i in ids if ids.count(i) > 1})
    ]
    if problems:
        raise UnreadableDocument("; ".join(problems))
    return tuple(documents)


def build_index(
    paths: Sequence[Path],
    encoder: Encoder,
    cache_folder: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> Index:
    """Build an index of the reports that `paths` name.

    Raises UnreadableDocument for reports that cannot be read.
    """
    return index_documents(read_reports(paths), encoder, cache_folder, progress)


def index_documents(
    documents: Sequence[Document],
    encoder: Encoder,
    cache_folder: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> Index:
    """Build an index of documents that are read already, wherever they came from; their ids must differ.

    Raises UnreadableDocument when there is nothing to search in them.
    """
    documents = tuple(documents)
    passages = searched_passages(documents)
    if not passages:
        paths = ", ".join(dict.fromkeys(d.path for d in documents))
        raise UnreadableDocument(f"{paths}: nothing but headings; is the text missing?")
    cache, at_once = cache_of(cache_folder, encoder.name), getattr(encoder, "at_once", BATCH)
    matrix = embed(row_texts(passages), encoder.encode_texts, cache, progress, at_once)
    name = build_id(documents, encoder.name)
    engine = embedded(documents, passage_matrices(passages, matrix), encoder.name, name)
    return Index(documents, make_rows(documents), engine, encoder, name)


def passage_matrices(passages: Sequence[Passage], matrix: np.ndarray) -> list[np.ndarray]:
    """Of each passage its own row and those of its sentences; `matrix` has one row for each of `row_texts`."""
    ends = np.cumsum([len(passages), *(len(passage.sentences) for passage in passages)])
    return [np.concatenate([matrix[n : n + 1], matrix[a:b]]) for n, (a, b) in enumerate(pairwise(ends.tolist()))]


def embedded(
    documents: tuple[Document, ...], matrices: Sequence[np.ndarray], encoder: str, generation: str
) -> Engine:
    """The default engine over documents whose rows are embedded."""
    entries = list(entries_of(documents, matrices))
    mean = mean_length([len(entry.terms) for entry in entries])
    stamp = Stamp(generation, encoder, matrices[0].shape[1], len(entries), mean)
    return EmbeddedEngine.of(stamp, entries)


def cache_of(folder: Path | None, name: str) -> VectorCache | None:
    return VectorCache(folder, name) if folder else None


def build_id(documents: Sequence[Document], encoder_name: str) -> str:
    """Name of what goes into an index: equal inputs, equal name."""
    told = (f"{d.doc_id} {d.sha256} {d.title} {d.publisher} {d.year} {d.place}" for d in documents)
    parts = [str(FORMAT), encoder_name, *told]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
