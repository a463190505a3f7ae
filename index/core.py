"""The index in memory: documents, their rows, one FAISS index and one BM25 index.

Knows rows and scores, nothing of questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import faiss
import numpy as np

from corpus.document import Document, Passage, Sentence
from index.bm25 import Bm25Index
from index.encoders import Encoder

HEADING = 40  # characters of a heading that stand before a sentence
SEARCHED_KINDS = ("body", "box", "caption", "table", "note")  # a heading is searched as context of what is under it


class UnknownReport(KeyError, ValueError):
    """A report id that the index lacks."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would show it in quotation marks


@dataclass(frozen=True, slots=True)
class Row:
    """A searchable row: a passage, or one sentence of it."""

    document: int  # position in Index.documents
    passage: int  # position in Index.passages
    sentence: int | None  # position in the passage's sentences; None for the passage itself


@dataclass(frozen=True)
class Index:
    """Rows 0…P-1 are the passages, the rest their sentences, in reading order. BM25 covers the passages."""

    documents: tuple[Document, ...]
    rows: tuple[Row, ...]
    vectors: faiss.Index  # inner product, one vector a row
    bm25: Bm25Index
    encoder: Encoder
    build_id: str

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The passages that are searched; position = row number."""
        return searched_passages(self.documents)

    @cached_property
    def by_id(self) -> dict[str, Passage]:
        """Every passage of every document, headings too, by its id."""
        return {passage.passage_id: passage for document in self.documents for passage in document.passages}

    @cached_property
    def documents_by_id(self) -> dict[str, Document]:
        return {document.doc_id: document for document in self.documents}

    @cached_property
    def sentence_starts(self) -> np.ndarray:
        """Row number of each passage's first sentence, and at the end the number of rows; shape (passages + 1,)."""
        counts = [len(self.passages), *(len(passage.sentences) for passage in self.passages)]
        return np.cumsum(counts, dtype=np.int64)

    @cached_property
    def sentence_rows(self) -> list[range]:
        """For each passage the row numbers of its sentences."""
        return [range(*pair) for pair in pairwise(self.sentence_starts.tolist())]

    def document(self, doc_id: str) -> Document:
        """Return a document. Raises UnknownReport with the ids there are."""
        if doc_id not in self.documents_by_id:
            raise UnknownReport(f"no report {doc_id!r}; there are {', '.join(self.documents_by_id)}")
        return self.documents_by_id[doc_id]

    def sentence(self, row: Row) -> Sentence | None:
        return None if row.sentence is None else self.passages[row.passage].sentences[row.sentence]

    def dense_scores(self, query: np.ndarray) -> np.ndarray:
        """Inner product of a query vector with every row, shape (rows,)."""
        scores, rows = self.vectors.search(query[None, :], self.vectors.ntotal)
        ordered = np.empty(self.vectors.ntotal, dtype=np.float32)
        ordered[rows[0]] = scores[0]
        return ordered


def searched_passages(documents: tuple[Document, ...]) -> tuple[Passage, ...]:
    return tuple(p for document in documents for p in document.passages if p.kind in SEARCHED_KINDS)


def heading_of(passage: Passage) -> str:
    """What a sentence of the passage stands under: its table or box, else its nearest section; "" when it has none."""
    return passage.table or passage.box or (passage.section_path[-1] if passage.section_path else "")


def row_texts(passages: Sequence[Passage]) -> list[str]:
    """The texts to embed, in the order of the rows; a sentence with its heading, as the retriever was trained."""
    own = [passage.embedding_text for passage in passages]
    return own + [
        f"{heading_of(passage)[:HEADING]} {sentence.embedding_text}".strip()
        for passage in passages
        for sentence in passage.sentences
    ]


def make_rows(documents: tuple[Document, ...]) -> tuple[Row, ...]:
    """List the rows of documents: passages first, then sentences."""
    position = {document.doc_id: i for i, document in enumerate(documents)}
    passages = searched_passages(documents)
    rows = [Row(position[p.doc_id], i, None) for i, p in enumerate(passages)]
    rows += [Row(position[p.doc_id], i, j) for i, p in enumerate(passages) for j in range(len(p.sentences))]
    return tuple(rows)
