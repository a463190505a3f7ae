"""Finds passages for staff: ranked, cut off, filtered, in pages; each with its best sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.document import Passage, Sentence
from index.core import Index
from index.engines.selector import Selector
from retrieval.search.ranking import Ranking, rank
from web.finding.cutoff import near_enough
from web.finding.marks import query_words, word_spans

PAGE = 10  # results of a page
OFFERED = 100  # reports up to which all their parts and sections can be chosen
MOST = 200  # results of a query; who needs more needs other words
LAST_PAGE = 10**6  # where a reader names none
WORDS_COUNT = 0.3  # of a sentence's share of the words beside its dense score, when the best one is chosen


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may be found; None lets all."""

    doc: str | None = None
    part: str | None = None  # title of a section of the highest level
    section: str | None = None  # title of any section above the passage
    kind: str | None = None
    first_page: int | None = None
    last_page: int | None = None

    def selector(self) -> Selector:
        """What the engine leaves out beforehand; `admits` is stricter where a part and a section are both given."""
        title, pages = self.section or self.part, (self.first_page, self.last_page)
        return Selector(
            frozenset({self.doc}) if self.doc else None,
            frozenset({title}) if title else None,
            self.kind,
            pages=None if pages == (None, None) else (self.first_page or 0, self.last_page or LAST_PAGE),
        )

    def admits(self, passage: Passage) -> bool:
        path = passage.section_path
        return (
            self.doc in (None, passage.doc_id)
            and (self.part is None or path[:1] == (self.part,))
            and (self.section is None or self.section in path)
            and self.kind in (None, passage.kind)
            and self.on_pages(passage)
        )

    def on_pages(self, passage: Passage) -> bool:
        if self.first_page is None and self.last_page is None:
            return True
        if passage.first_page is None:
            return False
        last = passage.last_page or passage.first_page
        return (self.first_page or 0) <= last and passage.first_page <= (self.last_page or last)


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found, and its sentence that fits best; None for a passage without sentences."""

    rank: int  # 1-based, by score
    passage: Passage
    best: Sentence | None


@dataclass(frozen=True, slots=True)
class Results:
    """All that was found, and the page that is shown."""

    found: tuple[Found, ...]
    words: tuple[str, ...]  # to mark
    page: int = 1  # 1-based

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.found) // PAGE))

    @property
    def shown(self) -> tuple[Found, ...]:
        return self.found[(self.page - 1) * PAGE : self.page * PAGE]


def find(index: Index, query: str, filters: Filters, in_order: bool = False, page: int = 1) -> Results:
    """Return what is near enough to a query, the best first or in reading order; a page beyond the last is the last."""
    if not query.strip():
        return Results((), ())
    ranking = rank(index, query, filters.selector())
    admitted = [at for at in ranking.order.tolist() if filters.admits(index.passages[at])]
    near = near_enough(index, query, ranking.dense, admitted)
    positions = [position for position in admitted if position in near][:MOST]
    found = [
        Found(n, index.passages[position], best_sentence(index, query, ranking, position))
        for n, position in enumerate(positions, 1)
    ]
    if in_order:
        at = {document.doc_id: n for n, document in enumerate(index.documents)}
        found.sort(key=lambda each: (at[each.passage.doc_id], each.passage.start))
    results = Results(tuple(found), tuple(query_words(query)))
    return replace(results, page=min(max(1, page), results.pages))


def best_sentence(index: Index, query: str, ranking: Ranking, position: int) -> Sentence | None:
    """The sentence nearest to the query, words counted beside it."""
    passage, rows = index.passages[position], index.sentence_rows[position]
    if not passage.sentences:
        return None
    words = query_words(query)
    scores = [
        float(ranking.dense[row]) + WORDS_COUNT * share(words, s.text)
        for row, s in zip(rows, passage.sentences, strict=True)
    ]
    return passage.sentences[int(np.argmax(scores))]


def share(words: Sequence[str], text: str) -> float:
    """The share of the words that stand in a text."""
    return sum(bool(word_spans(text, [word])) for word in words) / len(words) if words else 0.0


def choices(index: Index, doc: str | None) -> tuple[list[str], list[str], list[str]]:
    """Parts, sections and kinds that can be chosen, in reading order; of one report when it is named."""
    documents = [document for document in index.documents if doc in (None, document.doc_id)]
    documents = documents if len(documents) <= OFFERED else []  # who has so many chooses a report first
    parts = dict.fromkeys(section.title for document in documents for section in document.sections)
    sections = dict.fromkeys(path[-1] for d in documents for path, _ in d.walk_sections() if len(path) > 1)
    return list(parts), list(sections), index.kinds_in(doc)
