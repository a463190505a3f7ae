"""Answers a question with the best passage of one search, quoted whole. Never refuses, knows no earlier question.

Retrieval recipes have no reader of their own; this is the least that turns them into something that can be asked, and
the passages behind it tell how a reader would fare.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import faiss
import numpy as np

from corpus.document import Document, Passage
from eval.baselines.encoders import E5Alone
from index.bm25 import Bm25Index
from index.tokens import tokenise
from retrieval.answer.answers import Answer, Citation, Refusal
from retrieval.answerer import Clock
from retrieval.search.hits import Hit, permalink
from retrieval.text.language import detect_language

DEPTH = 10  # passages that a response lists
NOTHING = Refusal("not_in_report", "没有找到相关段落。")


@dataclass(frozen=True, slots=True)
class Method:
    """Names the way of searching where an index names its encoder."""
    name: str


@dataclass(frozen=True, slots=True)
class PassageIndex:
    """What a run asks of an index: the documents whose passages are found, and what they were made searchable with."""
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    encoder: Method
    build_id: str


class Search(Protocol):
    """One way of searching passages."""

    def encode(self, question: str) -> Any:
        """Turn a question into what is searched with."""
        ...

    def find(self, query: Any, k: int) -> list[tuple[int, float]]:
        """Return (position of the passage, score) of the best `k`, best first."""
        ...


class DenseSearch:
    """Inner product of unit vectors in a FAISS Flat index: cosine similarity."""

    def __init__(self, vectors: np.ndarray, encoder: E5Alone):
        self.encoder = encoder
        self.index = faiss.IndexFlatIP(vectors.shape[1])
        self.index.add(vectors)

    def encode(self, question: str) -> np.ndarray:
        return self.encoder.encode_query(question)[None, :]

    def find(self, query: np.ndarray, k: int) -> list[tuple[int, float]]:
        scores, rows = self.index.search(query, min(k, self.index.ntotal))
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True)]


class LexicalSearch:
    """BM25 over words and character pairs; a passage without a word of the question is not found."""

    def __init__(self, texts: Sequence[str]):
        self.index = Bm25Index.build(texts)

    def encode(self, question: str) -> list[str]:
        return tokenise(question)

    def find(self, query: list[str], k: int) -> list[tuple[int, float]]:
        scores = self.index.scores(query)
        return [(int(row), float(scores[row])) for row in np.argsort(-scores, kind="stable")[:k] if scores[row] > 0]


@dataclass(frozen=True, slots=True)
class Quoted:
    """An answer that states no confidence."""
    answer: Answer

    def to_dict(self) -> dict[str, Any]:
        return {**self.answer.to_dict(), "confidence": None}


class Quoter:
    """Asked like retrieval.answerer.Answerer."""

    def __init__(self, index: PassageIndex, search: Search):
        self.index, self.search = index, search

    def ask(self, question: str, history: Sequence[str] = ()) -> Quoted:
        """Quote the best passage; `history` is not read. A search that finds nothing is a refusal."""
        clock = Clock()
        query = self.search.encode(question)
        clock.lap("encode")
        hits = tuple(Hit(rank, score, self.index.passages[row])
                     for rank, (row, score) in enumerate(self.search.find(query, DEPTH), start=1))
        clock.lap("search")
        answer, citations = quote_whole(hits[0].passage, self.index.documents) if hits else ("", ())
        clock.lap("answer")
        return Quoted(Answer(
            question, detect_language(question), question, "answered" if hits else "refused", None if hits else NOTHING,
            answer, citations, hits, (), 0.0, None, self.index.build_id, self.index.encoder.name, clock.laps()))


def quote_whole(passage: Passage, documents: Sequence[Document]) -> tuple[str, tuple[Citation, ...]]:
    """The passage as an answer: one quotation with the marker of its citation."""
    title = next(document.title for document in documents if document.doc_id == passage.doc_id)
    citation = Citation(1, passage.text, passage.doc_id, title, passage.section_path, passage.box, passage.first_page,
                        passage.passage_id, passage.start, passage.end, permalink(passage))
    return f"“{passage.text}”[1]", (citation,)
