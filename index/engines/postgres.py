"""PostgreSQL with pgvector as an engine: HNSW over vectors, GIN over words, both searches in one SQL statement.

Several questions are such a statement each, sent one behind the other without waiting: one trip for all of them.

A generation is a schema of its own; `baipishu.published` names the one in use. The tables stand in postgres_sql.py.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from socket import SHUT_RDWR, socket
from typing import Any

import numpy as np
import psycopg
from psycopg import sql

from index.engines.contract import Candidates, Entry, Found, Health, Query, Stamp
from index.engines.errors import EngineFull, EngineUnavailable
from index.engines.postgres_sql import COLUMNS, INDEXES, SEARCH, TABLES, conditions
from index.engines.selector import EVERYTHING, Selector
from index.engines.weights import DIMENSIONS, dimension, passage_weights, stored

CONNECT = 2  # seconds to connect; libpq takes no less
STATEMENT = 1500  # milliseconds until the server gives up a search: nobody waits for it any longer
WAYS = "-c statement_timeout={} -c hnsw.iterative_scan=strict_order -c hnsw.ef_search={} -c jit=off"
EF_SEARCH = 400  # candidates that HNSW keeps: more than a search asks for
BATCH = 2000  # entries of one transaction
HEADER = 4  # bytes before the numbers of a vector that pgvector sends: how many there are, and two that mean nothing


class PostgresShelf:
    """The generations in one database."""

    def __init__(self, address: str):
        self.address = address

    def stage(self, stamp: Stamp) -> "PostgresEngine":
        with self.changing() as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
            connection.execute("CREATE SCHEMA IF NOT EXISTS baipishu")
            connection.execute("CREATE TABLE IF NOT EXISTS baipishu.published (one bool PRIMARY KEY, generation text)")
            schema = sql.Identifier(schema_of(stamp.generation))
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
            for table in TABLES:
                connection.execute(sql.SQL(table).format(schema=schema, d=sql.Literal(stamp.dimensions)))
            connection.execute(
                sql.SQL("INSERT INTO {}.stamp VALUES (%s, 0)").format(schema),
                [json.dumps(asdict(replace(stamp, passages=0)))],
            )
        return PostgresEngine(self.address, replace(stamp, passages=0))

    def publish(self, generation: str) -> None:
        """Index a generation that is filled, then let the pointer name it."""
        schema = sql.Identifier(schema_of(generation))
        with self.changing() as connection:
            for index in INDEXES:
                connection.execute(sql.SQL(index).format(schema=schema))
            connection.execute(sql.SQL("ANALYZE {}.passages").format(schema))
            connection.execute(
                "INSERT INTO baipishu.published VALUES (true, %s) ON CONFLICT (one) DO UPDATE "
                "SET generation = excluded.generation",
                [generation],
            )

    def open(self, generation: str | None = None) -> "PostgresEngine":
        with self.changing() as connection:
            try:
                if generation is None:
                    found = connection.execute("SELECT generation FROM baipishu.published").fetchone()
                    generation = found[0] if found else None
                schema = sql.Identifier(schema_of(generation or ""))
                row = connection.execute(sql.SQL("SELECT stamp, passages FROM {}.stamp").format(schema)).fetchone()
            except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
                raise EngineUnavailable(f"no generation {generation} in the database", 60) from error
        if row is None:
            raise EngineUnavailable(f"generation {generation} has no stamp", 60)
        return PostgresEngine(self.address, replace(Stamp(**json.loads(row[0])), passages=row[1]))

    def generations(self) -> list[str]:
        with self.changing() as connection:
            there = connection.execute(r"SELECT nspname FROM pg_namespace WHERE nspname LIKE 'baipishu\_%'").fetchall()
        return [name.removeprefix(schema_of("")) for (name,) in there]

    def drop(self, generation: str) -> None:
        with self.changing() as connection:
            schema = sql.Identifier(schema_of(generation))
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))

    def close(self) -> None:
        """Nothing to do: every change has a connection of its own."""

    @contextmanager
    def changing(self) -> Iterator[psycopg.Connection]:
        """A transaction on a connection of its own, without the time limit of a search."""
        with told(), psycopg.connect(self.address, connect_timeout=CONNECT) as connection:
            yield connection


class PostgresEngine:
    """One schema; a connection for each search under way, kept for the next."""

    def __init__(self, address: str, stamp: Stamp):
        self.address, self.stamp, self.schema = address, stamp, sql.Identifier(schema_of(stamp.generation))
        self.free: list[psycopg.Connection] = []
        self.every: set[psycopg.Connection] = set()
        self.lock, self.closed = threading.Lock(), False

    def upsert(self, entries: Sequence[Entry]) -> None:
        for start in range(0, len(entries), BATCH):
            batch = entries[start : start + BATCH]
            self.change("id = ANY(%(ids)s)", {"ids": [entry.passage_id for entry in batch]}, batch)

    def delete(self, doc_id: str) -> int:
        return self.change("doc_id = %(doc_id)s", {"doc_id": doc_id}, ())

    def change(self, gone: str, values: dict[str, Any], coming: Sequence[Entry]) -> int:
        """Remove what `gone` says and store what comes, with the counts of terms, in one transaction."""
        with told(), psycopg.connect(self.address, connect_timeout=CONNECT) as connection:
            run = self.runner(connection)
            run("SELECT passages FROM {schema}.stamp FOR UPDATE")  # one writer at a time: counts must not be lost
            lost = run(
                "WITH gone AS (DELETE FROM {schema}.passages WHERE " + gone + " RETURNING terms), "  # noqa: S608
                "held AS (SELECT lexeme, count(*) AS n FROM gone, unnest(gone.terms) GROUP BY lexeme), "
                "less AS (UPDATE {schema}.terms t SET passages = t.passages - held.n "
                "FROM held WHERE t.term = held.lexeme) "
                "SELECT count(*) FROM gone",
                values,
            ).fetchone()[0]
            with connection.cursor() as cursor:
                copying = sql.SQL("COPY {}.passages ({}) FROM STDIN").format(
                    self.schema, sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
                )
                with cursor.copy(copying) as copy:
                    for entry in coming:
                        copy.write_row(self.row(entry))
            counts = Counter(term for entry in coming for term in set(map(stored, entry.terms)))
            run(
                "INSERT INTO {schema}.terms AS t (term, place, passages) "
                "SELECT * FROM unnest(%s::text[], %s::int[], %s::int[]) ON CONFLICT (term) "
                "DO UPDATE SET passages = t.passages + excluded.passages",
                [list(counts), list(map(dimension, counts)), list(counts.values())],
            )
            (every,) = run(
                "UPDATE {schema}.stamp SET passages = passages + %s RETURNING passages", [len(coming) - lost]
            ).fetchone()
        self.stamp = replace(self.stamp, passages=every)
        return lost

    def row(self, entry: Entry) -> tuple:
        weights = passage_weights([stored(term) for term in entry.terms], self.stamp.mean_length)
        lexemes = " ".join(quoted(term) for term in sorted(set(map(stored, entry.terms))))
        return (
            entry.passage_id,
            entry.doc_id,
            entry.order,
            list(entry.titles),
            entry.kind,
            entry.year,
            entry.place,
            entry.first_page,
            entry.last_page,
            vector_text(entry.vector),
            np.ascontiguousarray(entry.sentences, np.float16).tobytes(),
            lexemes,
            sparse_text(weights),
        )

    def dense_search(self, vectors: np.ndarray, k: int, selector: Selector = EVERYTHING) -> list[list[Found]]:
        found = self.search([(vector, (), selector) for vector in np.atleast_2d(vectors)], k)
        return [list(each.dense) for each in found]

    def text_search(self, terms: Sequence[str], k: int, selector: Selector = EVERYTHING) -> list[Found]:
        return self.text_searches([terms], k, selector)[0]

    def text_searches(
        self, asked: Sequence[Sequence[str]], k: int, selector: Selector = EVERYTHING
    ) -> list[list[Found]]:
        return [list(each.text) for each in self.search([(None, terms, selector) for terms in asked], k)]

    def candidates(self, queries: Sequence[Query], k: int) -> list[Candidates]:
        return self.search([(query.vector, query.terms, query.selector) for query in queries], k)

    def search(
        self, asked: Sequence[tuple[np.ndarray | None, Sequence[str], Selector]], k: int
    ) -> list[Candidates]:
        """Both searches for each of these, by vectors only where there is one."""
        statements = [self.statement(vector, terms, selector, k) for vector, terms, selector in asked]
        with self.searching() as (run, connection):
            with connection.pipeline():  # what is read inside would cost a trip each
                cursors = [run(text, values) for text, values in statements]
            return [in_lists(cursor.fetchall()) for cursor in cursors]

    def statement(
        self, vector: np.ndarray | None, terms: Sequence[str], selector: Selector, k: int
    ) -> tuple[str, dict[str, Any]]:
        """The search as SQL, with its values."""
        where, values = conditions(selector)
        asked = Counter(map(stored, terms))
        values |= {
            "k": k,
            "vector": None if vector is None else vector_text(vector),
            "terms": list(asked),
            "times": list(asked.values()),
            "dimensions": DIMENSIONS,
        }
        return SEARCH.replace("{where}", where), values

    def sentences(self, passage_ids: Sequence[str]) -> list[np.ndarray]:
        with self.searching() as (run, _):
            rows = run(
                "SELECT id, vector_send(vector), sentences FROM {schema}.passages WHERE id = ANY(%s)",
                [list(passage_ids)],
            ).fetchall()
        matrices = {name: matrix_of(own, inside, self.stamp.dimensions) for name, own, inside in rows}
        return [matrices[name] for name in passage_ids]

    def count(self, selector: Selector = EVERYTHING) -> int:
        where, values = conditions(selector)
        with self.searching() as (run, _):
            return run("SELECT count(*) FROM {schema}.passages WHERE " + where, values).fetchone()[0]  # noqa: S608

    def health(self) -> Health:
        try:
            return Health(True, self.count())
        except EngineUnavailable as error:
            return Health(False, 0, str(error))

    def close(self) -> None:
        """Cut the connections, so that whoever waits for one that is stuck waits no longer."""
        with self.lock:
            self.closed, connections = True, list(self.every)
        for connection in connections:
            with suppress(OSError, psycopg.Error), socket(fileno=connection.fileno()) as line:
                try:
                    line.shutdown(SHUT_RDWR)
                finally:
                    line.detach()

    def runner(self, connection: psycopg.Connection) -> Callable[..., Any]:
        return lambda text, values=(): connection.execute(sql.SQL(text).format(schema=self.schema), values, binary=True)

    @contextmanager
    def searching(self) -> Iterator[tuple[Callable[..., Any], psycopg.Connection]]:
        """Run statements on a connection that nobody else uses meanwhile; one that failed is not used again."""
        with told():
            with self.lock:
                connection = self.free.pop() if self.free else None
            if connection is None:
                connection = psycopg.connect(
                    self.address,
                    connect_timeout=CONNECT,
                    autocommit=True,
                    options=WAYS.format(STATEMENT, EF_SEARCH),
                )
                with self.lock:
                    self.every.add(connection)
            try:
                yield self.runner(connection), connection
            except BaseException:
                with self.lock:
                    self.every.discard(connection)
                connection.close()
                raise
            with self.lock:
                self.free.append(connection)


@contextmanager
def told() -> Iterator[None]:
    """Whatever PostgreSQL says, as an error of engines."""
    try:
        yield
    except (psycopg.errors.DiskFull, psycopg.errors.OutOfMemory) as error:
        raise EngineFull(f"the database has no room ({error}); nothing was changed") from error
    except psycopg.Error as error:
        raise EngineUnavailable(f"the database: {error}") from error


def in_lists(rows: Sequence[tuple[str, int, float | None, float | None]]) -> Candidates:
    """Rows of id, reading order, score by vectors and by words as the two lists, best first."""
    dense = sorted((-score, order, name) for name, order, score, _ in rows if score is not None)
    text = sorted((-score, order, name) for name, order, _, score in rows if score is not None)
    return Candidates(
        tuple(Found(name, -score) for score, _, name in dense), tuple(Found(name, -score) for score, _, name in text)
    )


def matrix_of(own: bytes, inside: bytes, dimensions: int) -> np.ndarray:
    """A passage's own vector, as pgvector sends it, and those of its sentences, as they are stored."""
    sentences = np.frombuffer(inside, np.float16).reshape(-1, dimensions)
    return np.concatenate([np.frombuffer(own, ">f4", offset=HEADER)[None, :], sentences], dtype=np.float32)


def schema_of(generation: str) -> str:
    return f"baipishu_{generation}"


def vector_text(vector: np.ndarray) -> str:
    return f"[{','.join(map(repr, np.asarray(vector, np.float32).tolist()))}]"


def sparse_text(weights: dict[int, float]) -> str:
    inside = ",".join(f"{place}:{weight:.7g}" for place, weight in sorted(weights.items()))
    return f"{{{inside}}}/{DIMENSIONS}"


def quoted(term: str) -> str:
    r"""A term as a lexeme of a tsvector.

    >>> quoted("o'neil\\")
    "'o''neil\\\\'"
    """
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
