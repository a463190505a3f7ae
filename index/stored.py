"""A document whose card is in memory; its text, outline and passages are read from disk when they are asked for."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Protocol

from corpus.document import Box, Caption, Document, PageSpan, Passage, Section, Table
from index.documents import card_of, document_from


class Source(Protocol):
    """Where documents lie, by their places in the library."""

    def passages(self, document: int) -> tuple[Passage, ...]: ...

    def body(self, document: int) -> dict[str, Any]: ...

    def keep(self, document: int, read: Callable[[], Document]) -> Document: ...


class StoredDocument(Document):
    """Used like the document that was saved, and equal to it."""

    __slots__ = ("counts", "number_in_library", "source")
    counts: tuple[int, int, int]  # pages, passages, sentences
    number_in_library: int
    source: Source

    def __new__(cls, *arguments: Any, **values: Any) -> Any:
        """`dataclasses.replace` calls the class with every field: what it makes is a plain document."""
        return Document(**values) if values else super().__new__(cls)

    def __init__(self, source: Source, number: int, card: dict[str, Any]):
        values = {**card, "unread_pages": tuple(card["unread_pages"]), "source": source, "number_in_library": number}
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Document) and all(getattr(self, f.name) == getattr(other, f.name) for f in EVERY)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, f.name) for f in EVERY))

    def __repr__(self) -> str:
        return f"StoredDocument({self.doc_id!r})"

    @property
    def body(self) -> Document:
        """The document without its passages."""
        number, source = self.number_in_library, self.source
        return source.keep(number, lambda: document_from(card_of(self), source.body(number)))

    @property
    def page_count(self) -> int:
        return self.counts[0]

    @property
    def passage_count(self) -> int:
        return self.counts[1]

    @property
    def sentence_count(self) -> int:
        return self.counts[2]

    @property
    def passages(self) -> tuple[Passage, ...]:
        return self.source.passages(self.number_in_library)

    @property
    def text(self) -> str:
        return self.body.text

    @property
    def pages(self) -> tuple[PageSpan, ...]:
        return self.body.pages

    @property
    def sections(self) -> tuple[Section, ...]:
        return self.body.sections

    @property
    def boxes(self) -> tuple[Box, ...]:
        return self.body.boxes

    @property
    def figures(self) -> tuple[Caption, ...]:
        return self.body.figures

    @property
    def tables(self) -> tuple[Table, ...]:
        return self.body.tables


EVERY = fields(Document)
