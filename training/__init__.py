"""Trains the reader and the retriever from hand-written questions: `make train`. No part of it runs in the program."""
