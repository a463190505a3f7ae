"""Trains the reader and the retriever from hand-written questions: `make train`. Nothing here is imported at run time."""
