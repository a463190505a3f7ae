"""A run as the input of other evaluators: one file a format, each from the record alone."""
