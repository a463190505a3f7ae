"""Articles of a public dataset → one Document, with the corpus layer's own passages and sentences.

Nothing of an article's text is changed: offset i of a context is offset `start + i` of the document.
"""
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from corpus.blocks import Block, BlockKind
from corpus.compose import Span
from corpus.document import Document, Section, Sentence
from corpus.metadata import language_of
from corpus.passages import build_passages


@dataclass(frozen=True, slots=True)
class Article:
    """A title with its texts; a text may hold line breaks, each line of it becomes a paragraph."""
    title: str | None  # None: no section of its own
    contexts: tuple[str, ...]


def make_document(doc_id: str, title: str, path: Path, sha256: str, articles: Sequence[Article]) -> Document:
    """Put the articles one after another, each a section under its title."""
    lines = list(lines_of(articles))
    starts = [0, *accumulate(len(line) + 1 for _, line in lines)]
    text = "".join(f"{line}\n" for _, line in lines)
    spans = [Span(Block(kind, ()), start, start + len(line), start)
             for (kind, line), start in zip(lines, starts, strict=False) if line.strip()]
    sections = tuple(make_sections(lines, starts, len(text)))
    begins = [section.start for section in sections]

    def path_at(offset: int) -> tuple[str, ...]:
        place = bisect_right(begins, offset) - 1
        return (sections[place].title,) if place >= 0 else ()

    return Document(
        doc_id, title, publisher=None, year=None, language=language_of(text), path=path.name, sha256=sha256, text=text,
        pages=(), sections=sections, boxes=(), figures=(),
        passages=tuple(build_passages(doc_id, text, spans, path_at, lambda offset: None)))


def lines_of(articles: Iterable[Article]) -> Iterator[tuple[BlockKind, str]]:
    """Yield every line of the text with what it is."""
    for article in articles:
        if article.title is not None:
            yield "heading", article.title
        for context in article.contexts:
            for line in context.split("\n"):
                yield "body", line


def make_sections(lines: Sequence[tuple[BlockKind, str]], starts: Sequence[int], end: int) -> Iterator[Section]:
    headings = [(line, start) for (kind, line), start in zip(lines, starts, strict=False) if kind == "heading"]
    ends = [*(start for _, start in headings[1:]), end]
    for (title, start), after in zip(headings, ends, strict=False):  # without headings one end is left over
        yield Section(title, start, after, None)


def context_starts(articles: Sequence[Article]) -> dict[str, int]:
    """Return where each context begins in the text of the document."""
    starts: dict[str, int] = {}
    offset = 0
    for article in articles:
        offset += 0 if article.title is None else len(article.title) + 1
        for context in article.contexts:
            starts[context] = offset
            offset += len(context) + 1
    return starts


class SentenceFinder:
    """Finds the sentences of a document that a stretch of its text stands in."""

    def __init__(self, document: Document):
        self.sentences = [sentence for passage in document.passages for sentence in passage.sentences]
        self.begins = [sentence.start for sentence in self.sentences]

    def over(self, start: int, end: int) -> list[Sentence]:
        """Return the sentences with a character in text[start:end], in reading order."""
        first = max(0, bisect_right(self.begins, start) - 1)
        last = bisect_right(self.begins, end - 1)
        return [sentence for sentence in self.sentences[first:last] if sentence.end > start]


def id_from(name: str) -> str:
    """Make a document id of a name.

    >>> id_from("cmrc 2018 (trial)")
    'cmrc-2018-trial'
    """
    return re.sub(r"[^\w.-]+", "-", name).strip("-") or "dataset"
