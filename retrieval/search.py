"""Finds passages for staff: the hybrid ranking with filters, whatever is typed."""

import numpy as np

from index.core import Index
from retrieval.answers import Hit
from retrieval.query import QueryMaker
from retrieval.question import understand
from retrieval.ranking import Ranking, rank


class Searcher:
    """Searches one index; safe to share between threads."""

    def __init__(self, index: Index, queries: QueryMaker | None = None):
        self.index = index
        self.queries = queries or QueryMaker(index)

    def search(
        self, query: str, k: int = 10, part: str | None = None, kind: str | None = None, doc_id: str | None = None
    ) -> list[Hit]:
        """Return up to `k` passages, best first.

        `part` keeps passages with a section title that contains it, `kind` those of that kind, `doc_id` one report.
        Raises ValueError for an empty query, an unknown report or an unknown kind.
        """
        if not query.strip():
            raise ValueError("the query is empty; give at least one word")
        allowed = self.allowed(part, kind, doc_id)
        ranking = rank(self.index, self.queries.query(understand(query)), allowed)
        return self.hits(ranking, k)

    def hits(self, ranking: Ranking, k: int) -> list[Hit]:
        return [
            Hit(rank, float(ranking.fused[position]), self.index.passages[position])
            for rank, position in enumerate(ranking.order[:k], 1)
        ]

    def allowed(self, part: str | None = None, kind: str | None = None, doc_id: str | None = None) -> np.ndarray | None:
        """Passages that pass the filters, shape (passages,); None when there is no filter."""
        if part is None and kind is None and doc_id is None:
            return None
        if doc_id is not None:
            self.index.document(doc_id)
        kinds = sorted({p.kind for p in self.index.passages})
        if kind is not None and kind not in kinds:
            raise ValueError(f"kind {kind!r} is none of {', '.join(kinds)}")
        return np.array(
            [
                (doc_id is None or p.doc_id == doc_id)
                and (kind is None or p.kind == kind)
                and (part is None or any(part in title for title in p.section_path))
                for p in self.index.passages
            ],
            dtype=bool,
        )
