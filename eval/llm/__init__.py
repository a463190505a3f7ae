"""Scores by a language model that an operator provides: an option beside the figures that need none."""
