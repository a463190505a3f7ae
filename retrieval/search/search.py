"""Finds passages for staff: the hybrid ranking with filters, whatever is typed."""

from collections.abc import Sequence

from corpus.document import Document, Passage
from index.core import Index
from index.engines.selector import Selector
from retrieval.search.hits import Hit
from retrieval.search.ranking import CANDIDATES, Ranking, rank
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
        return self.hits(rank(self.index, query, allowed, k=max(k, CANDIDATES)), k)

    def hits(self, ranking: Ranking, k: int) -> list[Hit]:
        """The first `k` passages of a ranking with their fused scores."""
        best = [(int(position), float(ranking.fused[position])) for position in ranking.order[:k]]
        return make_hits(self.index, best)

    def allowed(
        self, part: str | None = None, kind: str | None = None, doc_id: str | Sequence[str] | None = None
    ) -> Selector | None:
        """The filters as the engine reads them; None when there is no filter. Raises like `search`."""
        doc_ids = {doc_id} if isinstance(doc_id, str) else set(doc_id or ())
        if part is None and kind is None and not doc_ids:
            return None
        for wanted in sorted(doc_ids):
            self.index.document(wanted)
        if kind is not None and kind not in self.index.kinds:
            raise ValueError(f"kind {kind!r} is none of {', '.join(self.index.kinds)}")
        titles = None if part is None else frozenset(title for title in self.index.titles if part in title)
        return Selector(frozenset(doc_ids) or None, titles, kind)


def make_hits(index: Index, best: Sequence[tuple[int, float]]) -> list[Hit]:
    """Passages at their ranks, each with its reference; `best` holds (position, score), best first."""
    found = [(n, score, index.passages[position]) for n, (position, score) in enumerate(best, 1)]
    return [hit(index.document(passage.doc_id), n, score, passage) for n, score, passage in found]


def hit(document: Document, rank: int, score: float, passage: Passage) -> Hit:
    pages = document.pages_of(passage.start, passage.end)
    return Hit(rank, score, passage, reference(document, pages), pages)
