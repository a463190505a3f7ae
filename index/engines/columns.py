"""What the passages of the embedded engine are, as arrays: which of them a selector lets pass is arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from index.engines.contract import Entry
from index.engines.selector import Selector

NONE = -1  # a year, place or page that is not known
PART_END = "\x1f"  # between the titles of a path


@dataclass(frozen=True, eq=False)
class Columns:
    """One value a passage, in reading order; what repeats is a position in a table of names."""

    ids: np.ndarray  # bytes, UTF-8
    order: np.ndarray
    doc: np.ndarray
    path: np.ndarray
    kind: np.ndarray
    year: np.ndarray
    place: np.ndarray
    first: np.ndarray
    last: np.ndarray
    docs: list[str]
    paths: list[str]  # titles joined by PART_END
    kinds: list[str]
    places: list[str]

    def __len__(self) -> int:
        return len(self.ids)

    def passing(self, selector: Selector) -> np.ndarray | None:
        """Which passages pass, shape (passages,); None when all do."""
        if selector.is_open:
            return None
        tests = []
        if selector.doc_ids is not None:
            tests.append(among(self.doc, [n for n, name in enumerate(self.docs) if name in selector.doc_ids]))
        if selector.titles is not None:
            wanted = [n for n, path in enumerate(self.paths) if selector.titles & set(path.split(PART_END))]
            tests.append(among(self.path, wanted))
        if selector.kind is not None:
            tests.append(among(self.kind, [n for n, name in enumerate(self.kinds) if name == selector.kind]))
        if selector.year is not None:
            tests.append(self.year == selector.year)
        if selector.place is not None:
            tests.append(among(self.place, [n for n, name in enumerate(self.places) if name == selector.place]))
        if selector.pages is not None:
            first, last = selector.pages
            tests.append((self.first != NONE) & (self.first <= last) & (self.last >= first))
        return np.logical_and.reduce(tests)

    def taken(self, places: np.ndarray) -> "Columns":
        """The columns of the passages at these positions, in this order."""
        return Columns(**{f.name: self.picked(f.name, places) for f in fields(self)})

    def picked(self, name: str, places: np.ndarray) -> Any:
        values = getattr(self, name)
        return np.asarray(values)[places] if isinstance(values, np.ndarray) else values


def among(codes: np.ndarray, wanted: Sequence[int]) -> np.ndarray:
    return codes == wanted[0] if len(wanted) == 1 else np.isin(codes, wanted)


class ColumnsBuilder:
    """Collects entries; the names that repeat are told once."""

    def __init__(self, before: Columns | None = None):
        names = ("docs", "paths", "kinds", "places")
        self.names = {name: dict.fromkeys(getattr(before, name), 0) if before else {} for name in names}
        for table in self.names.values():
            table.update({name: n for n, name in enumerate(table)})
        self.rows: list[tuple] = []
        self.ids: list[bytes] = []

    def add(self, entry: Entry) -> None:
        self.ids.append(entry.passage_id.encode())
        self.rows.append(
            (
                entry.order,
                self.code("docs", entry.doc_id),
                self.code("paths", PART_END.join(entry.titles)),
                self.code("kinds", entry.kind),
                NONE if entry.year is None else entry.year,
                NONE if entry.place is None else self.code("places", entry.place),
                NONE if entry.first_page is None else entry.first_page,
                NONE if entry.last_page is None else entry.last_page,
            )
        )

    def code(self, table: str, name: str) -> int:
        return self.names[table].setdefault(name, len(self.names[table]))

    def finish(self) -> Columns:
        values = np.array(self.rows, dtype=np.int32).reshape(-1, 8).T
        tables = [list(self.names[name]) for name in ("docs", "paths", "kinds", "places")]
        return Columns(np.array(self.ids, dtype="S"), *np.ascontiguousarray(values), *tables)
