"""Finds passages for staff: the hybrid ranking with filters, whatever is typed."""

from collections.abc import Sequence

import numpy as np

from index.core import Index
from retrieval.search.hits import Hit
from retrieval.search.ranking import Ranking, rank
from retrieval.search.reference import reference


class Searcher:
    """Searches one index; safe to share between threads."""

    def __init__(self, index: Index):
        self.index = index

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
        return self.hits(rank(self.index, query, allowed), k)

    def hits(self, ranking: Ranking, k: int) -> list[Hit]:
        """The first `k` passages of a ranking with their fused scores."""
        best = [(int(position), float(ranking.fused[position])) for position in ranking.order[:k]]
        return make_hits(self.index, best)

    def allowed(
        self, part: str | None = None, kind: str | None = None, doc_id: str | Sequence[str] | None = None
    ) -> np.ndarray | None:
        """Passages that pass the filters, shape (passages,); None when there is no filter. Raises like `search`."""
        doc_ids = {doc_id} if isinstance(doc_id, str) else set(doc_id or ())
        if part is None and kind is None and not doc_ids:
            return None
        for wanted in sorted(doc_ids):
            self.index.document(wanted)
        kinds = sorted({p.kind for p in self.index.passages})
        if kind is not None and kind not in kinds:
            raise ValueError(f"kind {kind!r} is none of {', '.join(kinds)}")
        return np.array(
            [
                (not doc_ids or p.doc_id in doc_ids)
                and (kind is None or p.kind == kind)
                and (part is None or any(part in title for title in p.section_path))
                for p in self.index.passages
            ],
            dtype=bool,
        )


def make_hits(index: Index, best: Sequence[tuple[int, float]]) -> list[Hit]:
    """Passages at their ranks, each with its reference; `best` holds (position, score), best first."""
    found = [(n, score, index.passages[position]) for n, (position, score) in enumerate(best, 1)]
    return [Hit(n, score, p, reference(index.document(p.doc_id), p.first_page)) for n, score, p in found]
