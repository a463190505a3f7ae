"""Question sets of your own, and public ones: tables, JSON Lines, SQuAD's layout, BEIR's folders. Knows no answerer."""
