"""The index in use: documents, their rows, and the engine that searches them.

Knows rows and scores, nothing of questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from corpus.document import Document, Passage, Sentence
from index.encoders import Encoder
from index.engines.contract import Engine
from index.scores import Scores

SAMPLE = 256  # passages that stand for the whole library when scores are scaled; a library of so few is its own sample
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
    """Rows 0…P-1 are the passages, the rest their sentences, in reading order."""

    documents: tuple[Document, ...]
    rows: tuple[Row, ...]
    engine: Engine  # holds the vectors and the words of the passages, by their ids
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

    @cached_property
    def ids(self) -> list[str]:
        """Ids of the passages that are searched; position = row number."""
        return [passage.passage_id for passage in self.passages]

    @cached_property
    def positions(self) -> dict[str, int]:
        return {passage_id: position for position, passage_id in enumerate(self.ids)}

    @cached_property
    def titles(self) -> frozenset[str]:
        """Every section title that a passage stands under."""
        return frozenset(title for passage in self.passages for title in passage.section_path)

    @cached_property
    def kinds(self) -> list[str]:
        return sorted({passage.kind for passage in self.passages})

    @cached_property
    def sample(self) -> tuple[np.ndarray, np.ndarray]:
        """Vectors of passages from all over the library, at most SAMPLE, each followed by those of its sentences, and
        where each passage begins: by them retrieval tells how near anything is to a question."""
        every = len(self.ids)
        spread = sorted({n * every // SAMPLE for n in range(SAMPLE)}) if every > SAMPLE else range(every)
        matrices = self.engine.sentences([self.ids[position] for position in spread])
        return np.concatenate(matrices), np.cumsum([0, *map(len, matrices[:-1])])

    def dense_scores(self, query: np.ndarray) -> Scores:
        """Inner products of a query vector with the rows that are asked for."""
        return Scores(self.engine, self.ids, self.sentence_starts, query)


def searched_passages(documents: tuple[Document, ...]) -> tuple[Passage, ...]:
    return tuple(p for document in documents for p in document.passages if p.kind in SEARCHED_KINDS)


def heading_of(passage: Passage) -> str:
    """What a sentence of the passage stands under: its table or box, else its nearest section; "" when it has none."""
    return passage.table or passage.box or (passage.section_path[-1] if passage.section_path else "")


def row_texts(passages: Sequence[Passage]) -> list[str]:
    """The texts to embed, in the order of the rows; a sentence with its heading, as the retriever was trained, a piece
    of a table's row with the cells that say what it is of."""
    own = [passage.embedding_text for passage in passages]
    return own + [
        " ".join(filter(None, (heading_of(passage)[:HEADING], row_head(passage, n), sentence.embedding_text)))
        for passage in passages
        for n, sentence in enumerate(passage.sentences)
    ]


def row_head(passage: Passage, n: int) -> str:
    return passage.before(n) if n and passage.kind == "table" else ""


def make_rows(documents: tuple[Document, ...]) -> tuple[Row, ...]:
    """List the rows of documents: passages first, then sentences."""
    position = {document.doc_id: i for i, document in enumerate(documents)}
    passages = searched_passages(documents)
    rows = [Row(position[p.doc_id], i, None) for i, p in enumerate(passages)]
    rows += [Row(position[p.doc_id], i, j) for i, p in enumerate(passages) for j in range(len(p.sentences))]
    return tuple(rows)
