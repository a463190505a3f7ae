"""Trains the reader and the retriever from hand-written questions: `make train`. Not imported at run time."""
