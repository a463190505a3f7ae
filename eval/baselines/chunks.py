"""Cuts documents as the usual recipe does: 500 characters at a time, whatever stands there."""
from collections.abc import Iterator
from dataclasses import replace

from langchain_text_splitters import RecursiveCharacterTextSplitter

from corpus.document import Document, Passage, Sentence
from corpus.sentences import split_sentences

CHUNK_SIZE, CHUNK_OVERLAP = 500, 50  # characters; of most tutorials on LangChain with FAISS


def chunked(document: Document) -> Document:
    """The same document with chunks for passages; its text and offsets stay.

    The splitter keeps its default separators (blank line, line, space, character), as in the recipe: Chinese text has
    no spaces, so that a chunk may begin or end within a sentence.
    """
    return replace(document, passages=tuple(chunks(document)))


def chunks(document: Document) -> Iterator[Passage]:
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP, add_start_index=True)
    for piece in splitter.create_documents([document.text]):
        start, text = piece.metadata["start_index"], piece.page_content
        end = start + len(text)
        yield Passage(f"{document.doc_id}:{start}-{end}", document.doc_id, text, start, end, document.page_at(start),
                      document.page_at(end - 1), (), None, "body",
                      tuple(Sentence(words, start + a, start + b) for words, a, b in split_sentences(text)))
