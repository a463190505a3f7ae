"""Question sets, your own and public ones, and their checks: JSON Lines, tables, SQuAD, BEIR. Knows no answerer."""
