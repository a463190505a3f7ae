"""The index in use: documents, their rows, and the engine that searches them.

Knows rows and scores, nothing of questions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from corpus.document import Document, Passage, Sentence
from index.encoders import Encoder
from index.engines.contract import Engine
from index.rows import SEARCHED_KINDS, Ids, Positions, Row, Rows, SentenceRows
from index.scores import Scores
from index.texts import Known, Texts, known_of

SAMPLE = 256  # passages that stand for the whole library when scores are scaled; a library of so few is its own sample
HEADING = 40  # characters of a heading that stand before a sentence


class UnknownReport(KeyError, ValueError):
    """A report id that the index lacks."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would show it in quotation marks


@dataclass(frozen=True)
class Index:
    """Rows 0…P-1 are the passages, the rest their sentences, in reading order.

    Of a saved index nothing but arrays and the cards of its documents is in memory: passages are read when asked for.
    """

    documents: tuple[Document, ...]
    rows: Rows
    engine: Engine  # holds the vectors and the words of the passages, by their ids
    encoder: Encoder
    build_id: str
    texts: Texts | None = None  # where the documents lie; None for an index that was just built

    @cached_property
    def passages(self) -> "Passages":
        """The passages that are searched; position = row number."""
        return Passages(self)

    @cached_property
    def by_id(self) -> "ById":
        """Every passage of every document, headings too, by its id."""
        return ById(self)

    @cached_property
    def documents_by_id(self) -> dict[str, Document]:
        return {document.doc_id: document for document in self.documents}

    @cached_property
    def places_by_id(self) -> dict[str, int]:
        """Positions of the documents by their ids."""
        return {document.doc_id: place for place, document in enumerate(self.documents)}

    @property
    def sentence_starts(self) -> np.ndarray:
        """Row number of each passage's first sentence, and at the end the number of rows; shape (passages + 1,)."""
        return self.rows.starts

    @cached_property
    def sentence_rows(self) -> SentenceRows:
        """For each passage the row numbers of its sentences."""
        return SentenceRows(self.rows.starts)

    def document(self, doc_id: str) -> Document:
        """Return a document. Raises UnknownReport with the ids there are."""
        if doc_id not in self.documents_by_id:
            raise UnknownReport(f"no report {doc_id!r}; there are {', '.join(self.documents_by_id)}")
        return self.documents_by_id[doc_id]

    def passages_in(self, doc_id: str) -> Iterator[tuple[int, Passage]]:
        """The passages of a document that are searched, with their positions. Raises KeyError."""
        place = self.places_by_id[doc_id]
        return zip(self.positions_in(doc_id), iter_searched(self.documents[place : place + 1]), strict=True)

    def positions_in(self, doc_id: str) -> range:
        """The positions of the passages of a document. Raises KeyError."""
        return self.rows.positions_in(self.places_by_id[doc_id])

    def sentence(self, row: Row) -> Sentence | None:
        return None if row.sentence is None else self.passages[row.passage].sentences[row.sentence]

    def passage_of_number(self, number: int) -> Passage:
        """A passage by its number in the library, headings counted too."""
        if self.texts:
            return self.texts.passage(number)
        place = self.rows.document_of_number(number)
        return self.documents[place].passages[number - int(self.rows.firsts[place])]

    @cached_property
    def ids(self) -> Ids:
        """Ids of the passages that are searched; position = row number."""
        return Ids(self.rows)

    @cached_property
    def positions(self) -> Positions:
        return Positions(self.rows)

    @cached_property
    def titles(self) -> frozenset[str]:
        """Every section title that a passage stands under."""
        return frozenset(self.known.titles)

    @cached_property
    def kinds(self) -> list[str]:
        return sorted({kind for kinds in self.known.kinds for kind in kinds})

    def kinds_in(self, doc_id: str | None) -> list[str]:
        """Kinds of the passages of a document, None for all of them, in reading order."""
        pairs = zip(self.documents, self.known.kinds, strict=True)
        return list(dict.fromkeys(kind for d, kinds in pairs if doc_id in (None, d.doc_id) for kind in kinds))

    @cached_property
    def known(self) -> Known:
        return self.texts.known if self.texts else known_of(self.documents)

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


@dataclass(frozen=True, eq=False)
class Passages(Sequence[Passage]):
    """The passages of an index that are searched, by position."""

    held: Index

    def __len__(self) -> int:
        return self.held.rows.positions

    @overload
    def __getitem__(self, position: int) -> Passage: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, position: int | slice) -> Passage | tuple[Passage, ...]:
        searched = self.held.rows.searched
        if isinstance(position, slice):
            return tuple(self.held.passage_of_number(number) for number in searched[position].tolist())
        return self.held.passage_of_number(int(searched[position]))

    def __iter__(self) -> Iterator[Passage]:
        return iter_searched(self.held.documents)


@dataclass(frozen=True, eq=False)
class ById(Mapping[str, Passage]):
    """Every passage of an index by its id."""

    held: Index

    def __len__(self) -> int:
        return len(self.held.rows.ids)

    def __getitem__(self, passage_id: str) -> Passage:
        (number,) = self.held.rows.numbers_of([passage_id])
        if number is None:
            raise KeyError(passage_id)
        return self.held.passage_of_number(number)

    def __contains__(self, passage_id: object) -> bool:
        return isinstance(passage_id, str) and self.held.rows.numbers_of([passage_id]) != [None]

    def __iter__(self) -> Iterator[str]:
        return (name.decode() for name in self.held.rows.ids.tolist())


def iter_searched(documents: Iterable[Document]) -> Iterator[Passage]:
    """The passages of documents that are searched, document by document."""
    return (p for document in documents for p in document.passages if p.kind in SEARCHED_KINDS)


def searched_passages(documents: tuple[Document, ...]) -> tuple[Passage, ...]:
    return tuple(iter_searched(documents))


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
