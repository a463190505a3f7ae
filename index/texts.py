"""The documents of a saved index on disk: their cards are in memory, all else is read when somebody asks for it.

A passage that is in use anywhere is not made a second time: parts of an answer are told apart by identity.
"""

import json
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from corpus.document import Document, Passage
from index.atomic import write_synced
from index.documents import body_of, card_of, passage_from_record, passage_record
from index.records import Records, RecordsWriter
from index.rows import SEARCHED_KINDS, Rows, RowsBuilder
from index.stored import StoredDocument

T = TypeVar("T")
CARDS, BODIES, PASSAGES, KNOWN = "cards.json", "bodies.jsonl", "passages.jsonl", "known.json"
RECENT = 4096  # passages that stay in memory after they were read one by one
KEPT = 32 * 2**20  # bytes, as they lie on the disk, of whole documents that stay; in memory seven times as many


def write_texts(documents: Iterable[Document], folder: Path) -> None:
    """Write documents into an existing folder one by one: no more than one needs to be in memory."""
    bodies, passages = RecordsWriter(folder / BODIES), RecordsWriter(folder / PASSAGES)
    rows, cards, known = RowsBuilder(), [], Known()
    try:
        for document in documents:
            counts = document.page_count, document.passage_count, document.sentence_count
            cards.append({**card_of(document), "counts": counts})
            bodies.add(body_of(document))
            for passage in document.passages:
                passages.add(passage_record(passage))
            rows.add(document)
            known.add(document)
    finally:
        bodies.close()
        passages.close()
    rows.finish().save(folder)
    write_json(folder / CARDS, cards)
    write_json(folder / KNOWN, {"titles": sorted(known.titles), "kinds": known.kinds})


def write_json(path: Path, value: object) -> None:
    write_synced(path, json.dumps(value, ensure_ascii=False).encode())


@dataclass(frozen=True, slots=True)
class Known:
    """Titles of sections above passages that are searched, and of each document the kinds of these passages."""

    titles: set[str] = field(default_factory=set)
    kinds: list[list[str]] = field(default_factory=list)

    def add(self, document: Document) -> None:
        searched = [passage for passage in document.passages if passage.kind in SEARCHED_KINDS]
        self.titles.update(title for passage in searched for title in passage.section_path)
        self.kinds.append(list(dict.fromkeys(passage.kind for passage in searched)))


def known_of(documents: Iterable[Document]) -> Known:
    known = Known()
    for document in documents:
        known.add(document)
    return known


class Texts:
    """The documents in a folder; threads may share them. What is read raises EngineUnavailable when it has changed."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.rows = Rows.load(folder)
        self.bodies, self.records = Records(folder / BODIES), Records(folder / PASSAGES)
        self.lock = threading.RLock()
        self.alive: WeakValueDictionary[int, Passage] = WeakValueDictionary()
        self.recent: deque[Passage] = deque(maxlen=RECENT)
        self.kept = Kept(KEPT)
        cards = json.loads((folder / CARDS).read_bytes())
        self.documents = tuple(StoredDocument(self, place, card) for place, card in enumerate(cards))

    def passage(self, number: int) -> Passage:
        """A passage by its number in the library."""
        with self.lock:
            if (passage := self.alive.get(number)) is None:
                passage = self.alive[number] = passage_from_record(self.records.read(number))
                self.recent.append(passage)
            return passage

    def passages(self, document: int) -> tuple[Passage, ...]:
        """All passages of a document."""
        start, end = self.rows.firsts[document : document + 2].tolist()

        def read() -> tuple[Passage, ...]:
            told = enumerate(self.records.read_all(start, end), start)
            return tuple(self.alive.get(n) or self.alive.setdefault(n, passage_from_record(each)) for n, each in told)

        with self.lock:
            return self.kept.get(("passages", document), self.records.size(start, end), read)

    def body(self, document: int) -> dict[str, Any]:
        """What is long of a document, as plain data."""
        return self.bodies.read(document)

    def keep(self, document: int, read: Callable[[], T]) -> T:
        """What `read` makes of the body of a document, made once for as long as it stays in memory."""
        with self.lock:
            return self.kept.get(("body", document), self.bodies.size(document, document + 1), read)

    @cached_property
    def known(self) -> Known:
        told = json.loads((self.folder / KNOWN).read_bytes())
        return Known(set(told["titles"]), told["kinds"])


class Kept:
    """Values up to a size in all; those that were not asked for longest go first, but for the last one."""

    def __init__(self, room: int):
        self.room = room
        self.held: OrderedDict[object, tuple[int, Any]] = OrderedDict()

    def get(self, key: object, size: int, read: Callable[[], T]) -> T:
        if key in self.held:
            self.held.move_to_end(key)
            return self.held[key][1]
        value = read()
        self.held[key] = size, value
        self.room -= size
        while self.room < 0 and len(self.held) > 1:
            _, (gone, _) = self.held.popitem(last=False)
            self.room += gone
        return value
