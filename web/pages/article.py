"""The text of a report as HTML, piece by piece. Pieces are kept: only what a link marks is made anew.

A report of a thousand pages takes two seconds the first time, and a few milliseconds from then on.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from corpus.document import Document, Passage
from web.pages.flow import Block, Flow, Span
from web.pages.rendering import environment
from web.pages.view import View
from web.pages.wording import Script, Terms

KEPT = 16_000_000  # characters of HTML; a report of a thousand pages has three million


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, a heading, or a whole box or table; `tail` is what stands after it and marks nothing."""

    passages: tuple[Passage, ...]
    html: Markup
    tail: Markup

    def holds(self, span: Span) -> bool:
        return any(passage.start < span[1] and span[0] < passage.end for passage in self.passages)


@dataclass(frozen=True, slots=True)
class Look:
    """How a report is shown: in which language and script, with the glossary or not."""

    view: View
    script: Script
    terms: bool = False  # English under the paragraphs
    pages: str | None = None  # address of the printed pages, below the app's root; None when there are none to see

    @property
    def key(self) -> tuple:
        """What makes two looks at a report the same."""
        return self.view.language, self.view.chosen, self.script.language, self.terms, self.pages


class Articles:
    """Keeps the pieces of the reports that were read last; safe to share between threads."""

    def __init__(self, kept: int = KEPT):
        self.limit, self.lock, self.making = kept, threading.Lock(), threading.Lock()
        self.pieces: OrderedDict[tuple, tuple[tuple[Piece, ...], int]] = OrderedDict()

    def article(self, document: Document, look: Look, cited: Span | None = None) -> Markup:
        """The whole text, with the cited stretch marked."""
        key = (document.doc_id, document.sha256, *look.key)
        pieces = self.kept(key)
        if pieces is None:
            with self.making:  # who asks for the same meanwhile waits for it
                pieces = self.kept(key) or self.make(key, document, look)
        shown = (
            marked(piece, document, look, cited) if cited and piece.holds(cited) else piece.html for piece in pieces
        )
        return Markup("").join(part for html, piece in zip(shown, pieces, strict=True) for part in (html, piece.tail))

    def kept(self, key: tuple) -> tuple[Piece, ...] | None:
        with self.lock:
            if key not in self.pieces:
                return None
            self.pieces.move_to_end(key)
            return self.pieces[key][0]

    def make(self, key: tuple, document: Document, look: Look) -> tuple[Piece, ...]:
        glossary = Terms() if look.terms else None
        pieces = tuple(
            Piece(block.passages, html_of(block, look), tail_of(block, glossary)) for block in Flow(document).blocks()
        )
        size = sum(len(piece.html) + len(piece.tail) for piece in pieces)
        with self.lock:
            self.pieces[key] = (pieces, size)
            while len(self.pieces) > 1 and sum(each for _, each in self.pieces.values()) > self.limit:
                self.pieces.popitem(last=False)
        return pieces


def marked(piece: Piece, document: Document, look: Look, cited: Span) -> Markup:
    """A piece anew, with what is cited in it marked; the mark has its name where the cited stretch begins."""
    first = piece.holds((cited[0], cited[0] + 1))
    blocks = Flow(document, cited, named=first).blocks(piece.passages)
    return Markup("").join(html_of(block, look) for block in blocks)


def macros() -> Any:
    """The macros of the template, as attributes."""
    return environment().get_template("flow.html").module


def html_of(block: Block, look: Look) -> Markup:
    return macros().block(block, look.script.show, look.view, look.pages)


def tail_of(block: Block, glossary: Terms | None) -> Markup:
    found = glossary.of("".join(p.text for p in block.passages)) if glossary and block.kind != "heading" else []
    return macros().terms(found) if found else Markup("")
