"""The parts of an answer as HTML, a file each."""
