"""What a public dataset is read into: documents to build an index from, and questions to ask it."""
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.document import Document
from eval.sets.questions import Question


@dataclass(frozen=True, slots=True)
class Dataset:
    """Documents and questions that belong together."""
    name: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]
    qrels: Mapping[str, Mapping[str, int]] | None = None  # question id → document id → relevance; None: by evidence
    warnings: tuple[str, ...] = ()  # what was mended while reading, each with its place
