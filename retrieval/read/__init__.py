"""Whether a sentence answers a question, and with which words: the trained reader."""
