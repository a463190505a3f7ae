"""Cuts long paragraphs at sentence ends: LangChain's text splitter, with our sentences for its pieces.

>>> cut_paragraph("短句。")
[(0, 3)]
"""

import logging
from itertools import pairwise

from langchain_text_splitters import TextSplitter

from corpus.sentences import split_sentences

MAX_CHARS = 480  # of a passage: some 310 pieces of words; the retriever reads 320
logging.getLogger(TextSplitter.__module__).setLevel(logging.ERROR)  # its warning, a piece over the size, is meant here


class SentenceSplitter(TextSplitter):
    """Joins whole sentences up to the chunk size, as LangChain's own splitters for NLTK and spaCy do with theirs."""

    def split_text(self, text: str) -> list[str]:
        starts = [start for _, start, _ in split_sentences(text)]
        return self._merge_splits((text[a:b] for a, b in pairwise([0, *starts[1:], len(text)])), separator="")


def cut_paragraph(text: str) -> list[tuple[int, int]]:
    """Cut a paragraph longer than MAX_CHARS into pieces of similar length that end where sentences end.

    A single sentence that is longer stays whole: what is cited is never cut.
    """
    if len(text) <= MAX_CHARS:
        return [(0, len(text))]
    target = len(text) // -(-len(text) // MAX_CHARS) + MAX_CHARS // 8  # even pieces, not one long and one stub
    splitter = SentenceSplitter(
        chunk_size=min(target, MAX_CHARS), chunk_overlap=0, strip_whitespace=False, add_start_index=True
    )
    pieces = splitter.create_documents([text])
    return [(start := piece.metadata["start_index"], start + len(piece.page_content)) for piece in pieces]
