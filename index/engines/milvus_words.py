"""BM25 on Milvus: by sparse vectors where the server knows them (2.4), else by lists of the passages that hold a term.

Both count in how many passages a term stands, in a collection of their own: the searches need no number but these.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from pymilvus import DataType, MilvusClient

from index.engines.contract import Entry, Stamp
from index.engines.weights import dimension, passage_weights, query_weights, rarity, saturated, stored

WRITE_SECONDS = 120
ROWS = 2000  # of one message; 64 MiB is the most
EVERY = 0  # the row that holds the stamp
COMING = "coming"  # and the name of what is being stored
DUMMY = [0.0, 0.0]  # Milvus wants a vector in every collection
Row = tuple[str, float, int]  # id, score, reading order


class Words(Protocol):
    """The terms of one generation."""

    def stage(self, make: Callable) -> None: ...
    def fields(self, entry: Entry) -> dict[str, Any]:
        """What a passage's own row holds of its terms."""
        ...

    def add(self, entries: Sequence[Entry], coming: str) -> None: ...
    def remove(self, passage_ids: Sequence[str]) -> None: ...
    def sign(self, stamp: Stamp, coming: str | None = None) -> None: ...
    def signed(self) -> Stamp | None: ...
    def interrupted(self) -> str | None: ...
    def search(self, asked: Sequence[Sequence[str]], k: int, where: str, passages: int) -> list[list[Row]]:
        """The best passages for each of several lists of terms, in as few trips for all as for one."""
        ...


class Base:
    """What both ways share: the collection of counts."""

    def __init__(self, client: MilvusClient, passages: str, name: str, mean_length: float, seconds: float):
        self.client, self.passages, self.name = client, passages, name
        self.mean_length, self.seconds = mean_length, seconds

    def stage(self, make: Callable) -> None:
        schema = self.client.create_schema()
        schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=800)
        schema.add_field("place", DataType.INT64)  # `weights.dimension` of the term
        schema.add_field("passages", DataType.INT64)  # that hold it
        schema.add_field("holders", DataType.JSON)  # passage → [reading order, weight]; of EVERY the stamp
        schema.add_field("dummy", DataType.FLOAT_VECTOR, dim=len(DUMMY))
        indexes = self.client.prepare_index_params()
        indexes.add_index("dummy", index_type="FLAT", metric_type="IP")
        make(self.name, schema, indexes)

    def sign(self, stamp: Stamp, coming: str | None = None) -> None:
        """Note what the generation is made of and how much there is, and wait until all that was written is found.

        `coming`: a name for what is being stored; one that is still there was left by a writer that was interrupted.
        """
        self.upsert([self.row("", EVERY, stamp.passages, {**asdict(stamp), COMING: coming})])
        self.query("place == -1", ["place"], "Strong")

    def signed(self) -> Stamp | None:
        told = self.told()
        return Stamp(**{name: value for name, value in told.items() if name != COMING}) if told else None

    def interrupted(self) -> str | None:
        """The name of what a writer was storing that never ended."""
        return self.told("Strong").get(COMING)

    def told(self, consistency: str = "Bounded") -> dict[str, Any]:
        found = self.query(f"place == {EVERY}", ["passages", "holders"], consistency)
        return found[0]["holders"] if found else {}

    def row(self, name: str, place: int, passages: int, holders: dict | None = None) -> dict[str, Any]:
        return {"id": name, "place": place, "passages": passages, "holders": holders or {}, "dummy": DUMMY}

    def query(self, where: str, fields: list[str], consistency: str = "Bounded") -> list[dict]:
        seconds = self.seconds if consistency == "Bounded" else WRITE_SECONDS
        return self.client.query(
            self.name, filter=where, output_fields=fields, consistency_level=consistency, timeout=seconds
        )

    def upsert(self, rows: Sequence[dict]) -> None:
        for start in range(0, len(rows), ROWS):
            self.client.upsert(self.name, list(rows[start : start + ROWS]), timeout=WRITE_SECONDS)


class Sparse(Base):
    """A passage's weights are a sparse vector beside its dense one; a row a term tells how many hold it."""

    def fields(self, entry: Entry) -> dict[str, Any]:
        return {"weights": passage_weights([stored(term) for term in entry.terms], self.mean_length) or {1: 1e-9}}

    def add(self, entries: Sequence[Entry], coming: str) -> None:
        self.count(Counter(place for entry in entries for place in self.fields(entry)["weights"]), coming)

    def remove(self, passage_ids: Sequence[str]) -> None:
        rows = self.client.query(
            self.passages, filter=f"id in {as_list(passage_ids)}", output_fields=["weights"], timeout=WRITE_SECONDS
        )
        self.count(Counter({place: -n for place, n in Counter(p for row in rows for p in row["weights"]).items()}))

    def count(self, more: Counter, coming: str | None = None) -> None:
        """Add to the counts of terms. The name of what is `coming` is noted with what was there before: when a writer
        that was interrupted goes on, no term is counted twice."""
        places, rows = list(more), []
        for start in range(0, len(places), ROWS):
            batch = places[start : start + ROWS]
            found = self.query(f"place in {batch}", ["place", "passages", "holders"], "Strong")
            there = {row["place"]: row for row in found}
            for place in batch:
                row = there.get(place, {"passages": 0, "holders": {}})
                again = coming is not None and row["holders"].get(COMING) == coming
                before = row["holders"]["before"] if again else row["passages"]
                note = {COMING: coming, "before": before} if coming else None
                rows.append(self.row(str(place), place, before + more[place], note))
        self.upsert(rows)

    def counts(self, places: Sequence[int], consistency: str = "Bounded") -> dict[int, int]:
        """In how many passages each of these terms stands."""
        rows = self.query(f"place in {list(places)}", ["place", "passages"], consistency)
        return {row["place"]: row["passages"] for row in rows}

    def search(self, asked: Sequence[Sequence[str]], k: int, where: str, passages: int) -> list[list[Row]]:
        asked = [[stored(term) for term in terms] for terms in asked]
        places = {term: dimension(term) for terms in asked for term in terms}
        held = self.counts(list(places.values())) if places else {}
        holding = {term: held.get(place, 0) for term, place in places.items()}
        weights = [query_weights(terms, holding, passages) for terms in asked]
        known = [each for each in weights if each]
        if not known:
            return [[] for _ in asked]
        found = self.client.search(
            self.passages,
            known,
            anns_field="weights",
            limit=k,
            filter=where,
            output_fields=["ord"],
            search_params={"metric_type": "IP"},
            timeout=self.seconds,
        )
        rows = ([(hit["id"], hit["distance"], hit["entity"]["ord"]) for hit in hits] for hits in found)
        return [[row for row in next(rows) if row[1] > 0] if each else [] for each in weights]


class Listed(Base):
    """A row for each term of each report lists the passages that hold it; the scores are added up here.

    Meant for servers before 2.4 and libraries of up to some hundred reports: a term in each of these is as many rows.
    """

    def fields(self, entry: Entry) -> dict[str, Any]:
        return {}

    def add(self, entries: Sequence[Entry], coming: str) -> None:
        by_report: dict[str, dict[str, dict]] = defaultdict(lambda: defaultdict(dict))
        for entry in entries:
            terms = [stored(term) for term in entry.terms]
            for term, count in Counter(terms).items():
                weight = saturated(count, len(terms), self.mean_length)
                by_report[entry.doc_id][term][entry.passage_id] = [entry.order, weight]
        for doc_id, told in by_report.items():
            held = self.held(doc_id)
            self.write(doc_id, {term: held.get(term, {}) | holders for term, holders in told.items()})

    def remove(self, passage_ids: Sequence[str]) -> None:
        gone = set(passage_ids)
        for doc_id in {name.rpartition(":")[0] for name in passage_ids}:
            held = self.held(doc_id)
            left = {term: {p: w for p, w in holders.items() if p not in gone} for term, holders in held.items()}
            self.write(doc_id, {term: holders for term, holders in left.items() if holders != held[term]})

    def held(self, doc_id: str) -> dict[str, dict]:
        """What is listed of a report."""
        prefix = json.dumps(f"{doc_id}\x1f%", ensure_ascii=False)
        rows = self.query(f"id like {prefix}", ["id", "holders"], "Strong")
        return {row["id"].rpartition("\x1f")[2]: row["holders"] for row in rows}

    def write(self, doc_id: str, terms: dict[str, dict]) -> None:
        self.upsert([self.row(f"{doc_id}\x1f{term}", dimension(term), len(h), h) for term, h in terms.items()])

    def search(self, asked: Sequence[Sequence[str]], k: int, where: str, passages: int) -> list[list[Row]]:
        counted = [Counter(map(stored, terms)) for terms in asked]
        places = sorted({dimension(term) for terms in counted for term in terms})
        if not places:
            return [[] for _ in asked]
        holders: dict[str, dict] = defaultdict(dict)
        for row in self.query(f"place in {places}", ["id", "holders"]):
            holders[row["id"].rpartition("\x1f")[2]] |= row["holders"]
        scored = [scores_of(terms, holders, passages) for terms in counted]
        best = self.passing([best_first(each) for each in scored], k, where)
        return [[(name, *each[name]) for name in names] for each, names in zip(scored, best, strict=True)]

    def passing(self, lists: Sequence[Sequence[str]], k: int, where: str) -> list[list[str]]:
        """Of each of several lists the first `k` that pass; a trip looks at the next names of all that lack some."""
        if not where:
            return [list(names[:k]) for names in lists]
        passed: list[list[str]] = [[] for _ in lists]
        step = max(1, ROWS // len(lists))
        for start in range(0, max(map(len, lists)), step):
            coming = [
                names[start : start + step] if len(own) < k else ()
                for names, own in zip(lists, passed, strict=True)
            ]
            wanted = list(dict.fromkeys(name for names in coming for name in names))
            if not wanted:
                break
            rows = self.client.query(
                self.passages, filter=f"id in {as_list(wanted)} and {where}", output_fields=["id"], timeout=self.seconds
            )
            there = {row["id"] for row in rows}
            for own, names in zip(passed, coming, strict=True):
                own += [name for name in names if name in there]
        return [own[:k] for own in passed]


def scores_of(terms: Mapping[str, int], holders: Mapping[str, dict], passages: int) -> dict[str, list]:
    """Of each passage that holds a term its BM25 and its place in reading order."""
    found: dict[str, list] = {}
    for term, times in terms.items():
        held = holders.get(term, {})
        weight = times * rarity(len(held), passages)
        for name, (order, own) in held.items():
            found.setdefault(name, [0.0, order])[0] += weight * own
    return found


def best_first(scores: Mapping[str, list]) -> list[str]:
    """Passages by falling score, ties in reading order."""
    return sorted(scores, key=lambda name: (-scores[name][0], scores[name][1]))


def as_list(names: Sequence[str]) -> str:
    """Names as Milvus writes a list of them.

    >>> as_list(["甲", 'a"b'])
    '["甲", "a\\\\"b"]'
    """
    return json.dumps(list(names), ensure_ascii=False)
