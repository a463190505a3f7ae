"""Passages as searchable rows: vectors (FAISS) and words (BM25), saved safely. Imports corpus only."""
