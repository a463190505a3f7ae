"""Turns of conversations as people type them: read, asked, judged, counted by group, held against floors."""
