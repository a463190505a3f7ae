"""Which row of an index is which passage or sentence, told from a few arrays: nothing is listed row by row.

Passages are counted twice: a *number* counts all of the library, headings too; a *position* only those that are
searched. Rows 0…P-1 are the positions, the rest the sentences of these passages, in reading order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import overload

import numpy as np

from corpus.document import Document
from index.mapped import opened, save_array

SEARCHED_KINDS = ("body", "box", "caption", "table", "note")  # a heading is searched as context of what is under it


@dataclass(frozen=True, slots=True)
class Row:
    """A searchable row: a passage, or one sentence of it."""

    document: int  # position in Index.documents
    passage: int  # position in Index.passages
    sentence: int | None  # position in the passage's sentences; None for the passage itself


@dataclass(frozen=True, eq=False)
class Rows(Sequence[Row]):
    """The rows of a library."""

    ids: np.ndarray  # of passages by number; bytes, UTF-8
    by_id: np.ndarray  # numbers by rising id
    firsts: np.ndarray  # number of each document's first passage, and at the end that of passages
    searched: np.ndarray  # numbers by position
    starts: np.ndarray  # row of each position's first sentence, and at the end the number of rows

    def __len__(self) -> int:
        return int(self.starts[-1])

    @overload
    def __getitem__(self, row: int) -> Row: ...
    @overload
    def __getitem__(self, row: slice) -> list[Row]: ...
    def __getitem__(self, row: int | slice) -> Row | list[Row]:
        if isinstance(row, slice):
            return [self[n] for n in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        position, sentence = self.place(row % len(self))
        return Row(self.document_of(position), position, sentence)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and all(
            np.array_equal(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)
        )

    @property
    def positions(self) -> int:
        """How many passages are searched."""
        return len(self.searched)

    def place(self, row: int) -> tuple[int, int | None]:
        """The position that a row belongs to, and which of its sentences it is; None for the passage itself."""
        if row < self.positions:
            return row, None
        position = int(np.searchsorted(self.starts, row, "right")) - 1
        return position, row - int(self.starts[position])

    def document_of(self, position: int) -> int:
        return self.document_of_number(int(self.searched[position]))

    def document_of_number(self, number: int) -> int:
        return int(np.searchsorted(self.firsts, number, "right")) - 1

    def numbers_of(self, ids: Sequence[str]) -> list[int | None]:
        """The numbers of passages by their ids; None for one that is not there."""
        keys = [name.encode("utf-8", "replace") for name in ids]  # half a character is in no id
        fit = [key if len(key) <= self.ids.itemsize else b"" for key in keys]  # numpy would widen all ids for a longer
        at = np.searchsorted(self.ids, np.array(fit, "S"), sorter=self.by_id).tolist()
        numbers = [int(self.by_id[n]) if n < len(self.ids) else None for n in at]
        return [n if n is not None and self.ids[n] == key else None for n, key in zip(numbers, keys, strict=True)]

    def positions_of(self, ids: Sequence[str]) -> list[int | None]:
        """The positions of passages by their ids; None for one that is not there or not searched."""
        numbers = self.numbers_of(ids)
        at = np.searchsorted(self.searched, [-1 if number is None else number for number in numbers]).tolist()
        held = [n < self.positions and self.searched[n] == number for n, number in zip(at, numbers, strict=True)]
        return [n if there else None for n, there in zip(at, held, strict=True)]

    def vectors_of(self, ids: Sequence[str]) -> list[int]:
        """How many vectors each of some passages has: its own and those of its sentences. Raises KeyError."""
        positions = Positions(self).all(ids)
        return [1 + int(self.starts[position + 1] - self.starts[position]) for position in positions]

    def positions_in(self, document: int) -> range:
        """The positions of a document."""
        return range(*np.searchsorted(self.searched, self.firsts[document : document + 2]).tolist())

    def counts(self) -> np.ndarray:
        """How many searched passages each document has."""
        return np.diff(np.searchsorted(self.searched, self.firsts))

    def save(self, folder: Path) -> None:
        for field in fields(self):
            save_array(folder / f"{field.name}.npy", getattr(self, field.name))

    @classmethod
    def load(cls, folder: Path) -> "Rows":
        return cls(**{field.name: opened(folder / f"{field.name}.npy") for field in fields(cls)})


class RowsBuilder:
    """Takes documents in reading order."""

    def __init__(self) -> None:
        self.ids: list[bytes] = []
        self.firsts, self.searched, self.sentences = [0], list[int](), list[int]()

    def add(self, document: Document) -> None:
        for passage in document.passages:
            if passage.kind in SEARCHED_KINDS:
                self.searched.append(len(self.ids))
                self.sentences.append(len(passage.sentences))
            self.ids.append(passage.passage_id.encode())
        self.firsts.append(len(self.ids))

    def finish(self) -> Rows:
        ids = np.array(self.ids, dtype="S")
        return Rows(
            ids,
            np.argsort(ids, kind="stable").astype(np.int32),
            np.array(self.firsts, np.int64),
            np.array(self.searched, np.int32),
            np.cumsum([len(self.searched), *self.sentences], dtype=np.int64),
        )


def make_rows(documents: Sequence[Document]) -> Rows:
    """The rows of documents: passages first, then sentences."""
    builder = RowsBuilder()
    for document in documents:
        builder.add(document)
    return builder.finish()


@dataclass(frozen=True, eq=False)
class Ids(Sequence[str]):
    """Ids of the passages that are searched, by position."""

    rows: Rows

    def __len__(self) -> int:
        return self.rows.positions

    @overload
    def __getitem__(self, position: int) -> str: ...
    @overload
    def __getitem__(self, position: slice) -> list[str]: ...
    def __getitem__(self, position: int | slice) -> str | list[str]:
        if isinstance(position, slice):
            return [name.decode() for name in self.rows.ids[self.rows.searched[position]].tolist()]
        return self.rows.ids[self.rows.searched[position]].decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self[:])


@dataclass(frozen=True, eq=False)
class Positions(Mapping[str, int]):
    """Positions of the passages that are searched, by id."""

    rows: Rows

    def __len__(self) -> int:
        return self.rows.positions

    def __getitem__(self, passage_id: str) -> int:
        return self.all([passage_id])[0]

    def __iter__(self) -> Iterator[str]:
        return iter(Ids(self.rows))

    def all(self, passage_ids: Sequence[str]) -> list[int]:
        """Those of several passages at once. Raises KeyError for one that is not there."""
        found = self.rows.positions_of(passage_ids)
        if None in found:
            raise KeyError(passage_ids[found.index(None)])
        return [position for position in found if position is not None]


@dataclass(frozen=True, eq=False)
class SentenceRows(Sequence[range]):
    """For each position the row numbers of its sentences."""

    starts: np.ndarray

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, position: int) -> range: ...
    @overload
    def __getitem__(self, position: slice) -> list[range]: ...
    def __getitem__(self, position: int | slice) -> range | list[range]:
        if isinstance(position, slice):
            return [self[n] for n in range(*position.indices(len(self)))]
        if not 0 <= position < len(self):
            raise IndexError(position)
        return range(int(self.starts[position]), int(self.starts[position + 1]))

