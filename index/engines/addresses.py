"""Opens the engine that an address names: `faiss`, `milvus://host:19530`, `milvus:///path/to.db`, `postgresql://…`.

A driver is imported only when its engine is asked for.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from urllib.parse import urlsplit

from index.engines.contract import Engine, Shelf, Stamp, check_stamp
from index.engines.errors import EngineUnavailable
from index.engines.guard import Guard, VectorsOf

EMBEDDED = "faiss"
SHELVES = {  # scheme → module, class, extra
    "milvus": ("index.engines.milvus", "MilvusShelf", "milvus"),
    "postgresql": ("index.engines.postgres", "PostgresShelf", "postgres"),
    "postgres": ("index.engines.postgres", "PostgresShelf", "postgres"),
}


class EngineUnknown(ValueError):
    """An address that names no engine, or one whose driver is not installed."""


def check_address(address: str) -> str:
    """Return an address as it is. Raises EngineUnknown for one that names no engine."""
    if address != EMBEDDED and urlsplit(address).scheme not in SHELVES:
        known = ", ".join([EMBEDDED, *(f"{scheme}://…" for scheme in SHELVES)])
        raise EngineUnknown(f"{without_password(address)!r} names no engine; there are {known}")
    return address


def open_shelf(address: str) -> Shelf:
    """Connect to an engine's server. Raises EngineUnknown, EngineUnavailable."""
    return driver(address)(address)


def guarded(
    address: str, stamp: Stamp, held: Mapping[str, int] | None = None, vectors: VectorsOf | None = None
) -> Guard:
    """The generation of this stamp on a server, which is asked for the first time when something is searched.

    For `held` and `vectors` see Guard.
    Raises EngineUnknown. Another program version or encoder, and a generation that has lost passages, are found out
    whenever it connects.
    """
    shelf_of = driver(address)
    return Guard(stamp, lambda: whole(shelf_of(address), stamp, address), held=held, vectors=vectors)


def driver(address: str) -> Callable[[str], Shelf]:
    """What makes the shelf of an address. Raises EngineUnknown."""
    module, name, extra = SHELVES[urlsplit(check_address(address)).scheme]
    try:
        return getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        raise EngineUnknown(
            f"BAIPISHU_ENGINE={without_password(address)}: {error.name} is not installed; "
            f"run `pip install -e '.[{extra}]'`"
        ) from error


def whole(shelf: Shelf, stamp: Stamp, address: str) -> Engine:
    """Open a generation that is what its stamp says. Raises EngineUnavailable."""
    where = without_password(address)
    engine = shelf.open(stamp.generation)
    check_stamp(engine.stamp, stamp, where)
    health = engine.health()
    if not health.ready or health.passages < engine.stamp.passages:
        engine.close()
        raise EngineUnavailable(
            f"{where}: generation {stamp.generation} holds {health.passages} of {engine.stamp.passages} passages"
            f"{health.detail and f' ({health.detail})'}",
            seconds=5,
        )
    return engine


def without_password(address: str) -> str:
    """An address that may be shown and kept.

    >>> without_password("postgresql://reader:secret@db:5432/reports?sslmode=require")
    'postgresql://db:5432/reports'
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts.scheme else address
