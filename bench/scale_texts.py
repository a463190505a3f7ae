"""The texts of a library many times the real one, made one by one while they are written: no offset moves.

Figures and places are changed to others of the same length, so that every sentence stands where it stood.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bench.copies import SIGNS, place_name
from corpus.document import Document, Passage
from retrieval.text.places import short_home

DIGITS = "123456789"


def copied(documents: Sequence[Document], times: int) -> Iterator[Document]:
    """The real documents, then their copies, in the order of `bench.copies.copies`."""
    yield from documents
    for copy in range(1, times):
        for document in documents:
            yield other(document, copy)


def other(document: Document, copy: int) -> Document:
    """A document about another place, in another year, with other figures."""
    doc_id, home = f"{document.doc_id}-{copy}", short_home(document)
    change = Change(copy, home)
    passages = tuple(other_passage(passage, doc_id, change) for passage in document.passages)
    return replace(
        document,
        doc_id=doc_id,
        title=document.title.replace(home, place_name(copy)) if home else f"{place_name(copy)}{document.title}",
        year=None if document.year is None else document.year + copy % 20,
        place=place_name(copy) if document.place else None,
        text=change(document.text),
        passages=passages,
    )


def other_passage(passage: Passage, doc_id: str, change: "Change") -> Passage:
    return replace(
        passage,
        passage_id=f"{doc_id}:{passage.passage_id.rpartition(':')[2]}",
        doc_id=doc_id,
        text=change(passage.text),
        sentences=tuple(replace(sentence, text=change(sentence.text)) for sentence in passage.sentences),
    )


class Change:
    """Turns the digits on, and writes another place for one, of as many characters.

    >>> Change(3, "深圳")("深圳2023年建成106.9公里")
    '丁丁5056年建成409.3公里'
    """

    def __init__(self, copy: int, home: str):
        turn = copy % len(DIGITS)
        self.table = str.maketrans(DIGITS, DIGITS[turn:] + DIGITS[:turn])
        sign = SIGNS[copy % len(SIGNS)]
        self.home, self.instead = home, sign * len(home)

    def __call__(self, text: str) -> str:
        turned = text.translate(self.table)
        return turned.replace(self.home, self.instead) if self.home else turned
