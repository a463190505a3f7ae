"""Search for staff: what is found, what is too far off to show, and where the words stand. Knows no HTML."""
