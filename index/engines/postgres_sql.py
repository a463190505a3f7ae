"""The tables of a generation in PostgreSQL, and the one statement that searches them."""

from typing import Any

from index.engines.selector import Selector
from index.engines.weights import EAGER

COLUMNS = (
    "id", "doc_id", "ord", "titles", "kind", "year", "place", "first_page", "last_page",
    "vector", "sentences", "terms", "weights",
)  # fmt: skip

TABLES = (
    "CREATE TABLE {schema}.stamp (stamp text NOT NULL, passages int NOT NULL)",
    "CREATE TABLE {schema}.terms (term text PRIMARY KEY, place int NOT NULL, passages int NOT NULL)",
    """CREATE TABLE {schema}.passages (
        id text PRIMARY KEY, doc_id text NOT NULL, ord int NOT NULL, titles text[] NOT NULL, kind text NOT NULL,
        year int, place text, first_page int, last_page int,
        vector vector({d}) NOT NULL,
        sentences bytea NOT NULL,  -- half precision, one vector behind the other
        terms tsvector NOT NULL,  -- our own terms: what finds
        weights sparsevec NOT NULL  -- what BM25 gives to each: what scores
    )""",
    "ALTER TABLE {schema}.passages ALTER vector SET STORAGE PLAIN",  # beside the row: no second look for each
    "ALTER TABLE {schema}.passages ALTER sentences SET STORAGE EXTERNAL",
)

INDEXES = (  # made when a generation is filled: HNSW grows three times as fast then
    "CREATE INDEX IF NOT EXISTS passages_doc ON {schema}.passages (doc_id)",
    "CREATE INDEX IF NOT EXISTS passages_place_year ON {schema}.passages (place, year)",
    "CREATE INDEX IF NOT EXISTS passages_titles ON {schema}.passages USING gin (titles)",
    "CREATE INDEX IF NOT EXISTS passages_terms ON {schema}.passages USING gin (terms)",
    "CREATE INDEX IF NOT EXISTS passages_vector ON {schema}.passages USING hnsw (vector vector_ip_ops)",
)

SEARCH = f"""
WITH asked AS MATERIALIZED (
    SELECT t.term, t.place, t.passages,
           a.times * ln(1 + (s.passages - t.passages + 0.5) / (t.passages + 0.5)) AS weight,
           sum(t.passages) OVER (ORDER BY t.passages, t.term) - t.passages AS before
    FROM unnest(%(terms)s::text[], %(times)s::int[]) AS a (term, times)
    JOIN {{schema}}.terms t USING (term), {{schema}}.stamp s WHERE t.passages > 0
), query AS MATERIALIZED (
    SELECT (SELECT string_agg('''' || replace(replace(term, '\\', '\\\\'), '''', '''''') || '''', ' | ')::tsquery
            FROM asked WHERE before = 0 OR before + passages <= {EAGER}) AS terms,
           (SELECT ('{{{{' || string_agg(place || ':' || weight, ',' ORDER BY place) || '}}}}/'
                    || %(dimensions)s)::sparsevec
            FROM (SELECT place, sum(weight)::real AS weight FROM asked GROUP BY place) AS places) AS weights
), dense AS (
    SELECT id, ord, -(vector <#> %(vector)s::vector) AS score FROM {{schema}}.passages
    WHERE {{where}} AND %(vector)s::vector IS NOT NULL
    ORDER BY vector <#> %(vector)s::vector LIMIT %(k)s
), words AS (
    SELECT id, ord, -(p.weights <#> query.weights) AS score FROM query, {{schema}}.passages p
    WHERE p.terms @@ query.terms AND {{where}}
    ORDER BY score DESC, ord LIMIT %(k)s
)
SELECT coalesce(d.id, w.id), coalesce(d.ord, w.ord), d.score::float8, w.score::float8
FROM dense d FULL JOIN words w ON d.id = w.id
"""  # noqa: S608 — EAGER is a number of ours


def conditions(selector: Selector) -> tuple[str, dict[str, Any]]:
    """What a selector asks, as SQL over the columns of passages, with its values."""
    tests: list[str] = ["true"]
    values: dict[str, Any] = {}
    if selector.doc_ids is not None:
        tests.append("doc_id = ANY(%(doc_ids)s)")
        values["doc_ids"] = sorted(selector.doc_ids)
    if selector.titles is not None:
        tests.append("titles && %(titles)s::text[]")
        values["titles"] = sorted(selector.titles)
    for name in ("kind", "year", "place"):
        if (value := getattr(selector, name)) is not None:
            tests.append(f"{name} = %({name})s")
            values[name] = value
    if selector.pages is not None:
        tests.append("first_page <= %(last)s AND last_page >= %(first)s")
        values |= {"first": selector.pages[0], "last": selector.pages[1]}
    return " AND ".join(tests), values
