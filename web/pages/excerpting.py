"""A passage or a sentence of it as the pages show, keep and copy it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from corpus.document import Document, Passage, Sentence
from index.core import Index
from web.exports.excerpts import Chosen, of_chosen
from web.finding.marks import word_spans
from web.pages.quoting import reader_address
from web.pages.view import View
from web.panel import parse_span
from web.places import pages_in_words
from web.texts import LOCALES

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is shown in one way."""

    text: str
    word: bool  # a word of the query


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces that belong to the sentence that fits best, or to what stands around it."""

    best: bool
    pieces: tuple[Piece, ...]


def stretches(passage: Passage, words: Sequence[str] = (), best: Span | None = None) -> list[Stretch]:
    """Cut a passage where words of the query and the best sentence begin and end."""
    text, spans = passage.text, word_spans(passage.text, list(words))
    first, last = (best[0] - passage.start, best[1] - passage.start) if best else (0, 0)
    cuts = sorted({0, len(text), first, last, *(edge for span in spans for edge in span)})
    cut = [(a, b, any(start <= a and b <= end for start, end in spans)) for a, b in pairwise(cuts)]
    return [
        Stretch(inside, tuple(Piece(text[a:b], word) for a, b, word in group))
        for inside, group in groupby(cut, key=lambda each: first <= each[0] and each[1] <= last)
    ]


def span_of(sentence: Sentence | None) -> Span | None:
    return (sentence.start, sentence.end) if sentence else None


def written(span: Span | None) -> str | None:
    """A span as addresses carry it: 4685-4789."""
    return f"{span[0]}-{span[1]}" if span else None


def read_span(text: str | None, passage: Passage) -> Span | None:
    """Read a span that lies in the passage; None for anything else."""
    span = parse_span(text)
    return span if span and passage.start <= span[0] < span[1] <= passage.end else None


def reader(view: View, doc_id: str, span: Span) -> str:
    """Address of a stretch in the reader, from the page of `view`.

    >>> reader(View(path="/search"), "gov-2024", (17, 40))
    './reports/gov-2024?s=17-40#cited'
    """
    return f"{view.to(f'reports/{doc_id}', s=written(span))}#cited"


def place_parts(document: Document, passage: Passage, view: View) -> Iterator[str]:
    """Where a passage stands, without its section path: report, box or table, pages."""
    yield document.title
    if passage.box:
        yield passage.box
    if passage.table:
        yield passage.table
    if pages := pages_in_words(document.pages_of(passage.start, passage.end), view.language):
        yield pages
    if passage.recognised:
        yield view.say("recognised")


def kept(index: Index, passage: Passage, span: Span | None) -> dict[str, str | dict[str, str] | None]:
    """What a basket keeps of an excerpt: enough to show, cite and find it again."""
    (excerpt,) = of_chosen(index, [Chosen(passage.passage_id, span)]).excerpts
    return {
        "passage_id": passage.passage_id,
        "s": written(span),
        "quote": excerpt.quote,
        "title": excerpt.title,
        "place": excerpt.place("zh-Hans"),
        "places": {language: excerpt.place(language) for language in LOCALES},
        "reference": excerpt.reference,
        "language": excerpt.language,
        "address": reader_address(passage.doc_id, *(span or (passage.start, passage.end))),
    }
