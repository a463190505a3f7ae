"""Passages, search results and answers as files to take away: one file a format, `formats.py` is the way in."""
