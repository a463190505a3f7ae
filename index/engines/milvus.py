"""Milvus as an engine, by pymilvus: two searches, fused by retrieval. Milvus Lite and servers from 2.3 on.

A generation is a few collections whose names it begins; the alias `baipishu` names the passages of the published one.
"""

import json
import logging
import secrets
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

import numpy as np
from pymilvus import DataType, MilvusClient, MilvusException

from index.engines.contract import Candidates, Entry, Found, Health, Query, Stamp
from index.engines.errors import EngineFull, EngineUnavailable
from index.engines.milvus_words import Listed, Sparse, Words, as_list
from index.engines.nearest import HANDOVER
from index.engines.selector import EVERYTHING, Selector

ALIAS = "baipishu"
SEARCH_SECONDS = 1.5  # until a search is given up: nobody waits for it any longer
LITE_SECONDS = 60  # of Milvus Lite, which runs in this process and is slower after a change
WRITE_SECONDS = 120
ROWS = 2000  # of one message; 64 MiB is the most
AT_ONCE = 8  # searches that wait for the server beside those they belong to
TITLES, TITLE_BYTES = 64, 2000  # sections that a passage may stand in, and the length of a title
UNKNOWN = -1  # a year or page that is not known; an unknown place is empty
FULL = ("no space left", "quota", "disk full", "memory limit")  # in what a server says when it has no room
VECTOR, INNER = "vector", "IP"

logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it prints what it raises


class MilvusShelf:
    """The generations on one server."""

    def __init__(self, address: str):
        with told():
            self.client = MilvusClient(**client_arguments(address), timeout=SEARCH_SECONDS)
            self.version = self.client.get_server_version()
        self.seconds = LITE_SECONDS if self.is_lite else SEARCH_SECONDS

    @property
    def is_lite(self) -> bool:
        return "lite-" in self.version

    @property
    def knows_sparse(self) -> bool:
        return self.is_lite or tuple(map(int, self.version.lstrip("v").split(".")[:2])) >= (2, 4)

    def stage(self, stamp: Stamp) -> "MilvusEngine":
        with told():
            schema = self.client.create_schema()
            for name, kind, more in FIELDS:
                schema.add_field(name, kind, **more)
            schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=stamp.dimensions)
            indexes = self.client.prepare_index_params()
            indexes.add_index(VECTOR, metric_type=INNER, **index_of(stamp.passages))
            if self.knows_sparse:
                schema.add_field("weights", DataType.SPARSE_FLOAT_VECTOR)
                indexes.add_index("weights", index_type="SPARSE_INVERTED_INDEX", metric_type=INNER)
            self.make(passages_of(stamp.generation), schema, indexes)
            schema = self.client.create_schema()
            schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=600)
            schema.add_field("passage", DataType.VARCHAR, max_length=600)
            schema.add_field("doc_id", DataType.VARCHAR, max_length=600)
            schema.add_field("n", DataType.INT64)
            schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=stamp.dimensions)
            indexes = self.client.prepare_index_params()
            indexes.add_index(VECTOR, index_type="FLAT", metric_type=INNER)
            self.make(sentences_of(stamp.generation), schema, indexes)
            words = self.words(stamp.generation, stamp.mean_length)
            words.stage(self.make)
            words.sign(stamp := replace(stamp, passages=0))
        return MilvusEngine(self.client, stamp, words, self.seconds)

    def make(self, name: str, schema: Any, indexes: Any) -> None:
        self.client.create_collection(name, schema=schema, consistency_level="Bounded", timeout=WRITE_SECONDS)
        self.client.create_index(name, indexes, timeout=WRITE_SECONDS)
        self.client.load_collection(name, timeout=WRITE_SECONDS)

    def words(self, generation: str, mean_length: float) -> Words:
        kind = Sparse if self.knows_sparse else Listed
        return kind(self.client, passages_of(generation), words_of(generation), mean_length, self.seconds)

    def publish(self, generation: str) -> None:
        with told():
            for name in (passages_of(generation), sentences_of(generation), words_of(generation)):
                self.client.flush(name, timeout=WRITE_SECONDS)
            if self.published() is None:
                self.client.create_alias(passages_of(generation), ALIAS, timeout=WRITE_SECONDS)
            else:
                self.client.alter_alias(passages_of(generation), ALIAS, timeout=WRITE_SECONDS)

    def published(self) -> str | None:
        """The generation that the alias names."""
        try:
            return self.client.describe_collection(ALIAS)["collection_name"].removeprefix(passages_of(""))
        except MilvusException as error:
            if is_missing(error):
                return None
            raise

    def open(self, generation: str | None = None) -> "MilvusEngine":
        with told():
            generation = generation or self.published() or ""
            try:
                stamp = self.words(generation, 1.0).signed()
            except MilvusException as error:
                if is_missing(error):
                    raise EngineUnavailable(f"no generation {generation} on the server", 60) from error
                raise
        if stamp is None:
            raise EngineUnavailable(f"generation {generation} has no stamp", 60)
        return MilvusEngine(self.client, stamp, self.words(generation, stamp.mean_length), self.seconds)

    def generations(self) -> list[str]:
        with told():
            names = self.client.list_collections()
        return [name.removeprefix(passages_of("")) for name in names if name.startswith(passages_of(""))]

    def drop(self, generation: str) -> None:
        with told():
            if self.published() == generation:
                self.client.drop_alias(ALIAS)
            for name in (words_of(generation), sentences_of(generation), passages_of(generation)):
                if self.client.has_collection(name):
                    self.client.drop_collection(name)

    def close(self) -> None:
        self.client.close()


class MilvusEngine:
    """One generation; pymilvus shares a connection between threads."""

    def __init__(self, client: MilvusClient, stamp: Stamp, words: Words, seconds: float):
        self.client, self.stamp, self.words, self.seconds = client, stamp, words, seconds
        self.passages, self.inside = passages_of(stamp.generation), sentences_of(stamp.generation)
        self.pool = ThreadPoolExecutor(AT_ONCE, "milvus")

    def upsert(self, entries: Sequence[Entry]) -> None:
        with told():
            for start in range(0, len(entries), ROWS):
                batch = entries[start : start + ROWS]
                coming = self.make_room(batch)
                self.client.insert(
                    self.passages,
                    [passage_row(entry) | self.words.fields(entry) for entry in batch],
                    timeout=WRITE_SECONDS,
                )
                rows = [row for entry in batch for row in sentence_rows(entry)]
                for at in range(0, len(rows), ROWS):
                    self.client.insert(self.inside, rows[at : at + ROWS], timeout=WRITE_SECONDS)
                self.words.add(batch, coming)
                self.settle()

    def make_room(self, batch: Sequence[Entry]) -> str:
        """Remove what has the ids of passages that come, and return the name under which these are stored.

        What an interrupted writer left of these very ones is removed without being counted back: it stored its passages
        before it counted their terms, and noted which it had counted.
        """
        begins, left = f"{batch[0].passage_id} ", self.words.interrupted() or ""
        there = self.ids(f"id in {as_list([entry.passage_id for entry in batch])}")
        coming = left if left.startswith(begins) else f"{begins}{secrets.token_hex(4)}"
        if there and coming != left:
            self.words.remove(there)
        self.words.sign(self.stamp, coming)
        if there:
            self.remove(f"id in {as_list(there)}", f"passage in {as_list(there)}")
        return coming

    def delete(self, doc_id: str) -> int:
        with told():
            of_report = f"doc_id == {json.dumps(doc_id, ensure_ascii=False)}"
            gone = self.ids(of_report)
            if gone:
                self.words.remove(gone)
                self.remove(of_report, of_report)
                self.settle()
        return len(gone)

    def remove(self, passages: str, sentences: str) -> None:
        self.client.delete(self.passages, filter=passages, timeout=WRITE_SECONDS)
        self.client.delete(self.inside, filter=sentences, timeout=WRITE_SECONDS)

    def settle(self) -> None:
        """Wait until what was written is searched, and note how much there is."""
        every = self.counted("", "Strong")
        self.client.query(self.inside, filter="n == -1", limit=1, consistency_level="Strong", timeout=WRITE_SECONDS)
        self.stamp = replace(self.stamp, passages=every)
        self.words.sign(self.stamp)

    def ids(self, where: str) -> list[str]:
        return [row["id"] for row in self.rows(self.passages, where, ["id"], "Strong")]

    def rows(self, name: str, where: str, fields: list[str], consistency: str = "Bounded") -> list[dict]:
        return self.client.query(
            name, filter=where, output_fields=fields, consistency_level=consistency, timeout=self.patience(consistency)
        )

    def patience(self, consistency: str) -> float:
        return self.seconds if consistency == "Bounded" else WRITE_SECONDS

    def dense_search(self, vectors: np.ndarray, k: int, selector: Selector = EVERYTHING) -> list[list[Found]]:
        vectors = np.atleast_2d(np.asarray(vectors, np.float32))
        with told():
            found = self.client.search(
                self.passages,
                vectors.tolist(),
                anns_field=VECTOR,
                limit=k,
                filter=expression(selector),
                output_fields=["ord"],
                search_params={"metric_type": INNER, "params": {"ef": max(k, 64)}},
                timeout=self.seconds,
            )
        return [in_order((hit["id"], hit["distance"], hit["entity"]["ord"]) for hit in hits) for hits in found]

    def text_search(self, terms: Sequence[str], k: int, selector: Selector = EVERYTHING) -> list[Found]:
        return self.text_searches([terms], k, selector)[0]

    def text_searches(
        self, asked: Sequence[Sequence[str]], k: int, selector: Selector = EVERYTHING
    ) -> list[list[Found]]:
        with told():
            found = self.words.search(asked, k, expression(selector), self.stamp.passages)
        return [in_order(rows)[:k] for rows in found]

    def candidates(self, queries: Sequence[Query], k: int) -> list[Candidates]:
        """All that have a filter in common are searched at once, by vectors and by words side by side."""
        found: dict[int, Candidates] = {}
        for selector in dict.fromkeys(query.selector for query in queries):
            alike = [n for n, query in enumerate(queries) if query.selector == selector]
            vectors = np.stack([queries[n].vector for n in alike])
            near = self.pool.submit(self.dense_search, vectors, k, selector)
            text = self.text_searches([queries[n].terms for n in alike], k, selector)
            both = zip(alike, near.result(), text, strict=True)
            found |= {n: Candidates(tuple(dense), tuple(words)) for n, dense, words in both}
        return [found[n] for n in range(len(queries))]

    def sentences(self, passage_ids: Sequence[str]) -> list[np.ndarray]:
        found: dict[str, dict[int, list[float]]] = {name: {} for name in passage_ids}
        with told():
            for start in range(0, len(passage_ids), ROWS):
                wanted = as_list(passage_ids[start : start + ROWS])
                own = self.pool.submit(self.rows, self.passages, f"id in {wanted}", ["id", VECTOR])
                for row in self.rows(self.inside, f"passage in {wanted}", ["passage", "n", VECTOR]):
                    found[row["passage"]][row["n"]] = row[VECTOR]
                for row in own.result():
                    found[row["id"]][-1] = row[VECTOR]
        for name, vectors in found.items():
            if -1 not in vectors:
                raise KeyError(name)
        return [np.array([found[name][n] for n in sorted(found[name])], np.float32) for name in passage_ids]

    def count(self, selector: Selector = EVERYTHING) -> int:
        with told():
            return self.counted(expression(selector), "Bounded")

    def counted(self, where: str, consistency: str) -> int:
        return int(self.rows(self.passages, where, ["count(*)"], consistency)[0]["count(*)"])

    def health(self) -> Health:
        try:
            return Health(True, self.count())
        except EngineUnavailable as error:
            return Health(False, 0, str(error))

    def close(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.client.close()


TEXT = {"max_length": 600}
FIELDS: tuple[tuple[str, DataType, dict[str, Any]], ...] = (
    ("id", DataType.VARCHAR, {**TEXT, "is_primary": True}),
    ("doc_id", DataType.VARCHAR, TEXT),
    ("ord", DataType.INT64, {}),
    ("titles", DataType.ARRAY, {"element_type": DataType.VARCHAR, "max_length": TITLE_BYTES, "max_capacity": TITLES}),
    ("kind", DataType.VARCHAR, {"max_length": 20}),
    ("year", DataType.INT64, {}),
    ("place", DataType.VARCHAR, TEXT),
    ("first_page", DataType.INT64, {}),
    ("last_page", DataType.INT64, {}),
)


def passage_row(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.passage_id,
        "doc_id": entry.doc_id,
        "ord": entry.order,
        "titles": list(entry.titles),
        "kind": entry.kind,
        "year": UNKNOWN if entry.year is None else entry.year,
        "place": entry.place or "",
        "first_page": UNKNOWN if entry.first_page is None else entry.first_page,
        "last_page": UNKNOWN if entry.last_page is None else entry.last_page,
        VECTOR: np.asarray(entry.vector, np.float32).tolist(),
    }


def sentence_rows(entry: Entry) -> Iterator[dict[str, Any]]:
    for n, vector in enumerate(np.asarray(entry.sentences, np.float32).tolist()):
        yield {
            "id": f"{entry.passage_id}#{n}",
            "passage": entry.passage_id,
            "doc_id": entry.doc_id,
            "n": n,
            VECTOR: vector,
        }


def expression(selector: Selector) -> str:
    """What a selector asks, in Milvus's words.

    >>> expression(Selector(kind="table", pages=(2, 3)))
    'kind == "table" and first_page >= 0 and first_page <= 3 and last_page >= 2'
    """
    tests = []
    if selector.doc_ids is not None:
        tests.append(f"doc_id in {as_list(sorted(selector.doc_ids))}" if selector.doc_ids else "ord < 0")
    if selector.titles is not None:
        titles = as_list(sorted(selector.titles))
        tests.append(f"array_contains_any(titles, {titles})" if selector.titles else "ord < 0")
    if selector.kind is not None:
        tests.append(f"kind == {json.dumps(selector.kind)}")
    if selector.year is not None:
        tests.append(f"year == {selector.year}")
    if selector.place is not None:
        tests.append(f"place == {json.dumps(selector.place, ensure_ascii=False)}")
    if selector.pages is not None:
        first, last = selector.pages
        tests.append(f"first_page >= 0 and first_page <= {last} and last_page >= {first}")
    return " and ".join(tests)


def in_order(rows: Iterable[tuple[str, float, int]]) -> list[Found]:
    """Rows of id, score and reading order, best first."""
    return [Found(name, float(score)) for name, score, _ in sorted(rows, key=lambda row: (-row[1], row[2]))]


def index_of(passages: int) -> dict[str, Any]:
    """Exact while that is fast enough, then HNSW."""
    if passages <= HANDOVER:
        return {"index_type": "FLAT"}
    return {"index_type": "HNSW", "params": {"M": 16, "efConstruction": 200}}


def client_arguments(address: str) -> dict[str, Any]:
    """What MilvusClient takes for an address.

    >>> client_arguments("milvus://reader:secret@db:19530/reports")
    {'uri': 'http://db:19530', 'db_name': 'reports', 'user': 'reader', 'password': 'secret'}
    >>> client_arguments("milvus:///srv/baipishu.db")
    {'uri': '/srv/baipishu.db'}
    """
    parts = urlsplit(address)
    if not parts.hostname:
        return {"uri": parts.path}
    secure = "s" if "secure" in parts.query else ""
    arguments = {"uri": f"http{secure}://{parts.hostname}:{parts.port or 19530}", "db_name": parts.path.strip("/")}
    if parts.username:
        arguments |= {"user": unquote(parts.username), "password": unquote(parts.password or "")}
    return arguments


def is_missing(error: MilvusException) -> bool:
    return error.code == 100 or "can't find collection" in str(error) or "not found" in str(error)


@contextmanager
def told() -> Iterator[None]:
    """Whatever pymilvus says, as an error of engines."""
    try:
        yield
    except MilvusException as error:
        if any(word in str(error).lower() for word in FULL):
            raise EngineFull(f"Milvus has no room ({error.message}); nothing was published") from error
        raise EngineUnavailable(f"Milvus: {error.message or error}") from error
    except (OSError, ValueError) as error:  # a channel that was closed meanwhile
        raise EngineUnavailable(f"Milvus: {error}") from error


def passages_of(generation: str) -> str:
    return f"baipishu_passages_{generation}"


def sentences_of(generation: str) -> str:
    return f"baipishu_sentences_{generation}"


def words_of(generation: str) -> str:
    return f"baipishu_words_{generation}"
