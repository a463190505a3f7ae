"""Compares FAISS Flat with HNSW as the rows grow: milliseconds a query, recall, what building costs, who is faster."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import faiss
import numpy as np

K = 10  # rows that a query asks for
LINKS, EF_CONSTRUCTION = 32, 40  # HNSW's M and efConstruction: FAISS's own defaults
EF_SEARCH = (16, 32, 64, 128, 256, 512, 1024, 2048)
RECALL = 0.95  # of the exact ten nearest rows that HNSW must find
ALL_ROWS_UP_TO = 50_000  # rows up to which the search for every row is timed: a second a query beyond


def compare(vectors: Iterator[np.ndarray], sizes: Sequence[int], queries: np.ndarray) -> Iterator[dict[str, Any]]:
    """Yield one record at each of the rising `sizes`; `vectors` yields chunks that end at each of them.

    Both indexes grow row by row, as FAISS allows; one thread, as in the application.
    """
    faiss.omp_set_num_threads(1)
    dimensions = queries.shape[1]
    flat = faiss.IndexFlatIP(dimensions)
    hnsw = faiss.IndexHNSWFlat(dimensions, LINKS, faiss.METRIC_INNER_PRODUCT)
    hnsw.hnsw.efConstruction = EF_CONSTRUCTION
    built = {"flat": 0.0, "hnsw": 0.0}
    for chunk in vectors:
        built["flat"] += seconds(lambda rows=chunk: flat.add(rows))
        built["hnsw"] += seconds(lambda rows=chunk: hnsw.add(rows))
        if flat.ntotal in sizes:
            yield point(flat, hnsw, queries, built)


def point(flat: faiss.Index, hnsw: faiss.Index, queries: np.ndarray, built: Mapping[str, float]) -> dict[str, Any]:
    """Measure both indexes as they are now."""
    rows, every = flat.ntotal, flat.ntotal <= ALL_ROWS_UP_TO
    exact = flat.search(queries, K)[1]
    return {
        "rows": rows,
        "flat_build_s": round(built["flat"], 3),
        "hnsw_build_s": round(built["hnsw"], 3),
        "flat_mb": round(rows * flat.d * 4 / 1e6, 2),
        "hnsw_mb": round((rows * flat.d * 4 + link_bytes(hnsw)) / 1e6, 2),
        "flat_ms": per_query(lambda query: flat.search(query, K), queries),
        "flat_all_rows_ms": per_query(lambda query: flat.search(query, rows), queries) if every else None,
        "hnsw": [at(hnsw, ef, queries, exact) for ef in EF_SEARCH],
    }


def at(hnsw: faiss.Index, ef: int, queries: np.ndarray, exact: np.ndarray) -> dict[str, Any]:
    """Recall against the exact rows and milliseconds at one efSearch."""
    hnsw.hnsw.efSearch = ef
    found = hnsw.search(queries, K)[1]
    return {
        "ef": ef,
        "recall": round(recall(found.tolist(), exact.tolist()), 3),
        "ms": per_query(lambda query: hnsw.search(query, K), queries),
    }


def link_bytes(hnsw: faiss.Index) -> int:
    """Bytes of the graph: neighbours (4 each), their offsets (8) and the levels of the rows (4)."""
    graph = hnsw.hnsw
    return 4 * graph.neighbors.size() + 8 * graph.offsets.size() + 4 * graph.levels.size()


def recall(found: Sequence[Sequence[int]], exact: Sequence[Sequence[int]]) -> float:
    """Mean share of the exact rows that were found.

    >>> recall([[1, 2, 3, 4], [5, 6, 7, 8]], [[1, 2, 3, 9], [5, 6, 7, 8]])
    0.875
    """
    shares = [len(set(a) & set(b)) / len(b) for a, b in zip(found, exact, strict=True)]
    return sum(shares) / len(shares)


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def per_query(search: Callable[[np.ndarray], object], queries: np.ndarray) -> float:
    """Median milliseconds of one query at a time."""
    return round(float(np.median([seconds(lambda q=query: search(q[None])) for query in queries])) * 1000, 4)
