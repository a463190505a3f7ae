"""What a text says whatever is asked: quantities, years, places, clauses, language. Knows no question and no index."""
