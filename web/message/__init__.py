"""The parts of an answer as HTML, a file each: what is said, sources, checks, further questions, tools, how it was found."""
