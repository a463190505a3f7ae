"""The reports that a filter lets pass, and of a large library those that are looked through for a title: who reads
thousands of outlines answers nobody."""

from collections.abc import Sequence

from corpus.document import Document
from index.core import Index
from index.engines.selector import EVERYTHING, Selector
from index.tokens import tokenise
from retrieval.search.ranking import CANDIDATES

MANY = 64  # reports up to which all are looked through
LOOKED_THROUGH = 16  # of more


def reports_within(index: Index, allowed: Selector | None) -> list[Document]:
    """The reports of which passages may be found."""
    ids = (allowed or EVERYTHING).doc_ids
    return [document for document in index.documents if ids is None or document.doc_id in ids]


def likeliest_reports(index: Index, documents: Sequence[Document], text: str) -> Sequence[Document]:
    """Those of many reports whose passages share the rarest words with a text, in their order; all of a few.

    Raises EngineUnavailable.
    """
    if len(documents) <= MANY:
        return documents
    every = len(documents) == len(index.documents)
    selector = EVERYTHING if every else Selector(doc_ids=frozenset(document.doc_id for document in documents))
    found = index.engine.text_search(tokenise(text), CANDIDATES, selector)
    places = map(index.rows.document_of, index.positions.all([each.passage_id for each in found]))
    best = list(dict.fromkeys(places))[:LOOKED_THROUGH]
    return [index.documents[place] for place in sorted(best)]
