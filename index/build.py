"""Reads reports, embeds their rows and puts an index together.

Nothing is saved here, so a failed build changes nothing.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import faiss

from corpus.decode import UnreadableDocument
from corpus.document import Document
from corpus.report import read_report
from index.bm25 import Bm25Index
from index.core import Index, make_rows, row_texts, searched_passages
from index.encoders import Encoder
from index.manifest import FORMAT
from index.progress import Progress
from index.sources import find_reports
from index.vectors import VectorCache, embed


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
    matrix = embed(row_texts(passages), encoder.encode_texts, cache_of(cache_folder, encoder.name), progress)
    vectors = faiss.IndexFlatIP(matrix.shape[1])
    vectors.add(matrix)
    return Index(
        documents,
        make_rows(documents),
        vectors,
        Bm25Index.build([p.embedding_text for p in passages]),
        encoder,
        build_id(documents, encoder.name),
    )


def cache_of(folder: Path | None, name: str) -> VectorCache | None:
    return VectorCache(folder, name) if folder else None


def build_id(documents: Sequence[Document], encoder_name: str) -> str:
    """Name of what goes into an index: equal inputs, equal name."""
    told = (f"{d.doc_id} {d.sha256} {d.title} {d.publisher} {d.year} {d.place}" for d in documents)
    parts = [str(FORMAT), encoder_name, *told]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
