"""Measures what a user waits for and how it grows with the corpus; it reports, it fails nothing."""
