"""Documents and their vectors as the entries of an engine."""

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from corpus.document import Document
from index.core import iter_searched
from index.engines.contract import Entry
from index.tokens import tokenise


def entries_of(documents: tuple[Document, ...], rows: Iterable[np.ndarray], first: int = 0) -> Iterator[Entry]:
    """Yield the entries of documents in reading order, from passage `first` on; `rows` holds of each of these its
    vector and those of its sentences."""
    by_id = {document.doc_id: document for document in documents}
    passages = islice(iter_searched(documents), first, None)
    for order, (passage, vectors) in enumerate(zip(passages, rows, strict=True), first):
        document = by_id[passage.doc_id]
        yield Entry(
            passage.passage_id,
            passage.doc_id,
            order,
            passage.section_path,
            passage.kind,
            document.year,
            document.place,
            passage.first_page,
            passage.last_page,
            tuple(tokenise(passage.embedding_text)),
            vectors[0],
            vectors[1:],
        )
