"""Pictures of printed pages: drawn one after another, few at a time, the latest kept as far as memory is given."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from corpus.document import Document
from corpus.readers.pdf.picture import PagePicture, draw_page
from web.pages.originals import Originals

KEPT = 48 << 20  # bytes of pictures; a page takes about 0.4 MB
AT_ONCE = 1  # drawn at the same time: the answerer needs the other core
WAITING = 12  # requests for pages that are not there yet; more are told to come back
PATIENCE = 25.0  # seconds that one waits


class Busy(Exception):
    """Too many pages are being drawn."""


class Pictures:
    """Safe to share between threads. `draw` takes the bytes of a PDF and a page number."""

    def __init__(self, originals: Originals, draw: Callable[[bytes, int], PagePicture] = draw_page, kept: int = KEPT):
        self.originals, self.draw, self.limit = originals, draw, kept
        self.pictures: OrderedDict[tuple[str, int], PagePicture] = OrderedDict()
        self.lock, self.turn = threading.Lock(), threading.Semaphore(AT_ONCE)
        self.waiting = 0

    def page(self, document: Document, number: int) -> PagePicture | None:
        """The picture of a page; None when the report's file is no longer there. Raises UnreadableDocument, Busy."""
        key = (document.sha256, number)
        if found := self.kept(key):
            return found
        with self.lock:
            if self.waiting >= WAITING:
                raise Busy
            self.waiting += 1
        try:
            if not self.turn.acquire(timeout=PATIENCE):
                raise Busy
            try:
                return self.kept(key) or self.drawn(key, document)
            finally:
                self.turn.release()
        finally:
            with self.lock:
                self.waiting -= 1

    def kept(self, key: tuple[str, int]) -> PagePicture | None:
        with self.lock:
            if key in self.pictures:
                self.pictures.move_to_end(key)
            return self.pictures.get(key)

    def drawn(self, key: tuple[str, int], document: Document) -> PagePicture | None:
        data = self.originals.data(document)
        if data is None:
            return None
        picture = self.draw(data, key[1])
        with self.lock:
            self.pictures[key] = picture
            while len(self.pictures) > 1 and sum(each.size for each in self.pictures.values()) > self.limit:
                self.pictures.popitem(last=False)
        return picture
