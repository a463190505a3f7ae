"""Reads reports, embeds their rows and puts an index together. Nothing is saved here, so a failed build changes nothing."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np

from corpus.decode import UnreadableDocument
from corpus.document import Document
from corpus.report import read_report
from index.bm25 import Bm25Index
from index.core import Index, make_rows, searched_passages
from index.encoders import Encoder
from index.glossary import build_glossary
from index.lexicon import Lexicon, collect_words
from index.pinyin import build_pinyin
from index.vectors import Progress, embed

FORMAT = 1  # of a saved index; raise it when passages, tokens or files change their meaning


def find_reports(paths: Sequence[Path]) -> list[Path]:
    """List the report files that `paths` name: files as given, folders by their .txt files.

    Raises UnreadableDocument when a path does not exist or a folder holds no report.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.glob("*.txt"))
            if not inside:
                raise UnreadableDocument(f"{path}: no .txt report in this folder")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise UnreadableDocument(f"{path}: no such file or folder; check the path")
    return list(dict.fromkeys(found))


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
    documents = read_reports(paths)
    passages = searched_passages(documents)
    texts = [p.embedding_text for p in passages] + [s.text for p in passages for s in p.sentences]
    matrix = embed(texts, encoder, cache_folder, progress)
    vectors = faiss.IndexFlatIP(matrix.shape[1])
    vectors.add(matrix)
    bm25 = Bm25Index.build([p.embedding_text for p in passages])
    glossary = build_glossary(document.text for document in documents)
    words = collect_words(p.embedding_text for p in passages)
    lexicon = Lexicon(
        words, encoder.encode_words(words).astype(np.float16).astype(np.float32)
    )  # as it comes back from disk
    pinyin = build_pinyin(document.text for document in documents)
    return Index(
        documents,
        make_rows(documents),
        vectors,
        bm25,
        encoder,
        build_id(documents, encoder.name),
        glossary,
        lexicon,
        pinyin,
    )


def build_id(documents: Sequence[Document], encoder_name: str) -> str:
    """Name of what goes into an index: equal inputs, equal name."""
    parts = [str(FORMAT), encoder_name, *(f"{d.doc_id} {d.sha256} {d.title} {d.publisher} {d.year}" for d in documents)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
